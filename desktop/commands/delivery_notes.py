"""A delivery note's codes, received all at once: one booking that one undo takes back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.commands.codes import meant
from desktop.commands.posting import begin
from desktop.commands.scans import BookScan, put_scan
from desktop.domain.errors import UserError
from desktop.domain.gs1 import Label
from desktop.domain.lot import LotGiven
from desktop.domain.measure import Part
from desktop.domain.permissions import Actor, Permission

MOST = 1_000


@dataclass(frozen=True)
class NoteLine:
    """One code and how much of it came; ``label``: what it reads as; ``lot``: as it is typed."""

    code: str
    parts: tuple[Part, ...]
    label: Label | None = None
    lot: LotGiven | None = None


@dataclass(frozen=True)
class ReceiveNote:
    """``document``: the open delivery that the lines are raised in; made when it is not there.

    ``order``: the purchase order that the delivery is of.
    """

    id: UUID
    by: Actor
    at: datetime
    document: UUID
    lines: tuple[NoteLine, ...]
    order: UUID | None = None


@dataclass(frozen=True)
class NoteReceived:
    """How many lines were booked, and in which delivery."""

    id: UUID
    document: UUID
    lines: int


def receive_note(session: Session, command: ReceiveNote) -> NoteReceived:
    """All of the lines or none; sent again, nothing is doubled. Locks: the writer, then levels."""
    if not 0 < len(command.lines) <= MOST:
        raise UserError(f"A delivery note has 1 to {MOST:,} lines.", code="empty")
    posting = begin(session, command.id, command.by, command.at, Permission.RECEIVE)
    if not posting.is_repeat:
        for line in command.lines:
            of = meant(posting.connection, line.code, command.by.store, line.label)
            scan = BookScan(
                command.id, command.by, command.at, line.code, "receive", command.document,
                parts=line.parts, label=line.label, lot=line.lot, order=command.order,
            )  # fmt: skip
            put_scan(posting, scan, of)
        posting.finish()
    return NoteReceived(command.id, command.document, len(command.lines))
