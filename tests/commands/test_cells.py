"""Cells of many rows set at once: each its own value, all or none, one batch, one undo."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from desktop.commands.cells import Cell, SetCells, set_cells
from desktop.commands.custom_fields import DefineField, define_field
from desktop.commands.edits import UndoChange, undo_change
from desktop.commands.store_prices import SetStorePrices, set_store_prices
from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor
from desktop.jobs.opening import Shop
from desktop.queries.lists import stream
from desktop.queries.products import PRODUCTS
from desktop.schema import Product, StorePrice, VendorPrice
from tests import trade

TWO, THREE = Decimal(2), Decimal(3)


def head(shop: Shop) -> tuple[UUID, Actor, datetime]:
    return shop.ids.new(), shop.actor, shop.clock.now()


def shown(shop: Shop) -> dict[str, tuple[Any, ...]]:
    rows = trade.rows_of(shop, PRODUCTS)
    return {row.sku: (row.name, row.price, row.reorder_point, row.status) for row in rows}


def found(shop: Shop, word: str) -> list[str]:
    return [row.sku for row in trade.rows_of(shop, PRODUCTS, search=word)]


def test_cells_are_set_and_taken_back_at_once(shop: Shop) -> None:
    """Names, figures and states together; who is found by the new name, and by the old after."""
    keys = [trade.add_product(shop, sku, price=TWO) for sku in ("A", "B", "C")]
    before = shown(shop)
    name = before["A"][0]
    cells = (
        Cell(keys[0], "name", "Green tea", name),
        Cell(keys[0], "price", THREE, TWO),
        Cell(keys[1], "reorder_point", Decimal(7), None),
        Cell(keys[2], "status", "archived", "active"),
        Cell(keys[2], "price", TWO, TWO),
    )
    command = SetCells(*head(shop), "product", cells)
    for _ in range(2):  # the second time as if the answer had been lost
        assert shop.database.run(set_cells, command).rows == 3
    now = shown(shop)
    assert now["A"] == ("Green tea", THREE, *before["A"][2:])
    assert (now["B"][2], now["C"][3]) == (7, "archived")
    assert found(shop, "green") == ["A"]
    shop.database.run(undo_change, UndoChange(*head(shop), command.id))
    assert shown(shop) == before
    assert found(shop, "green") == []


REFUSED: dict[str, tuple[Cell, str]] = {
    "what another changed": (Cell(UUID(int=0), "price", THREE, Decimal(9)), "meanwhile"),
    "a price below zero": (Cell(UUID(int=0), "price", Decimal(-1), TWO), "B: "),
    "no price": (Cell(UUID(int=0), "price", None, TWO), "must be a value"),
    "an empty name": (Cell(UUID(int=0), "name", " ", "B"), "name is empty"),
    "a state that is none": (Cell(UUID(int=0), "status", "sold", "active"), "no such status"),
    "a field that is none": (Cell(UUID(int=0), "sku", "X", "B"), "cannot be changed"),
    "a row that is gone": (Cell(UUID(int=5), "price", THREE, TWO), "gone by now"),
}


def test_one_cell_that_may_not_be_refuses_all(shop: Shop) -> None:
    first = trade.add_product(shop, "A", price=TWO)
    second = trade.add_product(shop, "B", price=TWO)
    before = shown(shop)
    for cell, words in REFUSED.values():
        bad = cell if cell.row.int else replace(cell, row=second)
        cells = (Cell(first, "price", THREE, TWO), bad)
        with pytest.raises(UserError, match=words):
            shop.database.run(set_cells, SetCells(*head(shop), "product", cells))
    assert shown(shop) == before


def test_a_vendors_prices_are_set_and_taken_back(shop: Shop) -> None:
    vendor = shop.database.run(save_vendor, SaveVendor(*head(shop), "Brew & Bean"))
    prices = []
    for sku in ("A", "B"):
        product = trade.add_product(shop, sku)
        asked = SetVendorPrice(*head(shop), vendor, product, TWO)
        prices.append(shop.database.run(set_vendor_price, asked))

    def told() -> list[Decimal]:
        with shop.database.read() as session:
            return [session.get_one(VendorPrice, key).unit_price for key in prices]

    cells = tuple(
        Cell(key, "unit_price", value, TWO)
        for key, value in zip(prices, (THREE, Decimal(4)), strict=True)
    )
    foreign = SetCells(*head(shop), "vendor_price", (Cell(prices[0], "price_here", THREE, TWO),))
    with pytest.raises(UserError, match="cannot be changed"):  # a product's, not a vendor's
        shop.database.run(set_cells, foreign)
    command = SetCells(*head(shop), "vendor_price", cells)
    assert shop.database.run(set_cells, command).rows == 2
    assert told() == [3, 4]
    shop.database.run(undo_change, UndoChange(*head(shop), command.id))
    assert told() == [2, 2]


def own(shop: Shop) -> dict[str, tuple[Any, ...]]:
    """Of each product its own fields as the list has them, and as they are kept."""
    with shop.database.read() as session:
        query = PRODUCTS.of(session)
        rows = list(stream(session, query, trade.request(shop)))
        names = [column.key for column in query.columns if column.reads is not None]
        kept = [session.get_one(Product, row.id).custom for row in rows]
        return {
            row.sku: (*(getattr(row, name) for name in names), held)
            for row, held in zip(rows, kept, strict=True)
        }


def test_fields_of_the_shops_own_are_cells_like_others(shop: Shop) -> None:
    """D10: several of one row at once, found by them at once; one that may not refuses all."""
    for told in (("Colour", "choice", ("Red", "Blue"), True), ("Fat", "number"), ("Since", "date")):
        shop.database.run(define_field, DefineField(*head(shop), *told))
    first, second = (trade.add_product(shop, sku, price=TWO) for sku in ("A", "B"))
    day = date(2026, 11, 22)
    cells = (
        Cell(first, "custom_colour", "red", None),
        Cell(first, "custom_fat", Decimal("12.50"), None),
        Cell(first, "custom_since", day, None),
        Cell(first, "price", THREE, TWO),
        Cell(second, "custom_fat", Decimal("-0.5"), None),
    )
    command = SetCells(*head(shop), "product", cells)
    for _ in range(2):
        assert shop.database.run(set_cells, command).rows == 2
    kept = {"colour": "red", "fat": "12.5", "since": "2026-11-22"}
    now = {
        "A": ("red", Decimal("12.5"), day, kept),
        "B": (None, Decimal("-0.5"), None, {"fat": "-0.5"}),
    }
    assert own(shop) == now
    assert found(shop, "red") == ["A"]
    for cell, words in (
        (Cell(first, "custom_colour", None, "red"), "Colour must have a value"),
        (Cell(first, "custom_colour", "green", "red"), "no value for Colour"),
        (Cell(first, "custom_fat", "much", Decimal("12.5")), "no value for Fat"),
        (Cell(first, "custom_fat", TWO, THREE), "meanwhile"),
        (Cell(first, "custom_size", TWO, None), "is gone"),
    ):
        both = (Cell(second, "custom_fat", TWO, Decimal("-0.5")), cell)
        with pytest.raises(UserError, match=words):
            shop.database.run(set_cells, SetCells(*head(shop), "product", both))
    assert own(shop) == now
    shop.database.run(undo_change, UndoChange(*head(shop), command.id))
    assert own(shop) == {sku: (None, None, None, {}) for sku in ("A", "B")}
    assert found(shop, "red") == []


def test_the_price_of_the_own_store_is_a_cell_of_its_own(shop: Shop) -> None:
    """D2: where the store asks another price, that one is set, and goes back with the rest."""
    first, second = (trade.add_product(shop, sku, price=TWO) for sku in ("A", "B"))
    prices = ((shop.actor.store, THREE),)
    shop.database.run(set_store_prices, SetStorePrices(*head(shop), first, prices))
    four, five = Decimal(4), Decimal(5)

    def asked() -> list[tuple[Decimal, ...]]:
        with shop.database.read() as session:
            here = {row.product: row.price for row in session.query(StorePrice)}
            products = (session.get_one(Product, key) for key in (first, second))
            return [(each.price, here.get(each.id, each.price)) for each in products]

    cells = (Cell(first, "price_here", four, THREE), Cell(second, "price", five, TWO))
    command = SetCells(*head(shop), "product", cells)
    for _ in range(2):
        assert shop.database.run(set_cells, command).rows == 2
    assert asked() == [(2, 4), (5, 5)]
    for cell, words in (
        (Cell(first, "price_here", five, THREE), "A: Somebody else"),
        (Cell(first, "price_here", Decimal(-1), four), "not negative"),
        (Cell(second, "price_here", five, TWO), "gone by now"),
    ):
        with pytest.raises(UserError, match=words):
            shop.database.run(set_cells, SetCells(*head(shop), "product", (cell,)))
    shop.database.run(undo_change, UndoChange(*head(shop), command.id))
    assert asked() == [(2, 3), (2, 2)]
