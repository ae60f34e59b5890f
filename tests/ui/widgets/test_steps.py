"""Long work as it is told: which step runs, how much is done, how long it will still take."""

from typing import Any

from PySide6.QtGui import QGuiApplication

from desktop.ui.text import file_size, seconds_left, seconds_taken
from desktop.ui.theme import Theme
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.steps import Bar, Pace, StepLine, Steps

LINES = (
    StepLine("Free space checked"),
    StepLine("Shop copied", told_by=("Copying",)),
    StepLine("Read back whole", told_by=("Reading",)),
)


def states(steps: Steps) -> list[tuple[str, str]]:
    return [(line.state, line.note) for line in steps.lines]


def test_a_message_of_the_job_says_which_step_runs(theme: Theme, qtbot: Any) -> None:
    steps = Steps(LINES)
    qtbot.addWidget(steps)
    steps.begin(0, now=10.0)
    steps.put(0, "running", "18.2 GB free, 70 MB needed")
    steps.follow(0, 100, "Copying", now=10.3)
    assert states(steps) == [
        ("done", "18.2 GB free, 70 MB needed"),
        ("running", ""),
        ("waiting", ""),
    ]
    steps.follow(40, 100, "Copying", "40 of 100 rows", now=14.3)
    assert steps.findChildren(Bar)[0].share == 0.4
    words = [label.text() for label in steps.findChildren(Label)]
    assert words == ["Copying", "40 %", "40 of 100 rows", "about 6 s left"]
    steps.follow(1, 100, "Reading", now=20.3)
    assert states(steps)[1:] == [("done", "10 s"), ("running", "")]
    assert "Shop copied: done 10 s" in steps.list.accessibleName()
    steps.finish("Backed up", now=20.7)
    assert states(steps)[2] == ("done", "0.4 s")
    assert steps.findChildren(Bar)[0].share == 1.0


def test_the_step_that_ran_is_the_one_that_failed(theme: Theme, qtbot: Any) -> None:
    steps = Steps(LINES)
    qtbot.addWidget(steps)
    steps.follow(5, 100, "Copying", now=1.0)
    steps.fail("Nothing was written", "the disk is full")
    assert states(steps) == [("done", ""), ("failed", "the disk is full"), ("waiting", "")]
    assert steps.findChildren(Bar)[0].share == 0.05


def test_work_of_unknown_length_tells_how_long_it_took_and_may_go_back(
    theme: Theme, qtbot: Any, english: Any
) -> None:
    steps = Steps(LINES)
    qtbot.addWidget(steps)
    steps.follow(0, 0, "Reading", now=1.0)
    steps.follow(0, 0, "Reading", now=5.2)
    assert "4 s so far" in [label.text() for label in steps.findChildren(Label)]
    steps.follow(1, 100, "Copying", now=6.0)
    assert states(steps)[1:] == [("running", ""), ("waiting", "")]


def test_a_stopped_job_has_no_step_that_runs_or_failed(theme: Theme, qtbot: Any) -> None:
    steps = Steps(LINES)
    qtbot.addWidget(steps)
    steps.follow(5, 100, "Reading", now=1.0)
    steps.halt("Stopped")
    assert states(steps) == [("done", ""), ("done", ""), ("waiting", "stopped")]


def test_the_log_goes_to_the_clipboard_whole(theme: Theme, qtbot: Any) -> None:
    steps = Steps(LINES, has_log=True)
    qtbot.addWidget(steps)
    steps.log("10:24:01  backup written")
    steps.log("10:24:06  0041 done")
    steps.copy_log()
    assert QGuiApplication.clipboard().text() == "10:24:01  backup written\n10:24:06  0041 done"


def test_nobody_guesses_from_less_than_two_seconds_or_over_parts() -> None:
    pace = Pace()
    assert pace.left("Copying", 0, 100, 0.0) is None
    assert pace.left("Copying", 50, 100, 1.0) is None
    assert pace.left("Copying", 50, 100, 2.0) == 2.0
    assert pace.left("Reading", 90, 100, 3.0) is None  # another part has its own pace
    assert pace.left("Reading", 95, 100, 6.0) == 3.0
    assert pace.left("Reading", 95, 0, 9.0) is None


def test_sizes_and_times_are_said_as_one_speaks(english: Any) -> None:
    sizes = [1, 999, 1000, 61_200_000, 412_000_000, 18_200_000_000]
    assert [file_size(size) for size in sizes] == [
        *("1 byte", "999 bytes", "1 kB", "61.2 MB", "412 MB", "18.2 GB")
    ]
    assert [seconds_taken(s) for s in (0.34, 12.4, 125)] == ["0.3 s", "12 s", "2 min 5 s"]
    assert [seconds_left(s) for s in (0.2, 6, 89, 90, 600)] == [
        *("about 1 s left", "about 6 s left", "about 89 s left", "about 2 min left"),
        "about 10 min left",
    ]


def test_a_dialog_may_say_a_sentence_beside_its_buttons(theme: Theme, qtbot: Any) -> None:
    window = Label("window")
    qtbot.addWidget(window)
    dialog = Dialog(window, "Backing up", icon="hard-drive-download")
    note = dialog.add_note("You can keep working. Sales are not held up.")
    dialog.add_cancel("Stop")
    dialog.retitle("Backed up", "To Documents")
    dialog.open()
    assert note.isVisible() and note.width() > 300
    assert dialog.windowTitle() == "Backed up"
