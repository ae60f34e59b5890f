"""Goods that were ordered: one scan and one key as ordered, or each item scanned and one key."""

from decimal import Decimal
from uuid import UUID

from PySide6.QtCore import Qt
from sqlalchemy import select

from desktop.commands.purchase_states import SendOrder, send_order
from desktop.commands.purchases import DraftOrders, NewLine, NewOrder, draft_orders
from desktop.commands.vendors import SaveVendor, save_vendor
from desktop.queries.purchases import on_order
from desktop.schema import Document, Product, StockLevel
from tests.journeys.desk import Desk, ean

Key = Qt.Key
D = Decimal


def ordered(desk: Desk) -> tuple[UUID, str]:
    """A sent order for 10 and 4, and its number."""
    for name in ("Tea", "Mugs"):
        desk.has(name, "2.00", unit_cost=D("1.10"))
    return sent(desk, ("Tea", 10), ("Mugs", 4))


def sent(desk: Desk, *wanted: tuple[str, int]) -> tuple[UUID, str]:
    """A sent order for so many of these, and its number."""
    shop = desk.shop

    def run(function: object, make: object, *more: object) -> object:
        command = make(shop.ids.new(), shop.actor, shop.clock.now(), *more)  # type: ignore[operator]
        return shop.database.run(function, command)  # type: ignore[arg-type]

    vendor = run(save_vendor, SaveVendor, "North")
    lines = []
    for name, quantity in wanted:
        product = desk.ask(select(Product.id).where(Product.name == name))[0][0]
        lines.append(NewLine(product, D(quantity)))
    order = NewOrder(vendor, tuple(lines))  # type: ignore[arg-type]
    made = run(draft_orders, DraftOrders, (order,))[0]  # type: ignore[index]
    run(send_order, SendOrder, made.document)
    return made.document, made.number


def levels(desk: Desk) -> list[Decimal]:
    return sorted(row[0] for row in desk.ask(select(StockLevel.on_hand)))


def status(desk: Desk, order: UUID) -> str:
    return str(desk.ask(select(Document.status).where(Document.id == order))[0][0])


def begin(desk: Desk, number: str) -> None:
    """The order's number scanned from its paper."""
    desk.scan(number)
    desk.bot.waitUntil(lambda: len(desk.rows) == 2)


def test_a_delivery_as_ordered_is_one_scan_and_one_key(desk: Desk) -> None:
    order, number = ordered(desk)
    begin(desk, number)
    assert [(name, amount) for name, _, amount in desk.rows] == [
        ("Tea", "0 / 10"),
        ("Mugs", "0 / 4"),
    ]
    desk.press(Key.Key_F12)
    desk.sees("Delivery booked")
    assert (desk.scans, desk.keys) == (1, 1)
    assert (levels(desk), status(desk, order)) == ([4, 10], "posted")
    desk.press(Key.Key_F12)
    assert desk.notices[-1] == "Delivery booked: the next scan begins a new one."
    desk.sees("Delivery booked")
    assert levels(desk) == [4, 10], "pressed once too often, it does no harm"
    desk.press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.bot.waitUntil(lambda: status(desk, order) == "open")
    assert levels(desk) == [0, 0]


def test_each_item_scanned_ticks_its_line_off_and_the_rest_stays_open(desk: Desk) -> None:
    """D8."""
    order, number = ordered(desk)
    begin(desk, number)
    for _ in range(3):
        desk.scan(ean("Tea"))
    desk.bot.waitUntil(lambda: desk.tiles[2:] == ["3 / 10"])
    assert [amount for _, _, amount in desk.rows] == ["3 / 10", "0 / 4"]
    desk.press(Key.Key_Plus)
    desk.bot.waitUntil(lambda: desk.tiles[2:] == ["4 / 10"])
    desk.press(Key.Key_Minus)
    desk.bot.waitUntil(lambda: desk.tiles[2:] == ["3 / 10"])
    desk.keys -= 2
    desk.press(Key.Key_F12)
    desk.sees("Delivery booked")
    assert (desk.scans, desk.keys) == (4, 1)
    assert status(desk, order) == "open"
    with desk.shop.database.read() as session:
        assert sorted(on_order(session, desk.shop.actor.store).values()) == [4, 7]
    assert any("still to come" in notice for notice in desk.notices)


def test_too_many_and_foreign_goods_are_booked_and_said(desk: Desk) -> None:
    _, number = ordered(desk)
    foreign = desk.has("Jam", "1.00")
    begin(desk, number)
    desk.write("6*")
    desk.scan(ean("Mugs"))
    desk.sees("Received  +6")
    assert desk.band.fact.endswith("2 too many")
    desk.scan(foreign)
    desk.sees("Received  +1")
    assert desk.band.fact.endswith("not ordered")
    desk.press(Key.Key_F12)
    desk.sees("Delivery booked")
    assert levels(desk) == [1, 6]
