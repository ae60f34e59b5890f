"""Alerts on feeds: one while the newest reading of any has failed, one while any waits."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from desktop.commands.safety_alerts import TellSafety, tell_safety
from desktop.domain.permissions import Actor
from desktop.schema import Feed, SyncRun
from desktop.schema.base import table_of

FEED, RUN = table_of(Feed), table_of(SyncRun)
LONGEST = 500
_PASSING = ("running", "cancelled")  # they say nothing of the source


def tell_feeds(session: Session, cause: UUID, by: Actor, at: datetime) -> None:
    """Raised and ended by how all feeds stand; ``cause`` is the command that changed it."""
    head = (cause, by, at)
    tell_safety(session, TellSafety(*head, "feed_failed", _facts(session, _failed())))
    second = (UUID(int=cause.int + 1), by, at)
    tell_safety(session, TellSafety(*second, "feed_waits", _facts(session, _waiting())))


def _facts(session: Session, found: Any) -> Mapping[str, Any] | None:
    wanted = select(RUN.c.peer, RUN.c.message).join_from(RUN, FEED, RUN.c.feed == FEED.c.id)
    row = session.execute(wanted.where(found).order_by(RUN.c.started_at).limit(1)).first()
    return None if row is None else {"why": f"{row.peer}: {row.message}"[:LONGEST]}


def _failed() -> Any:
    newest = aliased(RUN)
    last = select(newest.c.id).where(newest.c.feed == FEED.c.id, newest.c.status.not_in(_PASSING))
    last = last.order_by(newest.c.started_at.desc(), newest.c.id.desc()).limit(1)
    return (RUN.c.id == last.correlate(FEED).scalar_subquery()) & (RUN.c.status == "failed")


def _waiting() -> Any:
    return RUN.c.status == "waiting"
