"""Rows of ``job`` for long work: how a run stands, and those that a program left behind.

A row tells of work, it does not do it: each note carries all that is known, so that one which got
lost (the database was gone for a while) is made good by the next.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.texts import whole
from desktop.db.prepared import Prepared, insert_or_skip
from desktop.domain.job import DONE, FAILED, LEFT, RECORDS, RUNNING, UNDER_WAY
from desktop.domain.lines import one_line
from desktop.domain.permissions import Actor, Permission
from desktop.schema import Job, Writer
from desktop.schema.base import table_of

LONGEST = 2_000
SILENT = timedelta(days=1)  # whoever has told nothing for so long does not run any more
MOST = 2**31 - 1  # of what the columns hold: bytes are told in thousands beyond it
_JOB = table_of(Job)
_KEEP = Prepared(insert_or_skip(_JOB, "id"), _JOB.c.keys())


@dataclass(frozen=True)
class NoteJob:
    """How the job ``id`` stands at ``at``; ``total`` 0 while it is not known."""

    id: UUID
    by: Actor
    at: datetime
    kind: str
    title: str
    status: str = RUNNING
    done: int = 0
    total: int = 0
    message: str = ""
    error: str = ""
    started_at: datetime | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class EndLeftJobs:
    """Those of this workstation that a program left running when it died."""

    id: UUID
    by: Actor
    at: datetime


def note_job(session: Session, command: NoteJob) -> None:
    """Makes the row or brings it up to date; a run that has ended stays as it ended.

    A run that was taken for dead and tells again is alive. No lock beside the row's own.
    """
    require(session, command.by, Permission.RUN_JOBS)
    row = _row(session, command)
    if _KEEP.run(session.connection(), row):
        return
    fixed = ("id", "kind", "user", "origin", "created_at")
    news = {name: value for name, value in row.items() if name not in fixed}
    is_open = or_(_JOB.c.status.in_(UNDER_WAY), _JOB.c.error == LEFT)
    is_ours = and_(_JOB.c.id == command.id, _JOB.c.kind.not_in(RECORDS), is_open)
    session.execute(update(_JOB).where(is_ours).values(news))


def end_left_jobs(session: Session, command: EndLeftJobs) -> int:
    """How many were ended. Asked at the start of the window: one computer has only one.

    Also ended is what any other computer has not told of for a day: it may be gone for good.
    """
    require(session, command.by, Permission.RUN_JOBS)
    is_silent = _JOB.c.updated_at < command.at - SILENT
    is_left: ColumnElement[bool] = or_(
        _JOB.c.origin == _workstation(session, command.by), is_silent
    )
    ended: Any = session.execute(
        update(_JOB)
        .where(_JOB.c.status.in_(UNDER_WAY), is_left)
        .values(status=FAILED, error=LEFT, finished_at=command.at, updated_at=command.at)
    )
    return int(ended.rowcount)


def _row(session: Session, command: NoteJob) -> dict[str, Any]:
    done, total = _sizes(command.done, command.total)
    is_over = command.status not in UNDER_WAY
    return {
        "id": command.id,
        "kind": command.kind[:40],
        "status": command.status,
        "done": total if command.status == DONE and total else done,
        "total": total,
        "message": _text(command.message),
        "error": _text(command.error),
        "user": command.by.user,
        "started_at": command.started_at,
        "finished_at": command.at if is_over else None,
        "payload": whole({**command.payload, "title": _text(command.title)}),
        "origin": _workstation(session, command.by),
        "created_at": command.started_at or command.at,
        "updated_at": command.at,
    }


def _workstation(session: Session, by: Actor) -> UUID | None:
    return session.scalar(select(Writer.workstation).where(Writer.id == by.writer))


def _sizes(done: int, total: int) -> tuple[int, int]:
    """As the columns can hold them, their share unchanged."""
    scale = max(done, total) // MOST + 1
    return done // scale, total // scale


def _text(text: str) -> str:
    return str(whole(one_line(text)))[:LONGEST]
