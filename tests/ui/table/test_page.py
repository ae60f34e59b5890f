"""A whole list on a page, worked as a person does."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import type_coerce

from desktop.db.engine import Database
from desktop.db.types import Quantity
from desktop.queries import lists
from desktop.queries.columns import Choice, Facet, Filter, Request, Sum
from desktop.queries.list_query import ListQuery
from desktop.queries.lists import Cancel
from desktop.queries.sums import sums
from desktop.ui.context import Context
from desktop.ui.table.page import ListPage, View
from desktop.ui.text import number
from desktop.ui.theme import Theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.status_page import State, StatusPage
from tests.benchmarks.fill import Places
from tests.queries.samples import ENTRIES, ON_HAND, PRODUCT, THINGS
from tests.ui.table.conftest import Settle
from tests.ui.table.writes import rename, sell, told

Key = Qt.Key
LOW = Filter("low", "is", True)
VIEWS = (View("all", "All"), View("low", "Low stock", (LOW,)))
Open = Callable[..., ListPage]


@pytest.fixture
def open_page(context: Context, theme: Theme, settle: Settle, qtbot: QtBot) -> Iterator[Open]:
    """A page in a window, settled."""
    pages: list[ListPage] = []

    def new(query: ListQuery[Any] = THINGS, width: int = 1000, **options: Any) -> ListPage:
        page = ListPage(context, query, **options)
        page.resize(width, 600)
        pages.append(page)
        with qtbot.waitExposed(page):
            page.show()
        settle(page.model)
        return page

    yield new
    for page in pages:
        page.close()
        page.deleteLater()


def words(page: QWidget) -> str:
    """All that stands on the page in labels and buttons that can be seen."""
    parts = [*page.findChildren(QLabel), *page.findChildren(QPushButton)]
    kinds = (QLabel, QPushButton)
    return " | ".join(p.text() for p in parts if isinstance(p, kinds) and p.isVisible())


def button(page: QWidget, text: str) -> QPushButton:
    found = [b for b in page.findChildren(QPushButton) if isinstance(b, QPushButton)]
    return next(b for b in found if b.text().startswith(text) and b.isVisible())


def type_in(page: ListPage, text: str, settle: Settle) -> None:
    QTest.keyClicks(page.filters.edit, text)
    QTest.keyClick(page.filters.edit, Key.Key_Return)
    settle(page.model)


def test_a_page_shows_its_first_rows_without_being_asked(open_page: Open) -> None:
    page = open_page()
    assert page.states.currentWidget() is page.table
    assert page.model.rowCount() == 150
    assert "150" in words(page)


def test_slash_leads_to_the_filter_and_escape_back(
    open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    page = open_page()
    page.activateWindow()
    page.setFocus()
    QTest.keyClick(page.table, Key.Key_Slash)
    qtbot.waitUntil(page.filters.edit.hasFocus)
    type_in(page, "milk/", settle)
    assert page.filters.edit.text() == "milk/", "in the line a slash is a slash"
    QTest.keyClick(page.filters.edit, Key.Key_Escape)
    assert page.filters.edit.text() == ""
    qtbot.waitUntil(lambda: page.model.state == "ready")
    QTest.keyClick(page.filters.edit, Key.Key_Escape)
    assert page.table.hasFocus()
    QTest.keyClick(page.table, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.filters.edit.hasFocus()


def test_what_is_typed_filters_by_itself(
    open_page: Open, qtbot: QtBot, settle: Settle, database: Database
) -> None:
    page = open_page()
    QTest.keyClicks(page.filters.edit, "milk")
    qtbot.waitUntil(lambda: page.request.search == "milk")
    settle(page.model)
    with database.read() as session:
        assert page.model.rowCount() == lists.count(session, THINGS, Request(search="milk")) > 0


def test_no_match_quotes_what_was_sought_and_leads_back(open_page: Open, settle: Settle) -> None:
    page = open_page(views=VIEWS)
    page.show_view("low")
    type_in(page, "decaf 2 kg zzz", settle)
    assert page.model.state == "no_match"
    assert "Nothing matches “decaf 2 kg zzz”" in words(page)
    assert "One filter is on: Low stock." in words(page)
    button(page.states, "Clear filters").click()
    settle(page.model)
    assert (page.model.rowCount(), page.filters.edit.text()) == (150, "")
    assert page.states.currentWidget() is page.table


def test_another_search_that_finds_nothing_is_quoted_too(open_page: Open, settle: Settle) -> None:
    page = open_page()
    type_in(page, "zzz", settle)
    type_in(page, "q", settle)
    assert "Nothing matches “zzzq”" in words(page)


def test_an_empty_list_offers_its_ways_on_even_in_its_own_view(
    open_page: Open, settle: Settle
) -> None:
    nothing = replace(THINGS, where=(PRODUCT.c.sku == "none",))
    own = (View("active", "Active", (Filter("price", "from", 0),)),)
    empty = State("package-open", "No products yet", "Add the first one.")
    page = open_page(nothing, empty=empty, views=own)
    assert page.model.state == "empty"
    assert "No products yet" in words(page)
    type_in(page, "milk", settle)
    assert page.model.state == "no_match"


def test_an_error_says_what_failed_and_can_be_tried_again(
    open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    page = open_page(replace(THINGS, sort="weight"))
    assert page.model.state == "error"
    assert isinstance(page.states.currentWidget(), StatusPage)
    assert "Things could not be read" in words(page)
    assert "unknown_sort" in words(page)
    button(page.states, "Copy details").click()
    assert "cannot be sorted" in QApplication.clipboard().text()
    with qtbot.waitSignal(page.model.failed):
        button(page.states, "Try again").click()


def test_rows_stay_when_a_later_read_fails_and_a_line_says_so(
    open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    page = open_page()
    with qtbot.waitSignal(page.model.failed):
        page.model.ask(Request(sort="weight"))
    assert page.states.currentWidget() is page.table
    assert "Not up to date." in words(page)
    page.ask(Request())
    settle(page.model)
    assert "Not up to date." not in words(page)


def test_views_are_tabs_with_counts(
    open_page: Open, settle: Settle, qtbot: QtBot, database: Database
) -> None:
    page = open_page(views=VIEWS)
    with database.read() as session:
        low = lists.count(session, THINGS, Request(filters=(LOW,)))
    qtbot.waitUntil(lambda: f"Low stock  {low}" in words(page))
    assert "All  150" in words(page)
    button(page, "Low stock").click()
    settle(page.model)
    assert page.model.rowCount() == low
    assert 0 < low < 150


def test_the_header_orders_and_turns_the_order(open_page: Open, settle: Settle) -> None:
    page = open_page()
    head = page.table.head
    for section, order in ((2, ("price", True)), (2, ("price", False)), (0, ("name", False))):
        at = QPoint(head.sectionViewportPosition(section) + 5, 10)
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
        settle(page.model)
        assert (page.request.sort, page.request.descending) == order
    at = QPoint(head.sectionViewportPosition(3) + 5, 10)
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert page.request.sort == "name", "a column without an order changes nothing"


def popped_up() -> QMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_a_chip_filters_by_choice_and_is_taken_off_by_a_click(
    open_page: Open, settle: Settle
) -> None:
    choices = (Choice("active", "Active"), Choice("draft", "Draft"))
    facet = Facet("status", "Status", "choice", PRODUCT.c.status, choices)
    page = open_page(replace(THINGS, facets=(facet,)))
    button(page, "Status").click()
    popped_up().actions()[1].trigger()
    popped_up().close()
    settle(page.model)
    assert page.model.state == "no_match"
    chip = button(page, "Status: Draft")
    assert chip.isChecked()
    chip.click()
    settle(page.model)
    assert (page.request.filters, page.model.rowCount()) == ((), 150)
    assert not button(page, "Status").isChecked()


def test_choices_that_are_rows_are_read_when_they_are_wanted(
    open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    def skus(session: Any) -> list[Choice]:
        rows = session.connection().execute(PRODUCT.select().order_by(PRODUCT.c.sku).limit(3))
        return [Choice(row.sku, row.name) for row in rows]

    facet = Facet("sku", "SKU", "choice", PRODUCT.c.sku, choices_of=skus)
    page = open_page(replace(THINGS, facets=(facet,)))
    button(page, "SKU").click()
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    assert len(popped_up().actions()) == 3
    popped_up().actions()[0].trigger()
    popped_up().close()
    settle(page.model)
    assert page.model.rowCount() == 1


def test_a_flag_is_on_by_one_click(open_page: Open, settle: Settle) -> None:
    page = open_page()
    button(page, "Low stock").click()
    settle(page.model)
    assert [f.facet for f in page.request.filters] == ["low"]


def test_chips_without_room_move_under_add_filter(open_page: Open, settle: Settle) -> None:
    page = open_page(width=480)
    assert "Low stock" not in words(page)
    button(page, "Add filter").click()
    named = {action.text(): action for action in popped_up().actions()}
    named["Low stock"].trigger()
    settle(page.model)
    assert button(page, "Low stock").isChecked(), "a filter that is on is always seen"


def test_filters_that_are_on_never_lie_over_each_other(open_page: Open, settle: Settle) -> None:
    page = open_page(width=480)
    facets = page.model.query.facets
    many = tuple(Filter(each.key, "is", 1, f"{each.title} with many long words") for each in facets)
    page.filters.set_request(replace(page.request, filters=many))
    chips = [b for b in page.filters.findChildren(QPushButton) if b.isVisible()]
    row = [page.filters.edit, *sorted(chips, key=lambda chip: chip.x())]
    layout = page.filters.layout()
    assert layout is not None
    layout.activate()
    assert all(one.geometry().right() < two.x() for one, two in pairwise(row))
    hidden = len(facets) - len(chips) + 1
    assert f"{hidden} more" in words(page), "what has no room is counted"


def test_new_rows_elsewhere_are_announced_and_taken_in_by_a_click(
    open_page: Open, settle: Settle, database: Database, places: Places, qtbot: QtBot
) -> None:
    page = open_page(ENTRIES)
    page.ask(Request("name"))
    settle(page.model)
    told(database, sell(701, places))
    qtbot.waitUntil(lambda: "1 new" in words(page) or page.model.rowCount() == 701)
    page.filters.news.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 701)
    assert "1 new" not in words(page)


def test_a_page_that_is_hidden_reads_what_it_missed_when_it_is_shown(
    open_page: Open, database: Database, qtbot: QtBot, context: Context
) -> None:
    page = open_page()
    sku = page.model.row(2).sku
    page.hide()
    with qtbot.waitSignal(context.work.changed):
        told(database, rename(sku, "Unseen"))
    assert page.model.row(2).name != "Unseen"
    page.show()
    qtbot.waitUntil(lambda: page.model.row(2).name == "Unseen")


def test_the_foot_counts_what_is_chosen(open_page: Open) -> None:
    page = open_page()
    page.foot.set_summary("Worth: 17")
    page.table.go_to(0)
    page.table.place.toggle(4)
    assert "2 selected" in words(page)
    assert "Worth: 17" in words(page)
    page.table.clearSelection()
    assert "selected" not in words(page)


def test_several_chosen_rows_are_added_up_in_the_foot(
    open_page: Open, qtbot: QtBot, database: Database
) -> None:
    on_hand = Sum("on_hand", "on hand", "quantity", type_coerce(ON_HAND, Quantity()))
    page = open_page(replace(THINGS, sums=(on_hand,)))
    page.foot.set_summary("Worth: 17")
    total = sum((page.model.row(row).on_hand for row in (2, 3, 5)), Decimal(0))
    page.table.go_to(2)
    page.table.place.toggle(3)
    page.table.place.toggle(5)
    qtbot.waitUntil(lambda: f"on hand {number(total)}" in words(page))
    assert "3 selected" in words(page)
    assert "Worth: 17" not in words(page)
    page.table.selectAll()
    assert "150 selected" in words(page)
    with database.read() as session:
        every = sums(session, page.model.query, page.chosen(), Cancel())
    qtbot.waitUntil(lambda: f"on hand {number((every or {})['on_hand'])}" in words(page))
    page.table.go_to(2)
    qtbot.waitUntil(lambda: "Worth: 17" in words(page))


def test_columns_are_chosen_in_a_menu(open_page: Open) -> None:
    page = open_page()
    buttons = [b for b in page.findChildren(Button) if isinstance(b, Button)]
    next(b for b in buttons if b.icon_name == "columns-3").click()
    actions = {action.text(): action for action in popped_up().actions()}
    assert not actions["Product"].isEnabled(), "the first column stays"
    assert actions["Price"].isChecked()
    actions["Price"].trigger()
    assert page.table.head.isSectionHidden(2)


def test_reading_again_keeps_the_place(open_page: Open, settle: Settle) -> None:
    page = open_page(ENTRIES)
    page.table.verticalScrollBar().setValue(300)
    settle(page.model)
    page.reload()
    settle(page.model)
    assert page.table.verticalScrollBar().value() == 300


def test_a_page_asks_for_no_more_width_than_the_smallest_window_has(open_page: Open) -> None:
    page = open_page(views=VIEWS)
    page.add_action(Button("New product", "primary", "plus"))
    assert page.minimumSizeHint().width() < 660
