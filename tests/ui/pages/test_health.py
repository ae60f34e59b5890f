"""The health page on a real file: what it tells, its care as jobs, who may, the window's notes."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QLabel
from sqlalchemy import text

from desktop.db import version
from desktop.jobs.health.growth import Earlier
from desktop.jobs.health.metrics import of_window
from desktop.jobs.health.pulse import Health
from desktop.jobs.opening import Shop
from desktop.queries.vitals import TableFacts
from desktop.ui.dialogs.confirm import Confirm
from desktop.ui.dialogs.listing import ListingDialog
from desktop.ui.figures_note import FiguresNote
from desktop.ui.pages.health import HealthPage
from desktop.ui.pages.health.care import CARE
from desktop.ui.pages.health.facts import growth_words
from desktop.ui.pages.health.statements import most_within
from desktop.ui.theme import Theme
from desktop.ui.widgets.button import Button
from tests.scenes_health import POOL, page
from tests.stage import NOW, Stage, make_shop, stage

BY_KIND = {care.kind: care for care in CARE}


@pytest.fixture(scope="module")
def goods(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    shop = make_shop(tmp_path_factory.mktemp("health"), 40, 200)
    yield shop
    shop.database.close()


@pytest.fixture
def on(qapp: QApplication, theme: Theme, english: QLocale, goods: Shop) -> Iterator[Stage]:
    with stage(qapp, theme, goods) as built:
        yield built


def words(shown: HealthPage) -> str:
    """All that its labels say."""
    return " ".join(label.text() for label in shown.findChildren(QLabel))


def press(on: Stage, name: str) -> None:
    """The button of this name."""
    found = [b for b in on.window.findChildren(Button) if b.text() == name and b.isVisible()]
    assert len(found) == 1
    found[0].click()


def test_the_way_leads_from_the_database_page(on: Stage) -> None:
    """A28: and the navigation still says where one is."""
    on.window.open_page("database")
    press(on, "Health check")
    assert on.window.findChild(HealthPage) is not None
    assert "Health of the database" in {one.text() for one in on.window.findChildren(QLabel)}


def test_it_tells_engine_size_rows_pool_and_backup(on: Stage) -> None:
    """A39, B27, B35, E29, B38."""
    shown = page(on)
    said = words(shown)
    for wanted in (
        "SQLite 3.",
        "Connections in use",
        "Last restore drill",
        "Last integrity check",
        version.HEAD,
    ):
        assert wanted in said
    assert shown.now.pill.text == "Healthy"
    tables = next(table for table in shown.findChildren(QLabel) if table.text() == "Size and rows")
    assert tables.isVisible()


def test_each_care_is_a_job_that_ends_in_a_sentence(on: Stage) -> None:
    """B30: pressed, followed, told."""
    shown = page(on)
    for kind in ("check", "analyze", "reindex", "rebuild_levels"):
        shown.care.verdict.hide()
        shown.care.buttons[kind].click()
        on.until(lambda: not shown.care.verdict.isHidden())
        assert shown.care.verdict.tone == "ok"
        assert on.context.jobs.recent[0].kind == kind
        assert on.context.jobs.recent[0].words


def test_a_vacuum_of_a_file_asks_first_and_says_who_goes_first(on: Stage) -> None:
    shown = page(on)
    shown.care.buttons["vacuum"].click()
    asked = shown.care.findChild(Confirm)
    assert asked is not None
    assert any("goes first" in label.text() for label in asked.findChildren(QLabel))
    asked.reject()
    assert not on.context.jobs.running
    shown.care.start(BY_KIND["vacuum"])
    on.until(lambda: not shown.care.verdict.isHidden())
    assert "given back" in shown.care.verdict.text()


def test_a_missing_index_is_said_and_made_again(on: Stage) -> None:
    """C35."""
    with on.shop.database.write() as session:
        session.execute(text("DROP INDEX ix_stock_move_kind"))
    shown = page(on)
    on.until(lambda: not shown.indexes.mend.isHidden())
    shown.care.buttons["check"].click()
    on.until(lambda: shown.care.verdict.tone == "bad")
    assert "ix_stock_move_kind" in shown.care.verdict.text()
    shown.indexes.mend.click()
    on.until(lambda: shown.care.verdict.tone == "ok" and shown.is_at_rest)
    on.until(shown.indexes.mend.isHidden)


def test_a_clerk_sees_and_does_not_touch(on: Stage) -> None:
    on.context.role = "clerk"
    shown = page(on)
    for button in shown.care.buttons.values():
        assert not button.isEnabled()
        assert "look after the database" in button.toolTip()


def test_slow_statements_are_listed_with_their_plan_and_their_limit_is_kept(on: Stage) -> None:
    """B29, C35."""
    shown = page(on)
    on.shop.database.counters.ran("SELECT * FROM product WHERE sku = ?", 3.0, 1)
    shown.statements.refresh()
    on.lay_out()
    press(on, "Plan")
    dialog = shown.findChild(ListingDialog)
    assert dialog is not None
    on.until(lambda: "INDEX" in dialog.text.toPlainText())
    dialog.accept()
    shown.statements._threshold.chosen.emit(250)
    assert on.context.settings.slow_ms == 250
    assert on.shop.database.counters.slow_s == 0.25
    on.shop.database.counters.slow_s = 1.0


def test_each_answer_of_the_pulse_has_its_words(on: Stage) -> None:
    shown = page(on)
    for status, said in (("busy", "Busy"), ("unhealthy", "No answer"), ("healthy", "Healthy")):
        shown.now.watch.told.emit(
            Health(status, True, 1.0, replace(POOL, invalid=7), "Why.", "So.")
        )
        on.until(lambda said=said: shown.now.pill.text == said)  # type: ignore[misc]
        assert "Why. So." in words(shown)


def test_growth_is_said_only_where_it_is_known() -> None:
    """B27."""
    table, today = TableFacts("product", 1_304), date(2026, 11, 14)
    week = Earlier(date(2026, 11, 7), {"product": 100})
    assert growth_words(table, None, today) == ""
    assert growth_words(table, replace(week, rows={}), today) == ""
    assert growth_words(table, week, today).endswith("this week")
    assert growth_words(table, week, today).startswith("+1")
    days = growth_words(table, replace(week, day=date(2026, 11, 12)), today)
    assert "since 12 Nov" in days


def test_the_bound_of_most_answers_is_read_off_the_buckets() -> None:
    bounds = (0.001, 0.01)
    assert most_within({"select": (0, 0, 0)}, bounds) == "–"
    assert most_within({"select": (99, 1, 0)}, bounds) == "1 ms"
    assert most_within({"select": (90, 5, 0), "insert": (0, 5, 0)}, bounds) == "10 ms"
    assert most_within({"select": (1, 0, 1)}, (0.001, 10)).startswith("over 10")


def test_the_window_writes_its_counters_for_the_command_line_and_takes_them_away(
    on: Stage, tmp_path: Path
) -> None:
    """E28: without a port."""
    note = FiguresNote(on.context, on.window)
    place = on.context.settings.data_dir
    note._on_write()
    on.until(lambda: of_window(place, NOW) is not None)
    found = of_window(place, NOW)
    assert found is not None and found.source == "window"
    assert found.queries["select"] > 0
    note._count()
    on.until((place / "rows.json").exists)
    note.close()
    assert of_window(place, NOW) is None


def test_the_pulse_beats_only_while_the_page_is_shown(on: Stage) -> None:
    shown = page(on)
    assert shown._beat.isActive()
    on.window.open_page("dashboard")
    assert not shown._beat.isActive()
    began = time.monotonic()
    on.until(lambda: shown.is_at_rest)
    assert time.monotonic() - began < 3
