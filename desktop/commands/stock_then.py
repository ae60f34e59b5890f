"""Brings the stock back to what it was at a moment: by counter-movements, nothing is deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from desktop.commands import documents
from desktop.commands.documents import DOCUMENT, LINE
from desktop.commands.levels import LEVEL
from desktop.commands.posting import NewMove, Posting, begin
from desktop.commands.texts import check_text
from desktop.db.bulk import insert_rows
from desktop.domain.errors import UserError
from desktop.domain.ids import last_member, member, no_lot
from desktop.domain.ledger import Basis, Kind
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor, Permission
from desktop.domain.quantity import check_quantity
from desktop.schema import Location, Product
from desktop.schema.base import table_of
from desktop.schema.level_then import differing, given

P, PLACE = table_of(Product), table_of(Location)
_DOCUMENT_ID = (1 << 17) + 1
_LINE_IDS = 1 << 18
MOST = (1 << 18) - 1  # lines that a command has ids for
PART = 5_000


@dataclass(frozen=True)
class RestoreStock:
    """Back to ``moment``: everything in the store, or these products only, or one place only.

    ``basis``: what is dated up to the moment, or what was written up to it (model.md). A restore
    of many products comes in parts of one document: ``stays_open`` until the last one, and
    ``document`` is that of the parts before.
    """

    id: UUID
    by: Actor
    at: datetime
    moment: datetime
    reason: str
    products: tuple[UUID, ...] = ()
    location: UUID | None = None
    basis: Basis = Basis.HAPPENED
    document: UUID | None = None
    stays_open: bool = False


@dataclass(frozen=True)
class StockRestored:
    """The document that holds the corrections: how many this command made, of how many products."""

    document: UUID
    number: str
    corrections: int
    products: int


def restore_stock(session: Session, command: RestoreStock) -> StockRestored:
    """An adjustment with a correction for each product, place and lot that differs.

    Corrections, not counts: a count says that somebody looked at the shelf and found so many, and
    swallows all that is dated before it. Nobody looked. So a sale of before that another till
    sends later still takes its goods off, and the ledger explains each figure by what was booked.

    Dated now (the writer's stamp). Read in one statement, level and ledger of the same snapshot;
    what others book meanwhile comes on top. Average costs stay. Undone as any document, at once.
    Locks: the writer, then the levels.
    """
    posting = begin(session, command.id, command.by, command.at, Permission.ADJUST)
    document = command.document or member(command.id, _DOCUMENT_ID)
    if posting.is_repeat:
        return _stored(session, command.id, document)
    reason = _noted(posting, command)
    if command.moment > posting.stamp:
        raise UserError("This time is in the future.", field="moment", code="future")
    rows = _differing(posting, command)
    if not rows:
        raise UserError("The stock is as it was then.", "There is nothing to restore.", code="same")
    if len(rows) > MOST:
        raise UserError(
            f"{len(rows):,} corrections are too many for one document.",
            "Restore one place after the other.",
            code="too_large",
        )
    if command.document is None:
        number, there = documents.create(posting, document, "adjustment", note=reason), 0
    else:
        number, there = _gone_on_with(posting, document)
    _book(posting, document, reason, rows, there)
    if not command.stays_open:
        documents.close(posting, document)
    return StockRestored(document, number, len(rows), len({row.product for row in rows}))


def _differing(posting: Posting, command: RestoreStock) -> list[Any]:
    """What is to be corrected, in key order, each with its product's words."""
    values = given(command.moment, command.basis)
    if not command.products:
        return list(posting.connection.execute(_statement(posting, command), values))
    found: list[Any] = []
    products = sorted(set(command.products))
    for part in parts(products, PART):
        chosen = LEVEL.c.product.in_(part)
        found += posting.connection.execute(_statement(posting, command, chosen), values).all()
    return found


def _statement(posting: Posting, command: RestoreStock, *where: Any) -> Select[Any]:
    """Levels of the store that were another then."""
    here = select(PLACE.c.id).where(PLACE.c.store == posting.by.store)
    if command.location is not None:
        here = here.where(PLACE.c.id == command.location)
    level = differing(LEVEL.c.location.in_(here), *where)
    return (
        select(level, P.c.name, P.c.unit, P.c.category)
        .join_from(level, P, P.c.id == level.c.product)
        .order_by(level.c.product, level.c.location, level.c.lot)
    )


def _gone_on_with(posting: Posting, document: UUID) -> tuple[str, int]:
    """Number of an open adjustment, held until the commit, and how many lines it has."""
    paper = select(DOCUMENT).where(DOCUMENT.c.id == document).with_for_update(key_share=True)
    row = posting.connection.execute(paper).one()
    if row.status != "open" or row.kind != "adjustment":
        raise UserError(f"{row.number} is {row.status}.", "Restore the rest anew.", code="closed")
    documents.require_here(posting, row)
    last = select(func.coalesce(func.max(LINE.c.position), 0)).where(LINE.c.document == document)
    return row.number, posting.connection.execute(last).scalar_one()


def _book(posting: Posting, document: UUID, reason: str, rows: Sequence[Any], there: int) -> None:
    """A line and a movement for each; ``there`` are lines that the document has before."""
    lines = []
    for place, row in enumerate(rows, 1):
        quantity = check_quantity(row.held - row.on_hand)
        line = member(posting.command, _LINE_IDS + place)
        lines.append(
            {
                "id": line,
                "document": document,
                "position": there + place,
                "product": row.product,
                "description": row.name,
                "unit": row.unit,
                "category": row.category,
                "qty": quantity,
                "location": row.location,
                "lot": None if row.lot == no_lot(row.product) else row.lot,
            }
        )
        posting.add(
            NewMove(
                row.product,
                Kind.ADJUST,
                qty=quantity,
                location=row.location,
                lot=row.lot,
                reason=reason,
                line=line,
            )
        )
    values = (tuple(line.values()) for line in lines)
    insert_rows(posting.connection, LINE, tuple(lines[0]), values)
    posting.finish()


def _noted(posting: Posting, command: RestoreStock) -> str:
    """The reason, with the moment as the shop's clock shows it."""
    reason = check_text(command.reason, "reason", 2000)
    if not reason:
        raise UserError("Say why.", "The books keep it.", field="reason", code="empty")
    at = command.moment.astimezone(ZoneInfo(posting.zone)).strftime("%Y-%m-%d %H:%M")
    known = ", as it was known then" if command.basis == Basis.KNOWN else ""
    return f"{reason} (stock as of {at}{known})"


def _stored(session: Session, command: UUID, document: UUID) -> StockRestored:
    """The answer to a command that was booked before."""
    number = session.scalars(select(DOCUMENT.c.number).where(DOCUMENT.c.id == document)).one()
    lines, products = session.execute(
        select(func.count(), func.count(LINE.c.product.distinct())).where(
            LINE.c.id.between(member(command, _LINE_IDS), last_member(command))
        )
    ).one()
    return StockRestored(document, number, lines, products)
