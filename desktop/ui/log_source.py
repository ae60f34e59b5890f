"""Whose log is looked at: an open shop's, or the program's where no shop is open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from desktop import __version__
from desktop.domain.clock import SystemClock
from desktop.domain.errors import UserError
from desktop.queries.health import Facts, facts_without_rows
from desktop.settings import Settings
from desktop.ui.doing import beside
from desktop.ui.text import tr

if TYPE_CHECKING:
    from desktop.ui.context import Context, Notify

Told = Callable[[Mapping[str, str]], None]


@dataclass(frozen=True)
class LogSource:
    """``job(owner, function, *args, then=)`` runs in a thread; ``facts(owner, told)`` answers once.

    The facts stand above the errors in a report.
    """

    folder: Path
    now: Callable[[], datetime]
    job: Callable[..., None]
    facts: Callable[[QObject, Told], None]
    notify: "Notify"


def of_shop(context: "Context") -> LogSource:
    """With the engine's own version where it answers, without it where it does not."""
    place, work = context.place, context.work
    engine = "SQLite" if place.is_sqlite else "PostgreSQL"

    def facts(owner: QObject, told: Told) -> None:
        def tell(version: str) -> None:
            engine_words = f"{engine} {version}".strip()
            told({"Onhand": __version__, "Engine": engine_words, "Schema": place.schema})

        def on_read(found: Facts) -> None:
            tell(found.engine_version)

        work.read(owner, facts_without_rows, then=on_read, failed=lambda _: tell(""))

    folder = context.settings.data_dir / "log"
    return LogSource(folder, context.clock.now, work.job, facts, context.notify)


def without_shop(settings: Settings, notify: "Notify") -> LogSource:
    """Read in threads of its own."""
    engine = "SQLite" if settings.url.startswith("sqlite") else "PostgreSQL"
    known = {"Onhand": __version__, "Engine": engine, "Shop": tr("not open")}
    folder = settings.data_dir / "log"
    return LogSource(folder, SystemClock().now, _beside, lambda _, told: told(known), notify)


def _beside(
    owner: QObject, function: Callable[..., Any], *args: Any, then: Callable[[Any], None]
) -> None:
    call = partial(function, *args)
    doing = beside(owner, lambda _: call(), then, _leave)
    doing.ended.connect(doing.deleteLater)


def _leave(_: UserError) -> None:
    """Reading the log raises none."""
