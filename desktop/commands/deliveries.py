"""What came in of a purchase order: its deliveries are receipts that name it as their source.

Received of a product is what its deliveries hold, open ones too (their goods are on the shelf),
without what an undo took back. An order of which everything came in is posted, and open again when
a delivery of it is taken back, unless somebody said that nothing more is waited for.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Connection, Select, func, select, union_all, update

from desktop.db.types import Quantity
from desktop.domain.paper import CLOSED
from desktop.schema import Document, DocumentLine
from desktop.schema.base import table_of

DOCUMENT = table_of(Document)
LINE = table_of(DocumentLine)
_NONE = Decimal(0)


def _came_in(order: UUID) -> Select[tuple[UUID, Decimal]]:
    """Product and quantity of each line of its deliveries, and of what was taken back of them."""
    receipt, back = DOCUMENT.alias("receipt"), DOCUMENT.alias("back")
    is_of_it = (receipt.c.source == order) & (receipt.c.kind == "receipt")
    is_there = receipt.c.status.in_(("open", "posted"))
    own = (
        select(LINE.c.product, LINE.c.qty)
        .join_from(receipt, LINE, LINE.c.document == receipt.c.id)
        .where(is_of_it, is_there)
    )
    taken = (
        select(LINE.c.product, LINE.c.qty)
        .join_from(receipt, back, (back.c.source == receipt.c.id) & (back.c.kind == "return"))
        .join(LINE, LINE.c.document == back.c.id)
        .where(is_of_it, is_there, back.c.status == "posted")
    )
    both = union_all(own, taken).subquery("came_in")
    total = func.sum(both.c.qty, type_=Quantity())
    return select(both.c.product, total.label("qty")).group_by(both.c.product)


def received(connection: Connection, order: UUID) -> dict[UUID, Decimal]:
    """How much came in of each product."""
    return {row.product: row.qty for row in connection.execute(_came_in(order))}


def ordered(connection: Connection, order: UUID) -> dict[UUID, Decimal]:
    """How much was ordered of each product."""
    wanted = select(LINE.c.product, LINE.c.qty).where(LINE.c.document == order, LINE.c.qty != 0)
    return {row.product: row.qty for row in connection.execute(wanted)}


def rest(connection: Connection, order: UUID) -> dict[UUID, Decimal]:
    """What is still to come of each product; over-delivered ones are left out."""
    here = received(connection, order)
    open_ = {product: qty - here.get(product, _NONE) for product, qty in
             ordered(connection, order).items()}  # fmt: skip
    return {product: qty for product, qty in open_.items() if qty > 0}


def settle(connection: Connection, documents: Iterable[UUID], at: datetime) -> None:
    """Brings the orders of these receipts after them: all here is posted, else open again."""
    wanted = select(DOCUMENT.c.source).where(
        DOCUMENT.c.id.in_(list(documents)),
        DOCUMENT.c.kind == "receipt",
        DOCUMENT.c.source.is_not(None),
    )
    for order in sorted(set(connection.execute(wanted).scalars())):
        settle_order(connection, order, at)


def settle_order(connection: Connection, order: UUID, at: datetime) -> None:
    """The same of one order."""
    held = select(DOCUMENT.c.status, DOCUMENT.c.extra).where(DOCUMENT.c.id == order)
    paper = connection.execute(held.with_for_update(key_share=True)).one()
    is_whole = not rest(connection, order)
    change = update(DOCUMENT).where(DOCUMENT.c.id == order)
    if paper.status == "open" and is_whole:
        connection.execute(change.values(status="posted", posted_at=at, updated_at=at))
    elif paper.status == "posted" and not is_whole and CLOSED not in paper.extra:
        # What is frozen changes nothing but its state: the rest follows once it is open.
        connection.execute(change.values(status="open", updated_at=at))
        connection.execute(change.values(posted_at=None))
