"""Fields of the shop's own, the store's own price and a parent's, in the cells of the products."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from sqlalchemy import select

from desktop.commands.custom_fields import DefineField, define_field
from desktop.commands.families import MakeVariants, Variant, make_variants
from desktop.commands.store_prices import SetStorePrices, set_store_prices
from desktop.domain.permissions import Actor
from desktop.jobs.opening import Shop
from desktop.schema import Product, StorePrice
from desktop.ui.dialogs.paste_cells import PasteCells
from desktop.ui.pages.products import ProductsPage
from desktop.ui.table.cell_editor import CellEditor
from tests.stage import Stage
from tests.trade import add_product
from tests.ui.pages.hand import ONE_ENGINE, Person

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
FIELDS: tuple[tuple[Any, ...], ...] = (
    ("Colour", "choice", ("Red", "Dark blue"), True),
    ("Fat", "number"),
    ("Since", "date"),
    ("Organic", "yes_no"),
    ("Note", "text"),
)
SHOWN = ("custom_colour", "custom_fat", "custom_since", "custom_organic", "custom_note")


class Cells:
    """A manager before products whose page shows some columns; cells are come to by key."""

    def __init__(self, on: Stage, shop: Shop, *columns: str) -> None:
        self.on, self.shop = on, shop
        on.context.role = "manager"
        self.person = Person(on, "products")
        self.page = self.person.page
        self.ring = self.person.shown(ProductsPage)[0].editing.cells.ring
        on.until(lambda: set(columns) <= {column.key for column in self.page.model.query.columns})
        for key in columns:
            self.page.table.choose_column(key, True)
        on.lay_out()

    def at(self, row: int, key: str) -> None:
        """The ring on a cell, the keys on the table."""
        self.on.window.activateWindow()
        self.page.table.setFocus()
        self.on.until(self.page.table.hasFocus)
        self.page.table.go_to(row)
        self.ring.move(key)

    def type(self, text: str, key: Qt.Key = Key.Key_Return) -> None:
        """Over the ring's cell, or into its line where that is open."""
        for character in text:
            self.on.key_ms += 150
            QTest.keyClicks(QApplication.focusWidget() or self.on.window, character)
            self.on.context.scanner.settle()
        self.person.press(key)

    def open(self) -> None:
        """The cell's line or menu."""
        self.person.press(Key.Key_Return, CTRL)

    @property
    def line(self) -> CellEditor | None:
        return next(iter(self.person.shown(CellEditor)), None)

    def choose(self, words: str) -> list[str]:
        """From the menu at the cell; what stands in it."""
        tops = QApplication.topLevelWidgets
        self.on.until(lambda: any(isinstance(w, QMenu) and w.isVisible() for w in tops()))
        found = next(w for w in tops() if isinstance(w, QMenu) and w.isVisible())
        next(action for action in found.actions() if action.text() == words).trigger()
        found.close()
        return [action.text() for action in found.actions()]

    def asked(self) -> PasteCells:
        """The dialog of what changes, once it is there."""
        self.on.until(lambda: bool(self.person.shown(PasteCells)))
        return self.person.shown(PasteCells)[0]

    def paste(self, text: str) -> PasteCells:
        QGuiApplication.clipboard().setText(text)
        self.person.press(Key.Key_V, CTRL)
        return self.asked()

    def fill_down(self, rows: int) -> PasteCells:
        for _ in range(rows):
            self.person.press(Key.Key_Down, SHIFT)
        self.person.press(Key.Key_D, CTRL)
        return self.asked()

    def has(self, found: Callable[[], Any], *states: Any) -> None:
        """Waits for a state of the data; for each further one, Ctrl+Z is pressed."""
        for place, state in enumerate(states):
            if place:
                self.at(0, "")
                self.person.press(Key.Key_Z, CTRL)
            self.on.until(
                lambda state=state: (  # type: ignore[misc]
                    found() == state and not self.line and not self.person.shown(PasteCells)
                )
            )


def head(shop: Shop) -> tuple[UUID, Actor, datetime]:
    return shop.ids.new(), shop.actor, shop.clock.now()


def kept(shop: Shop) -> list[Any]:
    with shop.database.read() as session:
        return list(session.scalars(select(Product.custom).order_by(Product.name)))


@pytest.fixture
def own(on: Stage, shop: Shop) -> Cells:
    """Three products and a field of each kind, all in sight."""
    for told in FIELDS:
        shop.database.run(define_field, DefineField(*head(shop), *told))
    for name in ("Apple", "Bread", "Cheese"):
        add_product(shop, name[0], name=name, price=Decimal(2))
    return Cells(on, shop, *SHOWN)


@ONE_ENGINE
def test_own_fields_are_typed_and_chosen_in_their_cells(own: Cells) -> None:
    """D10: own fields in the table's cells, each by its kind; a wrong value is told in place."""
    wanted: list[dict[str, Any]] = [{}, {}, {}]

    def written(row: int, key: str, value: Any) -> None:
        wanted[row][key] = value
        own.has(lambda: kept(own.shop), wanted)

    own.at(0, "custom_fat")
    own.type("1,5")
    written(0, "fat", "1.5")
    own.at(1, "custom_fat")
    own.type("0")
    written(1, "fat", "0")
    own.at(1, "custom_fat")
    own.open()
    own.type("-2")  # what the shop measures may be below nothing
    written(1, "fat", "-2")
    own.at(0, "custom_since")
    own.type("31.12.2026", Key.Key_Tab)
    written(0, "since", "2026-12-31")
    assert own.ring.key == "custom_organic"
    own.open()
    assert own.choose("Yes") == ["Yes", "No", "Nothing"]
    written(0, "organic", True)
    own.at(0, "custom_colour")
    own.open()
    assert own.choose("Dark blue") == ["Red", "Dark blue"]  # there must be one
    written(0, "colour", "dark_blue")
    own.at(0, "custom_since")
    own.open()
    assert own.line is not None
    assert own.line.text() == "31 Dec 2026"
    own.type("soon")
    assert "“soon” is no value for Since" in own.line.accessibleDescription()
    own.person.press(Key.Key_A, CTRL)
    own.person.press(Key.Key_Backspace)
    own.person.press(Key.Key_Return)
    del wanted[0]["since"]
    own.has(lambda: kept(own.shop), wanted)


@ONE_ENGINE
def test_own_fields_are_pasted_and_filled_down_and_taken_back_by_one_key(own: Cells) -> None:
    """D10: a block over columns of all kinds; what may not be is named by cell."""
    own.at(0, "custom_colour")
    shown = own.paste("red\t3.25\t2026-01-02\tno\tfirst\nRed\t-7\t\tyes\t\nblue\t+\t\t\t\n")
    assert not shown.apply.isEnabled()
    words = [shown.table.words(row) for row in range(2)]
    assert [(row[0], row[1]) for row in words] == [("Colour", "Cheese"), ("Fat", "Cheese")]
    assert "none of: Red, Dark blue" in words[0][3]
    shown.leave_out.setChecked(True)
    shown.apply.click()
    pasted: list[dict[str, Any]] = [
        {"colour": "red", "fat": "3.25", "since": "2026-01-02", "organic": False, "note": "first"},
        {"colour": "red", "fat": "-7", "organic": True},
        {},
    ]
    own.has(lambda: kept(own.shop), pasted)
    own.on.until(lambda: own.page.model.row(0).custom_note == "first")
    own.at(0, "custom_since")
    own.fill_down(2).apply.click()
    filled = [each | {"since": "2026-01-02"} for each in pasted]
    own.has(lambda: kept(own.shop), filled, pasted, [{}, {}, {}])


@pytest.fixture
def priced(on: Stage, shop: Shop) -> Cells:
    """Apple, for 3 in this store instead of 2; Bread for 2; Cap, a parent of two variants."""
    apple = add_product(shop, "A", name="Apple", price=Decimal(2))
    add_product(shop, "B", name="Bread", price=Decimal(2))
    cap = add_product(shop, "C", name="Cap", price=Decimal(2))
    variants = tuple(
        Variant((("Size", size),), f"C-{size}", price=Decimal(price))
        for size, price in (("S", 4), ("M", 6))
    )
    shop.database.run(make_variants, MakeVariants(*head(shop), cap, variants))
    prices = ((shop.actor.store, Decimal(3)),)
    shop.database.run(set_store_prices, SetStorePrices(*head(shop), apple, prices))
    cells = Cells(on, shop)
    assert cells.person.names()[:3] == ["Apple", "Bread", "Cap"]
    return cells


def prices(shop: Shop) -> list[Decimal]:
    """What Apple and Bread cost everywhere, and Apple here."""
    usual = select(Product.price).where(Product.sku.in_(("A", "B"))).order_by(Product.sku)
    with shop.database.read() as session:
        return [*session.scalars(usual), session.scalars(select(StorePrice.price)).one()]


@ONE_ENGINE
def test_pasted_prices_are_those_asked_here_and_none_goes_over_a_parents_span(
    priced: Cells,
) -> None:
    """Checklist D2: the store's own price is pasted over, not the usual one below it."""
    half = Decimal("3.5")
    priced.at(0, "price")
    shown = priced.paste("3.00\n5\n9\n")
    assert [shown.table.words(row)[1] for row in range(2)] == ["Cap", "Bread"]
    assert "Its variants have the prices" in shown.table.words(0)[3]
    assert "1 cell stays" in shown.told.text()  # 3.00 is asked here already
    shown.reject()
    priced.at(0, "price")
    priced.paste("3.50\n5\n").apply.click()
    priced.has(lambda: prices(priced.shop), [2, 5, half])
    priced.on.until(lambda: priced.page.model.row(0).price_here == half)
    priced.at(0, "price")
    shown = priced.fill_down(1)
    assert shown.table.words(0)[1:] == ["Bread", "5.00", "3.50"]
    shown.apply.click()
    priced.has(lambda: prices(priced.shop), [2, half, half], [2, 5, half], [2, 2, 3])
    priced.at(2, "price")
    priced.open()
    priced.person.sees("Its variants have the prices")
    assert priced.line is None
