"""What is on its way: ordered and sent, less what came in of it."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    case,
    func,
    literal_column,
    select,
    union_all,
)

from desktop.db.types import Quantity
from desktop.queries.stock import STORE
from desktop.schema import Document, DocumentLine
from desktop.schema.base import table_of

D, DL = table_of(Document), table_of(DocumentLine)
ORDER, R, B = D.alias("purchase"), D.alias("delivery"), D.alias("sent_back")
_ZERO = literal_column("0", Quantity())


def on_order() -> Subquery:
    """``product`` and ``qty`` of the store that is given as "store"; drafts are on no way.

    Of an order that brought more of a product than it asked for nothing is to come.
    """
    both = union_all(_ordered(), _delivered(), _sent_back()).subquery("on_way")
    rest = func.sum(both.c.qty, type_=Quantity())
    kept = case((rest > 0, rest), else_=_ZERO)
    by_order = (
        select(both.c.product, kept.label("qty"))
        .group_by(both.c.purchase, both.c.product)
        .subquery("rests")
    )
    total = func.sum(by_order.c.qty, type_=Quantity()).label("qty")
    wanted = select(by_order.c.product, total).group_by(by_order.c.product)
    return wanted.subquery("on_order")


def _ordered() -> Select[Any]:
    wanted = select(ORDER.c.id.label("purchase"), DL.c.product, DL.c.qty.label("qty"))
    return wanted.join_from(ORDER, DL, DL.c.document == ORDER.c.id).where(*_is_open())


def _delivered() -> Select[Any]:
    is_of_it = (
        (R.c.source == ORDER.c.id) & (R.c.kind == "receipt") & R.c.status.in_(("open", "posted"))
    )
    wanted = select(ORDER.c.id, DL.c.product, -DL.c.qty)
    return wanted.join_from(ORDER, R, is_of_it).join(DL, DL.c.document == R.c.id).where(*_is_open())


def _sent_back() -> Select[Any]:
    """What an undo took back of a delivery is a return, whose lines are below zero."""
    is_of_it = (
        (R.c.source == ORDER.c.id) & (R.c.kind == "receipt") & R.c.status.in_(("open", "posted"))
    )
    is_back = (B.c.source == R.c.id) & (B.c.kind == "return") & (B.c.status == "posted")
    wanted = select(ORDER.c.id, DL.c.product, -DL.c.qty)
    joined = wanted.join_from(ORDER, R, is_of_it).join(B, is_back)
    return joined.join(DL, DL.c.document == B.c.id).where(*_is_open())


def _is_open() -> tuple[ColumnElement[bool], ...]:
    return ORDER.c.kind == "purchase", ORDER.c.status == "open", ORDER.c.store == STORE
