"""The backup after the window was closed: said, skipped with nothing half, told when it failed."""

import threading
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from desktop.db.kept import FOLDER, backups
from desktop.domain.progress import Progress
from desktop.jobs.backup.keeping import COPYING
from desktop.jobs.backup.record import HISTORY, events
from desktop.jobs.backup.upkeep import keep_on_exit
from desktop.jobs.opening import Shop
from desktop.settings import Settings
from desktop.ui.exit_backup import ExitBackup
from desktop.ui.theme import Theme
from tests.keeping import AT, stocked

Key = Qt.Key


@pytest.fixture
def engine_name() -> str:
    """A server's shop is not backed up when a window closes."""
    return "sqlite"


@pytest.fixture
def place(shop: Shop, tmp_path: Path) -> Settings:
    """A closed shop with a second folder."""
    stocked(shop, movements=20)
    shop.database.close()
    return replace(shop.settings, backup_second=str(tmp_path / "stick"))


@pytest.fixture
def over(qtbot: Any, theme: Theme, english: QLocale) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


class Held:
    """Stays at a message until somebody skips; then it goes on and is stopped."""

    def __init__(self, settings: Settings, message: str) -> None:
        self._settings, self._message = settings, message
        self.reached, self.freed = threading.Event(), threading.Event()

    def __call__(self, progress: Progress) -> None:
        self._told = progress
        keep_on_exit(self._settings, AT, self)

    def report(self, done: int, total: int, message: str = "") -> None:
        if message == self._message:
            self.reached.set()
            self.freed.wait(20)
        self._told.report(done, total, message)


def words(window: QWidget) -> str:
    return " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize("key", [Key.Key_Escape, Key.Key_Space])
@pytest.mark.parametrize("message", ["Copying the shop", "Reading the backup back", COPYING])
def test_skipped_it_leaves_nothing_half(
    place: Settings, over: QWidget, message: str, key: Key
) -> None:
    held = Held(place, message)
    window = ExitBackup(held, over)
    seen: list[str] = []

    def skip() -> None:
        if not (held.reached.is_set() and window.isVisible()):
            return
        timer.stop()
        QTest.keyClick(window, Key.Key_Return)  # as a scanner ends a code
        seen.append(f"{window.skip.isEnabled()} {words(window)}")
        QTest.keyClick(window if key == Key.Key_Escape else window.skip, key)
        held.freed.set()

    timer = QTimer()
    timer.timeout.connect(skip)
    timer.start(20)
    window.wait()
    assert seen[0].startswith("True Backing up before closing …")
    folder = place.data_dir / FOLDER
    is_made = message == COPYING
    assert len(backups(folder)) == int(is_made)
    assert not list(folder.glob("*.part*"))
    assert not [event for event in events(folder) if event.what == "failed"]
    second = Path(place.backup_second)
    assert not second.exists() or list(second.iterdir()) == []
    if not is_made:
        keep_on_exit(place, AT)
        assert len(backups(folder)) == 1


def test_where_nothing_changed_it_is_not_seen(place: Settings, over: QWidget) -> None:
    keep_on_exit(place, AT)
    window = ExitBackup(partial(keep_on_exit, place, AT), over)
    shown: list[bool] = []
    window._show = lambda: shown.append(True)  # type: ignore[method-assign]
    window.wait()
    assert shown == []
    assert {path.name for path in Path(place.backup_second).iterdir()} >= {HISTORY}


def test_a_failure_is_told_before_the_program_goes(place: Settings, over: QWidget) -> None:
    stick = Path(place.backup_second)
    stick.touch()  # no folder any more
    window = ExitBackup(partial(keep_on_exit, place, AT), over)
    seen: list[str] = []

    def close() -> None:
        if "not in the second folder" in words(window):
            timer.stop()
            labels = [each for each in window.findChildren(QLabel) if each.wordWrap()]
            assert all(each.height() >= each.heightForWidth(each.width()) for each in labels)
            seen.append(words(window))
            window.close()

    timer = QTimer()
    timer.timeout.connect(close)
    timer.start(20)
    window.wait()
    assert "The first one is safe" in seen[0]
    assert len(backups(place.data_dir / FOLDER)) == 1
