"""A purchase order's way: sent, closed, voided, and each of these taken back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands import deliveries
from desktop.commands.audit import Trail, fields_of, was_done
from desktop.commands.posting import begin
from desktop.commands.purchases import LIVE, Ordered, held, hold, kept, require, told
from desktop.commands.texts import check_text
from desktop.domain.errors import UserError
from desktop.domain.paper import CLOSED
from desktop.domain.permissions import Actor, Permission
from desktop.schema import AuditEntry, Document


@dataclass(frozen=True)
class SendOrder:
    """It went to the vendor: from now on its goods are on order."""

    id: UUID
    by: Actor
    at: datetime
    order: UUID


@dataclass(frozen=True)
class CloseOrder:
    """Nothing more of it is waited for; ``reason`` is kept."""

    id: UUID
    by: Actor
    at: datetime
    order: UUID
    reason: str = ""


@dataclass(frozen=True)
class VoidOrder:
    """It is not wanted any more; refused where something of it came in."""

    id: UUID
    by: Actor
    at: datetime
    order: UUID
    reason: str = ""


@dataclass(frozen=True)
class UndoOrders:
    """Takes back what a drafting, sending, closing or voiding did; ``target`` is its id."""

    id: UUID
    by: Actor
    at: datetime
    target: UUID


def send_order(session: Session, command: SendOrder) -> Ordered:
    """A draft becomes open. Sending again changes nothing."""
    _, paper, trail = held(session, command)
    if trail is None or paper.status == "open":
        return told(session, paper)
    require(paper, "draft")
    if not deliveries.ordered(session.connection(), paper.id):
        raise UserError(
            f"Nothing is ordered with {paper.number}.", "Add a product first.", code="empty"
        )
    before = fields_of(paper)
    paper.status = "open"
    return kept(session, paper, before, trail)


def close_order(session: Session, command: CloseOrder) -> Ordered:
    """The rest is on order no more. What came in stays."""
    posting, paper, trail = held(session, command)
    if trail is None:
        return told(session, paper)
    require(paper, "open")
    before = fields_of(paper)
    paper.extra = {**paper.extra, CLOSED: check_text(command.reason, "reason", 2000)}
    paper.status, paper.posted_at = "posted", posting.stamp
    return kept(session, paper, before, trail)


def void_order(session: Session, command: VoidOrder) -> Ordered:
    """As if it had never been; its number stays used."""
    _, paper, trail = held(session, command)
    if trail is None:
        return told(session, paper)
    require(paper, *LIVE)
    if any(deliveries.received(session.connection(), paper.id).values()):
        raise UserError(
            f"Part of {paper.number} came in already.",
            "Close it: then nothing more is waited for.",
            code="received",
        )
    before = fields_of(paper)
    reason = check_text(command.reason, "reason", 2000)
    paper.extra = {**paper.extra, CLOSED: reason}
    paper.status = "void"
    return kept(session, paper, before, trail)


def undo_orders(session: Session, command: UndoOrders) -> tuple[Ordered, ...]:
    """Orders as they were before; drafts that were made become void. Refused when changed since."""
    posting = begin(session, command.id, command.by, command.at, Permission.ORDER)
    entries = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.batch == command.target, AuditEntry.entity == Document.__tablename__)
        .order_by(AuditEntry.id)
    ).all()
    if not entries:
        raise UserError("There is nothing to take back.", code="nothing")
    papers = [hold(session, entry.entity_id) for entry in entries]
    if not was_done(session, command.id):
        trail = Trail(session, command.id, command.by, posting.stamp)
        for paper, entry in zip(papers, entries, strict=True):
            _take_back(session, paper, entry, trail)
    return tuple(told(session, paper) for paper in papers)


def _take_back(session: Session, paper: Document, entry: AuditEntry, trail: Trail) -> None:
    made: dict[str, Any] = entry.after or {}
    was: dict[str, Any] = entry.before or {"status": "void"}
    came_in = any(deliveries.received(session.connection(), paper.id).values())
    if paper.status != made.get("status") or (came_in and was["status"] != "open"):
        raise UserError(
            f"{paper.number} was changed since.", "Nothing was undone.", code="changed_since"
        )
    before = fields_of(paper)
    paper.status = was["status"]
    session.flush()
    if paper.status in LIVE:
        paper.posted_at = None
        paper.extra = {key: kept for key, kept in paper.extra.items() if key != CLOSED}
    kept(session, paper, before, trail)
