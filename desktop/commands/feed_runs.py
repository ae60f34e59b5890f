"""The history of feeds: each reading is noted when it begins and when it ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from desktop.commands.access import require
from desktop.commands.safety_alerts import TellSafety, tell_safety
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor, Permission
from desktop.schema import Feed, SyncRun
from desktop.schema.base import table_of

FEED, RUN = table_of(Feed), table_of(SyncRun)
ENDED = "The program was ended while it was read. Nothing of it came in."
LONGEST = 2_000


@dataclass(frozen=True)
class BeginRun:
    """Reading of a feed begins; whoever says so holds its lease."""

    id: UUID
    by: Actor
    at: datetime
    feed: UUID


@dataclass(frozen=True)
class EndRun:
    """How a reading ended. ``digest``: of what was read, where it need not be read again.

    ``batch``: the import that it made.
    """

    id: UUID
    by: Actor
    at: datetime
    run: UUID
    status: str
    message: str = ""
    received: int = 0
    conflicts: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)
    batch: UUID | None = None
    digest: str = ""


def begin_run(session: Session, command: BeginRun) -> UUID:
    """The run's id, which is the command's. What a program that is gone left behind has failed."""
    require(session, command.by, Permission.IMPORT)
    feed = session.get(Feed, command.feed)
    if feed is None:
        raise UserError("This feed is gone.", "Make a new one.", code="gone")
    if session.get(SyncRun, command.id) is None:
        left = update(RUN).where(RUN.c.feed == feed.id, RUN.c.status == "running")
        values = {"status": "failed", "message": ENDED, "finished_at": command.at}
        session.execute(left.values(values))
        session.add(
            SyncRun(
                id=command.id,
                feed=feed.id,
                peer=feed.name,
                status="running",
                user=command.by.user,
                started_at=command.at,
            )
        )
        session.flush()
    return command.id


def end_run(session: Session, command: EndRun) -> None:
    """Once: in the transaction of the import itself, so that both are there or neither.

    That nothing was new stands once, however often it was looked.
    """
    require(session, command.by, Permission.IMPORT)
    run = session.get(SyncRun, command.run, with_for_update=True)
    if run is None or run.status != "running":
        return
    run.status = command.status
    run.message = command.message[:LONGEST]
    run.received, run.conflicts = command.received, command.conflicts
    run.details = dict(command.details)
    run.batch = command.batch
    run.finished_at = command.at
    session.flush()
    if command.digest and run.feed is not None:
        seen = update(FEED).where(FEED.c.id == run.feed)
        session.execute(seen.values(seen_digest=command.digest))
    _tell(session, command, run)
    if command.status == "nothing_new" and run.feed is not None:
        _forget_same(session, run)


def undone_run(session: Session, batch: UUID) -> None:
    """The import of a reading was taken back: its file may be read anew."""
    run = session.scalars(select(SyncRun).where(SyncRun.batch == batch)).first()
    if run is None:
        return
    run.status = "undone"
    session.flush()
    session.execute(update(FEED).where(FEED.c.id == run.feed).values(seen_digest=""))


def _tell(session: Session, command: EndRun, run: SyncRun) -> None:
    """The alert stands while the newest reading of any feed has failed."""
    head = (command.id, command.by, command.at, "feed_failed")
    if command.status == "failed":
        facts = {"why": f"{run.peer}: {command.message}"[:500]}
        tell_safety(session, TellSafety(*head, facts))
    elif command.status in ("done", "nothing_new") and not _any_failed(session):
        tell_safety(session, TellSafety(*head, None))


def _any_failed(session: Session) -> bool:
    newest = aliased(RUN)
    last = select(newest.c.id).where(newest.c.feed == FEED.c.id)
    last = last.order_by(newest.c.started_at.desc(), newest.c.id.desc()).limit(1)
    of = RUN.c.id == last.scalar_subquery()
    found = select(RUN.c.id).join_from(FEED, RUN, of).where(RUN.c.status == "failed")
    return session.execute(found.limit(1)).first() is not None


def _forget_same(session: Session, run: SyncRun) -> None:
    before = (
        select(SyncRun)
        .where(SyncRun.feed == run.feed, SyncRun.id != run.id)
        .order_by(SyncRun.started_at.desc(), SyncRun.id.desc())
        .limit(1)
    )
    last = session.scalars(before).first()
    if last is not None and last.status == "nothing_new":
        session.delete(last)
        session.flush()
