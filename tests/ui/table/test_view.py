"""The table: what is in sight is read, keys and clicks do what they say, place is kept by key."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.db.engine import Database
from desktop.queries.columns import Filter, Request
from desktop.queries.list_query import ListQuery
from desktop.ui.table import place
from desktop.ui.table.columns import Layout
from desktop.ui.table.view import TableView
from desktop.ui.table.words import Words
from desktop.ui.theme import Theme
from tests.benchmarks.fill import Places
from tests.queries.samples import ENTRIES, THINGS
from tests.ui.table.conftest import Make, Settle
from tests.ui.table.writes import add, remove, rename, sell, told

Key = Qt.Key
Show = Callable[..., TableView]


@pytest.fixture
def show(make: Make, words: Words, theme: Theme, settle: Settle, qtbot: QtBot) -> Iterator[Show]:
    """Shows a list that has settled, 800 × 500, in a window of its own."""
    views: list[TableView] = []

    def new(query: ListQuery[Any] = THINGS, request: Request | None = None) -> TableView:
        model = make(query)
        view = TableView(model, words)
        view.resize(800, 500)
        views.append(view)
        with qtbot.waitExposed(view):
            view.show()
        model.ask(request or Request())
        settle(model)
        return view

    yield new
    for view in views:
        view.close()
        view.deleteLater()


def chosen(view: TableView) -> list[str]:
    return [view.list.row(row).name for row in view.place.rows()]


def renew(view: TableView, settle: Settle) -> None:
    view.list.feed.renew()
    settle(view.list)


def test_rows_have_one_height_and_nobody_measures_them(show: Show, theme: Theme) -> None:
    view = show()
    assert {view.rowHeight(row) for row in (0, 70, 149)} == {46}
    theme.set_scale(130)
    assert {view.rowHeight(row) for row in (0, 70, 149)} == {60}


def test_what_is_scrolled_into_sight_is_read(show: Show, settle: Settle) -> None:
    view = show(ENTRIES)
    assert view.list.row(400) is None
    view.verticalScrollBar().setValue(395)
    settle(view.list)
    assert all(view.list.row(row) for row in range(395, 405))


def test_keys_move_open_and_choose(show: Show, qtbot: QtBot, settle: Settle) -> None:
    view = show()
    opened: list[Any] = []
    view.opened.connect(opened.append)
    view.setFocus()
    assert view.currentIndex().row() == 0, "whoever comes by keyboard stands on a row"
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Return):
        QTest.keyClick(view, key)
    assert opened == [view.list.row(2)]
    QTest.keyClick(view, Key.Key_Space)
    assert view.place.count() == 0
    QTest.keyClick(view, Key.Key_End)
    settle(view.list)
    assert view.currentIndex().row() == 149
    assert view.list.row(149) is not None
    QTest.keyClick(view, Key.Key_Home)
    assert view.currentIndex().row() == 0
    QTest.keyClick(view, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert view.place.count() == 150


def test_typing_letters_does_not_search_a_million_rows(
    show: Show, qtbot: QtBot, settle: Settle
) -> None:
    view = show()
    view.setFocus()
    QTest.keyClick(view, Key.Key_T)
    assert view.currentIndex().row() == 0


def test_a_double_click_opens(show: Show) -> None:
    view = show()
    at = view.visualRect(view.list.index(3, 0)).center()
    opened: list[Any] = []
    view.opened.connect(opened.append)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert opened == [view.list.row(3)]


def test_the_current_row_is_told_once_and_again_when_it_changed(
    show: Show, qtbot: QtBot, database: Database, settle: Settle
) -> None:
    view = show()
    told_rows: list[Any] = []
    view.current_changed.connect(told_rows.append)
    view.go_to(4)
    assert told_rows == [view.list.row(4)]
    sku = view.list.row(4).sku
    with qtbot.waitSignal(view.current_changed):
        told(database, rename(sku, "Other"))
    assert [row.sku for row in told_rows] == [sku, sku]
    assert told_rows[-1].name == "Other"


def test_a_chosen_row_stays_chosen_when_it_moves(
    show: Show, settle: Settle, database: Database
) -> None:
    view = show()
    view.go_to(5)
    before = view.list.row(5)
    told(database, rename(before.sku, "ZZZ last of all"))
    renew(view, settle)
    assert view.place.rows() == [149]
    assert view.currentIndex().row() == 149
    view.scrollTo(view.currentIndex())
    settle(view.list)
    assert chosen(view) == ["ZZZ last of all"]


def test_chosen_rows_stay_chosen_when_others_come_and_go(
    show: Show, settle: Settle, database: Database, places: Places
) -> None:
    told(database, add("FIRST", "  first", places))
    view = show()
    for row in (3, 8, 12):
        view.place.toggle(row)
    before = chosen(view)
    told(database, remove("FIRST"))
    told(database, add("NEW", "A new one", places))
    told(database, add("NEWER", "A newer one", places))
    renew(view, settle)
    assert chosen(view) == before
    assert view.place.rows() == [4, 9, 13]


def test_a_chosen_row_is_found_again_in_another_order(show: Show, settle: Settle) -> None:
    view = show()
    view.go_to(0)
    before = chosen(view)
    view.list.ask(Request("name", True))
    settle(view.list)
    assert view.place.rows() == [149], "known only when all keys are there"
    view.verticalScrollBar().setValue(149)
    settle(view.list)
    assert chosen(view) == before


def test_all_is_all_that_match_whatever_is_read_written_or_ordered(
    show: Show, settle: Settle, database: Database, places: Places, qtbot: QtBot
) -> None:
    view = show(ENTRIES)
    view.list.ask(Request(filters=(Filter("kind", "is", "sale"),)))
    qtbot.waitUntil(lambda: view.list.rowCount() > 0 and view.list.feed.shown is not None)
    view.selectAll()
    settle(view.list)
    assert view.place.count() == view.list.rowCount() > 64, "also those that came later"
    told(database, sell(701, places))
    rows = view.list.rowCount()
    qtbot.waitUntil(lambda: view.list.rowCount() == rows + 1)
    view.list.ask(replace(view.list.feed.request, sort="quantity"))
    settle(view.list)
    chosen_now = view.place.chosen()
    assert (chosen_now.keys, chosen_now.count) == (None, rows + 1)
    view.place.toggle(3)
    picked = view.place.chosen().keys
    assert picked is not None
    assert [*picked] == [view.list.key(row) for row in range(rows + 1) if row != 3]


def test_another_filter_lets_all_go(show: Show, settle: Settle) -> None:
    view = show()
    view.selectAll()
    view.list.ask(Request(search="milk"))
    settle(view.list)
    assert (view.place.count(), view.place.is_all) == (0, False)


def test_more_rows_than_can_be_found_again_are_let_go_before_they_stand_for_others(
    show: Show, settle: Settle, database: Database, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "KEPT", 5)
    view = show()
    for row in range(20, 30):
        view.place.toggle(row)
    before = view.place.chosen().keys
    assert before is not None
    told(database, add("LAST", "zzz last of all", places))
    renew(view, settle)
    after = view.place.chosen().keys
    assert after is not None
    assert after.is_same(before)
    told(database, add("FIRST", "  first", places))
    renew(view, settle)
    after = view.place.chosen().keys
    assert after is not None
    assert after.is_same(before) or not len(after)
    told(database, rename(view.list.row(25).sku, "zzzz now the last"))
    renew(view, settle)
    assert view.place.count() == 0


def test_new_rows_on_top_do_not_move_what_is_being_read(
    show: Show, database: Database, places: Places, qtbot: QtBot, settle: Settle
) -> None:
    view = show(ENTRIES)
    view.verticalScrollBar().setValue(300)
    settle(view.list)
    top = view.list.key(view.rowAt(0))
    told(database, sell(701, places))
    qtbot.waitUntil(lambda: view.list.rowCount() == 701)
    assert view.list.key(view.rowAt(0)) == top
    view.verticalScrollBar().setValue(0)
    told(database, sell(702, places))
    qtbot.waitUntil(lambda: view.list.rowCount() == 702)
    assert view.rowAt(0) == 0, "at the top, one sees what comes"


def test_another_request_begins_at_the_top(show: Show, settle: Settle) -> None:
    view = show(ENTRIES)
    view.verticalScrollBar().setValue(300)
    view.list.ask(Request("quantity"))
    settle(view.list)
    assert view.verticalScrollBar().value() == 0


def test_columns_take_the_whole_width_and_can_be_put_away(show: Show) -> None:
    view = show()
    head = view.head
    assert sum(head.sectionSize(s) for s in range(4)) == view.viewport().width()
    view.choose_column("price", False)
    assert head.isSectionHidden(2)
    assert sum(head.sectionSize(s) for s in (0, 1, 3)) == view.viewport().width()


def test_the_header_is_worked_by_click_and_by_keyboard(show: Show, qtbot: QtBot) -> None:
    view = show()
    asked: list[int] = []
    view.head.chosen.connect(asked.append)
    x = view.head.sectionViewportPosition(2) + 5
    QTest.mouseClick(view.head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    view.choose_column("on_hand", False)
    view.head.setFocus()
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Space, Key.Key_Left, Key.Key_Return):
        QTest.keyClick(view.head, key)
    assert asked == [2, 3, 2], "a hidden column is passed over"


def visible(view: TableView) -> list[str]:
    return [column.key for column in view.columns.shown()]


def test_columns_are_moved_and_widened_by_keyboard(show: Show) -> None:
    view = show()
    head = view.head
    assert visible(view) == ["name", "on_hand", "price", "status"]
    head.setFocus()
    for _ in range(2):
        QTest.keyClick(head, Key.Key_Right)
    QTest.keyClick(head, Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert visible(view) == ["name", "price", "on_hand", "status"]
    QTest.keyClick(head, Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert visible(view)[0] == "name", "the first one stays the first"
    for held in (Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier):
        QTest.keyClick(head, Key.Key_Right, held)
    assert view.columns.layout.widths == {"price": 90 + 32}
    assert sum(head.sectionSize(s) for s in range(4)) == view.viewport().width()
    view.resize(700, 500)
    assert head.sectionSize(2) == 122
    assert visible(view) == ["name", "price", "on_hand", "status"]
    view.columns.reset()
    assert visible(view) == ["name", "on_hand", "price", "status"]
    assert head.sectionSize(2) == 90


def test_a_column_is_dragged_to_another_place_and_an_edge_to_another_width(show: Show) -> None:
    view = show()
    head = view.head
    port = head.viewport()
    left = Qt.MouseButton.LeftButton
    start = QPoint(head.sectionViewportPosition(3) + 40, 10)
    end = QPoint(head.sectionViewportPosition(1) + 10, 10)
    QTest.mousePress(port, left, pos=start)
    for x in range(start.x(), end.x(), -15):
        QTest.mouseMove(port, QPoint(x, 10))
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, left, pos=end)
    assert visible(view) == ["name", "status", "on_hand", "price"]
    edge = QPoint(head.sectionViewportPosition(3) + head.sectionSize(3) - 2, 10)
    QTest.mousePress(port, left, pos=edge)
    QTest.mouseMove(port, edge + QPoint(20, 0))
    QTest.mouseMove(port, edge + QPoint(30, 0))
    QTest.mouseRelease(port, left, pos=edge + QPoint(30, 0))
    assert view.columns.layout.widths == {"status": 130}


def test_too_wide_columns_are_reached_by_scrolling(show: Show, qtbot: QtBot) -> None:
    view = show()
    layout = Layout({}, {"on_hand": 400, "price": 400})
    view.columns.set_layout(layout)
    qtbot.waitUntil(lambda: view.horizontalScrollBar().maximum() > 0)
    assert visible(view) == ["name", "on_hand", "price"], "what nobody asked for goes first"


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_kind_of_cell_paints_something(show: Show, theme: Theme, mode: str) -> None:
    theme.set_mode(mode)
    for query in (THINGS, ENTRIES):
        view = show(query)
        for section, column in enumerate(query.columns):
            rect = view.visualRect(view.list.index(1, section)).adjusted(1, 2, -1, -2)
            image = view.viewport().grab(rect).toImage()
            points = product(range(image.width()), range(image.height()))
            assert len({image.pixel(x, y) for x, y in points}) > 3, column.title


def test_a_row_that_is_not_read_paints_a_placeholder_and_no_text(
    show: Show, settle: Settle
) -> None:
    view = show(ENTRIES)
    view.verticalScrollBar().setValue(500)
    before = view.viewport().grab().toImage()
    settle(view.list)
    after = view.viewport().grab().toImage()
    assert before != after


def test_the_chosen_row_is_marked_and_more_so_with_the_focus(
    show: Show, qtbot: QtBot, theme: Theme
) -> None:
    view = show()
    flags = QItemSelectionModel.SelectionFlag
    view.selectionModel().setCurrentIndex(view.list.index(2, 0), flags.ClearAndSelect | flags.Rows)
    rect = view.visualRect(view.list.index(2, 0))

    def ink(x: int) -> str:
        return str(view.viewport().grab().toImage().pixelColor(x, rect.y() + 4).name())

    view.clearFocus()
    assert ink(1) == theme.color("border.control").name()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    assert ink(1) == theme.color("border.focus").name()
    assert ink(5) == theme.color("bg.selected").name()
