"""A person's own views: saved, shown, renamed, moved and deleted, in one window and in two."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.commands.views import KeepOwn, keep_own
from desktop.db.engine import Database
from desktop.queries.columns import Filter, Request
from desktop.queries.views import packed, view_key
from desktop.ui.actions import installed
from desktop.ui.context import Context
from desktop.ui.table.columns import Layout
from desktop.ui.table.page import ListPage, View
from desktop.ui.table.view_name import ViewName
from desktop.ui.theme import Theme
from desktop.ui.widgets.button import Button
from tests.queries.samples import THINGS
from tests.ui.table.conftest import Settle

LOW = Filter("low", "is", True, "Low stock")
VIEWS = (View("all", "All"), View("low", "Low stock", (LOW,)))
Open = Callable[..., ListPage]


@pytest.fixture
def notices() -> list[Any]:
    return []


@pytest.fixture
def open_page(
    context: Context, theme: Theme, settle: Settle, qtbot: QtBot, notices: list[Any]
) -> Iterator[Open]:
    pages: list[ListPage] = []
    context = replace(context, notify=lambda *said: notices.append(said))

    def new(width: int = 1000, **options: Any) -> ListPage:
        page = ListPage(context, THINGS, **{"views": VIEWS, **options})
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


def tabs(page: ListPage) -> list[str]:
    """The words of the tabs without their counts, from left to right, as far as they are seen."""
    strip = page.views.tabs
    seen = [b for b in strip.findChildren(Button) if b.kind == "tab" and b.isVisible()]
    return [b.text().split("  ")[0] for b in sorted(seen, key=lambda b: b.x())]


def dialog(page: QWidget) -> ViewName:
    return next(d for d in page.findChildren(ViewName) if d.isVisible())


def save(page: ListPage, name: str, qtbot: QtBot) -> str:
    page.views.save()
    box = dialog(page)
    box.line.setText(name)
    QTest.keyClick(box.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: name in tabs(page))
    qtbot.waitUntil(lambda: page.views.tabs.current().startswith("view:"))
    return page.views.tabs.current()


def choose(words: str) -> None:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()


def test_what_is_shown_is_saved_as_a_tab_with_its_count(
    open_page: Open, qtbot: QtBot, settle: Settle
) -> None:
    page = open_page()
    page.ask(Request("price", True, (LOW,), "milk"))
    settle(page.model)
    rows = page.model.rowCount()
    key = save(page, "Milk to buy", qtbot)
    assert tabs(page) == ["All", "Low stock", "Milk to buy"]
    page.show_view("all")
    settle(page.model)
    assert page.model.rowCount() == 150
    page.show_view(key)
    settle(page.model)
    asked = page.request
    assert (asked.sort, asked.descending, asked.search) == ("price", True, "milk")
    assert asked.filters == (LOW,)
    assert page.filters.edit.text() == "milk"
    assert page.model.rowCount() == rows
    qtbot.waitUntil(lambda: page.views.tabs._tabs[key].text() == f"Milk to buy  {rows}")


def test_a_name_is_needed_and_may_not_be_taken(open_page: Open) -> None:
    page = open_page()
    page.views.save()
    box = dialog(page)
    for name, said in ((" ", "Without a name"), ("low STOCK", "There is a view")):
        box.line.setText(name)
        QTest.keyClick(box.line, Qt.Key.Key_Return)
        assert said in box.line.accessibleDescription()
    box.reject()
    assert tabs(page) == ["All", "Low stock"]


def test_a_view_is_renamed_updated_and_moved_from_its_menu(
    open_page: Open, qtbot: QtBot, settle: Settle
) -> None:
    page = open_page()
    first, second = save(page, "One", qtbot), save(page, "Two", qtbot)
    page.views.tabs.open_menu()
    choose("Move left")
    qtbot.waitUntil(lambda: tabs(page)[2:] == ["Two", "One"])
    page.views.tabs.open_menu()
    choose("Rename…")
    box = dialog(page)
    assert box.line.text() == "Two"
    box.line.setText("Cheap")
    QTest.keyClick(box.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: tabs(page)[2:] == ["Cheap", "One"])
    page.ask(page.request.searching("milk"))
    settle(page.model)
    page.views.tabs.open_menu()
    choose("Update to what is shown")
    qtbot.waitUntil(lambda: page.views.own.kept.views[0].request.search == "milk")
    assert [view.key for view in page.views.own.kept.views] == [second, first]


def test_a_deleted_view_comes_back_by_undo(
    open_page: Open, qtbot: QtBot, notices: list[Any]
) -> None:
    page = open_page()
    save(page, "Mine", qtbot)
    page.views.tabs.open_menu()
    choose("Delete")
    qtbot.waitUntil(lambda: tabs(page) == ["All", "Low stock"])
    assert page.views.tabs.current() == "all"
    words, _, label, undo = notices[-1]
    assert (words, label) == ("View “Mine” deleted", "Undo")
    undo()
    qtbot.waitUntil(lambda: tabs(page) == ["All", "Low stock", "Mine"])


def test_another_windows_view_appears_and_neither_destroys_the_others(
    open_page: Open, qtbot: QtBot
) -> None:
    here, there = open_page(), open_page()
    save(here, "From here", qtbot)
    qtbot.waitUntil(lambda: "From here" in tabs(there))
    save(there, "From there", qtbot)
    qtbot.waitUntil(lambda: tabs(here)[2:] == ["From here", "From there"])


def test_what_another_window_deleted_is_not_made_anew(
    open_page: Open, qtbot: QtBot, notices: list[Any], database: Database, context: Context
) -> None:
    page = open_page()
    key = save(page, "Mine", qtbot)
    page.views.own.set_active(False)  # it does not hear of it
    number, at = context.ids.new(), context.clock.now()
    database.run(keep_own, KeepOwn(number, context.actor(), at, {key: None}))
    page.views.own.rename(key, "Yours")
    qtbot.waitUntil(lambda: bool(notices))
    assert "was deleted" in notices[-1][0]
    qtbot.waitUntil(lambda: "Mine" not in tabs(page))


def test_a_view_that_means_nothing_is_not_shown_and_harms_nothing(
    open_page: Open, qtbot: QtBot, database: Database, context: Context
) -> None:
    lost = packed(Request(filters=(Filter("weight", "from", 3),)))
    good = packed(Request(search="milk"))
    values = {
        view_key(THINGS, context.ids.new()): {"title": "Lost", "wanted": lost},
        view_key(THINGS, context.ids.new()): {"title": "Good", "wanted": good},
    }
    number, at = context.ids.new(), context.clock.now()
    database.run(keep_own, KeepOwn(number, context.actor(), at, values))
    page = open_page()
    qtbot.waitUntil(lambda: tabs(page) == ["All", "Low stock", "Good"])


def test_tabs_without_room_stand_in_a_menu_and_the_shown_one_never(
    open_page: Open, qtbot: QtBot, settle: Settle
) -> None:
    page = open_page(width=520)
    for name in ("Everything that is low", "Everything that is dear", "All milk of the shop"):
        save(page, name, qtbot)
    assert tabs(page)[-1] == "All milk of the shop"
    assert "Everything that is dear" not in tabs(page)
    page.views.tabs._more.click()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    hidden = next(a for a in menu.actions() if a.text().startswith("Everything that is dear"))
    hidden.trigger()
    menu.close()
    settle(page.model)
    assert "Everything that is dear" in tabs(page)


def test_columns_stay_as_the_person_put_them_on_every_workstation(
    open_page: Open, qtbot: QtBot
) -> None:
    here, there = open_page(), open_page()
    here.table.columns.choose("status", False)
    here.table.head.moveSection(2, 1)
    here.table.head.resizeSection(2, 150)
    here.columns.write()
    wanted = here.table.columns.layout
    assert wanted == Layout(
        {"status": False}, {"price": 150}, ("name", "price", "on_hand", "status")
    )
    qtbot.waitUntil(lambda: there.table.columns.layout == wanted)
    later = open_page()
    qtbot.waitUntil(lambda: later.table.columns.layout == wanted)
    assert later.table.head.visualIndex(2) == 1
    later.columns.open_menu(later)
    choose("Back to standard")
    later.columns.write()
    qtbot.waitUntil(lambda: here.table.columns.layout == Layout())
    assert here.table.head.sectionSize(2) == 90


def test_views_are_worked_by_keyboard(open_page: Open, qtbot: QtBot) -> None:
    page = open_page()
    commands = {command.text: command for command in installed(page)}
    assert commands["Save this view"].key == "Ctrl+Shift+S"
    commands["Save this view"].run()
    dialog(page).reject()
    save(page, "Mine", qtbot)
    commands["Menu of this view"].run()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert next(action.text() for action in menu.actions()) == "Rename…"
    menu.close()
    QTest.keyClick(page.views.tabs._tabs["all"], Qt.Key.Key_Space)
    assert page.views.tabs.current() == "all"
