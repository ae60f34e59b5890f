"""Restore and moving house: built beside, proven, then put in place at once; the old is kept.

Nothing of the shop in use is touched before the new one stands whole beside it.
"""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import URL

from desktop.commands.epoch import begin_epoch
from desktop.db import migrate, side_schema, sqlite, swap_file, version
from desktop.db.file_backup import copy_moment, one_moment
from desktop.db.head import head
from desktop.db.kept import FILE
from desktop.db.loading import empty, load, without_guards
from desktop.db.portable import shapes
from desktop.db.snapshot import named, snapshot
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.progress import Progress, Silent
from desktop.jobs.backup.archive import refuse_faults
from desktop.jobs.backup.manifest import Manifest, damaged
from desktop.jobs.backup.sources import InUse, Source, known_revision, proven, source
from desktop.schema import Base

BUILDING, CHECKING, CHECKING_NEW, PLACING = (
    "Building the shop",
    "Checking every row",
    "Checking the migrated rows",
    "Putting it in place",
)


@dataclass(frozen=True)
class Restored:
    """``kept``: where the shop from before is now, a file or a schema; '' where none was.

    ``hashes``: per table what was read and what stands in its place; equal, or it had failed.
    """

    manifest: Manifest
    kept: str
    hashes: dict[str, tuple[str, str]]


def restore(
    url: URL, path: Path, at: datetime, epoch: uuid.UUID, progress: Progress | None = None
) -> Restored:
    """Puts a backup in the place of the shop at ``url``, or where nothing is yet.

    Refused: a backup that is damaged, foreign or newer; a place that holds another shop.
    """
    told = progress or Silent()
    with source(path, told) as backup:
        return restore_backup(url, backup, at, epoch, told)


def restore_backup(
    url: URL, backup: Source, at: datetime, epoch: uuid.UUID, progress: Progress
) -> Restored:
    """The same with a backup that is open already."""
    refuse_other(url, backup.manifest)
    return put(url, backup, at, epoch, progress)


def move(
    here: URL, there: URL, at: datetime, epoch: uuid.UUID, progress: Progress | None = None
) -> Restored:
    """Copies the shop at ``here`` to an empty place, on either engine; here nothing changes."""
    told = progress or Silent()
    if _names_at(there) is not None:
        raise UserError(
            "There is a shop at that place already.",
            "Nothing was changed. Choose an empty database or another file.",
            code="not_empty",
        )
    with snapshot(here) as connection:
        shop = InUse(connection, at, told, may_be_broken=True)
        return put(there, shop, at, epoch, told)


def refuse_other(url: URL, manifest: Manifest) -> None:
    """UserError where the place holds another shop than the backup is of."""
    there = _names_at(url)
    if there is not None and there != manifest.store_id:
        raise UserError(
            f"The backup is of another shop (“{manifest.code}”).",
            "Nothing was changed. Restore it into an empty place instead.",
            code="other_shop",
        )


def _names_at(url: URL) -> str | None:
    """The id of the store at a place; None where no shop is, or one that cannot be read."""
    try:
        if url.get_backend_name() == "sqlite":
            found = version.inspect_file(Path(url.database or ""), takes_newer=True)
        else:
            with snapshot(url) as connection:
                found = version.inspect_server(connection, takes_newer=True)
        version.refuse_wanting(found)
        return found.store_id or None
    except UserError as error:
        if error.code == "damaged" or _was_ours(url, error.code):
            return None
        raise


def _was_ours(url: URL, code: str) -> bool:
    """Whether what lies there can only be what is left of a shop's file: it is kept aside."""
    place = Path(url.database or "")
    if code not in ("foreign_file", "empty_file") or place.suffix != FILE:
        return False
    return head(place, 16) != b"SQLite format 3\0"


def put(url: URL, backup: Source, at: datetime, epoch: uuid.UUID, progress: Progress) -> Restored:
    """Builds the shop beside its place on the engine of ``url`` and swaps it in."""
    if url.get_backend_name() == "sqlite":
        return _put_file(Path(url.database or ""), backup, at, epoch, progress)
    return _put_schema(url, backup, at, epoch, progress)


def _put_file(
    live: Path, backup: Source, at: datetime, epoch: uuid.UUID, progress: Progress
) -> Restored:
    with beside(live, epoch.hex) as fresh:
        found = build_file(fresh, backup, at, epoch, progress)
        progress.report(0, 0, PLACING)
        before = swap_file.swap_in(fresh, live, at)
    return Restored(backup.manifest, str(before or ""), _compared(backup.manifest, found))


@contextmanager
def beside(live: Path, word: str) -> Iterator[Path]:
    """The name of a file being built, which is cleared away if it does not become the shop's."""
    fresh = swap_file.fresh_name(live, word)
    try:
        live.parent.mkdir(parents=True, exist_ok=True)
        yield fresh
    except OSError as error:
        raise Unavailable(
            f"The restored file cannot be written: {error.strerror or error}.",
            "The shop is as it was. Make room on the disk and try again.",
            "disk_full",
        ) from error
    finally:
        if not swap_file.note_of(live).exists():
            for end in ("", "-wal", "-shm", "-journal"):
                with suppress(OSError):
                    fresh.with_name(fresh.name + end).unlink()


def build_file(
    fresh: Path, backup: Source, at: datetime, epoch: uuid.UUID, progress: Progress
) -> Manifest:
    """A file with the backup's shop, at this program's schema; what was read back out of it."""
    url = URL.create("sqlite", database=str(fresh))
    if backup.file is not None and backup.manifest.revision > version.HEAD:
        return _copied(backup.file, url, backup.manifest, at, epoch, progress)
    with migrate.migration(url) as connection:
        connection.exec_driver_sql(f"PRAGMA application_id={sqlite.APPLICATION_ID}")
        return _build(connection, backup, at, epoch, progress)


def _copied(
    path: Path, url: URL, told: Manifest, at: datetime, epoch: uuid.UUID, progress: Progress
) -> Manifest:
    """A shop of a newer schema that takes this program: only its own pages have all of it."""
    with one_moment(path) as reader:
        copy_moment(reader, Path(url.database or ""), progress)
    with migrate.migration(url) as connection:
        found = proven(connection, at, progress, CHECKING)
        _check_same(told, found)
        begin_epoch(connection, epoch, at)
    return found


def _put_schema(
    url: URL, backup: Source, at: datetime, epoch: uuid.UUID, progress: Progress
) -> Restored:
    """All in one transaction: until it is committed nobody has seen anything."""
    side = f"restored_{epoch.hex[:12]}"
    with migrate.migration(url) as connection:
        side_schema.make(connection, side)
        with side_schema.inside(connection, side):
            found = _build(connection, backup, at, epoch, progress)
        progress.report(0, 0, PLACING)
        kept = side_schema.swap_in(connection, side, at)
    return Restored(backup.manifest, kept or "", _compared(backup.manifest, found))


def _build(
    connection: Connection, backup: Source, at: datetime, epoch: uuid.UUID, progress: Progress
) -> Manifest:
    told = backup.manifest
    known_revision(told.revision)
    version.upgrade(connection, told.revision)
    with without_guards(connection):
        empty(connection, shapes(connection, Base.metadata))
        _load(connection, backup, progress)
    found = proven(connection, at, progress, CHECKING)
    _check_same(told, found)
    if told.revision != version.HEAD:
        version.upgrade(connection)
        proven(connection, at, progress, CHECKING_NEW)
    begin_epoch(connection, epoch, at)
    return found


def _load(connection: Connection, backup: Source, progress: Progress) -> None:
    there = {shape.name: shape for shape in shapes(connection, Base.metadata)}
    for content, rows in backup.tables(progress, BUILDING):
        shape = there.get(content.shape.name)
        if shape is None or shape.columns != content.shape.columns:
            raise damaged(
                f"“{content.shape.name}” is no table of schema {backup.manifest.revision}"
            )
        try:
            load(connection, shape, rows)
        except (ValueError, TypeError) as error:
            raise damaged(f"“{shape.name}”: {error}") from None


def _check_same(told: Manifest, found: Manifest) -> None:
    differing = [name for name, (a, b) in _compared(told, found).items() if a != b]
    if differing:
        raise damaged(f"{', '.join(differing)} did not arrive as written")
    refuse_faults(found.faults, told)


def _compared(told: Manifest, found: Manifest) -> dict[str, tuple[str, str]]:
    return {name: (told.hashes.get(name, ""), one) for name, one in found.hashes.items()}


def undo_restore(url: URL, at: datetime, epoch: uuid.UUID, name: str = "") -> str:
    """Puts the newest shop from before a restore back, or the named one (a file, a schema).

    Where the present one is now kept.
    """
    if url.get_backend_name() == "sqlite":
        live = Path(url.database or "")
        return restore(url, Path(_of_kept(map(str, kept_files(live)), name)), at, epoch).kept
    with migrate.migration(url) as connection:
        schema = _of_kept(side_schema.kept(connection), name)
        with side_schema.inside(connection, schema):
            if named(connection).revision < version.HEAD:
                version.upgrade(connection)
            begin_epoch(connection, epoch, at)
        return side_schema.swap_in(connection, schema, at) or ""


def _of_kept(found: Iterable[str], name: str) -> str:
    """The named one, else the newest, which comes first; UserError where it is not there."""
    kept = [each for each in found if name in ("", each)]
    if not kept:
        raise _nothing_kept()
    return kept[0]


def kept_files(live: Path) -> list[Path]:
    """The files from before restores, newest first."""
    return sorted(live.parent.glob(f"{swap_file.BEFORE}*{live.suffix}"), reverse=True)


def _nothing_kept() -> UserError:
    return UserError(
        "There is no shop from before a restore.", "Nothing was changed.", code="nothing_kept"
    )
