"""The schema's dialog: what is pending, as SQL, tried on a copy, upgraded, and taken back."""

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPlainTextEdit, QWidget
from sqlalchemy.engine import make_url

from desktop.db import migrate, version
from desktop.db.kept import FOLDER, backups
from desktop.domain.errors import UserError
from desktop.jobs import migrating, opening
from desktop.jobs.opening import Shop
from desktop.settings import Settings
from desktop.ui.aside import Aside
from desktop.ui.backup_counts import MESSAGES
from desktop.ui.dialogs.migrate import Going, MigrateDialog
from desktop.ui.dialogs.migrate.parts import KeptAs
from desktop.ui.doing import Doing
from desktop.ui.moving import Moving
from desktop.ui.theme import Theme
from desktop.ui.trouble.page import trouble
from desktop.ui.widgets.line_edit import LineEdit
from desktop.ui.widgets.segments import Segments
from desktop.ui.widgets.steps import StepLines
from tests.keeping import AT, hashes, stocked

LONG_MS = 60_000


@pytest.fixture
def place(shop: Shop) -> Settings:
    """A closed shop with goods in it."""
    stocked(shop, movements=20)
    shop.database.close()
    return shop.settings


@pytest.fixture
def window(qtbot: Any, theme: Theme, english: QLocale) -> QWidget:
    made = QWidget()
    made.resize(1280, 800)
    qtbot.addWidget(made)
    made.show()
    return made


def back(settings: Settings) -> None:
    with migrate.migration(make_url(settings.url)) as connection:
        version.downgrade(connection, "0001")


def button(dialog: QWidget, text: str) -> QAbstractButton:
    return next(one for one in dialog.findChildren(QAbstractButton) if one.text() == text)


def words(dialog: QWidget) -> str:
    return " ".join(one.text() for one in dialog.findChildren(QLabel) if one.isVisible())


def opened(qtbot: Any, window: QWidget, going: Going, ready: str) -> MigrateDialog:
    dialog = MigrateDialog(window, going)
    dialog.open()
    text = dialog.findChild(QPlainTextEdit)
    assert text is not None
    qtbot.waitUntil(lambda: ready in text.toPlainText(), timeout=LONG_MS)
    return dialog


def test_pending_steps_are_shown_tried_on_a_copy_and_done(
    qtbot: Any, window: QWidget, place: Settings, tmp_path: Path
) -> None:
    """B16: message, date, author and SQL stand there before the button lives."""
    back(place)
    before, done = hashes(make_url(place.url)), []
    going = Going(place, lambda: AT, "anna", after=lambda: done.append(1))
    dialog = opened(qtbot, window, going, "CREATE INDEX ix_stock_move_kind")
    told = dialog.findChildren(StepLines)[0].lines
    assert [line.state for line in told] == ["waiting"] * (len(told) - 1) + ["done"]
    assert told[-2].words == "0002 Indexes of long lists"
    assert told[-2].note == "2026-11-21 · the Onhand contributors"
    assert "Schema 0001" in words(dialog) and f"Schema {version.HEAD}" in words(dialog)
    dialog.save_sql(tmp_path / "up.sql")
    assert "CREATE INDEX" in (tmp_path / "up.sql").read_text("utf-8")
    button(dialog, "Rehearse on a copy").click()
    qtbot.waitUntil(lambda: "The shop is as it was" in words(dialog), timeout=LONG_MS)
    assert hashes(make_url(place.url)) == before
    assert "Expected: under a minute." in words(dialog)
    button(dialog.findChildren(KeptAs)[0], "Portable archive").click()
    button(dialog, "Upgrade").click()
    qtbot.waitUntil(lambda: bool(done), timeout=LONG_MS)
    assert not dialog.isVisible()
    assert migrating.current(make_url(place.url)) == version.HEAD
    assert migrating.history(make_url(place.url))[0].user == "anna"
    assert {line.state for line in dialog.findChildren(StepLines)[1].lines} == {"done"}
    assert [path.suffix for path in backups(place.data_dir / FOLDER)] == [".zip"]
    noted = migrating.history(make_url(place.url))[0]
    assert noted.milliseconds > 0
    assert noted.size > 0


def test_a_failing_step_says_that_nothing_was_changed(
    qtbot: Any, window: QWidget, place: Settings
) -> None:
    back(place)
    with migrate.migration(make_url(place.url)) as connection:
        connection.exec_driver_sql("CREATE INDEX ix_stock_move_kind ON stock_move (kind)")
    going = Going(place, lambda: AT, "anna", after=lambda: None)
    dialog = opened(qtbot, window, going, "CREATE INDEX")
    button(dialog, "Upgrade").click()
    qtbot.waitUntil(lambda: "Nothing was changed" in words(dialog), timeout=LONG_MS)
    assert "If a step fails, nothing is changed." in words(dialog)
    kept = next((place.data_dir / FOLDER).glob("onhand-*-0001-*"))
    assert str(kept) in words(dialog)
    assert migrating.current(make_url(place.url)) == "0001"
    button(dialog, "Close").click()
    assert not dialog.isVisible()


@pytest.mark.parametrize("at", [MESSAGES, ("0002 Indexes of long lists",)], ids=str)
def test_stopped_nothing_is_changed_and_it_can_be_done_again(
    qtbot: Any,
    window: QWidget,
    place: Settings,
    monkeypatch: pytest.MonkeyPatch,
    at: tuple[str, ...],
) -> None:
    """In its backup, of which nothing stays, and in its middle."""
    back(place)
    done: list[int] = []
    reached, freed, tell = threading.Event(), threading.Event(), Doing.report

    def report(self: Doing, so_far: int, total: int, message: str = "") -> None:
        if message in at and so_far and not freed.is_set():
            reached.set()
            freed.wait(20)
        tell(self, so_far, total, message)

    monkeypatch.setattr(Doing, "report", report)
    going = Going(place, lambda: AT, "anna", after=lambda: done.append(1))
    dialog = opened(qtbot, window, going, "CREATE INDEX")
    button(dialog, "Upgrade").click()
    qtbot.waitUntil(reached.is_set, timeout=LONG_MS)
    button(dialog, "Stop").click()
    assert not button(dialog, "Stopping …").isEnabled()
    freed.set()
    qtbot.waitUntil(lambda: "Stopped. Nothing was changed." in words(dialog), timeout=LONG_MS)
    assert migrating.current(make_url(place.url)) == "0001"
    assert len(backups(place.data_dir / FOLDER)) == int(at is not MESSAGES)
    button(dialog, "Upgrade").click()
    qtbot.waitUntil(lambda: bool(done), timeout=LONG_MS)
    assert migrating.current(make_url(place.url)) == version.HEAD


def test_going_back_wants_the_number_typed_and_is_not_undone_by_the_next_start(
    qtbot: Any, window: QWidget, place: Settings
) -> None:
    """A22."""
    asked: list[Aside] = []
    going = Going(place, lambda: AT, "anna", aside=asked.append)
    dialog = opened(qtbot, window, going, "nothing to do")
    assert not button(dialog, "Upgrade").isEnabled()
    button(dialog.findChildren(Segments)[0], "0001").click()
    agree = button(dialog, "Take back and close")
    lost = (
        "event (5 rows), event_scope (1 row), external_ref (1 row), feed (1 row), forecast (1 row)"
    )
    qtbot.waitUntil(lambda: lost in words(dialog), timeout=LONG_MS)
    assert "Afterwards only a program of schema 0001 opens it" in words(dialog)
    assert not agree.isEnabled()
    line = dialog.findChild(LineEdit)
    assert line is not None
    QTest.keyClicks(line, "0001")
    assert agree.isEnabled()
    agree.click()
    (aside,) = asked
    assert aside.about.startswith("Other workstations wait until it is done. Expected: ")
    told: list[str] = []
    aside.run(_Heard(told))
    assert [told_by[0] for told_by in aside.steps] == [one for one in told if one not in MESSAGES]
    assert set(told) & set(MESSAGES), "how far its backup is"
    with pytest.raises(
        UserError, match=f"taken back from schema {version.HEAD} to 0001 on purpose"
    ) as why:
        opening.open_shop(place, "till")
    assert why.value.code == "taken_back"
    moving = Moving(window, lambda: None)  # type: ignore[arg-type,return-value]
    state = trouble(why.value, window, place, moving, dialog.reject, dialog.show)
    assert [action.text for action in state.actions][1:] == ["Choose another place", "Upgrade…"]


class _Heard:
    """A progress that keeps what it was told, each once."""

    def __init__(self, told: list[str]) -> None:
        self._told = told

    def report(self, done: int, total: int, message: str = "") -> None:
        if message not in self._told:
            self._told.append(message)
