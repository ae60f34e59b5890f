"""The list of products: what is on hand in the store, its state, its words, and its worth."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.db.keys import Cancel
from desktop.jobs.opening import Shop
from desktop.queries.columns import Filter
from desktop.queries.lists import count, first_page
from desktop.queries.product import find_products
from desktop.queries.products import PRODUCTS, ProductRow, stock_value
from desktop.schema import Location
from tests import trade
from tests.kept import Kept

EAN = "4006381333931"


@pytest.fixture
def shelves(kept: Kept, engine_name: str) -> Shop:
    """Four products: plenty, low, out, and below zero; only read."""
    return kept.shop(engine_name, fill)


@pytest.fixture
def own_shelves(shop: Shop) -> Shop:
    """The same for one test, which changes them."""
    fill(shop)
    return shop


def fill(shop: Shop) -> None:
    ten = {"reorder_point": Decimal(10), "unit_cost": Decimal("2.50")}
    trade.add_product(shop, "OK", EAN, category="Drinks > Tea", price=Decimal(5), **ten)
    for sku in ("LOW", "OUT", "NEG"):
        trade.add_product(shop, sku, **ten)
    trade.scan(shop, "OK", "receive", 30)
    trade.scan(shop, "LOW", "count", 10)
    trade.scan(shop, "NEG", "sell", 2)


def by_sku(shop: Shop) -> dict[str, ProductRow]:
    return {row.sku: row for row in trade.rows_of(shop, PRODUCTS)}


def test_a_row_shows_stock_codes_and_category(shelves: Shop) -> None:
    row = by_sku(shelves)["OK"]
    assert (row.on_hand, row.reorder_point, row.barcode) == (30, 10, EAN)
    assert (row.category, row.unit, row.status, row.cost) == (
        "Drinks > Tea",
        "piece",
        "active",
        Decimal("2.50"),
    )
    assert row.margin == 50
    assert by_sku(shelves)["OUT"].on_hand == 0
    assert by_sku(shelves)["OUT"].moved is None


@pytest.mark.parametrize(
    ("state", "sku"), [("ok", "OK"), ("low", "LOW"), ("out", "OUT"), ("negative", "NEG")]
)
def test_stock_states_are_filters(shelves: Shop, state: str, sku: str) -> None:
    rows = trade.rows_of(shelves, PRODUCTS, Filter("stock", "in", (state,)))
    assert [row.sku for row in rows] == [sku]
    with shelves.database.read() as session:
        asked = trade.request(shelves, Filter("stock", "is", state))
        assert count(session, PRODUCTS, asked) == 1


def test_goods_that_cannot_be_sold_do_not_count(own_shelves: Shop) -> None:
    with own_shelves.database.write() as session:
        floor = session.get_one(Location, own_shelves.actor.location)
        back = Location(
            id=own_shelves.ids.new(), store=floor.store, parent=floor.id, name="Broken",
            kind="waste", path="/x", is_sellable=False,
        )  # fmt: skip
        session.add(back)

    there = replace(own_shelves, actor=replace(own_shelves.actor, location=back.id))
    trade.scan(there, "OK", "receive", 5)
    assert by_sku(own_shelves)["OK"].on_hand == 30


@pytest.mark.parametrize(
    "search", ["product ok", "OK", "4006381", "40063 OK", "pRoDuCt oK"], ids=str
)
def test_words_lead_to_a_product(shelves: Shop, search: str) -> None:
    rows = trade.rows_of(shelves, PRODUCTS, search=search)
    assert [row.sku for row in rows] == ["OK"]


def test_a_search_looks_at_one_product_after_the_other_and_no_index_up(shelves: Shop) -> None:
    """D15: a hundred thousand rows in turn cost a tenth of as many that an index leads to."""
    seen: list[tuple[str, Any]] = []
    engine = shelves.database.reader

    def note(_c: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        seen.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    try:
        active = Filter("status", "is", "active")
        for sort in ("name", "price", "on_hand"):
            asked = trade.request(shelves, active, search="product", sort=sort)
            with shelves.database.read() as session:
                page = first_page(session, PRODUCTS, asked, Cancel())
            assert page is not None and page.rows
        with shelves.database.read() as session:
            assert find_products(session, "product", shelves.actor.store)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    searches = [each for each in seen if "LIKE" in each[0]]
    assert len(searches) == 4
    for statement, values in searches:
        hinted = statement.count("FROM product NOT INDEXED")
        assert hinted == (1 if shelves.database.is_sqlite else 0), statement
        if shelves.database.is_sqlite:
            with engine.connect() as connection:
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                assert "SCAN product" in [row.detail for row in plan]


def test_accents_do_not_matter(shop: Shop) -> None:
    trade.add_product(shop, "C", name="Crème brûlée")
    for search in ("creme", "Crème", "BRULEE"):
        assert len(trade.rows_of(shop, PRODUCTS, search=search)) == 1


@pytest.mark.parametrize("column", [c.key for c in PRODUCTS.columns if c.sort is not None])
def test_every_order_holds_all_rows(shelves: Shop, column: str) -> None:
    up = trade.rows_of(shelves, PRODUCTS, sort=column)
    down = trade.rows_of(shelves, PRODUCTS, sort=column, descending=True)
    assert len(up) == len(down) == 4


def test_on_hand_sorts_as_a_number(shelves: Shop) -> None:
    rows = trade.rows_of(shelves, PRODUCTS, sort="on_hand")
    assert [row.on_hand for row in rows] == [-2, 0, 10, 30]


def test_the_preferred_vendor_is_named_and_no_vendor_is_a_filter(own_shelves: Shop) -> None:
    product = by_sku(own_shelves)["OK"].id
    now = own_shelves.clock.now()
    vendor = own_shelves.database.run(
        save_vendor, SaveVendor(own_shelves.ids.new(), own_shelves.actor, now, "Northside Roasters")
    )
    price = SetVendorPrice(
        own_shelves.ids.new(),
        own_shelves.actor,
        now,
        vendor,
        product,
        Decimal(2),
        is_preferred=True,
    )
    own_shelves.database.run(set_vendor_price, price)
    assert by_sku(own_shelves)["OK"].vendor == "Northside Roasters"
    without = trade.rows_of(own_shelves, PRODUCTS, Filter("no_vendor", "is", True))
    assert {row.sku for row in without} == {"LOW", "OUT", "NEG"}
    with_it = trade.rows_of(own_shelves, PRODUCTS, Filter("vendor", "is", vendor))
    assert [row.sku for row in with_it] == ["OK"]


def test_stock_is_worth_its_average_cost_or_the_products_own(shelves: Shop) -> None:
    with shelves.database.read() as session:
        assert stock_value(session, trade.request(shelves)) == 30 * Decimal("2.50") + 25
        nothing = trade.request(shelves, Filter("stock", "is", "out"))
        assert stock_value(session, nothing) == 0
