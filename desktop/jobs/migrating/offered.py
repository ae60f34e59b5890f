"""What the dialog of the schema asks for: how things are, what a way would do, and going it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from desktop.db import version
from desktop.domain.progress import Progress
from desktop.jobs.migrating.going import Migrated, migrate_to, steps, would_lose
from desktop.jobs.migrating.rehearsing import Rehearsed, rehearse
from desktop.jobs.migrating.revisions import Revision, as_sql, current, history, revisions
from desktop.queries.migrations import Step
from desktop.settings import Settings

Keep = Callable[[Settings, datetime], Path]


@dataclass(frozen=True)
class Offer:
    """The revision of the database and of this program, all revisions, and what was done when."""

    current: str
    head: str
    revisions: tuple[Revision, ...]
    history: tuple[Step, ...]


@dataclass(frozen=True)
class Way:
    """To a revision: the steps that will be told, the SQL text, and the rows that would be lost."""

    target: str
    steps: tuple[str, ...]
    sql: str
    lost: dict[str, int]


def offer(settings: Settings) -> Offer:
    """How a shop's schema is; nothing is changed."""
    url = make_url(settings.url)
    return Offer(current(url), version.HEAD, tuple(revisions()), tuple(history(url)))


def way_to(settings: Settings, before: str, target: str) -> Way:
    """What going to a revision would do; nothing is changed."""
    url = make_url(settings.url)
    lost = would_lose(url, target) if target < before else {}
    text = as_sql(url.get_backend_name(), before, target)
    return Way(target, tuple(steps(before, target)), text, {n: r for n, r in lost.items() if r})


def try_way(settings: Settings, target: str, at: datetime, progress: Progress) -> Rehearsed:
    """The same on a copy."""
    return rehearse(make_url(settings.url), target, at, progress)


def go(
    settings: Settings, target: str, keep: Keep, by: str, at: datetime, progress: Progress
) -> Migrated:
    """Goes it, after a verified backup; all of it or nothing."""
    url = make_url(settings.url)
    return migrate_to(url, target, lambda: str(keep(settings, at)), by, at, progress)
