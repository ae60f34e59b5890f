"""When the shop was last kept safe by any workstation: the newest runs, and since when it is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from desktop.schema import Alert, Job, StockMove, Store
from desktop.schema.base import table_of

_A, _J, _S, _M = table_of(Alert), table_of(Job), table_of(Store), table_of(StockMove)
KINDS = ("backup", "drill", "verify", "analyze", "vacuum")
READINGS = ("check", "verify")
_DEAD_ON_SERVER = """SELECT coalesce(sum(size), 0), coalesce(sum(size * dead / rows), 0)::bigint
    FROM (SELECT pg_total_relation_size(relid) AS size, n_dead_tup AS dead,
        greatest(n_live_tup + n_dead_tup, 1) AS rows
        FROM pg_stat_user_tables WHERE schemaname = current_schema()) AS told"""


@dataclass(frozen=True)
class Runs:
    """``done``: when the newest run of a kind ended well. ``born``: when the shop was made.

    ``booked``: when something was booked last. Bytes: of the database, and of what is dead in it.
    """

    done: dict[str, datetime]
    born: datetime | None
    booked: datetime | None = None
    size: int = 0
    dead: int = 0


def last_runs(session: Session) -> Runs:
    """A few statements, none of which reads a table that grows to its end."""
    ended = func.max(_J.c.finished_at, type_=_J.c.finished_at.type)
    wanted = select(_J.c.kind, ended).where(_J.c.status == "done", _J.c.kind.in_(KINDS))
    done = {kind: at for kind, at in session.execute(wanted.group_by(_J.c.kind)) if at is not None}
    born = session.scalar(select(func.min(_S.c.created_at, type_=_S.c.created_at.type)))
    booked = session.scalar(select(_M.c.recorded_at).order_by(_M.c.id.desc()).limit(1))
    return Runs(done, born, booked, *_dead(session.connection()))


def _dead(connection: Connection) -> tuple[int, int]:
    """Bytes in all, and about how many of them a vacuum would make room of."""
    if connection.dialect.name == "sqlite":
        page, pages, free = (
            int(connection.exec_driver_sql(f"PRAGMA {one}").scalar() or 0)
            for one in ("page_size", "page_count", "freelist_count")
        )
        return page * pages, page * free
    size, dead = connection.exec_driver_sql(_DEAD_ON_SERVER).one()
    return int(size), int(dead)


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
