"""The history of feeds: each reading is noted when it begins and when it ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, select, update
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.feed_alerts import tell_feeds
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


def end_run(session: Session, command: EndRun) -> bool:
    """Once: in the transaction of the import itself, so that both are there or neither.

    False where it is ended already: another program began to read the feed anew. That nothing was
    new stands once, however often it was looked; what waited is answered by what came after it.
    """
    require(session, command.by, Permission.IMPORT)
    run = session.get(SyncRun, command.run, with_for_update=True)
    if run is None or run.status != "running":
        return False
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
    if run.feed is not None and run.status in ("done", "nothing_new", "waiting"):
        _answer(session, run)
    if run.feed is not None and run.status == "nothing_new":
        _forget_same(session, run)
    tell_feeds(session, command.id, command.by, command.at)
    return True


def undone_run(session: Session, batch: UUID) -> None:
    """The import of a reading was taken back: its file may be read anew."""
    run = session.scalars(select(SyncRun).where(SyncRun.batch == batch)).first()
    if run is None:
        return
    run.status = "undone"
    session.flush()
    session.execute(update(FEED).where(FEED.c.id == run.feed).values(seen_digest=""))


def _answer(session: Session, run: SyncRun) -> None:
    """What waited is decided by what came in, or asked anew."""
    others = and_(RUN.c.feed == run.feed, RUN.c.status == "waiting", RUN.c.id != run.id)
    if run.status == "waiting":
        session.execute(delete(RUN).where(others))
    else:
        session.execute(update(RUN).where(others).values(status="answered"))


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
