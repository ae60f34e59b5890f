"""The list of feeds, one feed's facts, and those that are due."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.queries.columns import Choice, Column, Facet
from desktop.queries.feed_runs import STATES, R
from desktop.queries.list_query import ListQuery
from desktop.schema import Feed
from desktop.schema.base import table_of

F = table_of(Feed)
ACTIVE = (Choice(True, "On", "ok"), Choice(False, "Off"))
KINDS = (
    Choice("auto", "Automatic"),
    Choice("plain", "Goods"),
    Choice("shopify", "Shopify"),
    Choice("woocommerce", "WooCommerce"),
    Choice("vendor", "Vendor prices"),
    Choice("count", "Counted stock"),
    Choice("sales", "Sales of the past"),
    Choice("categories", "Categories"),
    Choice("tax_codes", "Tax codes"),
)


def _last(column: Any) -> Any:
    """Of the feed's newest run."""
    newest = select(column).where(R.c.feed == F.c.id).order_by(R.c.started_at.desc(), R.c.id.desc())
    return newest.limit(1).correlate(F).scalar_subquery()


_STATUS, _AT, _SAID = (_last(R.c[name]) for name in ("status", "started_at", "message"))


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One feed and how it was read last; ``said`` is that run's sentence."""

    id: UUID
    name: str
    place: str
    profile: str
    every_hours: int | None
    is_active: bool
    status: str | None
    at: datetime | None
    said: str


FEEDS = ListQuery(
    name="feeds",
    row=FeedRow,
    main=F,
    fields=(
        F.c.id,
        F.c.name,
        F.c.place,
        F.c.profile,
        F.c.every_hours,
        F.c.is_active,
        _STATUS,
        _AT,
        func.coalesce(_SAID, ""),
    ),
    columns=(
        Column("name", "Feed", width=0, sort=F.c.name, detail="place"),
        Column("place", "Place", width=200, hidden_below=9999),
        Column("profile", "Kind", "choice", 112, F.c.profile, choices=KINDS),
        Column("every_hours", "Hours", "number", 72, F.c.every_hours),
        Column("status", "Last time", "choice", 124, _STATUS, choices=STATES),
        Column("at", "When", "time", 150, _AT, descending=True),
        Column("is_active", "Schedule", "choice", 86, F.c.is_active, choices=ACTIVE,
               hidden_below=1600),
        Column("said", "What it said", width=260, hidden_below=9999),
    ),
    sort="name",
    search=(F.c.name, F.c.place),
    facets=(
        Facet("profile", "Kind", "choice", F.c.profile, KINDS),
        Facet("status", "Last time", "choice", _STATUS, STATES),
        Facet("is_active", "Schedule", "choice", F.c.is_active, ACTIVE),
    ),
    printed=("name", "place", "profile", "every_hours", "is_active", "status", "at", "said"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FeedCard:
    """All that is kept of one feed; ``version`` is for the next editor."""

    feed: UUID
    name: str
    place: str
    profile: str
    choices: dict[str, Any]
    every_hours: int | None
    is_active: bool
    seen_digest: str
    version: int


def feed_card(session: Session, feed: UUID) -> FeedCard:
    """One feed by its id."""
    names = ("id", *FeedCard.__slots__[1:])
    row = session.execute(select(*(F.c[name] for name in names)).where(F.c.id == feed)).first()
    if row is None:
        raise UserError("This feed is gone.", "Refresh the list.", code="gone")
    return FeedCard(*row)


def feed_named(session: Session, name: str) -> UUID:
    """By its name, whatever its capitals."""
    rows = session.execute(select(F.c.id, F.c.name)).all()
    plain = name.strip().casefold()
    found = next((row.id for row in rows if plain in (row.name.casefold(), str(row.id))), None)
    if found is None:
        names = ", ".join(sorted(row.name for row in rows)) or "none yet"
        raise UserError(f"There is no feed “{name[:60]}”.", f"There are: {names}.", code="unknown")
    return found  # type: ignore[no-any-return]


def due_feeds(session: Session, now: datetime) -> list[tuple[UUID, str]]:
    """Feeds with a schedule whose hours have passed since they were read last."""
    wanted = select(F.c.id, F.c.name, F.c.every_hours, _AT.label("at"))
    wanted = wanted.where(F.c.is_active, F.c.every_hours.is_not(None)).order_by(F.c.name)
    return [
        (row.id, row.name)
        for row in session.execute(wanted)
        if row.at is None or row.at + timedelta(hours=row.every_hours) <= now
    ]
