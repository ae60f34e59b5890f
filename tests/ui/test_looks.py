"""What fails a picture: each fault is built once and found; enlarged, sampled scenes have none."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.theme import Theme
from desktop.ui.widgets.button import Button, IconButton
from desktop.ui.widgets.label import ElideLabel, Label
from tests import looks
from tests.pictures import options

ASKED = QSize(300, 200)
ODD = """
import sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication
from tests.pictures import Scene, Studio

def throw(error):
    raise error

studio = Studio(QApplication(sys.argv), Path("."))
qWarning("odd")
QTimer.singleShot(0, lambda: throw(ValueError("slot")))
QApplication.processEvents()
thread = threading.Thread(target=throw, args=[TypeError("thread")])
thread.start()
thread.join()
studio.played(None, Scene("page", "demo", lambda _: throw(OSError("scene"))))
print(studio.problems)
"""
LONG = "Oat drink barista 1 l from the Union Wholesale of the northern harbour"


def window(qtbot: Any, *parts: QWidget) -> QWidget:
    """A window of the size asked for, with these parts below each other."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    for part in parts:
        column.addWidget(part)
    whole.resize(ASKED)
    qtbot.addWidget(whole)
    whole.show()
    return whole


def squeezed(part: QWidget, width: int, height: int = 20) -> QWidget:
    part.setFixedSize(width, height)
    return part


def test_what_is_whole_has_no_fault(qtbot: Any, theme: Theme) -> None:
    parts = (ElideLabel(LONG), Label("short"), Button("Save"), IconButton("x", "Close"))
    assert looks.problems(window(qtbot, *parts), ASKED) == []


FAULTS: list[tuple[Callable[[], QWidget], str]] = [
    (lambda: Label(LONG), "the page demands"),
    (lambda: squeezed(Label(LONG), 80), "is cut: 80 of"),
    (lambda: squeezed(Label(LONG, wrap=True), 120), "is cut at the foot"),
    (lambda: squeezed(QLabel("1 284 600.00"), 20), "is cut: 20 of"),
    (lambda: squeezed(Button("Complete the sale"), 40), "the button “Complete the sale” is cut"),
    (lambda: IconButton("x", ""), "has neither words nor a name"),
    (QPushButton, "has neither words nor a name"),
]


@pytest.mark.parametrize(("make", "says"), FAULTS, ids=[says for _, says in FAULTS])
def test_each_fault_is_found(
    qtbot: Any, theme: Theme, make: Callable[[], QWidget], says: str
) -> None:
    found = looks.problems(window(qtbot, make()), ASKED)
    assert any(says in problem for problem in found), found


def test_what_qt_complains_of_is_a_fault() -> None:
    """And whatever is raised: in a scene, in a slot, in a thread."""
    done = subprocess.run([sys.executable, "-c", ODD], capture_output=True, text=True, timeout=60)
    told = done.stdout.splitlines()[-1]
    for odd in ("Qt says “odd”", "ValueError: slot", "TypeError: thread", "OSError('scene')"):
        assert odd in told


@pytest.mark.parametrize("how", [["--font", "130"], ["--zoom", "1.5"]], ids=lambda how: how[0])
def test_a_sample_of_the_scenes_fits_when_enlarged(tmp_path: Path, how: list[str]) -> None:
    words = [sys.executable, "-m", "tests.pictures", str(tmp_path), "dialog-connect-new", *how]
    place = Path(__file__).parents[2]
    done = subprocess.run(
        words, cwd=place, env=dict(os.environ), capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0, done.stdout
    assert list(tmp_path.glob("*.png"))


def test_the_options_are_understood() -> None:
    chosen = options(["out", "scan", "--font", "115", "--zoom", "2"])
    assert (chosen.only, chosen.font, chosen.zoom) == ("scan", 115, "2")
