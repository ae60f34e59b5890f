"""Spending against sums made by hand: two vendors' orders, a delivery without one, goods back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from desktop.commands.purchase_states import SendOrder, send_order
from desktop.commands.purchases import DraftOrders, NewLine, NewOrder, draft_orders
from desktop.commands.receiving import ReceiveOrder, receive_order
from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.commands.voiding import VoidDocument, void_document
from desktop.jobs.opening import Shop
from desktop.queries.reports import report_named
from desktop.queries.shop import shop_info
from tests.tills import TestClock, Till, till

D = Decimal
DAY = timedelta(days=1)
NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)


def delivered(side: Till, vendor: UUID, product: UUID, units: int) -> UUID:
    """So many at 2.00, ordered and come."""
    order = NewOrder(vendor, (NewLine(product, D(units), D(2)),))
    [made] = side.send(draft_orders, DraftOrders(*side.head(), (order,)))
    side.send(send_order, SendOrder(*side.head(), made.document))
    receipt = side.ids.new()
    side.send(receive_order, ReceiveOrder(*side.head(), made.document, receipt))
    return receipt


def told(shop: Shop, first: date, last: date) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each block."""
    with shop.database.read() as session:
        info = shop_info(session, shop.actor)
        rows = report_named("spending").answer(session, info, first, last, None)
    return {block: [row[1:] for row in rows if row[0] == block] for block in {r[0] for r in rows}}


def test_spending_by_vendor_category_person_and_month_equals_the_sum_by_hand(shop: Shop) -> None:
    """E11: total, count and average; a delivery that was voided is none, nor is an order."""
    side = till(shop, TestClock(NOON))
    tea, soap = (
        side.product(name, D("1.50"), category=category)
        for name, category in (("Tea", "Drinks"), ("Soap", "House"))
    )
    north, south = (
        side.send(save_vendor, SaveVendor(*side.head(), name)) for name in ("North", "South")
    )
    for vendor in (north, south):
        for product in (tea, soap):
            side.send(set_vendor_price, SetVendorPrice(*side.head(), vendor, product, D(2)))
    delivered(side, north, tea, 10)
    delivered(side, south, tea, 5)
    side.clock.at += 2 * DAY  # April
    delivered(side, north, soap, 3)
    side.send(void_document, VoidDocument(*side.head(), delivered(side, north, soap, 50)))
    found = told(shop, NOON.date(), NOON.date() + 5 * DAY)
    assert found["vendor"] == [
        ("North", D(26), 2, D(13)),
        ("South", D(10), 1, D(10)),
    ]
    assert found["category"] == [("Drinks", D(30), 2, D(15)), ("House", D(6), 1, D(6))]
    assert found["month"] == [("2026-03", D(30), 2, D(15)), ("2026-04", D(6), 1, D(6))]
    assert [row[1:] for row in found["person"]] == [(D(36), 3, D(12))]
    assert [row[1] for row in told(shop, NOON.date(), NOON.date())["month"]] == [D(30)]
    assert told(shop, NOON.date() - 9 * DAY, NOON.date() - DAY) == {}
