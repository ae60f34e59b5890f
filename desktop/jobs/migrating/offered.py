"""What the dialog of the schema asks for: how things are, what a way would do, and going it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from desktop.db import version
from desktop.db.snapshot import snapshot
from desktop.domain.progress import Progress
from desktop.jobs.migrating.expecting import expected_seconds
from desktop.jobs.migrating.going import Migrated, migrate_to, steps, would_lose
from desktop.jobs.migrating.rehearsing import Rehearsed, rehearse
from desktop.jobs.migrating.revisions import Revision, as_sql, current, history, revisions
from desktop.queries.health import size_of
from desktop.queries.migrations import Step, migrations
from desktop.settings import Settings

Keep = Callable[[Settings, datetime, Progress], Path]


@dataclass(frozen=True)
class Offer:
    """The revision of the database and of this program, all revisions, and what was done when."""

    current: str
    head: str
    revisions: tuple[Revision, ...]
    history: tuple[Step, ...]


@dataclass(frozen=True)
class Way:
    """To a revision: the steps that will be told, the SQL text, and the rows that would be lost.

    ``seconds`` it is expected to take with its backup, None where nothing tells.
    """

    target: str
    steps: tuple[str, ...]
    sql: str
    lost: dict[str, int]
    seconds: float | None


def offer(settings: Settings) -> Offer:
    """How a shop's schema is; nothing is changed."""
    url = make_url(settings.url)
    return Offer(current(url), version.HEAD, revisions(), tuple(history(url)))


def way_to(settings: Settings, before: str, target: str) -> Way:
    """What going to a revision would do; nothing is changed."""
    url = make_url(settings.url)
    lost = would_lose(url, target) if target < before else {}
    text = as_sql(url.get_backend_name(), before, target)
    with snapshot(url) as connection:
        seconds = expected_seconds(size_of(connection), migrations(connection))
    rows = {name: number for name, number in lost.items() if number}
    return Way(target, tuple(steps(before, target)), text, rows, seconds)


def try_way(settings: Settings, target: str, at: datetime, progress: Progress) -> Rehearsed:
    """The same on a copy."""
    return rehearse(make_url(settings.url), target, at, progress)


def go(
    settings: Settings, target: str, keep: Keep, by: str, at: datetime, progress: Progress
) -> Migrated:
    """Goes it, after a verified backup; all of it or nothing, also when it is stopped."""
    url = make_url(settings.url)
    return migrate_to(url, target, lambda: str(keep(settings, at, progress)), by, at, progress)
