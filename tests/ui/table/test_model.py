"""The model: nothing waits, late answers are dropped, every change keeps Qt's protocol."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.db.engine import Database
from desktop.domain.errors import Unavailable, UserError
from desktop.queries import lists
from desktop.queries.columns import Request
from desktop.queries.list_query import ListQuery
from desktop.ui.table.model import ROW_ROLE
from desktop.ui.work import Work
from tests.benchmarks.fill import Places
from tests.queries.samples import ENTRIES, PRODUCT, THINGS
from tests.ui.table.conftest import Make, Settle
from tests.ui.table.watch import Mirror, in_database, names
from tests.ui.table.writes import add, remove, rename, sell, told


def test_the_first_page_comes_before_the_keys_of_all(
    make: Make, settle: Settle, qtbot: QtBot
) -> None:
    model = make()
    counts: list[tuple[int, bool]] = []
    model.counted.connect(lambda rows, is_whole: counts.append((rows, is_whole)))
    model.ask(Request())
    assert str(model.state) == "loading"
    assert model.rowCount() == 0
    settle(model)
    assert counts == [(lists.FIRST, False), (150, True)]
    assert model.state == "ready"


def test_a_short_list_needs_no_keys(make: Make, settle: Settle) -> None:
    model = make()
    counts: list[tuple[int, bool]] = []
    model.counted.connect(lambda rows, is_whole: counts.append((rows, is_whole)))
    model.ask(Request(search="milk"))
    settle(model)
    assert counts == [(model.rowCount(), True)]


@pytest.mark.parametrize("query", [THINGS, ENTRIES], ids=lambda query: query.name)
def test_every_window_shows_what_the_database_has(
    make: Make, settle: Settle, database: Database, query: ListQuery[Any]
) -> None:
    model = make(query)
    model.ask(Request())
    settle(model)
    assert names(model, settle) == in_database(database, query, Request())


def test_rows_that_are_not_read_yet_show_a_placeholder(make: Make, settle: Settle) -> None:
    model = make()
    model.ask(Request())
    settle(model)
    far = model.index(149, 0)
    assert model.data(far) == "…"
    assert model.data(far, ROW_ROLE) is None
    model.look_at(140, 149)
    settle(model)
    assert model.data(far) == model.row(149).name
    assert model.data(far, ROW_ROLE) is model.row(149)


def test_only_the_newest_waiting_window_is_read(make: Make, settle: Settle) -> None:
    model = make(ENTRIES)
    model.ask(Request())
    settle(model)
    read: list[int] = []
    model.windows.read.connect(lambda keys, _rows: read.append(model.row_of(keys[0]) or 0))
    for first in (100, 200, 300, 400, 550):
        model.look_at(first, first + 20)
    settle(model)
    assert len(read) == 2, "the one that ran, and the last that waited"
    assert model.row(560) is not None
    assert model.row(330) is None


def test_a_late_answer_of_an_older_request_is_dropped(
    make: Make, settle: Settle, database: Database
) -> None:
    model = make()
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(model.rowCount()))
    for typed in ("m", "mi", "mil", "milk"):
        model.ask(Request(search=typed))
    settle(model)
    assert names(model, settle) == in_database(database, THINGS, Request(search="milk"))
    assert len(resets) == 1


def test_rows_of_before_stay_until_the_new_ones_are_there(make: Make, settle: Settle) -> None:
    model = make()
    model.ask(Request())
    settle(model)
    model.ask(Request(search="milk"))
    assert (model.rowCount(), model.state) == (150, "ready")
    settle(model)
    assert model.rowCount() < 40


def test_states_tell_empty_from_no_match(make: Make, settle: Settle, database: Database) -> None:
    model = make()
    states: list[str] = []
    model.state_changed.connect(states.append)
    for request in (Request(search="no such thing"), Request(), Request(given=(("x", 1),))):
        model.ask(request)
        settle(model)
    assert states == ["no_match", "ready"]
    nothing = make(replace(THINGS, where=(PRODUCT.c.sku == "none",)))
    nothing.ask(Request())
    settle(nothing)
    assert nothing.state == "empty"


def test_a_changed_row_is_read_again_where_it_is_seen(
    make: Make, settle: Settle, database: Database, qtbot: QtBot
) -> None:
    model = make()
    model.ask(Request())
    settle(model)
    model.look_at(0, 20)
    settle(model)
    sku = model.row(7).sku
    told(database, rename(sku, "Zebra stripes"))
    qtbot.waitUntil(lambda: model.row(7).name == "Zebra stripes")
    assert model.rowCount() == 150, "its place changes only with the next reading of all keys"


def test_changes_of_tables_that_a_list_does_not_read_are_no_matter(
    make: Make, settle: Settle, work: Work, qtbot: QtBot
) -> None:
    model = make()
    model.ask(Request())
    settle(model)
    work.changed.emit(frozenset({"vendor", "alert"}))
    asked = [model.feed.lane.is_busy]
    work.changed.emit(frozenset({"*"}))
    asked.append(model.feed.lane.is_busy)
    settle(model)
    assert asked == [False, True]


def test_new_rows_come_on_top_of_a_newest_first_list(
    make: Make, settle: Settle, database: Database, places: Places, qtbot: QtBot
) -> None:
    model = make(ENTRIES)
    model.ask(Request())
    settle(model)
    mirror = Mirror(model)
    for number in (701, 702):
        told(database, sell(number, places))
    qtbot.waitUntil(lambda: model.rowCount() == 702)
    assert [model.row(row).seq for row in (0, 1, 2)] == [702, 701, 700]
    assert mirror.keys == [model.key(row) for row in range(702)]


def test_a_list_in_another_order_says_how_many_are_new_and_takes_them_later(
    make: Make, settle: Settle, database: Database, places: Places, qtbot: QtBot
) -> None:
    model = make(ENTRIES)
    news: list[int] = []
    model.new_rows.connect(news.append)
    model.ask(Request("name"))
    settle(model)
    told(database, sell(701, places))
    qtbot.waitUntil(lambda: bool(news) and news[-1] == 1)
    assert model.rowCount() == 700
    model.feed.renew()
    qtbot.waitUntil(lambda: model.rowCount() == 701)
    assert news[-1] == 0
    assert names(model, settle) == in_database(database, ENTRIES, Request("name"))


def test_a_deleted_row_shows_as_gone_until_the_keys_are_read_again(
    make: Make, settle: Settle, database: Database, places: Places, qtbot: QtBot
) -> None:
    told(database, add("NEW", "A new one", places))
    model = make()
    model.ask(Request())
    settle(model)
    assert model.row(0).sku == "NEW"
    told(database, remove("NEW"))
    qtbot.waitUntil(lambda: model.data(model.index(0, 0)) == "deleted")
    assert model.row(0) is None
    assert model.rowCount() == 151
    model.feed.renew()
    qtbot.waitUntil(lambda: model.rowCount() == 150)
    assert model.row(0).sku != "NEW"


def test_a_list_that_nobody_sees_reads_only_when_it_is_seen_again(
    make: Make, settle: Settle, database: Database, qtbot: QtBot, work: Work
) -> None:
    model = make()
    model.ask(Request())
    settle(model)
    model.feed.set_active(False)
    sku = model.row(2).sku
    with qtbot.waitSignal(work.changed):
        told(database, rename(sku, "Unseen"))
    assert not model.windows.lane.is_busy
    model.look_at(0, 10)
    model.feed.set_active(True)
    qtbot.waitUntil(lambda: model.row(2).name == "Unseen")


def test_a_list_that_was_never_asked_for_is_not_read_when_the_server_is_back(
    make: Make, database: Database, qtbot: QtBot, work: Work
) -> None:
    """A tab that was never opened does not know yet what it is to show."""
    model = make()
    model.feed.set_active(False)
    with qtbot.waitSignal(work.changed):
        told(database, rename("SKU-0002", "Unseen"))
    work.reach.failed(Unavailable("The server does not answer.", code="server_gone"))
    work.reach.answered(False)
    assert not model.feed.lane.is_busy
    model.ask(Request())
    qtbot.waitUntil(lambda: model.state == "ready")


def test_nothing_moves_while_a_cell_is_edited(
    make: Make, settle: Settle, database: Database, places: Places, qtbot: QtBot, work: Work
) -> None:
    model = make(ENTRIES)
    model.ask(Request())
    settle(model)
    moved: list[object] = []
    model.rowsInserted.connect(lambda *a: moved.append(a))
    model.dataChanged.connect(lambda *a: moved.append(a))
    model.hold(True)
    with qtbot.waitSignal(work.changed):
        told(database, sell(701, places))
    with qtbot.waitSignal(work.reachable, raising=False, timeout=300):
        pass
    assert moved == []
    model.hold(False)
    qtbot.waitUntil(lambda: model.rowCount() == 701)


def test_a_list_that_cannot_be_read_says_so_and_tries_again(
    make: Make, settle: Settle, qtbot: QtBot
) -> None:
    model = make()
    states: list[str] = []
    model.state_changed.connect(states.append)
    with qtbot.waitSignal(model.failed) as failed:
        model.ask(Request(sort="weight"))
    assert isinstance(failed.args[0], UserError)
    assert str(model.state) == "error"
    assert model.error is failed.args[0]
    model.ask(Request())
    assert model.state == "loading"
    settle(model)
    assert states == ["error", "loading", "ready"]
    assert model.error is None


def test_a_failure_keeps_the_rows_that_are_there(make: Make, settle: Settle, qtbot: QtBot) -> None:
    model = make()
    model.ask(Request())
    settle(model)
    with qtbot.waitSignal(model.failed):
        model.ask(Request(sort="weight"))
    assert (model.state, model.rowCount()) == ("ready", 150)


def test_after_a_vacuum_the_keys_are_read_again(
    make: Make, settle: Settle, database: Database, qtbot: QtBot
) -> None:
    model = make(ENTRIES)
    model.ask(Request())
    settle(model)
    if database.is_sqlite:
        raw: Any = database.writer.raw_connection()
        raw.execute("VACUUM")
        raw.close()
    model.look_at(300, 320)
    qtbot.waitUntil(lambda: model.row(310) is not None)
    assert names(model, settle) == in_database(database, ENTRIES, Request())


def test_words_stand_in_the_display_role_for_screen_readers(make: Make, settle: Settle) -> None:
    model = make()
    model.ask(Request("on_hand"))
    settle(model)
    row = model.row(0)
    assert row.on_hand == 0
    assert model.data(model.index(0, 0)) == row.name
    spoken = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"{row.name}, {row.sku}"
    level = model.data(model.index(0, 1), Qt.ItemDataRole.AccessibleTextRole)
    assert level == "0, out of stock"
    assert model.headerData(1, Qt.Orientation.Horizontal) == "On hand"
    assert model.data(model.index(0, 0), Qt.ItemDataRole.DecorationRole) is None
