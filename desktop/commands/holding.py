"""Open sales, deliveries and counts laid aside, and taken up again at this till or another.

A document is worked on where it was begun or taken up last (``origin``), until it is laid aside:
from then on any till of the store may take it. One that nobody laid aside is its till's own, unless
nothing was booked on it for a while: then that till was switched off or forgotten.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands import documents
from desktop.commands.documents import DOCUMENT, LINE, WORKSTATION
from desktop.commands.posting import MOVE, Posting, begin
from desktop.domain.clock import iso
from desktop.domain.errors import UserError
from desktop.domain.paper import HELD, is_held
from desktop.domain.permissions import Actor

IDLE = timedelta(minutes=15)


@dataclass(frozen=True)
class HoldDocument:
    """Lay an open document aside; its stock stays taken."""

    id: UUID
    by: Actor
    at: datetime
    document: UUID


@dataclass(frozen=True)
class ResumeDocument:
    """Take an open document of the store up again, at this workstation."""

    id: UUID
    by: Actor
    at: datetime
    document: UUID


@dataclass(frozen=True)
class OpenPaper:
    """The document that was laid aside or taken up."""

    document: UUID
    number: str
    kind: str


def hold_document(session: Session, command: HoldDocument) -> OpenPaper:
    """Doing it twice changes nothing. Locks: the writer, then the document."""
    posting, paper = _opened(session, command)
    if paper.origin != posting.workstation:
        _require_free(posting, paper)
    if not documents.has_content(session, paper):
        raise UserError("There is nothing to hold.", "Scan something first.", code="empty")
    if not is_held(paper.extra):
        _write(posting, paper, {**paper.extra, HELD: iso(posting.stamp)}, paper.origin)
    return OpenPaper(paper.id, paper.number, paper.kind)


def resume_document(session: Session, command: ResumeDocument) -> OpenPaper:
    """From now on it is this workstation's. Locks: the writer, then the document."""
    posting, paper = _opened(session, command)
    if paper.store != command.by.store:
        raise UserError(
            f"{paper.number} is of another store.", "It is gone on with there.", code="elsewhere"
        )
    if paper.origin != posting.workstation:
        _require_free(posting, paper)
    extra = {key: value for key, value in paper.extra.items() if key != HELD}
    _write(posting, paper, extra, posting.workstation)
    return OpenPaper(paper.id, paper.number, paper.kind)


def _opened(session: Session, command: HoldDocument | ResumeDocument) -> tuple[Posting, Any]:
    wanted = select(DOCUMENT).where(DOCUMENT.c.id == command.document)
    found = session.execute(wanted).first()
    if found is None or found.kind not in documents.PERMISSION:
        raise UserError("There is no such document.", "Scan something first.", code="empty")
    permission = documents.PERMISSION[found.kind]
    posting = begin(session, command.id, command.by, command.at, permission)
    paper = session.execute(wanted.with_for_update(key_share=True)).one()
    if paper.status != "open":
        raise UserError(f"{paper.number} is {paper.status}.", "It is not open.", code="closed")
    return posting, paper


def _require_free(posting: Posting, paper: Any) -> None:
    """Refuses what another till has in hand, and says which."""
    if is_held(paper.extra):
        return
    newest = (
        select(func.max(MOVE.c.recorded_at))
        .join_from(LINE, MOVE, MOVE.c.line == LINE.c.id)
        .where(LINE.c.document == paper.id)
    )
    touched = posting.connection.execute(newest).scalar() or paper.created_at
    if posting.stamp - touched >= IDLE:
        return
    name = select(WORKSTATION.c.name).where(WORKSTATION.c.id == paper.origin)
    till = posting.connection.execute(name).scalar() or "another till"
    raise UserError(
        f"{till} is working on {paper.number} now.",
        "Hold it there with F8 first, or wait until it was left for 15 minutes.",
        code="in_hand",
    )


def _write(posting: Posting, paper: Any, extra: dict[str, Any], origin: UUID | None) -> None:
    posting.connection.execute(
        DOCUMENT.update()
        .where(DOCUMENT.c.id == paper.id)
        .values(extra=extra, origin=origin, updated_at=posting.stamp)
    )
