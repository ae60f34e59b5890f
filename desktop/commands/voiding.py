"""Voiding: a document as if it had never been, by counter-movements, kept with the reason."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands import bookings, returns
from desktop.commands.documents import DOCUMENT
from desktop.commands.posting import Posting, begin
from desktop.commands.purchase_states import VoidOrder, void_order
from desktop.commands.purchases import KIND as PURCHASE
from desktop.commands.texts import check_text
from desktop.commands.undo import UndoBooking, undo_booking
from desktop.domain.errors import UserError
from desktop.domain.ledger import VOID
from desktop.domain.permissions import Actor, Permission

# Where a void document keeps the id of the command that made it so.
VOIDED_BY = "voided_by"


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
    if found.kind == PURCHASE:
        order = VoidOrder(command.id, command.by, command.at, found.id, command.reason)
        voided = void_order(session, order)
        return Voided(voided.document, voided.number)
    is_open = found.status == "open" or found.extra.get(VOIDED_BY) == str(command.id)
    permission = Permission.UNDO if is_open else Permission.VOID
    posting = begin(session, command.id, command.by, command.at, permission)
    paper = session.execute(wanted.with_for_update(key_share=True)).one()
    if posting.is_repeat or paper.extra.get(VOIDED_BY) == str(command.id):
        return Voided(paper.id, paper.number)
    if paper.status not in ("open", "posted") or paper.status != found.status:
        raise UserError(f"{paper.number} is {paper.status}.", "Nothing was changed.", code="closed")
    if paper.kind == "return":
        _require_goods(posting, paper)
    _take_over_returns(posting, paper)
    reason = f"{VOID} {check_text(command.reason, 'reason', 2000)}"
    if bookings.standing_of(posting.connection, paper.id):
        undo = UndoBooking(command.id, command.by, command.at, paper.id, reason.strip())
        undo_booking(session, undo)
    values: dict[str, Any] = {"status": "void", "updated_at": posting.stamp}
    if paper.status == "open":
        # Perhaps nothing stood on it: then no movement says which command it was.
        values["extra"] = {**paper.extra, VOIDED_BY: str(command.id)}
    session.execute(DOCUMENT.update().where(DOCUMENT.c.id == paper.id).values(values))
    return Voided(paper.id, paper.number)


def _require_goods(posting: Posting, paper: Any) -> None:
    """What an undo took back did not happen: it cannot be made to have happened by a void."""
    is_of_goods = select(returns.is_of_goods()).where(DOCUMENT.c.id == paper.id)
    if not posting.connection.execute(is_of_goods).scalar_one():
        raise UserError(
            f"{paper.number} corrects what was undone.",
            "Book the goods again, or void the document that it is of.",
            code="of_undo",
        )


def _take_over_returns(posting: Posting, paper: Any) -> None:
    """Refuses where goods came back. What an undo corrected before is void with the whole."""
    backs = returns.standing_returns(posting.connection, paper.id)
    goods = [back.number for back in backs if back.of_goods]
    if goods:
        raise UserError(
            f"Part of {paper.number} came back with {', '.join(goods)}.",
            "Return the rest of it too, or void that return first.",
            code="returned",
        )
    theirs = DOCUMENT.update().where(DOCUMENT.c.id.in_([back.id for back in backs]))
    if backs:
        posting.connection.execute(theirs.values(status="void", updated_at=posting.stamp))
