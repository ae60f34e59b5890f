"""When the shop was last kept safe by any workstation: the newest runs, and since when it is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.schema import Alert, Job, Store
from desktop.schema.base import table_of

_A, _J, _S = table_of(Alert), table_of(Job), table_of(Store)
KINDS = ("backup", "drill", "verify")
READINGS = ("check", "verify")


@dataclass(frozen=True)
class Runs:
    """``done``: when the newest run of a kind ended well. ``born``: when the shop was made."""

    done: dict[str, datetime]
    born: datetime | None


def last_runs(session: Session) -> Runs:
    """Two statements."""
    ended = func.max(_J.c.finished_at, type_=_J.c.finished_at.type)
    wanted = select(_J.c.kind, ended).where(_J.c.status == "done", _J.c.kind.in_(KINDS))
    done = {kind: at for kind, at in session.execute(wanted.group_by(_J.c.kind)) if at is not None}
    born = session.scalar(select(func.min(_S.c.created_at, type_=_S.c.created_at.type)))
    return Runs(done, born)


@dataclass(frozen=True)
class BooksRead:
    """When the data was read whole last, None for never; ``is_whole`` while no fault stands."""

    at: datetime | None
    is_whole: bool


def books_read(session: Session) -> BooksRead:
    """By the weekly look or the button of the health page, on any workstation."""
    ended = func.max(_J.c.finished_at, type_=_J.c.finished_at.type)
    at = session.scalar(select(ended).where(_J.c.status == "done", _J.c.kind.in_(READINGS)))
    standing = select(func.count()).where(_A.c.type == "books_broken", _A.c.status != "resolved")
    return BooksRead(at, not session.scalar(standing))
