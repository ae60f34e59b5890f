"""``db backup``, ``verify-backup``, ``restore``, ``copy`` and ``drill``."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url

from desktop import settings as stored
from desktop.cli.access import chosen
from desktop.cli.noting import noted
from desktop.cli.output import Output, Usage, facts
from desktop.cli.progress import Told
from desktop.db.kept import FOLDER, renamed
from desktop.db.swap_file import finish_swap
from desktop.db.version import State
from desktop.domain.clock import SystemClock
from desktop.domain.errors import UserError
from desktop.domain.ids import Ids
from desktop.jobs import opening
from desktop.jobs.backup import drill as drilling
from desktop.jobs.backup.formats import as_format, known_format, verified
from desktop.jobs.backup.lost import Lost, lost
from desktop.jobs.backup.making import Order, make
from desktop.jobs.backup.record import COMMAND
from desktop.jobs.backup.restore import Restored, move, restore_backup
from desktop.jobs.backup.restore import undo_restore as back
from desktop.jobs.backup.sources import source
from desktop.settings import Settings, without_password


def here(options: Namespace) -> tuple[Settings, URL]:
    """The chosen place, which holds a shop."""
    settings = chosen(options)
    if opening.look(settings) is State.NEW:
        raise UserError(
            "There is no shop here yet.", "Run “db init” or open the window.", code="no_shop"
        )
    return settings, make_url(settings.url)


def backup(options: Namespace, out: Output) -> int:
    """A verified backup; where it lies comes back."""
    settings, url = here(options)
    form = known_format(url, options.format)
    target: Path | None = options.backup_path
    folder = settings.data_dir / FOLDER if target is None else target.expanduser().absolute()
    file = None
    if target is not None and not folder.is_dir() and folder.suffix:
        folder, file = folder.parent, folder
    if file is not None and file.exists():
        raise UserError(
            f"{file} is there already.",
            "Nothing was written over it. Choose another name or a folder.",
            code="exists",
        )
    now = SystemClock().now()
    with noted(options, "backup", "Backup of the shop") as ending:
        if file is None:
            made = make(url, Order(form, folder, COMMAND), now, Told()).backup
        else:  # under a name of its own it is in no list
            made = renamed(as_format(url, form, folder, now, Told()), file)
        ending.words = f"{made.rows} rows, {made.size} bytes: {made.path.name}"
    values = {
        "ok": True,
        "path": str(made.path),
        "format": form,
        "size": made.size,
        "rows": made.rows,
        "verified": True,
    }
    out.result(values, f"{made.path}: {made.rows} rows, {made.size} bytes, read back and right.")
    return 0


def verify(options: Namespace, out: Output) -> int:
    """0 when a backup was read to its end and is right."""
    told = verified(options.file, Told())
    values = {"ok": True, "path": str(options.file), **told}
    shown = [(key, value) for key, value in values.items() if key != "tables"]
    out.result(values, facts(shown))
    return 0


def restore(options: Namespace, out: Output) -> int:
    """Puts a backup in the shop's place, after saying what would be lost."""
    clock, settings = SystemClock(), chosen(options)
    if options.into:
        settings = stored.load(getattr(options, "data_dir", None), options.into)
    url = make_url(settings.url)
    if url.get_backend_name() == "sqlite":
        finish_swap(Path(url.database or ""))
    with source(options.file, Told()) as found:
        manifest = found.manifest
        missing = lost(url, manifest)
        if not options.yes:
            _ask(manifest.code, missing, without_password(settings.url))
        done = restore_backup(url, found, clock.now(), Ids(clock).new(), Told())
    out.result(_values(done, missing, settings), _told(done, settings))
    return 0


def _ask(code: str, missing: Lost, place: str) -> None:
    """The shop's code typed by hand; without a terminal nothing is asked and nothing is done."""
    for line in _lost_lines(missing):
        print(line, file=sys.stderr)
    if not sys.stdin.isatty():
        raise UserError(
            f"This would replace the shop at {place}.",
            "Nothing was changed. Say --yes if you mean it.",
            code="not_confirmed",
        )
    print(f"Type the shop's code, {code}, to replace {place}: ", end="", file=sys.stderr)
    sys.stderr.flush()
    if sys.stdin.readline().strip() != code:
        raise UserError("That is not the shop's code.", "Nothing was changed.", code="cancelled")


def _lost_lines(missing: Lost) -> list[str]:
    if not missing.is_known:
        return []
    counts = [f"{n} in {name}" for name, n in sorted({**missing.new, **missing.changed}.items())]
    head = f"Newer than the backup: {', '.join(counts)}." if counts else "Nothing would be lost."
    return [head, *(f"  {row.what}" for row in missing.rows)]


def _values(done: Restored, missing: Lost, settings: Settings) -> dict[str, Any]:
    return {
        "ok": True,
        "database": without_password(settings.url),
        "revision": done.manifest.revision,
        "rows": done.manifest.rows,
        "kept": done.kept or None,
        "lost": {"known": missing.is_known, "new": missing.new, "changed": missing.changed},
        "tables": compared(done),
    }


def compared(done: Restored) -> list[dict[str, Any]]:
    """Per table what was read and what stands there now."""
    return [
        {"name": name, "source": read, "target": stands, "equal": read == stands}
        for name, (read, stands) in sorted(done.hashes.items())
    ]


def _told(done: Restored, settings: Settings) -> str:
    kept = f" The shop from before is {done.kept}." if done.kept else ""
    place = without_password(settings.url)
    return f"Restored {done.manifest.rows} rows of {done.manifest.at} to {place}.{kept}"


def copy(options: Namespace, out: Output) -> int:
    """The shop on another engine or in another place; here nothing changes."""
    clock = SystemClock()
    _, url = here(options)
    there = stored.load(getattr(options, "data_dir", None), options.to)
    if make_url(there.url) == url:
        raise Usage("That is the place the shop is in.", "Choose another with --to.")
    done = move(url, make_url(there.url), clock.now(), Ids(clock).new(), Told())
    tables = compared(done)
    values = {
        "ok": True,
        "to": without_password(there.url),
        "rows": done.manifest.rows,
        "equal": all(one["equal"] for one in tables),
        "tables": tables,
    }
    lines = [f"{one['target'][:16]}  {one['name']}" for one in tables]
    words = f"{done.manifest.rows} rows at {values['to']}, every table's hash is equal."
    out.result(values, "\n".join([*lines, words]))
    return 0


def drill(options: Namespace, out: Output) -> int:
    """0 when the newest backup became a whole shop in a temporary place."""
    folder = options.backup_path or chosen(options).data_dir / FOLDER
    with noted(options, "drill", "Restore on trial") as ending:
        done = drilling.drill(folder.absolute(), SystemClock().now(), Told())
        words = f"{done.rows} rows restored and right" if done.ok else done.message
        ending.words, ending.error = (words, "") if done.ok else ("", words)
    values = {**vars(done), "made_at": done.made_at or None}
    out.result(values, f"{done.path}: {words}")
    return 0 if done.ok else 1


def undo_restore(options: Namespace, out: Output) -> int:
    """The shop from before the newest restore comes back; the present one is kept in turn."""
    clock, settings = SystemClock(), chosen(options)
    kept = back(make_url(settings.url), clock.now(), Ids(clock).new())
    values = {"ok": True, "database": without_password(settings.url), "kept": kept}
    out.result(values, f"The shop from before is back; the restored one is {kept}.")
    return 0
