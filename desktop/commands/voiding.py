"""Voiding: a document as if it had never been, by counter-movements, kept with the reason."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands import bookings, returns
from desktop.commands.documents import DOCUMENT
from desktop.commands.posting import Posting, begin
from desktop.commands.texts import check_text
from desktop.commands.undo import UndoBooking, undo_booking
from desktop.domain.errors import UserError
from desktop.domain.ledger import VOID
from desktop.domain.permissions import Actor, Permission


@dataclass(frozen=True)
class VoidDocument:
    """Take back all of a document. ``reason`` is kept with each counter-movement."""

    id: UUID
    by: Actor
    at: datetime
    document: UUID
    reason: str = ""


@dataclass(frozen=True)
class Voided:
    """The document, which has no effect any more."""

    document: UUID
    number: str


def void_document(session: Session, command: VoidDocument) -> Voided:
    """Σ of its movements is 0 afterwards. An open one may be given up by who may undo.

    Refused where goods of it came back. Locks: the writer, the document, then the levels.
    """
    wanted = select(DOCUMENT).where(DOCUMENT.c.id == command.document)
    found = session.execute(wanted).first()
    if found is None:
        raise UserError("There is no such document.", "Refresh the list.", code="gone")
    permission = Permission.UNDO if found.status == "open" else Permission.VOID
    posting = begin(session, command.id, command.by, command.at, permission)
    paper = session.execute(wanted.with_for_update(key_share=True)).one()
    if posting.is_repeat:
        return Voided(paper.id, paper.number)
    if paper.status not in ("open", "posted") or paper.status != found.status:
        raise UserError(f"{paper.number} is {paper.status}.", "Nothing was changed.", code="closed")
    _require_no_returns(posting, paper.id, paper.number)
    reason = f"{VOID} {check_text(command.reason, 'reason', 2000)}"
    if paper.status == "posted" or bookings.standing_of(posting.connection, paper.id):
        undo = UndoBooking(command.id, command.by, command.at, paper.id, reason.strip())
        undo_booking(session, undo)
    if paper.status == "open":
        # Nothing stands on it: there is no total to freeze, and no time at which it was posted.
        gone = DOCUMENT.update().where(DOCUMENT.c.id == paper.id)
        session.execute(gone.values(status="void", updated_at=posting.stamp))
    return Voided(paper.id, paper.number)


def _require_no_returns(posting: Posting, document: UUID, number: str) -> None:
    backs = returns.numbers_of(posting.connection, document)
    if backs:
        raise UserError(
            f"Part of {number} came back with {', '.join(backs)}.",
            "Return the rest of it too, or void that return first.",
            code="returned",
        )
