"""When the shop was last kept safe by any workstation: the newest runs, and since when it is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.schema import Job, Store
from desktop.schema.base import table_of

_J, _S = table_of(Job), table_of(Store)
KINDS = ("backup", "drill", "verify")


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
