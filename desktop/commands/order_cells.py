"""Quantities and prices of many lines of an order at once: all of them or none."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.commands.purchases import LIVE, Ordered, SetOrderLine, held, put_line, require, settle
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor

MOST = 5_000


@dataclass(frozen=True)
class OrderCells:
    """What one product of the order is to be; ``seen`` and None as with SetOrderLine."""

    product: UUID
    quantity: Decimal
    unit_price: Decimal | None = None
    seen: Decimal | None = None


@dataclass(frozen=True)
class SetOrderCells:
    """Each product once."""

    id: UUID
    by: Actor
    at: datetime
    order: UUID
    lines: tuple[OrderCells, ...]


def set_order_cells(session: Session, command: SetOrderCells) -> Ordered:
    """Locks: the writer, the order. One line that may not be refuses all."""
    _, paper, trail = held(session, command)
    if trail is None:
        return settle(session, paper, None)
    require(paper, *LIVE)
    if len(command.lines) > MOST:
        raise UserError(
            f"{len(command.lines):,} lines are too many for one change.",
            f"Change at most {MOST:,} at once.",
            code="too_many",
        )
    for number, line in enumerate(command.lines):
        if line.quantity <= 0:
            raise UserError(
                "An order is for more than zero.",
                "Take a product off by its own cell.",
                field="quantity",
                code="negative",
            )
        one = SetOrderLine(
            command.id, command.by, command.at, command.order,
            line.product, line.quantity, line.unit_price, line.seen,
        )  # fmt: skip
        put_line(session, paper, one, trail, number)
    return settle(session, paper, trail)
