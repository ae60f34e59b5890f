"""The dialog that makes a backup: what and where, its steps, stopped, failed, left to itself."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication

from desktop.db.kept import backups
from desktop.domain.progress import Cancelled
from desktop.jobs.backup.listing import listed
from desktop.jobs.backup.making import Order, make, ways
from desktop.jobs.backup.upkeep import upkeep_of
from desktop.jobs.opening import Shop
from desktop.ui.backup_counts import counts_of
from desktop.ui.dialogs.backup import BackupDialog
from desktop.ui.dialogs.backup.choice import Choice
from desktop.ui.dialogs.backup.words import steps_of
from desktop.ui.pages.database.backup_list import BackupList
from desktop.ui.theme import Theme
from desktop.ui.widgets.choice_card import ChoiceCard
from desktop.ui.widgets.verdict import Verdict
from tests.keeping import AT
from tests.servers import wheel_binaries
from tests.stage import Stage, stage
from tests.ui.pages.hand import ONE_ENGINE, Person

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def on(qapp: QApplication, theme: Theme, english: QLocale, shop: Shop) -> Iterator[Stage]:
    with stage(qapp, theme, shop) as built:
        yield built


def opened(on: Stage) -> tuple[Person, BackupDialog]:
    """The dialog, opened by its key."""
    on.window.activateWindow()
    person = Person(on, "database")
    person.press(Key.Key_B, CTRL)
    on.until(lambda: bool(person.shown(BackupDialog)))
    dialog = person.shown(BackupDialog)[0]
    on.until(lambda: bool(person.shown(Choice)))
    return person, dialog


def folder_of(on: Stage) -> Path:
    return upkeep_of(on.context.settings).folder


def test_two_keys_make_a_backup_that_was_restored_on_trial(on: Stage) -> None:
    person, dialog = opened(on)
    person.press(Key.Key_Return)
    on.until(lambda: dialog.windowTitle() == "Backed up", 60)
    assert [line.state for line in dialog._steps.lines] == ["done"] * 4
    place = upkeep_of(on.context.settings)
    (row,) = listed(place.url, place.folder)
    assert (row.how, row.why) == ("tried", "by_hand")
    person.press(Key.Key_Return)
    assert not person.shown(BackupDialog)


def hold(on: Stage) -> Callable[[], None]:
    """A job before it in the line, so that the backup waits."""
    gate = threading.Event()
    on.context.jobs.start("test", "Something else", lambda _: gate.wait(20) and None)
    return gate.set


@ONE_ENGINE
def test_stop_leaves_nothing_and_says_so(on: Stage) -> None:
    go_on = hold(on)
    person, dialog = opened(on)
    person.press(Key.Key_Return)
    person.sees("Waits until “Something else” has ended")
    person.click("Stop")
    go_on()
    person.sees("Stopped. Nothing was left behind.")
    assert dialog.windowTitle() == "No backup was made"
    assert dialog._leave.hasFocus() and dialog._leave.text() == "Close"
    assert not folder_of(on).exists() or list(folder_of(on).iterdir()) == []


@ONE_ENGINE
def test_it_goes_on_in_the_background_and_is_found_again(on: Stage) -> None:
    go_on = hold(on)
    person, dialog = opened(on)
    person.press(Key.Key_Return)
    person.press(Key.Key_Escape)
    assert not person.shown(BackupDialog)
    on.window.activateWindow()  # as a window manager does when a dialog is gone
    on.until(lambda: QApplication.activeWindow() is on.window)
    person.press(Key.Key_B, CTRL)
    on.until(lambda: bool(person.shown(BackupDialog)))
    again = person.shown(BackupDialog)[0]
    assert again is not dialog and again.windowTitle() == "Backing up the shop"
    assert len(again._steps.lines) == len(dialog._steps.lines) == 4, "with its trial"
    go_on()
    on.until(lambda: again.windowTitle() == "Backed up", 60)
    assert len(backups(folder_of(on))) == 1


@ONE_ENGINE
def test_a_failure_is_a_sentence_with_a_way_out_and_a_red_row(
    on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(on.context.settings.data_dir)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000))
    person, dialog = opened(on)
    person.press(Key.Key_Return)
    on.until(dialog._verdict.isVisible)
    said = person.shown(Verdict)[0].text()
    assert "no room" in said and "Make room or choose another folder" in said
    person.press(Key.Key_Escape)
    on.until(lambda: bool(person.shown(BackupList)))
    shown = person.shown(BackupList)[0]
    on.until(lambda: [row.how for row in shown.rows.rows] == ["failed"])
    assert list(folder_of(on).glob("*.part*")) == []


def test_the_formats_that_cannot_be_say_why(on: Stage) -> None:
    person, _ = opened(on)
    cards = {card.text(): card for card in person.shown(ChoiceCard)}
    if on.shop.database.is_sqlite:
        assert list(cards) == ["SQLite file", "Portable archive"]
        return
    assert list(cards) == ["Portable archive", "pg_dump", "pg_dump as text"]
    held = cards["pg_dump"]
    assert held.isEnabled() or ("pg_dump" in held.toolTip() and held.toolTip() in person.words())


@ONE_ENGINE
def test_another_folder_takes_it(on: Stage, tmp_path: Path) -> None:
    person, dialog = opened(on)
    person.shown(Choice)[0].take(tmp_path / "stick")
    person.click("Portable archive")
    person.click("Back up")
    on.until(lambda: dialog.windowTitle() == "Backed up", 60)
    assert [path.suffix for path in backups(tmp_path / "stick")] == [".zip"]


class Heard:
    """All messages of a job, each once, in their order."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def report(self, done: int, total: int, message: str = "") -> None:
        if message not in self.messages[-1:]:
            self.messages.append(message)


def test_every_message_of_a_backup_marks_a_step_and_no_step_comes_before_another(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{wheel_binaries()}:{os.environ['PATH']}")
    for way in ways(shop.database.url):
        heard = Heard()
        make(shop.database.url, Order(way.form, tmp_path, is_tried=True), AT, heard)
        steps = steps_of(way.form, True, None)
        at = [[m in line.told_by for line in steps].index(True) for m in heard.messages]
        assert at == sorted(at)
        assert set(at) == set(range(1, len(steps))), f"each is told of: {heard.messages}"


class StoppedAt:
    """A person who stops a job when it says this."""

    def __init__(self, message: str) -> None:
        self._message = message

    def report(self, done: int, total: int, message: str = "") -> None:
        if message == self._message:
            raise Cancelled


@ONE_ENGINE
def test_stopped_in_its_trial_the_backup_stays_and_that_is_said(on: Stage) -> None:
    place = upkeep_of(on.context.settings)
    order = Order("sqlite", place.folder, is_tried=True)
    made = make(place.url, order, AT, StoppedAt("Building the shop"))
    assert made.is_trial_stopped and made.backup.path.exists()
    assert [row.how for row in listed(place.url, place.folder)] == ["read"]
    person, dialog = opened(on)
    dialog._steps.show_lines(steps_of("sqlite", True, None))
    dialog._on_done(made)
    person.sees("Backed up. You stopped the trial restore.")
    assert [line.state for line in dialog._steps.lines] == ["done", "done", "done", "waiting"]
    assert dialog.windowTitle() == "Backed up"


def test_rows_and_size_are_told_as_they_grow(english: QLocale) -> None:
    assert counts_of("Writing the backup", 247_310, 386_120, 39_100_000) == (
        "247,310 of 386,120 rows · 39.1 MB"
    )
    assert counts_of("Copying the shop", 512, 1024, 0) == "2.1 MB / 4.2 MB"
    assert counts_of("Written by pg_dump", 0, 0, 12_000_000) == "12 MB"
