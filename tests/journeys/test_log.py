"""The log from the keyboard: found, filtered, looked at whole, reported, and followed."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton

from desktop.domain.errors import Unavailable, UserError
from desktop.ui.dialogs.log import SHOWN, LogDialog
from desktop.ui.log_source import of_shop, without_shop
from tests.journeys.conftest import desk, open_desk
from tests.journeys.desk import CTRL, Desk

__all__ = ["desk", "open_desk"]
Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
LINES = (
    "2026-11-21 09:00:00,000 ERROR onhand.work unexpected failure\n"
    "Traceback (most recent call last):\n  postgresql://ann:s3cret@server/shop\n"
    "2026-11-21 09:30:00,000 WARNING onhand.slow 1.2 s: SELECT\n"
    "2026-11-21 10:00:00,000 INFO onhand.app opened\n"
)


@pytest.fixture
def engine_name() -> str:
    """The log is a file: one engine is enough."""
    return "sqlite"


@pytest.fixture
def file(desk: Desk) -> Path:
    """The log's file with a few lines."""
    path = desk.context.settings.data_dir / "log" / "onhand.log"
    path.parent.mkdir(exist_ok=True)
    path.write_text(LINES)
    return path


@pytest.fixture
def log(desk: Desk, file: Path) -> Iterator[LogDialog]:
    desk.press(Key.Key_L, CTRL | SHIFT)
    desk.bot.waitUntil(lambda: desk.window.findChild(LogDialog) is not None)
    dialog = desk.window.findChild(LogDialog)
    assert dialog is not None
    desk.bot.waitUntil(lambda: bool(texts(dialog)))
    yield dialog
    dialog.close()


def texts(dialog: LogDialog) -> list[str]:
    return [entry.text for entry in dialog.lines._model.entries]


def test_the_newest_line_is_first_and_the_chosen_one_is_told_whole(
    desk: Desk, log: LogDialog
) -> None:
    assert texts(log) == ["opened", "1.2 s: SELECT", "unexpected failure"]
    log.lines.setFocus()
    desk.press(Key.Key_End)
    told = log.whole.toPlainText()
    assert "Traceback (most recent call last):" in told
    assert "s3cret" not in told


def test_lines_are_filtered_by_words_and_errors_come_first(desk: Desk, log: LogDialog) -> None:
    """C10: an error shows at the top."""
    log._order.set_current(True)
    log._order.chosen.emit(True)
    desk.bot.waitUntil(lambda: texts(log)[:1] == ["unexpected failure"])
    log._text.setFocus()
    desk.write("select")
    desk.bot.waitUntil(lambda: texts(log) == ["1.2 s: SELECT"])
    desk.write("x")
    desk.bot.waitUntil(lambda: texts(log) == [])
    assert log.whole.toPlainText() == ""


def test_what_is_written_meanwhile_comes_by_itself(desk: Desk, log: LogDialog, file: Path) -> None:
    with file.open("a") as out:
        out.write("2026-11-21 10:01:00,000 INFO onhand.app another\n")
    desk.bot.waitUntil(lambda: texts(log)[0] == "another")


def test_the_report_tells_version_engine_and_errors_without_secrets(
    desk: Desk, log: LogDialog
) -> None:
    button = next(b for b in log.findChildren(QAbstractButton) if b.text() == "Copy report")
    button.click()
    desk.bot.waitUntil(lambda: "The report is on the clipboard." in desk.notices)
    told = QGuiApplication.clipboard().text()
    for piece in ("Onhand: ", "Engine: SQLite 3", "Schema: ", "System: ", "unexpected failure"):
        assert piece in told
    assert "s3cret" not in told


def test_ten_megabytes_open_without_a_stall(desk: Desk, file: Path) -> None:
    file.write_text(LINES * (10_000_000 // len(LINES)) + "x" * 100_000)
    gaps: list[float] = []
    last = time.monotonic()

    def beat() -> None:
        nonlocal last
        now = time.monotonic()
        gaps.append(now - last)
        last = now

    timer = QTimer()
    timer.timeout.connect(beat)
    timer.start(5)
    dialog = LogDialog(desk.window, of_shop(desk.context))
    dialog.open()
    desk.bot.waitUntil(lambda: len(dialog.lines._model.entries) == SHOWN, timeout=20_000)
    timer.stop()
    dialog.close()
    assert max(gaps) < 1.0  # no second without a sign; the pace itself is a benchmark's


def test_it_is_read_and_reported_where_no_shop_is_open(desk: Desk, file: Path) -> None:
    dialog = LogDialog(desk.window, without_shop(desk.context.settings, desk.context.notify))
    dialog.open()
    desk.bot.waitUntil(lambda: texts(dialog)[:1] == ["opened"])
    next(b for b in dialog.findChildren(QAbstractButton) if b.text() == "Copy report").click()
    told = QGuiApplication.clipboard().text()
    assert "Engine: SQLite\nShop: not open\n" in told
    dialog.close()


def test_what_fails_leaves_a_line_with_its_code(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    def lost(_: object) -> None:
        raise Unavailable("The disk is full.", "Make room.", "disk_full")

    heard: list[UserError] = []
    for _ in range(3):  # the same again and again is one line
        desk.work.read(desk.window, lost, failed=heard.append)
    job = desk.context.jobs.start("backup", "Backup of the shop", lost)
    desk.bot.waitUntil(lambda: len(heard) == 3 and job.status == "failed")
    told = [
        f"{r.levelname} {r.getMessage()}" for r in caplog.records if "disk_full" in r.getMessage()
    ]
    line = "The disk is full. Make room. (disk_full)"
    assert sorted(told) == [f"ERROR Backup of the shop: {line}", f"WARNING lost: {line}"]
