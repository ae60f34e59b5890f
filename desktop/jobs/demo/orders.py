"""The demo shop's purchase orders: two that are on their way, and a draft nobody has sent yet."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from desktop.commands.purchase_states import SendOrder, send_order
from desktop.commands.purchases import DraftOrders, NewLine, NewOrder, draft_orders
from desktop.domain.permissions import Actor
from desktop.schema import Product, Unit, Vendor, VendorPrice, Workstation

ORDERS = 3
LINES = 4
PACKS = (6, 4, 2, 8)


def write_orders(
    session: Session, by: Actor, now: datetime, new_id: Callable[[], UUID], spared: frozenset[str]
) -> int:
    """Orders to the first vendors, for goods sold by the piece that are not ``spared`` (SKUs).

    How many there are.
    """
    vendors = session.execute(
        select(Vendor.id, VendorPrice.lead_time_days)
        .join(VendorPrice, VendorPrice.vendor == Vendor.id)
        .order_by(Vendor.name, VendorPrice.lead_time_days.desc())
    ).all()
    longest: dict[UUID, int] = {}
    for vendor, lead in vendors:
        longest.setdefault(vendor, lead)
    orders = []
    for vendor in list(longest)[:ORDERS]:
        lines = _lines(session, vendor, spared)
        due = (now + timedelta(days=max(1, longest[vendor]))).date()
        if lines:
            orders.append(NewOrder(vendor, lines, due))
    if not orders:
        return 0
    made = draft_orders(session, DraftOrders(new_id(), by, now, tuple(orders)))
    for order in made[:-1]:
        send_order(session, SendOrder(new_id(), by, now, order.document))
    session.execute(update(Workstation).values(updated_at=now))  # equal seeds write equal rows
    return len(made)


def _lines(session: Session, vendor: UUID, spared: frozenset[str]) -> tuple[NewLine, ...]:
    rows = session.execute(
        select(Product.id, VendorPrice.pack_qty)
        .join(VendorPrice, VendorPrice.product == Product.id)
        .join(Unit, Unit.id == Product.unit)
        .where(VendorPrice.vendor == vendor, Unit.decimals == 0, Product.status == "active")
        .where(Product.sku.not_in(spared))
        .order_by(Product.sku)
        .limit(LINES)
    )
    return tuple(
        NewLine(row.id, row.pack_qty * Decimal(packs))
        for row, packs in zip(rows, PACKS, strict=False)
    )
