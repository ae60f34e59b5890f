"""The database room: where the data is, its schema, its backups, what keeps them safe."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from sqlalchemy import text

from desktop.domain.errors import Unavailable
from desktop.jobs.backup.drill import drill
from desktop.jobs.backup.listing import listed
from desktop.jobs.backup.making import Order, make
from desktop.jobs.backup.upkeep import upkeep_of
from desktop.jobs.migrating import revisions
from desktop.queries.place import SchemaFacts
from desktop.ui.pages.database.backup_list import ROW, BackupList, _Painter
from desktop.ui.pages.database.row_deeds import save_copy
from desktop.ui.pages.database.schema import RevisionRows, rows_of
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.pill import Pill
from tests import trade
from tests.acting import menus
from tests.stage import NOW, Stage
from tests.ui.pages.hand import ONE_ENGINE, Person


def test_it_says_where_the_data_is_and_how_much(on: Stage) -> None:
    trade.add_product(on.shop, "A", "4006381333931")
    trade.scan(on.shop, "A", "receive", 5)
    person = Person(on, "database")
    person.sees("Connected")
    person.sees("1 · 1")
    said = person.words()
    if on.shop.database.is_sqlite:
        assert "shop.onhand" in said
        assert any(words.startswith("SQLite 3.") for words in said)
    else:
        assert any(words.endswith(f" / {on.shop.database.url.database}") for words in said)
        assert any("no TLS · user " in words for words in said)


@ONE_ENGINE
def test_when_the_data_is_there_again_the_page_asks_by_itself(on: Stage) -> None:
    person = Person(on, "database")
    person.sees("Connected")
    trade.add_product(on.shop, "A", "4006381333931")
    on.work.reach.failed(Unavailable("The database server does not answer.", "", "server_hangs"))
    on.work.reach.looked(None)
    person.sees("1 · 0")


@ONE_ENGINE
def test_f5_asks_again(on: Stage) -> None:
    person = Person(on, "database")
    person.sees("Connected")
    trade.add_product(on.shop, "A", "4006381333931")
    on.window.refresh()
    person.sees("1 · 0")


def test_the_schema_is_up_to_date_and_dated(on: Stage) -> None:
    person = Person(on, "database")
    person.sees("Up to date")
    newest = revisions()[-1].revision
    assert f"{newest} here · {newest} in the database" in person.words()
    rows = person.shown(RevisionRows)[0].rows
    assert rows[0].revision == newest and all(row.is_there for row in rows)


@ONE_ENGINE
def test_a_revision_that_waits_is_marked(on: Stage) -> None:
    upgraded = datetime(2025, 3, 2, 9, tzinfo=UTC)
    known = revisions()
    older, newest = (each.revision for each in known[-2:])
    facts = SchemaFacts(older, NOW - timedelta(days=2), ((older, upgraded),))
    rows = rows_of(facts, known, on.context)
    told = [(row.revision, row.since, row.is_there) for row in rows]
    assert told[:2] == [(newest, "not yet", False), (older, "2 Mar 2025", True)]


@ONE_ENGINE
def test_the_way_to_another_place_is_there_for_everybody(on: Stage) -> None:
    asked: list[bool] = []
    on.window.place_wanted.connect(lambda: asked.append(True))
    person = Person(on, "database")
    person.click("Change connection")
    assert asked and person.shown(Label)


def backed_up(on: Stage, hours: int = 7, why: str = "schedule") -> Path:
    """A backup of some hours ago."""
    place = upkeep_of(on.context.settings)
    form = "sqlite" if on.shop.database.is_sqlite else "portable"
    at = NOW - timedelta(hours=hours)
    return make(place.url, Order(form, place.folder, why), at).backup.path


def chosen_menu(person: Person, row: int = 0) -> QMenu:
    """The menu of a backup, by keys."""
    person.on.window.activateWindow()
    shown = person.shown(BackupList)[0]
    person.on.until(lambda: len(shown.rows.rows) > row)
    shown.setFocus()
    shown.setCurrentIndex(shown.rows.index(row))
    person.press(Qt.Key.Key_Return)
    person.on.until(lambda: bool(menus()))
    return menus()[0]


def take(menu: QMenu, words: str) -> None:
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()


def test_a_backup_can_be_verified_from_its_menu(on: Stage) -> None:
    backed_up(on)
    person = Person(on, "database")
    take(chosen_menu(person), "Verify")
    shown = person.shown(BackupList)[0]
    on.until(lambda: [row.how for row in shown.rows.rows] == ["checked"], 30)
    person.sees("was read whole and is right")


def test_a_shop_from_before_a_restore_can_be_gone_back_to_from_its_menu(on: Stage) -> None:
    path = backed_up(on)
    url = on.shop.database.url
    if on.shop.database.is_sqlite:
        assert on.shop.database.path is not None
        shutil.copy(path, on.shop.database.path.with_name("before-20261114T020000Z.onhand"))
    else:
        with on.shop.database.write() as session:
            session.execute(text("CREATE SCHEMA before_20261114t020000z"))
            session.execute(text("CREATE TABLE before_20261114t020000z.alembic_version (a INT)"))
    person = Person(on, "database")
    on.until(lambda: bool(person.shown(BackupList)), 30)
    shown = person.shown(BackupList)[0]
    on.until(lambda: "kept" in [row.how for row in shown.rows.rows])
    said = shown.rows.data(shown.rows.index(1))
    assert said.startswith("Today 02:00, Before a restore, Kept as it was"), url
    take(chosen_menu(person, 1), "Go back to it…")
    person.sees("Undo the restore?")
    person.sees("The present one is kept.")


@ONE_ENGINE
def test_a_broken_one_turns_red_and_says_why(on: Stage) -> None:
    path = backed_up(on)
    path.write_bytes(path.read_bytes()[:-99])
    person = Person(on, "database")
    take(chosen_menu(person), "Verify")
    shown = person.shown(BackupList)[0]
    on.until(lambda: [row.how for row in shown.rows.rows] == ["broken"], 30)
    said = shown.rows.data(shown.rows.index(0))
    assert said.startswith("Today 03:24, By itself, Schema ") and "Broken: " in said
    painter = shown.itemDelegate()
    reason = shown.rows.rows[0].message
    assert isinstance(painter, _Painter)
    needed = painter._reason_box(on.theme, reason * 3)  # as many lines as it takes
    assert needed.width() <= shown.viewport().width()
    assert needed.height() >= 2 * painter._reason_box(on.theme, reason).height()
    assert shown.sizeHintForRow(0) > ROW + painter._reason_box(on.theme, reason).height()


@ONE_ENGINE
def test_the_last_proven_one_cannot_be_deleted_and_another_can(on: Stage) -> None:
    backed_up(on, 31)
    place = upkeep_of(on.context.settings)
    drill(place.folder, NOW - timedelta(hours=6))
    newer = backed_up(on, 5)
    person = Person(on, "database")
    delete = chosen_menu(person, 1).actions()[-1]
    assert (delete.text(), delete.isEnabled()) == ("Delete", False)
    assert delete.toolTip() == "The last backup that was proven stays."
    menus()[0].close()
    take(chosen_menu(person, 0), "Delete")
    person.click("Delete")
    on.until(lambda: not newer.exists(), 30)
    shown = person.shown(BackupList)[0]
    on.until(lambda: len(shown.rows.rows) == 1)


@ONE_ENGINE
def test_a_copy_is_saved_elsewhere_and_read_back_there(on: Stage, tmp_path: Path) -> None:
    path = backed_up(on)
    place = upkeep_of(on.context.settings)
    save_copy(on.context, listed(place.url, place.folder)[0], tmp_path / "stick")
    Person(on).sees("Saved as")
    assert (tmp_path / "stick" / path.name).read_bytes() == path.read_bytes()


@ONE_ENGINE
@pytest.mark.parametrize(
    ("days", "tone"), [(1, "ok"), (8, "bad")], ids=["of yesterday", "of last week"]
)
def test_the_pill_of_the_last_trial_turns_red_after_a_week(on: Stage, days: int, tone: str) -> None:
    backed_up(on)
    place = upkeep_of(on.context.settings)
    drill(place.folder, NOW - timedelta(days=days))
    person = Person(on, "database")
    person.sees("Last checked restore: ")
    (pill,) = [p for p in person.shown(Pill) if p.text.startswith("Last checked restore")]
    assert pill.tone == tone


@ONE_ENGINE
def test_a_clerk_is_told_who_may(on: Stage) -> None:
    on.context.role = "clerk"
    person = Person(on, "database")
    button = person.button("Back up now")
    assert not button.isEnabled() and "look after the database" in button.toolTip()
