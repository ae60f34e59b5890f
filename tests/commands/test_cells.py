"""Cells of many rows set at once: each its own value, all or none, one batch, one undo."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from desktop.commands.cells import Cell, SetCells, set_cells
from desktop.commands.edits import UndoChange, undo_change
from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor
from desktop.jobs.opening import Shop
from desktop.queries.products import PRODUCTS
from desktop.schema import VendorPrice
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
    command = SetCells(*head(shop), "vendor_price", cells)
    assert shop.database.run(set_cells, command).rows == 2
    assert told() == [3, 4]
    shop.database.run(undo_change, UndoChange(*head(shop), command.id))
    assert told() == [2, 2]
