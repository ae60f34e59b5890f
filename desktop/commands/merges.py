"""Makes one product of several: the same goods that were entered more than once.

No fact is re-pointed: what was booked stays with the product it was booked for, which points at the
one that is left (``merged_into``). Lists, history and forecasts follow that pointer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from desktop.commands import alerts, search_words
from desktop.commands.access import require
from desktop.commands.audit import Trail, first_entry, was_done
from desktop.commands.documents import DOCUMENT, LINE
from desktop.commands.levels import LEVEL
from desktop.commands.merged_rows import take_over
from desktop.commands.posting import NewMove, Posting, begin
from desktop.commands.revert import require_as_made, revert_batch
from desktop.db.prepared import insert_or_skip
from desktop.domain.errors import UserError
from desktop.domain.ids import lot_id
from desktop.domain.ledger import Kind
from desktop.domain.permissions import Actor, Permission
from desktop.schema import AuditEntry, Lot, Product, StorePrice
from desktop.schema.base import table_of

P, LOT = table_of(Product), table_of(Lot)
BOUND = ("parent", "options", "options_key")
UNBOUND: dict[str, Any] = {"parent": None, "options": {}, "options_key": ""}
_MAKE_LOT = insert_or_skip(LOT, "id")
MOST = 100


@dataclass(frozen=True)
class MergeProducts:
    """``products`` become part of ``into``; ``UndoBooking`` with this id takes it back."""

    id: UUID
    by: Actor
    at: datetime
    products: tuple[UUID, ...]
    into: UUID


@dataclass(frozen=True)
class Merged:
    """``into`` is what is left, with what it holds at all places together."""

    id: UUID
    into: UUID
    sku: str
    name: str
    products: int
    on_hand: Decimal


def merge_products(session: Session, command: MergeProducts) -> Merged:
    """Stock goes across with two movements for each level; codes, offers and events go along.

    Refused while a paper that is not closed names one of them. Locks: the writer, then the
    products in the order of their ids, the levels last.
    """
    posting = begin(session, command.id, command.by, command.at, Permission.EDIT_PRODUCT)
    if posting.is_repeat or was_done(session, command.id):
        return _told(session, command)
    gone = tuple(dict.fromkeys(command.products))
    rows = _held(session, (*gone, command.into))
    _check(session, rows, gone, command.into)
    refuse_open(session, [rows[key] for key in gone])
    trail = Trail(session, command.id, command.by, posting.stamp)
    _point(session, trail, rows, gone, command.into)
    take_over(session, trail, gone, command.into)
    if _carry_over(session, posting, gone, rows[command.into]):
        require(session, command.by, Permission.ADJUST)
    posting.finish(reviews=False)
    parents = {row.parent for row in rows.values()} - {None}
    search_words.refresh(posting.connection, (*gone, command.into, *parents))
    session.expire_all()
    touched = sorted({*gone, command.into, *parents})
    alerts.review(posting.connection, command.by.store, touched, posting.stamp, command.id)
    return _told(session, command)


def is_merge(session: Session, command: UUID) -> bool:
    """Whether this command merged products: the first thing it told is where one of them points."""
    entry = session.get(AuditEntry, first_entry(command))
    if entry is None or entry.entity != P.name or entry.action != "update":
        return False
    return bool(entry.after and entry.after.get("merged_into"))


def merged_by(session: Session, command: UUID) -> set[UUID]:
    """The products that went; beside them a merge may fill fields of the one that is left."""
    asked = select(AuditEntry.entity_id, AuditEntry.after)
    asked = asked.where(AuditEntry.batch == command, AuditEntry.entity == P.name)
    rows = session.execute(asked)
    return {row.entity_id for row in rows if row.after and row.after.get("merged_into")}


def refuse_late(session: Session, command: UUID, rows: Sequence[Any]) -> None:
    """A merge is taken back once, and only while nobody counted what it put together."""
    into = select(P.c.id).where(P.c.id.in_(merged_by(session, command)), P.c.merged_into.is_(None))
    if session.scalar(into) is not None:
        raise UserError("That was undone before.", "Nothing was changed.", code="undone")
    for row in rows:
        counted = select(P.c.name).join_from(LEVEL, P, P.c.id == LEVEL.c.product)
        counted = counted.where(
            LEVEL.c.product == row.product,
            LEVEL.c.location == row.location,
            LEVEL.c.lot == row.lot,
            LEVEL.c.counted_at > row.occurred_at,
        )
        name = session.scalar(counted)
        if name is not None:
            raise UserError(
                f"{name} was counted since it was merged: which goods are whose is not known.",
                "Nothing was undone. Take that count back first.",
                code="changed_since",
            )


def refuse_of_merged(session: Session, rows: Sequence[Any]) -> None:
    """Booked before a merge and taken back now, it would be left on a product that is gone."""
    moved = {row.product for row in rows}
    gone = select(P.c.name).where(P.c.id.in_(moved), P.c.merged_into.is_not(None))
    name = session.scalars(gone.limit(1)).first()
    if name is not None:
        raise UserError(
            f"{name} was merged into another product since.",
            "Nothing was changed. Undo the merge first, or correct what is on hand.",
            code="merged",
        )


def part_again(session: Session, command: UUID, trail: Trail) -> set[UUID]:
    """Takes back what a merge changed beside the stock; the products that were merged."""
    merged = merged_by(session, command)
    require_as_made(session, command, table_of(StorePrice), is_all_there=False)
    revert_batch(
        session,
        command,
        trail,
        "Codes, offers or events of these products were changed since.",
        "Nothing was undone. Change them back by hand first.",
    )
    return merged


def _told(session: Session, command: MergeProducts) -> Merged:
    row = session.execute(select(P.c.sku, P.c.name).where(P.c.id == command.into)).one()
    held = session.scalars(select(LEVEL.c.on_hand).where(LEVEL.c.product == command.into))
    on_hand = sum(held, Decimal(0))
    return Merged(command.id, command.into, *row, len(set(command.products)), on_hand)


def _held(session: Session, products: Iterable[UUID]) -> dict[UUID, Any]:
    asked = select(P).where(P.c.id.in_(sorted(set(products)))).order_by(P.c.id).with_for_update()
    rows = {row.id: row for row in session.connection().execute(asked)}
    if len(rows) < len(set(products)):
        raise UserError("One of these products is gone.", "Refresh the list.", code="gone")
    return rows


def _check(session: Session, rows: dict[UUID, Any], gone: Sequence[UUID], into: UUID) -> None:
    left = rows[into]
    if not gone or into in gone:
        raise UserError("A product is not merged into itself.", "Choose two.", code="same")
    if len(gone) > MOST:
        raise UserError(f"At most {MOST} products are merged at once.", code="too_many")
    for row in rows.values():
        why = _why_not(row, left)
        if why:
            raise UserError(f"{row.name} ({row.sku}) {why}.", "Nothing was merged.", code="unlike")
    variant = session.execute(select(P.c.parent).where(P.c.parent.in_(rows)).limit(1)).first()
    if variant is not None:
        raise UserError(
            f"{rows[variant.parent].name} has variants of its own.",
            "Merge those one by one.",
            code="unlike",
        )


def _why_not(row: Any, left: Any) -> str:
    if row.merged_into is not None:
        return "was merged before"
    if row.unit != left.unit:
        return f"is measured in another unit than {left.name}"
    if row.tracking != left.tracking:
        return f"is tracked in another way than {left.name}"
    return ""


def refuse_open(session: Session, gone: Sequence[Any]) -> None:
    """Where papers that are not closed name one of these products.

    A sale that is held or an order on its way would go on with a product that is gone.
    """
    named = (
        select(LINE.c.product, DOCUMENT.c.number)
        .join_from(LINE, DOCUMENT, DOCUMENT.c.id == LINE.c.document)
        .where(LINE.c.product.in_([row.id for row in gone]))
        .where(DOCUMENT.c.status.in_(("draft", "open")))
        .order_by(DOCUMENT.c.number)
    )
    found = session.execute(named.limit(1)).first()
    if found is not None:
        name = next(row.name for row in gone if row.id == found.product)
        raise UserError(
            f"{name} stands in {found.number}, which is not closed.",
            "Complete that paper or take the product off it first.",
            code="open",
        )


def _point(
    session: Session,
    trail: Trail,
    rows: dict[UUID, Any],
    gone: Sequence[UUID],
    into: UUID,
) -> None:
    """Each points at what is left, and so does whatever was merged into it before."""
    connection = session.connection()
    older = connection.execute(
        select(P.c.id, P.c.merged_into).where(P.c.merged_into.in_(gone)).order_by(P.c.id)
    )
    told = [
        *((key, *_pointed(rows[key], into)) for key in gone),
        *((key, {"merged_into": old}, {"merged_into": into}) for key, old in older),
    ]
    for key, _, after in told:
        fresh = {"version": P.c.version + 1, "updated_at": trail.at}
        connection.execute(update(P).where(P.c.id == key).values(after | fresh))
    trail.replaced(P, told)
    trail.replaced(P, _left_alone(connection, trail, {rows[key].parent for key in gone}))


def _pointed(row: Any, into: UUID) -> tuple[dict[str, Any], dict[str, Any]]:
    """Before and after; a variant leaves its family, where its options are free again."""
    before = {"merged_into": None, "status": row.status}
    after: dict[str, Any] = {"merged_into": into, "status": "archived"}
    if row.parent is not None:
        before |= {name: getattr(row, name) for name in BOUND}
        after |= UNBOUND
    return before, after


def _left_alone(
    connection: Connection, trail: Trail, parents: Iterable[UUID | None]
) -> list[tuple[UUID, dict[str, Any], dict[str, Any]]]:
    """Parents whose last variant went are plain products again."""
    variant = P.alias("variant")
    has_any = select(variant.c.id).where(variant.c.parent == P.c.id).exists()
    alone = select(P.c.id).where(P.c.id.in_([key for key in parents if key]), ~has_any)
    found = list(connection.execute(alone.order_by(P.c.id)).scalars())
    fresh = {"is_template": False, "version": P.c.version + 1, "updated_at": trail.at}
    connection.execute(update(P).where(P.c.id.in_(found)).values(fresh))
    return [(key, {"is_template": True}, {"is_template": False}) for key in found]


def _carry_over(session: Session, posting: Posting, gone: Sequence[UUID], left: Any) -> bool:
    """What each level holds goes off it and onto the same place of what is left."""
    levels = session.execute(
        select(LEVEL, P.c.sku)
        .join(P, P.c.id == LEVEL.c.product)
        .where(LEVEL.c.product.in_(gone), LEVEL.c.on_hand != 0)
        .order_by(LEVEL.c.product, LEVEL.c.location, LEVEL.c.lot)
    ).all()
    for level in levels:
        off, on = f"merged into {left.sku}", f"merged from {level.sku}"
        place, held = level.location, level.on_hand
        lot = same_lot(posting.connection, level.lot, left.id)
        posting.add(
            NewMove(level.product, Kind.TRANSFER, -held, None, place, level.lot, reason=off)
        )
        cost = level.avg_cost if held > 0 else None
        posting.add(
            NewMove(left.id, Kind.TRANSFER, held, None, place, lot, reason=on, unit_cost=cost)
        )
    return bool(levels)


def same_lot(connection: Connection, lot: UUID, into: UUID) -> UUID:
    """The lot of the same code; made where there is none, with what is known of it."""
    row = connection.execute(select(LOT).where(LOT.c.id == lot)).mappings().one()
    key = lot_id(into, row["code"])
    made = _MAKE_LOT(connection.dialect.name)
    connection.execute(made, [dict(row) | {"id": key, "product": into}])
    return key
