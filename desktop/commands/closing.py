"""The close of a day: its figures kept as they were at that moment.

Each closing is a row of ``job``: it has who, when and a payload, no row of it is ever changed, and
a second closing of a day stands beside the first one instead of overwriting it. It freezes nothing
and is no fiscal register: what is booked on the day later shows up as a difference.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.db.prepared import Prepared, insert_or_skip
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor, Permission
from desktop.schema import Job, Writer
from desktop.schema.base import table_of

KIND = "close_of_day"
_JOB = table_of(Job)
_KEEP = Prepared(insert_or_skip(_JOB, "id"), _JOB.c.keys())


@dataclass(frozen=True)
class CloseDay:
    """Keep ``figures`` of a day. ``key`` is the id of this closing, the same at every till."""

    id: UUID
    by: Actor
    at: datetime
    day: date
    key: UUID
    figures: Mapping[str, str]


def close_day(session: Session, command: CloseDay) -> UUID:
    """Of two tills that close at once, the first one does; the other one is told."""
    require(session, command.by, Permission.CLOSE_DAY)
    workstation = session.scalar(select(Writer.workstation).where(Writer.id == command.by.writer))
    payload = {
        "day": command.day.isoformat(),
        "store": str(command.by.store),
        "command": str(command.id),
        "figures": dict(command.figures),
    }
    row = {
        "id": command.key,
        "kind": KIND,
        "status": "done",
        "done": 0,
        "total": 0,
        "message": command.day.isoformat(),
        "error": "",
        "user": command.by.user,
        "started_at": command.at,
        "finished_at": command.at,
        "payload": payload,
        "origin": workstation,
        "created_at": command.at,
        "updated_at": command.at,
    }
    _KEEP.run(session.connection(), row)
    kept = session.execute(select(_JOB.c.payload).where(_JOB.c.id == command.key)).scalar_one()
    if kept["command"] != str(command.id):
        raise UserError(
            f"{command.day.isoformat()} was closed just now at another till.",
            "Look at its figures again.",
            code="closed",
        )
    return command.key
