"""Writing to the ledger: the one place where stock changes (model.md, "Posting and levels").

One ``Posting`` lives for one command. It locks the writer's row, appends movements to the hash
chain, and last of all brings the levels and alerts after them. Statements are built once.
Clock: ``stamp`` = max(the command's time, the writer's last + 1 µs), so a clock set back cannot
slip a sale behind a count. Locks: the writer's row first, level rows last and in key order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.orm import Session

from desktop.commands import levels
from desktop.commands.levels import LevelKey
from desktop.db.bulk import insert_rows
from desktop.db.columns import columns_of
from desktop.db.prepared import Prepared, insert_or_skip
from desktop.db.staging import Sink
from desktop.domain.errors import UserError
from desktop.domain.ids import last_member, member, no_lot
from desktop.domain.ledger import MICROSECOND, Kind, Move, row_hash
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor, Permission, allow
from desktop.schema import AppUser, StockMove, Store, Workstation, Writer
from desktop.schema.base import table_of

MOVE = table_of(StockMove)
WRITER = table_of(Writer)
USER = table_of(AppUser)
STORE = table_of(Store)
WORKSTATION = table_of(Workstation)

_WRITING = (
    select(
        WRITER.c.last_seq,
        WRITER.c.head_hash,
        WRITER.c.last_at,
        WRITER.c.workstation,
        USER.c.role,
        USER.c.is_active,
        STORE.c.currency,
        STORE.c.tz,
        select(MOVE.c.id)
        .where(MOVE.c.id.between(bindparam("first"), bindparam("last")))
        .limit(1)
        .scalar_subquery()
        .label("booked"),
    )
    .join_from(WRITER, USER, USER.c.id == bindparam("user"))
    .join(WORKSTATION, WORKSTATION.c.id == WRITER.c.workstation)
    .join(STORE, STORE.c.id == WORKSTATION.c.store)
    .where(WRITER.c.id == bindparam("writer"))
)
_BEGIN, _FORESEE = Prepared(_WRITING.with_for_update(of=WRITER)), Prepared(_WRITING)
_INSERT = Prepared(insert_or_skip(MOVE, "id"), MOVE.c.keys())
_ADVANCE = Prepared(
    update(WRITER)
    .where(WRITER.c.id == bindparam("key"))
    .values(last_seq=bindparam("seq"), head_hash=bindparam("head"), last_at=bindparam("at"))
)
_BULK = 5_000


@dataclass(frozen=True)
class NewMove:
    """What a command wants written. ``occurred_at`` None means now (the posting's stamp)."""

    product: UUID
    kind: Kind
    qty: Decimal | None = None
    set_qty: Decimal | None = None
    location: UUID | None = None
    lot: UUID | None = None
    reason: str = ""
    unit_cost: Decimal | None = None
    line: UUID | None = None
    seen_before: Decimal | None = None
    occurred_at: datetime | None = None
    reverses: UUID | None = None


class Posting:
    """The movements of one command. Use ``begin``; then ``add`` …, then ``finish`` once."""

    def __init__(
        self, connection: Connection, command: UUID, by: Actor, stamp: datetime, row: Any
    ) -> None:
        self.connection = connection
        self.command = command
        self.by = by
        self.stamp = stamp
        self.workstation: UUID = row.workstation
        self.currency: str = row.currency
        self.zone: str = row.tz
        self.is_repeat = row.booked is not None
        self.moves: list[Move] = []
        self._seq: int = row.last_seq
        self._head: bytes = row.head_hash
        self._base = (self._seq, self._head, stamp)
        self._rows: list[tuple[Move, bytes, bytes]] = []

    def add(self, new: NewMove) -> Move:
        """Appends one movement to the chain; written with the others by ``finish``."""
        self._seq += 1
        move = Move(
            id=member(self.command, len(self.moves)),
            product=new.product,
            location=new.location or self.by.location,
            lot=new.lot or no_lot(new.product),
            qty=new.qty,
            set_qty=new.set_qty,
            kind=new.kind,
            reason=new.reason,
            unit_cost=new.unit_cost,
            line=new.line,
            user=self.by.user,
            writer=self.by.writer,
            seq=self._seq,
            seen_before=new.seen_before,
            occurred_at=new.occurred_at or self.stamp,
            recorded_at=self.stamp,
            reverses=new.reverses,
        )
        previous, self._head = self._head, row_hash(self._head, move)
        self._rows.append((move, previous, self._head))
        self.moves.append(move)
        return move

    def finish(self, reviews: bool = True) -> dict[LevelKey, levels.Change]:
        """Writes movements, the writer's head, levels and alerts; returns each level's change.

        Without ``reviews`` the caller looks at the alerts himself, when all else is done.
        """
        if not self.moves:
            return {}
        self.write()
        store = self.by.store if reviews else None
        return levels.apply_moves(self.connection, store, self.moves, self.stamp)

    def write(self) -> None:
        """The movements and the writer's head alone: whoever calls this sees to the levels."""
        for chunk in parts(self._rows, _BULK):
            rows = [
                {**move.__dict__, "prev_hash": before, "hash": after}
                for move, before, after in chunk
            ]
            if len(chunk) == 1:
                written = _INSERT.run(self.connection, rows[0])
            else:
                written = self._many(rows)
            if written != len(chunk):
                raise UserError(
                    "These movements were booked before.", "Nothing was doubled.", code="repeated"
                )
        _ADVANCE.run(
            self.connection,
            {"key": self.by.writer, "seq": self._seq, "head": self._head, "at": self.stamp},
        )

    def stage(self, sink: Sink) -> None:
        """Gives the movements to a sink instead; one that ``follows`` this takes them over."""
        moves, before, after = zip(*self._rows, strict=True)
        self._rows = []
        rest: dict[str, Sequence[Any]] = {
            each.name: list(map(attrgetter(each.name), moves)) for each in fields(Move)
        }
        rest |= {"prev_hash": before, "hash": after}
        for part in columns_of({"id": rest.pop("id")}, rest).parts(_BULK):
            sink.insert(MOVE, part)

    def follows(self, staged: "Posting") -> bool:
        """Goes on behind movements that were staged; False where the chain went on since."""
        if self._base != staged._base:
            return False
        self._seq, self._head, self.moves = staged._seq, staged._head, list(staged.moves)
        return True

    def _many(self, chunk: list[dict[str, Any]]) -> int:
        """Ids were looked for under the writer's lock, so a plain insert meets no repeat."""
        names = tuple(chunk[0])
        insert_rows(self.connection, MOVE, names, (tuple(row.values()) for row in chunk))
        return len(chunk)


def begin(
    session: Session, command: UUID, by: Actor, at: datetime, permission: Permission
) -> Posting:
    """Locks the writer, checks the acting user, finds out whether this was booked before."""
    return _posting(session, _BEGIN, command, by, at, permission)


def foresee(
    session: Session, command: UUID, by: Actor, at: datetime, permission: Permission
) -> Posting:
    """What ``begin`` would be now, of a session that only reads: nothing is locked or written."""
    return _posting(session, _FORESEE, command, by, at, permission)


def _posting(
    session: Session,
    asked: Prepared,
    command: UUID,
    by: Actor,
    at: datetime,
    permission: Permission,
) -> Posting:
    connection = session.connection()
    row = asked.first(
        connection,
        {"writer": by.writer, "user": by.user, "first": command, "last": last_member(command)},
    )
    if row is None:
        raise UserError(
            "This workstation or user is not known to the database.",
            "Restart the program; it signs itself on again.",
            code="unknown_writer",
        )
    allow(row.role, row.is_active, permission)
    stamp = at if row.last_at is None else max(at, row.last_at + MICROSECOND)
    return Posting(connection, command, by, stamp, row)


def booked_quantity(moves: Sequence[Any]) -> Decimal:
    """What the movements of one booking moved, or set, in all."""
    amounts = (move.set_qty if move.qty is None else move.qty for move in moves)
    return sum(amounts, Decimal(0))


def booked_moves(connection: Connection, command: UUID) -> list[Any]:
    """The rows that a command wrote, in order."""
    statement = (
        select(MOVE).where(MOVE.c.id.between(command, last_member(command))).order_by(MOVE.c.id)
    )
    return list(connection.execute(statement))
