"""Purchase orders as they are listed and shown, and what is on order of each product."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from desktop.commands.purchase_states import CloseOrder, SendOrder, close_order, send_order
from desktop.commands.purchases import DraftOrders, NewLine, NewOrder, draft_orders
from desktop.commands.scans import BookScan, book_scan
from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.jobs.opening import Shop
from desktop.queries.columns import Filter
from desktop.queries.purchases import (
    PURCHASES,
    on_order,
    open_orders,
    order_card,
    order_of_number,
)
from tests.tills import Till, till, with_codes
from tests.trade import rows_of

D = Decimal
TODAY = date(2026, 3, 2)


def order(desk: Till, vendor: UUID, due: date | None, *lines: tuple[UUID, int]) -> UUID:
    new = NewOrder(vendor, tuple(NewLine(key, D(n), D("1.50")) for key, n in lines), due)
    made = desk.send(draft_orders, DraftOrders(*desk.head(), (new,)))
    return made[0].document  # type: ignore[no-any-return]


def sent(desk: Till, vendor: UUID, due: date | None, *lines: tuple[UUID, int]) -> UUID:
    key = order(desk, vendor, due, *lines)
    desk.send(send_order, SendOrder(*desk.head(), key))
    return key


def receive(desk: Till, of: UUID, code: str, quantity: int) -> UUID:
    document = desk.ids.new()
    command = BookScan(*desk.head(), code, "receive", document, D(quantity), order=of)
    desk.send(book_scan, command)
    return document


def test_an_order_tells_what_came_in_of_each_line_and_what_is_still_on_order(shop: Shop) -> None:
    desk = till(shop)
    tea, mugs = with_codes(desk, ("A", 1)), with_codes(desk, ("B", 1))
    vendor = desk.send(save_vendor, SaveVendor(*desk.head(), "North", email="a@b.example"))
    price = SetVendorPrice(*desk.head(), vendor, tea, D(1), D(6), vendor_sku="N-7")
    desk.send(set_vendor_price, price)
    late = sent(desk, vendor, TODAY - timedelta(1), (tea, 10), (mugs, 4))
    part = sent(desk, vendor, TODAY + timedelta(5), (tea, 6))
    draft = order(desk, vendor, None, (tea, 100))
    here = receive(desk, late, "A", 12)
    receive(desk, part, "A", 2)
    with shop.database.read() as session:
        card = order_card(session, late, TODAY)
        first = card.lines[0]
        assert (first.ordered, first.received, first.rest) == (10, 12, 0)
        assert (first.vendor_sku, first.pack, card.email) == ("N-7", 6, "a@b.example")
        assert (card.lines[1].rest, card.state, card.total) == (4, "late", D(21))
        assert [each.id for each in card.deliveries] == [here]
        assert on_order(session, shop.actor.store) == {tea: 4, mugs: 4}
        assert [row.id for row in open_orders(session, shop.actor.store, TODAY)] == [late, part]
        typed, store = f" {card.number.lower()} ", shop.actor.store
        assert order_of_number(session, typed, store) == late
        assert order_of_number(session, typed, tea) is None  # of another store
    rows = {row.id: row for row in rows_of(shop, PURCHASES)}
    told = {row.id: (row.lines, row.here) for row in rows.values()}
    assert told == {late: (2, 50), part: (1, 33), draft: (1, 0)}
    assert rows[draft].state == "draft"


def test_what_is_closed_or_void_is_not_on_order(shop: Shop) -> None:
    desk = till(shop)
    tea = with_codes(desk, ("A", 1))
    vendor = desk.send(save_vendor, SaveVendor(*desk.head(), "North"))
    keys = [sent(desk, vendor, None, (tea, 5)) for _ in range(3)]
    desk.send(close_order, CloseOrder(*desk.head(), keys[0], "sold out"))
    desk.void(keys[1])
    desk.complete(receive(desk, keys[2], "A", 5))
    with shop.database.read() as session:
        assert on_order(session, shop.actor.store) == {}
        assert order_card(session, keys[0], TODAY).reason == "sold out"
    rows = {row.id: row.state for row in rows_of(shop, PURCHASES)}
    assert rows == {keys[0]: "closed", keys[1]: "void", keys[2]: "received"}
    assert len(rows_of(shop, PURCHASES, Filter("status", "in", ("open",)))) == 0
