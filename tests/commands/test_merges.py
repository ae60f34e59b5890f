"""Products that are the same become one: stock, codes, offers and events go along, and back."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.commands.codes import meant
from desktop.commands.custom_fields import DefineField, define_field
from desktop.commands.events import SaveEvent, save_event
from desktop.commands.families import MakeVariants, Variant, make_variants
from desktop.commands.merges import Merged, MergeProducts, merge_products
from desktop.commands.search_words import refresh
from desktop.commands.store_prices import SetStorePrices, set_store_prices
from desktop.commands.undo import UndoBooking, undo_booking
from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.db.engine import Database
from desktop.domain.errors import UserError
from desktop.domain.ledger import Kind
from desktop.queries.courses import on_hand_course
from desktop.queries.movements import moves_of
from desktop.queries.product import find_products, products_of_code
from desktop.queries.reports.reading import amounts_by_product
from desktop.queries.sales import top_sellers
from desktop.queries.shop import shop_info
from desktop.schema import (
    Alert,
    Barcode,
    EventScope,
    Product,
    StockLevel,
    StockMove,
    Store,
    StorePrice,
    VendorPrice,
)
from tests import books
from tests.commands.conftest import Shelf
from tests.tills import Till, with_codes

OWNED = (Product, Barcode, VendorPrice, EventScope, StorePrice)
PASSING = ("version", "created_at", "updated_at")  # the trail keeps them not
DAY = timedelta(days=1)


def merge(desk: Till, into: UUID, *products: UUID) -> Merged:
    return desk.send(merge_products, MergeProducts(*desk.head(), products, into))  # type: ignore[no-any-return]


def offer(desk: Till, vendor: UUID, product: UUID, code: str, preferred: bool = False) -> None:
    price = SetVendorPrice(
        *desk.head(), vendor, product, Decimal("1.20"), vendor_sku=code, is_preferred=preferred
    )
    desk.send(set_vendor_price, price)


def state(database: Database) -> dict[str, Any]:
    """All that a person sees of products: their rows, what is on hand, what stands as an alert."""
    with database.read() as session:
        rows = {
            table.__tablename__: {
                row.id: {k: v for k, v in row._mapping.items() if k not in PASSING}
                for row in session.execute(select(table.__table__))
            }
            for table in OWNED
        }
        held = select(StockLevel.product, StockLevel.location, StockLevel.on_hand, StockLevel.lot)
        stock = {tuple(row) for row in session.execute(held) if row.on_hand != 0}
        # What never moved is nowhere, so it is not out of stock: a merge taken back moved it.
        moved = select(StockMove.product).where(StockMove.kind != Kind.TRANSFER)
        alerts = select(Alert.type, Alert.product).where(
            Alert.status != "resolved", Alert.product.in_(moved)
        )
        return {**rows, "stock": stock, "alerts": {tuple(row) for row in session.execute(alerts)}}


def whole(database: Database) -> None:
    with database.read() as session:
        assert books.faults(session) == []


def refused(function: Callable[..., Any], *arguments: Any) -> UserError:
    with pytest.raises(UserError) as error:
        function(*arguments)
    return error.value


def twins(desk: Till) -> tuple[UUID, UUID, UUID, UUID]:
    """Two products that are one, with codes, an event and offers of two vendors, who come last."""
    tea = with_codes(desk, ("4006381333931", 1), name="Sencha")
    twin = with_codes(desk, ("96385074", 1), ("CASE-7", 12), name="Sencha tea")
    leaf = desk.send(save_vendor, SaveVendor(*desk.head(), "Leaf"))
    kyoto = desk.send(save_vendor, SaveVendor(*desk.head(), "Kyoto"))
    offer(desk, leaf, tea, "L-1", preferred=True)
    offer(desk, leaf, twin, "L-2")
    offer(desk, kyoto, twin, "K-9", preferred=True)
    week = ("Tea week", date(2026, 5, 4), "promotion")
    desk.send(save_event, SaveEvent(*desk.head(), *week, products=(twin,)))
    desk.stock("receive", tea, 5)
    desk.stock("receive", twin, 3)
    return tea, twin, leaf, kyoto


def test_one_product_is_left_with_all_that_both_had(desk: Till, shelf: Shelf) -> None:
    tea, twin, leaf, kyoto = twins(desk)
    done = merge(desk, tea, twin)
    assert (done.on_hand, shelf(tea), shelf(twin)) == (8, 8, 0)
    with desk.database.read() as session:
        moved = select(StockMove.qty, StockMove.reason).where(StockMove.kind == Kind.TRANSFER)
        assert [row.qty for row in session.execute(moved.order_by(StockMove.id))] == [-3, 3]
        offers = select(VendorPrice.vendor, VendorPrice.vendor_sku, VendorPrice.is_preferred)
        wanted = {(leaf, "L-1", True), (kyoto, "K-9", False)}
        assert {tuple(row) for row in session.execute(offers)} == wanted
        firsts = select(Barcode.code).where(Barcode.product == tea, Barcode.is_primary)
        assert len(session.scalars(firsts).all()) == 1
        assert session.scalars(select(EventScope.product)).all() == [tea]
    whole(desk.database)


def test_prices_of_stores_go_along_where_the_one_that_is_left_has_none(desk: Till) -> None:
    """D2. Those of the first that has one; not parted once somebody changed it."""
    tea, twin, third = desk.product("Sencha"), desk.product("Sencha tea"), desk.product("Senchaa")
    with desk.database.write() as session:
        own = session.get_one(Store, desk.actor.store)
        told = {"name": "Harbour", "currency": own.currency, "tz": own.tz}
        far = [Store(id=desk.ids.new(), code=code, **told) for code in ("M8", "M9")]
        session.add_all(far)
        stores = [own.id, *(each.id for each in far)]

    def put(product: UUID, *prices: int | None) -> None:
        named = tuple((s, Decimal(p)) for s, p in zip(stores, prices, strict=True) if p)
        desk.send(set_store_prices, SetStorePrices(*desk.head(), product, named))

    def held() -> list[Decimal]:
        wanted = select(StorePrice.price).where(StorePrice.product == tea)
        with desk.database.read() as session:
            return sorted(session.scalars(wanted))

    put(tea, 1, None, None)
    put(third, 7, 8, 9)
    put(twin, 2, 3, None)
    before = state(desk.database)
    done = merge(desk, tea, twin, third)
    assert held() == [1, 3, 9]
    desk.undo(done.id)
    assert state(desk.database) == before
    done = merge(desk, tea, twin, third)
    put(tea, 1, 4, 9)
    assert "price was changed since" in refused(desk.undo, done.id).message.lower()
    put(tea, 1, 3, 9)
    desk.undo(done.id)
    assert state(desk.database) == before


def test_whatever_led_to_either_leads_to_the_one_that_is_left(desk: Till) -> None:
    tea, twin, *_ = twins(desk)
    merge(desk, tea, twin)
    with desk.database.read() as session:
        old = session.get_one(Product, twin)
        assert (old.merged_into, old.status) == (tea, "archived")
        assert meant(session.connection(), "CASE-7", desk.actor.store).product.id == tea
        assert meant(session.connection(), old.sku, desk.actor.store).product.id == tea
        assert products_of_code(session, old.sku) == [tea]
        for text in (old.sku, "k-9", "96385074"):
            assert [hit.product for hit in find_products(session, text, desk.actor.store)] == [tea]


def test_empty_fields_are_filled_and_a_variant_leaves_its_family_until_they_are_parted(
    desk: Till,
) -> None:
    colour = desk.send(define_field, DefineField(*desk.head(), "Colour", "text"))
    shelf = desk.send(define_field, DefineField(*desk.head(), "Shelf", "text"))
    tea = desk.product(name="Tea", custom={colour: "Green"})
    parent = desk.product(name="Teas", reorder_point=Decimal(2))
    desk.stock("count", parent, 0)
    row = Variant((("Size", "S"),), "TEA-S")
    made = MakeVariants(*desk.head(), parent, (row,))
    desk.send(make_variants, made)
    with desk.database.write() as session:
        twin = session.scalars(select(Product).where(Product.parent == parent)).one()
        twin.custom, twin.brand = {colour: "Black", shelf: "B2"}, "Leaf"
        key = twin.id
        session.flush()
        refresh(session.connection(), [key])
    before = state(desk.database)
    done = merge(desk, tea, key)
    with desk.database.read() as session:
        left, gone, alone = (session.get_one(Product, each) for each in (tea, key, parent))
        assert (left.custom, left.brand) == ({colour: "Green", shelf: "B2"}, "Leaf")
        assert (gone.parent, gone.options, alone.is_template) == (None, {}, False)
    assert ("out_of_stock", parent) in state(desk.database)["alerts"]  # as any plain product
    desk.send(undo_booking, UndoBooking(*desk.head(), done.id))
    assert state(desk.database) == before


def test_days_later_one_undo_parts_them_as_they_were(desk: Till, shelf: Shelf) -> None:
    tea, twin, *_ = twins(desk)
    before = state(desk.database)
    done = merge(desk, tea, twin)
    desk.clock.pass_by(86_400)
    undone = desk.undo(done.id)
    assert (undone.what, undone.products, shelf(tea), shelf(twin)) == ("merge", 1, 5, 3)
    assert state(desk.database) == before
    whole(desk.database)
    assert refused(desk.undo, done.id).code == "undone"
    assert refused(desk.redo).code == "merge"


def test_any_of_its_movements_stands_for_the_whole_merge(desk: Till) -> None:
    tea, twin = desk.product("Sencha"), desk.product("Sencha tea")
    desk.stock("receive", twin, 3)
    before = state(desk.database)
    merge(desk, tea, twin)
    desk.undo()
    assert state(desk.database) == before


def test_what_was_booked_before_a_merge_leaves_nothing_on_the_product_that_is_gone(
    desk: Till, shelf: Shelf
) -> None:
    tea, twin = desk.product("Sencha"), desk.product("Sencha tea")
    desk.stock("receive", twin, 3)
    broken = desk.stock("waste", twin, 1)
    merged = merge(desk, tea, twin)
    assert refused(desk.undo, broken.id).code == "merged"
    empty = desk.product("Senchaa")
    desk.undo(desk.stock("receive", empty, 4).id)
    merge(desk, tea, empty)  # moves nothing, so that the undone could be booked again
    assert refused(desk.redo).code == "merged"
    assert (shelf(tea), shelf(twin), shelf(empty)) == (2, 0, 0)
    desk.undo(merged.id)
    assert (desk.undo(broken.id).rows[0].on_hand, shelf(tea)) == (3, 0)


def test_what_was_sold_before_a_merge_comes_back_as_the_product_that_is_left(
    desk: Till, shelf: Shelf
) -> None:
    tea, twin, *_ = twins(desk)
    sale = desk.ids.new()
    line = desk.scan("96385074", "sell", sale, 3).line
    desk.complete(sale)
    merge(desk, tea, twin)
    back = desk.bring_back(sale, (line, 2))
    assert (back.total, shelf(tea), shelf(twin)) == (Decimal(-5), 7, 0)
    error = refused(desk.bring_back, sale, (line, 2))
    assert error.code == "returned"
    desk.undo(back.document)
    assert (shelf(tea), shelf(twin)) == (5, 0)
    desk.bring_back(sale, (line, 3))
    assert (shelf(tea), shelf(twin)) == (8, 0)
    whole(desk.database)


def test_what_was_merged_before_follows_when_its_product_is_merged(desk: Till) -> None:
    first, second, third = (desk.product(name) for name in ("A", "B", "C"))
    merge(desk, second, first)
    before = state(desk.database)
    done = merge(desk, third, second)
    with desk.database.read() as session:
        old = session.get_one(Product, first)
        assert old.merged_into == third
        assert products_of_code(session, old.sku) == [third]
    desk.undo(done.id)
    assert state(desk.database) == before


def test_a_merge_sent_twice_is_one(desk: Till, shelf: Shelf) -> None:
    tea, twin = desk.product("Sencha"), desk.product("Sencha tea")
    desk.stock("receive", twin, 3)
    command = MergeProducts(*desk.head(), (twin,), tea)
    assert desk.send(merge_products, command) == desk.send(merge_products, command)
    undo = UndoBooking(*desk.head(), command.id)
    first, second = desk.send(undo_booking, undo), desk.send(undo_booking, undo)
    assert (first.what, first.products) == (second.what, second.products) == ("merge", 1)
    assert (shelf(tea), shelf(twin)) == (0, 3)


def test_what_cannot_be_one_is_refused_in_words(desk: Till) -> None:
    tea, twin = desk.product("Sencha"), desk.product("Sencha tea")
    assert refused(merge, desk, tea, tea).code == "same"
    assert refused(merge, desk, tea).code == "same"
    assert refused(merge, desk, tea, desk.product("Loose", unit="kg")).code == "unlike"
    sale = desk.ids.new()
    with desk.database.read() as session:
        sku = session.get_one(Product, twin).sku
    desk.scan(sku, "sell", sale)
    assert "M1-" in refused(merge, desk, tea, twin).message
    desk.complete(sale)
    merge(desk, tea, twin)
    assert refused(merge, desk, tea, twin).code == "unlike"
    assert refused(merge, desk, twin, desk.product("Third")).code == "unlike"


def test_it_is_not_taken_back_once_what_it_put_together_was_counted(desk: Till) -> None:
    tea, twin = desk.product("Sencha"), desk.product("Sencha tea")
    desk.stock("receive", twin, 3)
    done = merge(desk, tea, twin)
    desk.clock.pass_by(60)
    counted = desk.stock("count", tea, 2)
    assert refused(desk.undo, done.id).code == "changed_since"
    desk.undo(counted.id)
    assert desk.undo(done.id).products == 1


BOOKED = st.tuples(st.sampled_from(("receive", "count", "adjust")), st.integers(0, 3))


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(BOOKED, st.integers(1, 9)), max_size=6),
    st.permutations(range(4)),
    st.integers(1, 3),
)
def test_after_merge_and_undo_everything_is_as_before(
    desk: Till, booked: list[tuple[tuple[str, int], int]], order: list[int], number: int
) -> None:
    """Whatever was booked: the sum stays, the books are whole, and the way back is exact."""
    goods = [desk.product(name, reorder_point=Decimal(2)) for name in "ABCD"]
    for (action, which), quantity in booked:
        desk.clock.pass_by(1)
        desk.stock(action, goods[which], quantity)
    before = state(desk.database)
    into, *rest = (goods[place] for place in order)
    desk.clock.pass_by(1)
    done = merge(desk, into, *rest[:number])
    everything = {into, *rest[:number]}
    held = sum((row[2] for row in before["stock"] if row[0] in everything), Decimal(0))
    assert done.on_hand == held
    whole(desk.database)
    desk.undo(done.id)
    assert state(desk.database) == before
    whole(desk.database)


def test_history_and_demand_follow_the_pointer(desk: Till) -> None:
    """What was sold under both names is the demand of the one that is left."""
    from desktop.queries.demand import demand_of

    tea, twin = desk.product("Sencha"), desk.product("Sencha tea")
    for product in (tea, twin):
        desk.stock("receive", product, 20)
        with desk.database.read() as session:
            sku = session.get_one(Product, product).sku
        sale = desk.ids.new()
        desk.scan(sku, "sell", sale, 3)
        desk.complete(sale)
    with desk.database.read() as session:
        info = shop_info(session, desk.actor)
    today = desk.clock.now().date()
    desk.clock.pass_by(3 * 86_400)
    merge(desk, tea, twin)
    with desk.database.read() as session:
        days = demand_of(session, info, tea, today, today + DAY)
        assert [(day.units, day.balance) for day in days] == [(6, 34), (0, 34)]
        assert {row.sku for row in moves_of(session, tea, 20)} == {
            session.get_one(Product, product).sku for product in (tea, twin)
        }
        assert on_hand_course(session, info, tea, desk.clock.now())[-3:] == (34, 34, 34)
        sold = [(row.product, row.sold) for row in top_sellers(session, info, desk.clock.now())]
        assert sold == [(tea, 6)]
        assert amounts_by_product(session, info, today, today) == {tea: 15}
