"""The history of feeds: the list of their readings, and what one of them changed."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, func, select
from sqlalchemy.orm import Session

from desktop.domain.custom_field import FieldInfo
from desktop.domain.errors import UserError
from desktop.queries.columns import Choice, Column, Facet
from desktop.queries.custom_fields import fields_in
from desktop.queries.list_query import Join, ListQuery
from desktop.schema import AppUser, SyncRun
from desktop.schema.base import table_of

R, U = table_of(SyncRun), table_of(AppUser)
STATES = (
    Choice("done", "Read", "ok"),
    Choice("nothing_new", "Nothing new"),
    Choice("waiting", "Waits for you", "warn"),
    Choice("answered", "Answered"),
    Choice("failed", "Failed", "bad"),
    Choice("running", "Running", "info"),
    Choice("cancelled", "Stopped"),
    Choice("undone", "Undone", "warn"),
)
WAYS = (Choice("in", "In"), Choice("out", "Out"))


def _counted(name: str) -> Any:
    return func.coalesce(R.c.details[name].as_integer(), 0, type_=Integer())


@dataclass(frozen=True, slots=True)
class FeedRunRow:
    """One reading (or sending) and what became of its rows."""

    id: UUID
    peer: str
    status: str
    started_at: datetime
    finished_at: datetime | None
    person: str | None
    direction: str
    received: int
    sent: int
    added: int
    changed: int
    same: int
    refused: int
    conflicts: int
    message: str


_ADDED, _CHANGED, _SAME, _REFUSED = map(_counted, ("added", "changed", "same", "refused"))

FEED_RUNS = ListQuery(
    name="feed history",
    row=FeedRunRow,
    main=R,
    fields=(
        R.c.id, R.c.peer, R.c.status, R.c.started_at, R.c.finished_at, U.c.full_name,
        R.c.direction, R.c.received, R.c.sent, _ADDED, _CHANGED, _SAME, _REFUSED,
        R.c.conflicts, R.c.message,
    ),
    joins=(Join(U, U.c.id == R.c.user, is_optional=True),),
    columns=(
        Column("started_at", "When", "time", 150, R.c.started_at, descending=True),
        Column("peer", "Feed", width=0, sort=R.c.peer, detail="message"),
        Column("status", "What", "choice", 124, R.c.status, choices=STATES),
        Column("received", "Rows", "number", 72, R.c.received, hidden_below=1440),
        Column("added", "New", "number", 64, _ADDED),
        Column("changed", "Changed", "number", 84, _CHANGED),
        Column("same", "As it was", "number", 84, _SAME, hidden_below=1600),
        Column("refused", "Refused", "number", 80, _REFUSED, hidden_below=1440),
        Column("conflicts", "Conflicts", "number", 84, R.c.conflicts),
        Column("person", "Who", width=120, sort=U.c.full_name, hidden_below=1600),
        Column("message", "Message", width=260, hidden_below=9999),
        Column("direction", "Way", "choice", 64, R.c.direction, choices=WAYS, hidden_below=9999),
        Column("sent", "Sent", "number", 72, R.c.sent, hidden_below=9999),
        Column("finished_at", "Ended", "time", 150, R.c.finished_at, hidden_below=9999),
    ),
    sort="started_at",
    descending=True,
    search=(R.c.peer, R.c.message),
    facets=(
        Facet("status", "What", "choice", R.c.status, STATES),
        Facet("conflicts", "Conflicts", "number", R.c.conflicts),
        Facet("started_at", "When", "date", R.c.started_at),
    ),
    printed=("started_at", "finished_at", "peer", "direction", "status", "received", "sent",
             "added", "changed", "same", "refused", "conflicts", "person", "message"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FeedRunCard:
    """All that is kept of one reading; ``details`` as the reading noted them.

    ``own``: the shop's own fields, by which those of the products are told.
    """

    run: UUID
    feed: UUID | None
    peer: str
    status: str
    started_at: datetime
    message: str
    received: int
    conflicts: int
    batch: UUID | None
    details: dict[str, Any]
    own: tuple[FieldInfo, ...] = ()


def newest_run(session: Session, name: str = "") -> UUID:
    """Of the feed of this name, or of all."""
    wanted = select(R.c.id).order_by(R.c.started_at.desc(), R.c.id.desc()).limit(1)
    if name:
        plain = name.strip().casefold()
        peers = session.scalars(select(R.c.peer).distinct())
        wanted = wanted.where(R.c.peer.in_([each for each in peers if each.casefold() == plain]))
    found = session.scalar(wanted)
    if found is None:
        raise UserError("Nothing was read yet.", "To read a feed: feed run NAME.", code="unknown")
    return found  # type: ignore[no-any-return]


def feed_run_card(session: Session, run: UUID) -> FeedRunCard:
    """One reading by its id."""
    names = ("id", *FeedRunCard.__slots__[1:-1])
    row = session.execute(select(*(R.c[name] for name in names)).where(R.c.id == run)).first()
    if row is None:
        raise UserError("This reading is gone.", "Refresh the list.", code="gone")
    return replace(FeedRunCard(*row), own=fields_in(session, also_retired=True))
