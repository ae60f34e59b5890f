"""A price of its own for a store on both engines: at the till, on the card, in the trail, undone.

Checklist: D2 (a price per store where it differs).
"""

from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.commands.store_prices import (
    SetStorePrices,
    UndoStorePrices,
    set_store_prices,
    undo_store_prices,
)
from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from desktop.queries.columns import Filter
from desktop.queries.history import AUDIT, of_product
from desktop.queries.lists import stream
from desktop.queries.product import product_by_code, product_details
from desktop.queries.products import PRODUCTS
from desktop.schema import Store
from tests.importing import done, take_in_text
from tests.importing import told as problems_told
from tests.trade import add_product, request, rows_of, scan, undo


def put(shop: Shop, product: UUID, price: str | None, store: UUID | None = None) -> UUID:
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    told = ((store or shop.actor.store, None if price is None else Decimal(price)),)
    shop.database.run(set_store_prices, SetStorePrices(*head, product, told))
    return head[0]


def second_store(shop: Shop) -> UUID:
    with shop.database.write() as session:
        own = session.get_one(Store, shop.actor.store)
        other = Store(id=shop.ids.new(), code="M2", name="Harbour", currency="EUR", tz=own.tz)
        session.add(other)
        return other.id


def told(shop: Shop, product: UUID) -> list[tuple[str, str, Any]]:
    filters, given = of_product(product)
    asked = request(shop, *filters)
    asked = asked.__class__(filters=asked.filters, given=(*asked.given, *given))
    with shop.database.read() as session:
        rows = list(stream(session, AUDIT, asked))
    return [(row.action, row.about, row.told) for row in rows if row.entity == "store_price"]


def test_a_price_of_the_store_counts_at_its_till_and_is_taken_back(shop: Shop) -> None:
    """Checklist D2."""
    tea = add_product(shop, "TEA", "4006381333931", price=Decimal("3.00"))
    add_product(shop, "MILK", price=Decimal("2.00"))
    put(shop, tea, "9.00", second_store(shop))
    assert scan(shop, "TEA").price == 3  # another store's price is none here
    first = put(shop, tea, "2.50")
    second = put(shop, tea, "2.75")
    sold = scan(shop, "4006381333931")
    assert (sold.price, sold.line_price) == (Decimal("2.75"), Decimal("2.75"))
    with shop.database.read() as session:
        card = product_by_code(session, "TEA", shop.actor.location)
    assert (card.price, card.usual_price) == (Decimal("2.75"), 3)
    by_price = rows_of(shop, PRODUCTS, Filter("price", "from", Decimal("2.5")))
    assert [(row.sku, row.price, row.price_here, row.counts) for row in by_price] == [
        ("TEA", 3, Decimal("2.75"), Decimal("2.75"))
    ]
    assert [row.sku for row in rows_of(shop, PRODUCTS, sort="price", descending=True)] == [
        "TEA", "MILK",
    ]  # fmt: skip
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    with pytest.raises(UserError, match="changed since"):
        shop.database.run(undo_store_prices, UndoStorePrices(*head, first))
    gone = put(shop, tea, None)
    assert scan(shop, "TEA").price == 3
    head = (shop.ids.new(), *head[1:])
    shop.database.run(undo_store_prices, UndoStorePrices(*head, gone))
    assert scan(shop, "TEA").price == Decimal("2.75")
    changes = told(shop, tea)
    assert [action for action, _, _ in changes] == [
        "create", "delete", "update", "create", "create",
    ]  # fmt: skip
    assert changes[2][1:] == ("Test shop", "price 2.5000 → 2.7500")
    for batch, price in ((second, Decimal("2.50")), (first, 3)):  # newest first, each with one key
        head = (shop.ids.new(), *head[1:])
        shop.database.run(undo_store_prices, UndoStorePrices(*head, batch))
        assert scan(shop, "TEA").price == price


@pytest.mark.parametrize("price", ["-1", "100000001", "0.00001"])
def test_a_price_that_cannot_be_is_refused(shop: Shop, price: str) -> None:
    tea = add_product(shop, "TEA")
    with pytest.raises(UserError):
        put(shop, tea, price)
    with shop.database.read() as session:
        assert product_details(session, tea, shop.actor.location).price == 1


def test_a_product_or_a_store_that_is_gone_is_told(shop: Shop) -> None:
    tea = add_product(shop, "TEA")
    for product, store in ((shop.ids.new(), None), (tea, shop.ids.new())):
        with pytest.raises(UserError, match="is gone"):
            put(shop, product, "1", store)
    with shop.database.read() as session:
        assert session.scalars(select(Store.code)).all() == ["M1"]


def test_a_files_prices_of_stores_come_in_and_go_back_with_the_import(
    shop: Shop, tmp_path: Path
) -> None:
    """Checklist D2: a column price@STORE for each store."""
    add_product(shop, "TEA", price=Decimal("3.00"))
    second_store(shop)
    head, tea = "sku,name,price,price@M1,Price @ m2", "TEA,Product TEA,3.00,{},9"
    report = take_in_text(shop, tmp_path, head, tea.format("2.50"), "MILK,Milk,2,,1.5")
    first = done(report)
    assert (first.created, first.changed, first.store_prices) == (1, 0, 3)
    assert (scan(shop, "TEA").price, scan(shop, "MILK").price) == (Decimal("2.5"), 2)
    again = take_in_text(shop, tmp_path, head, tea.format("2.50"), "MILK,Milk,2,,1.5")
    assert done(again).is_empty
    second = done(take_in_text(shop, tmp_path, head, tea.format("2.75")))
    assert (second.changed, second.store_prices) == (0, 1)
    assert scan(shop, "TEA").price == Decimal("2.75")
    undo(shop, second.id)
    assert scan(shop, "TEA").price == Decimal("2.5")
    assert done(take_in_text(shop, tmp_path, "sku,price_here", "TEA,2.50")).is_empty
    assert done(take_in_text(shop, tmp_path, "SKU,Price here", "TEA,2.60")).store_prices == 1
    assert scan(shop, "TEA").price == Decimal("2.6")
    wrong = take_in_text(shop, tmp_path, "sku,price@X9,price@M1", "TEA,1,abc")
    assert {(row, field) for row, field, _ in problems_told(wrong)} == {(2, "price@M1")}
    unknown = take_in_text(shop, tmp_path, "sku,price@X9", "TEA,1")
    assert "There is no store X9: there are M1, M2." in unknown.problems[0].reason
