"""Stock then as a person uses it: a time typed, the list of then, saved, restored, undone."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from sqlalchemy import select

from desktop.domain.permissions import Role
from desktop.jobs.opening import Shop
from desktop.schema import Document, StockLevel
from desktop.ui.dialogs.export import ExportDialog
from desktop.ui.dialogs.restore_stock import RestoreStockDialog
from desktop.ui.pages.documents.panel import DocumentPanel
from desktop.ui.pages.stock_then import StockThenPage
from tests.acting import dialogs
from tests.stage import Stage
from tests.tills import TestClock, Till, till
from tests.ui.pages.hand import ONE_ENGINE, Person

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
AT_NOON = "2026-03-02 12:00"


@pytest.fixture
def afternoon(shop: Shop) -> Till:
    """At nine ten teas and eight colas came for 2.00 each; at three both were miscounted."""
    desk = till(shop, TestClock())
    goods = [desk.product(name, Decimal(2)) for name in ("Tea", "Cola")]
    desk.product("Milk")
    for product, found in zip(goods, (10, 8), strict=True):
        desk.stock("receive", product, found)
    desk.clock.pass_by(6 * 3600)
    for product in goods:
        desk.stock("count", product, 1)
    return desk


def at(person: Person, typed: str) -> StockThenPage:
    """The page with a time typed, and Enter."""
    person.open("stock_then")
    page = person.shown(StockThenPage)[0]
    assert page.line.hasFocus()
    person.write(page.line, typed)
    person.press(Key.Key_Return)
    person.settle()
    return page


def columns(person: Person, *names: str) -> list[tuple[object, ...]]:
    return list(zip(*(person.names(name) for name in names), strict=True))


def test_a_time_is_typed_and_the_stock_of_then_stands_beside_that_of_now(
    on: Stage, afternoon: Till
) -> None:
    person = Person(on)
    page = at(person, AT_NOON)
    rows = columns(person, "name", "then", "on_hand", "difference", "value_then")
    assert rows == [("Cola", 8, 1, 7, 16), ("Milk", 0, 0, 0, 0), ("Tea", 10, 1, 9, 20)]
    person.sees("Monday 2 March 2026, 12:00:00")
    person.sees("Stock value then 36.00, now 4.00")
    assert page.list.table.hasFocus()


@ONE_ENGINE
def test_date_enter_ctrl_e_saves_the_stock_of_a_past_date(
    on: Stage, afternoon: Till, tmp_path: Path
) -> None:
    """Product.md: stock value at a past date, exported: date, Enter, Ctrl+E."""
    person = Person(on)
    at(person, "2026-03-01")
    person.press(Key.Key_E, CTRL)
    on.until(lambda: bool(dialogs()))
    dialog = dialogs()[-1]
    assert isinstance(dialog, ExportDialog)
    file = tmp_path / "then.csv"
    place = dialog.findChildren(QLineEdit)[0]
    assert Path(place.text()).name.startswith("Stock as of 2026-03-01 23.59")
    place.setText(str(file))
    on.until(lambda: dialog.isAncestorOf(QApplication.focusWidget() or on.window))
    person.press(Key.Key_Return)
    on.until(file.exists)
    on.until(lambda: not dialogs())
    with file.open(encoding="utf-8-sig", newline="") as lines:
        found = list(csv.DictReader(lines))
    assert [row["Then"] for row in found] == ["0", "0", "0"]


@ONE_ENGINE
@pytest.mark.parametrize(
    ("typed", "words"), [("someday", "is no time"), ("2027-01-01", "in the future")]
)
def test_what_is_no_time_is_told_and_the_list_stays(
    on: Stage, afternoon: Till, typed: str, words: str
) -> None:
    person = Person(on)
    page = at(person, AT_NOON)
    before = page.moment
    person.write(page.line, typed)
    person.press(Key.Key_Return)
    person.sees(words)
    assert page.moment == before
    assert page.line.hasFocus()


@ONE_ENGINE
def test_the_other_clock_shows_what_was_known_then(on: Stage, afternoon: Till) -> None:
    late = afternoon.product("Late")
    afternoon.stock("receive", late, 5, occurred_at=afternoon.clock.now().replace(hour=10))
    person = Person(on)
    at(person, AT_NOON)
    assert ("Late", 5) in columns(person, "name", "then")
    person.click("As it was known")
    person.settle()
    assert ("Late", 0) in columns(person, "name", "then")


def agree(person: Person, reason: str) -> None:
    """In the dialog: why, and Enter."""
    on = person.on
    on.until(lambda: isinstance(QApplication.activeModalWidget(), RestoreStockDialog))
    on.until(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    focus = QApplication.focusWidget()
    assert isinstance(focus, QLineEdit)
    on.until(lambda: may_restore(person))
    person.write(focus, reason)
    person.press(Key.Key_Return)


def may_restore(person: Person) -> bool:
    """Whether the dialog has read what would change."""
    buttons = person.shown(QAbstractButton)
    return any(b.isEnabled() and re.match(r"Restore \d", b.text()) for b in buttons)


def test_the_stock_goes_back_to_then_and_one_undo_brings_it_here(
    on: Stage, afternoon: Till
) -> None:
    person = Person(on)
    at(person, AT_NOON)
    person.press(Key.Key_R, CTRL | SHIFT)
    person.sees("2 products change: 2 will have more.")
    agree(person, "wrong count")
    on.until(lambda: not dialogs())
    person.sees("Stock of 2 products is as it was then")
    on.until(lambda: columns(person, "name", "on_hand")[0] == ("Cola", 8))
    assert columns(person, "name", "on_hand") == [("Cola", 8), ("Milk", 0), ("Tea", 10)]
    on.window.activateWindow()
    on.until(person.page.table.hasFocus)
    person.press(Key.Key_Z, CTRL)
    person.sees("The stock is as it was before")
    on.until(lambda: columns(person, "name", "on_hand")[0] == ("Cola", 1))


@ONE_ENGINE
@pytest.mark.parametrize("way", ["movements", "documents"])
def test_a_long_one_is_taken_back_or_voided_in_parts(
    on: Stage, afternoon: Till, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """In Movements by any of its rows, in Documents with a reason; each tells the end."""
    for limit in ("commands.bookings.AT_ONCE", "jobs.stock_then.FIRST"):
        monkeypatch.setattr(f"desktop.{limit}", 1)
    person = Person(on)
    at(person, AT_NOON)
    person.press(Key.Key_R, CTRL | SHIFT)
    agree(person, "wrong count")
    on.until(lambda: not dialogs())
    with afternoon.database.read() as session:
        newest = select(Document.id).order_by(Document.created_at.desc(), Document.id.desc())
        paper = session.scalars(newest).first()
    if way == "movements":
        person.open(way)
        on.until(lambda: len(person.names("kind")) > 2)
        person.page.table.go_to(0)
        person.page.table.look()
        person.settle()
        person.click("Take back")
        person.sees("The stock is as it was before")
    else:
        person.open(way, view="all", document=paper)
        panel = person.shown(DocumentPanel)[0]
        on.until(lambda: panel.card is not None and panel.card.id == paper)
        on.lay_out()
        person.click("Void the document")
        person.type("Why?", "a drill")
        person.press(Key.Key_Return)
        person.sees(" is void.")
    with afternoon.database.read() as session:
        held = session.scalars(select(StockLevel.on_hand).where(StockLevel.on_hand != 0)).all()
        assert list(held) == [1, 1]
        assert session.get_one(Document, paper).status == "void"


@ONE_ENGINE
def test_only_what_the_filter_leaves_goes_back(on: Stage, afternoon: Till) -> None:
    person = Person(on)
    page = at(person, AT_NOON)
    page.list.ask(page.list.request.searching("tea"))
    person.settle()
    page.restore()
    person.sees("Of the chosen ones: 1 product changes: 1 will have more.")
    agree(person, "wrong count")
    on.until(lambda: not dialogs())
    page.list.ask(page.list.request.searching(""))
    on.until(lambda: ("Tea", 10) in columns(person, "name", "on_hand"))
    assert ("Cola", 1) in columns(person, "name", "on_hand")


@ONE_ENGINE
def test_without_a_reason_nothing_is_booked(on: Stage, afternoon: Till) -> None:
    person = Person(on)
    at(person, AT_NOON)
    person.press(Key.Key_R, CTRL | SHIFT)
    agree(person, " ")
    person.sees("Say why.")
    assert dialogs()
    dialogs()[-1].reject()
    assert columns(person, "name", "on_hand")[0] == ("Cola", 1)


@ONE_ENGINE
def test_with_nothing_to_restore_the_dialog_says_so(on: Stage, afternoon: Till) -> None:
    person = Person(on)
    at(person, "today")
    person.press(Key.Key_R, CTRL | SHIFT)
    person.sees("there is nothing to restore")
    assert not person.button("Restore").isEnabled()


@ONE_ENGINE
def test_a_clerk_looks_but_does_not_restore(on: Stage, afternoon: Till) -> None:
    on.context.role = Role.CLERK
    person = Person(on)
    at(person, AT_NOON)
    button = person.button("Restore stock to then …")
    assert not button.isEnabled()
    assert "may not adjust stock" in button.toolTip()
