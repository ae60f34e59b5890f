"""``db current``, ``history``, ``sql``, ``migrate``, ``rollback`` and ``create-migration``."""

import getpass
from argparse import Namespace
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from desktop.cli.access import chosen
from desktop.cli.output import Output
from desktop.cli.progress import Told
from desktop.cli.revision import in_words, of_newer
from desktop.db.kept import FOLDER
from desktop.db.version import HEAD
from desktop.domain.clock import SystemClock
from desktop.domain.errors import UserError
from desktop.domain.json_text import told
from desktop.jobs import migrating
from desktop.jobs.backup.formats import as_format, known_format
from desktop.settings import Settings


def _here(options: Namespace) -> tuple[Settings, URL]:
    settings = chosen(options)
    return settings, make_url(settings.url)


def current(options: Namespace, out: Output) -> int:
    """The schema of the database, and the newest that this program has."""
    _, url = _here(options)
    found = migrating.found_at(url)
    revision = found.revision
    values = {"revision": revision, "newest": HEAD, "is_newest": revision == HEAD}
    out.result(values | of_newer(found), f"{revision} {in_words(found)}")
    return 0


def history(options: Namespace, out: Output) -> int:
    """All revisions that this program knows, and what this database has seen of them."""
    _, url = _here(options)
    at = migrating.found_at(url).revision
    seen = migrating.history(url)
    revisions = [
        {
            "revision": one.revision,
            "after": one.after or None,
            "message": one.message,
            "date": one.date or None,
            "author": one.author or None,
            "applied": one.revision <= at,
        }
        for one in migrating.revisions()
    ]
    steps = [vars(step) for step in seen]
    lines = [
        f"{'x' if one['applied'] else ' '} {one['revision']}  {one['date'] or ''}  {one['message']}"
        for one in revisions
    ]
    lines += [
        f"{told(step.at)}  {step.before} -> {step.after}  {step.user}  onhand {step.program}"
        for step in seen
    ]
    out.result({"current": at, "revisions": revisions, "steps": steps}, "\n".join(lines))
    return 0


def sql(options: Namespace, out: Output) -> int:
    """The statements that a migration would run; nothing is run."""
    _, url = _here(options)
    start, _, end = (options.range or ":").partition(":")
    first = _named(start) if start else migrating.current(url)
    last = _named(end) if end else HEAD
    dialect = "sqlite" if url.get_backend_name() == "sqlite" else "postgresql"
    text = migrating.as_sql(dialect, first, last)
    out.result({"from": first, "to": last, "dialect": dialect, "sql": text}, text.rstrip("\n"))
    return 0


def _named(revision: str) -> str:
    return revision if revision == migrating.BASE else migrating.known(revision)


def migrate(options: Namespace, out: Output) -> int:
    """To the newest schema or the named one, after a verified backup."""
    _, url = _here(options)
    target, before = migrating.known(options.revision or "head"), migrating.current(url)
    if target < before:
        raise UserError(
            f"Schema {target} is older than this database's {before}.",
            "Going back is “db rollback”.",
            code="usage",
        )
    if options.rehearse:
        return _rehearse(url, target, out)
    return _go(options, out, target)


def _rehearse(url: URL, target: str, out: Output) -> int:
    """Nothing of the shop is changed."""
    done = migrating.rehearse(url, target, SystemClock().now(), Told())
    values = {
        "ok": True,
        "from": done.before,
        "to": done.after,
        "rows": done.rows,
        "seconds": round(done.seconds, 3),
        "copy_seconds": round(done.copy_s, 3),
        "changed_tables": list(done.changed),
    }
    words = (
        f"{done.before} -> {done.after} on a copy of {done.rows} rows: {done.seconds:.2f} s,"
        f" every check passed. The shop itself was not changed."
    )
    out.result(values, words)
    return 0


def create(options: Namespace, out: Output) -> int:
    """A new file in migrations/versions, to be filled in."""
    today = SystemClock().now().date()
    path = migrating.create_migration(options.message, today)
    out.result({"ok": True, "revision": path.name[:4], "path": str(path)}, str(path))
    return 0


def rollback(options: Namespace, out: Output) -> int:
    """To an older schema, after a verified backup; what would be lost must be accepted."""
    _, url = _here(options)
    target, before = migrating.known(options.revision), migrating.current(url)
    if target > before:
        raise UserError(
            f"Schema {target} is newer than this database's {before}.",
            "Going on is “db migrate”.",
            code="usage",
        )
    lost = migrating.would_lose(url, target) if target != before else {}
    if any(lost.values()) and not options.yes:
        told = ", ".join(f"{what} ({rows} rows)" for what, rows in sorted(lost.items()) if rows)
        raise UserError(
            f"Going back to {target} would lose: {told}.",
            "Nothing was changed. Say --yes if you mean it.",
            code="not_confirmed",
        )
    return _go(options, out, target, lost)


def _go(options: Namespace, out: Output, target: str, lost: dict[str, int] | None = None) -> int:
    settings, url = _here(options)
    clock = SystemClock()
    at = clock.now()

    def keep() -> str:
        return _backup(settings, url, at)

    done = migrating.migrate_to(url, target, keep, _who(settings), at)
    values = {
        "ok": True,
        "from": done.before,
        "to": done.after,
        "backup": done.backup or None,
        "lost": lost or {},
    }
    same = f"The schema is {done.after} already."
    words = f"{done.before} -> {done.after}. The backup from before is {done.backup}."
    out.result(values, words if done.backup else same)
    return 0


def _backup(settings: Settings, url: URL, at: datetime) -> str:
    folder: Path = settings.data_dir / FOLDER
    return str(as_format(url, known_format(url, None), folder, at, Told()).path)


def _who(settings: Settings) -> str:
    try:
        return settings.user or getpass.getuser()
    except (OSError, KeyError):
        return ""
