"""``db info``, ``db check``, ``db metrics`` and ``db optimize``: how the database is, and care."""

from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from desktop import __version__
from desktop.cli.access import chosen
from desktop.cli.database import shop_to_read
from desktop.cli.noting import noted
from desktop.cli.output import Output, facts
from desktop.cli.progress import Told
from desktop.cli.revision import in_words
from desktop.db.engine import Database
from desktop.db.version import State, wants_newer
from desktop.domain.clock import SystemClock
from desktop.jobs import migrating, tending, verify
from desktop.jobs.health import metrics as figures
from desktop.jobs.health.pulse import Health, Pulse
from desktop.queries import health
from desktop.queries.indexes import index_facts
from desktop.queries.vitals import Archiving, TableFacts, vitals
from desktop.settings import Settings, without_password

_CARE: dict[str, Callable[..., tending.Tended]] = {
    "vacuum": tending.vacuum,
    "analyze": tending.analyze,
    "reindex": tending.reindex,
    "indexes": tending.mend_indexes,
}
_USUAL = ("vacuum", "analyze")


def info(options: Namespace, out: Output) -> int:
    """Versions, engine, size, tables, indexes, workstations, revision, last backup and drill."""
    from desktop.jobs.backup import FOLDER, backups
    from desktop.jobs.backup.drill import last_drill

    with shop_to_read(options) as (session, settings, _):
        found = vitals(session)
        indexes = index_facts(session)
        shop = health.facts_without_rows(session).shop
    kept = backups(settings.data_dir / FOLDER)
    drilled = last_drill(settings.data_dir / FOLDER)
    values = {
        "version": __version__,
        "engine": found.engine,
        "engine_version": found.engine_version,
        "database": without_password(settings.url),
        "data_dir": str(settings.data_dir),
        "size": found.size,
        "free": found.free,
        "revision": found.revision,
        "store_id": found.store_id,
        "shop": shop,
        "last_backup": str(kept[0]) if kept else None,
        "last_drill": vars(drilled) if drilled else None,
        "missing_indexes": list(indexes.missing),
        "unused_indexes": None if indexes.unused is None else [vars(one) for one in indexes.unused],
        "archiving": vars(found.archiving) if found.archiving else None,
        "workstations": [vars(station) for station in found.stations],
        "tables": [vars(table) for table in found.tables],
        "rows": dict(sorted(found.rows.items())),
    }
    out.result(values, "\n".join(_told(values, found.tables, found.archiving)))
    return 0


def _told(
    values: dict[str, Any], tables: tuple[TableFacts, ...], archiving: Archiving | None
) -> Iterator[str]:
    """The same for a person to read."""
    yield facts((key, value) for key, value in values.items() if not isinstance(value, dict | list))
    if values["last_drill"]:
        drilled = values["last_drill"]
        yield f"last_drill: {drilled['at']} {'ok' if drilled['ok'] else drilled['message']}"
    if archiving is not None:
        yield f"wal_archiving: {'on' if archiving.is_on else 'off'}"
    for name in ("missing_indexes", "unused_indexes"):
        if values[name]:
            named = (one if isinstance(one, str) else one["name"] for one in values[name])
            yield f"{name}: {', '.join(named)}"
    yield "rows:"
    for table in sorted(tables, key=lambda table: table.name):
        size = "" if table.size is None else f", {table.size} bytes"
        yield f"  {table.name}: {'about ' if table.is_about else ''}{table.rows}{size}"


def check(options: Namespace, out: Output) -> int:
    """0 when every look at the database found it sound."""
    with noted(options, "check", "Check of the database") as ending:
        settings, now, every = _checked(options)
        wrong = [f"{one.name}: {one.message}" for one in every if not one.is_passed]
        ending.words = "" if wrong else f"{len(every)} looks, all of them sound"
        ending.error = "; ".join(wrong)
    return _result(out, settings, now, every)


def _checked(options: Namespace) -> tuple[Settings, Health | None, list[health.Check]]:
    settings = chosen(options)
    with _opened(settings) as database:
        now = Pulse(database).health() if database.path is None or database.path.exists() else None
        if now is not None and not now.connection_test and now.code not in ("fault", "no_database"):
            return settings, now, [_unhealthy(now)]
    with shop_to_read(options) as (session, _, seen):
        found = health.checks(session)
    fits = seen.state is not State.OLDER and not wants_newer(seen)
    current = health.Check("schema", fits, f"{seen.revision} {in_words(seen)}")
    every = [current, *found]
    if options.books:
        with _opened(settings) as database:
            every += _books(verify.verify(database, Told()))
    return settings, now, every


def _books(found: verify.Verified) -> list[health.Check]:
    """The chains and the levels, as two more looks."""
    looks = []
    for kind, words in (("chain", f"{found.moves} movements"), ("level", f"{found.levels} levels")):
        wrong = [one for one in found.problems if one.kind == kind]
        said = f"{wrong[0].where}: {wrong[0].message}" if wrong else f"{words} are right"
        looks.append(health.Check(f"{kind}s", not wrong, said))
    return looks


def _unhealthy(now: Health) -> health.Check:
    """No look is possible: why."""
    return health.Check("connection", False, f"{now.message} {now.hint}".strip())


def _result(out: Output, settings: Settings, now: Health | None, every: list[health.Check]) -> int:
    is_sound = all(one.is_passed for one in every)
    values = {
        "ok": is_sound,
        "status": "healthy" if is_sound else "unhealthy",
        "connection_test": now is not None and now.connection_test,
        "response_ms": now.response_ms if now else None,
        "pool": asdict(now.pool) if now else None,
        "database": without_password(settings.url),
        "checks": [
            {"name": one.name, "ok": one.is_passed, "message": one.message} for one in every
        ],
    }
    lines = [f"{'ok ' if one.is_passed else 'BAD'}  {one.name}: {one.message}" for one in every]
    out.result(values | {"response_ms": _exact(values["response_ms"])}, "\n".join(lines))
    return 0 if is_sound else 1


def metrics(options: Namespace, out: Output) -> int:
    """The open window's counters, else those of this short run, as Prometheus reads them."""
    settings = chosen(options)
    now = SystemClock().now()
    with shop_to_read(options) as (session, _, _):
        size = health.facts_without_rows(session).size
    with _opened(settings) as database:
        pulse = Pulse(database)
        health_now = asdict(pulse.health())
        with database.read() as session:
            health.facts_without_rows(session)
        own = figures.metrics_of(pulse, "command", now)
    found = figures.of_window(settings.data_dir, now) or own
    values = asdict(found) | {
        "health": health_now | {"response_ms": _exact(health_now["response_ms"])},
        "seconds": {kind: _exact(seconds) for kind, seconds in found.seconds.items()},
        "size": size,
    }
    out.result(values, figures.exposition(found, health_now, size).rstrip("\n"))
    return 0


def optimize(options: Namespace, out: Output) -> int:
    """Room given back and fresh statistics, or what was named, while others go on working."""
    settings = chosen(options)
    with noted(options, "optimize", "Optimize the database") as ending:
        with _opened(settings) as database:
            migrating.current(database.url)
            done = {name: _CARE[name](database, Told()) for name in options.what or _USUAL}
        ending.words = " ".join(one.summary for one in done.values())
    sized = [one for one in done.values() if one.before]
    values = {
        "ok": True,
        "before": sized[0].before if sized else None,
        "after": sized[-1].after if sized else None,
        "steps": list(done),
        "said": [one.summary for one in done.values()],
    }
    out.result(values, "\n".join(one.summary for one in done.values()))
    return 0


@contextmanager
def _opened(settings: Settings) -> Iterator[Database]:
    database = Database(settings)
    try:
        yield database
    finally:
        database.close()


def _exact(value: Any) -> Any:
    """A float as JSON shall show it."""
    from decimal import Decimal

    return value if value is None else Decimal(f"{value:.6f}")
