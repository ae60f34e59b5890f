"""The portable archive, for either engine: a zip with a file of rows per table and a manifest.

Written to ``.part`` and on to the disk as it goes, read back whole and proven, then renamed.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection
from sqlalchemy.engine import URL

from desktop import __version__
from desktop.db.durable import flowing, sync_file, sync_folder
from desktop.db.kept import ARCHIVE, BackedUp, path_for, written_aside
from desktop.db.portable import lines, shapes
from desktop.db.snapshot import named, rows_and_sums, snapshot
from desktop.db.version import HEAD
from desktop.domain.clock import iso
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.progress import Progress, Silent
from desktop.jobs.backup.manifest import MANIFEST, Content, Manifest, damaged, read, written
from desktop.jobs.backup.proof import Counted, Proof
from desktop.schema import Base

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
_LONGEST = 64 << 20  # bytes of one row
_STEP = 1_000
_MOST_TABLES = 1_000


@dataclass(frozen=True)
class Packed:
    """What a proven archive is named by, and its rows."""

    code: str
    revision: str
    rows: int


Pack = Callable[[URL, Path, datetime, Progress], Packed]


def write_archive(
    url: URL,
    folder: Path,
    at: datetime,
    progress: Progress | None = None,
    how: Pack | None = None,
) -> BackedUp:
    """Writes ``onhand-STORE-REVISION-TIME.zip`` into the folder and proves it.

    Raises Cancelled, or Unavailable with what went wrong; then nothing is left in the folder.
    ``how``: here, or in a process of its own (``worker.packed_aside``).
    """
    with _told_failing(), written_aside(folder, "zip") as part:
        made = (how or packed)(url, part, at, progress or Silent())
        path = path_for(folder, made.code, made.revision, at, ARCHIVE)
        part.replace(path)
        sync_folder(folder)
    return BackedUp(path, path.stat().st_size, made.rows)


def packed(url: URL, part: Path, at: datetime, progress: Progress) -> Packed:
    """The shop in a file that is proven and on the disk, under a name that does not count yet."""
    with _told_failing(), snapshot(url) as connection:
        _refuse_partial(connection)
        manifest = _pack(connection, part, at, progress)
        found = examined(part, progress)
        if found[1]:  # the shop's own faults: it is backed up all the same, and told
            part.unlink()
            manifest = _pack(connection, part, at, progress, found[1])
            found = examined(part, progress)
    if found != (manifest, manifest.faults):
        raise damaged("it does not read as it was written")
    return Packed(manifest.code, manifest.revision, manifest.rows)


@contextmanager
def _told_failing() -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise Unavailable(
            f"The backup could not be written: {error}.",
            "The shop itself is as it was. Make room or choose another folder.",
            "backup_failed",
        ) from error


def _refuse_partial(connection: Connection) -> None:
    """On a server nobody tells a newer schema's tables from those of other people."""
    revision = named(connection).revision
    if connection.dialect.name != "sqlite" and revision > HEAD:
        raise UserError(
            f"This shop has schema {revision}, of a newer Onhand: this one (schema {HEAD}) would"
            " not keep all of it.",
            "Nothing was written. Back up with the newer program, or with pg_dump.",
            code="newer_schema",
        )


def manifest_of(connection: Connection, at: datetime) -> Manifest:
    """The manifest of a snapshot, its tables still to come."""
    names = named(connection)
    heads = connection.exec_driver_sql("SELECT id, last_seq, head_hash FROM writer ORDER BY id")
    return Manifest(
        names.store_id,
        names.code,
        names.revision,
        names.epoch,
        connection.dialect.name,
        __version__,
        iso(at),
        tuple((_hex(writer), seq, _hex(head)) for writer, seq, head in heads),
    )


def _hex(value: object) -> str:
    """A key or hash as either driver gives it."""
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value).replace("-", "")


def _pack(
    connection: Connection,
    part: Path,
    at: datetime,
    progress: Progress,
    faults: tuple[str, ...] = (),
) -> Manifest:
    every = shapes(connection, Base.metadata)
    told = [(shape, *rows_and_sums(connection, shape)) for shape in every]
    manifest = replace(manifest_of(connection, at), faults=faults)
    contents = []
    part.touch(exist_ok=False)
    with (
        flowing(part) as go_on,
        zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        flows = _Flowing(progress, go_on)
        work = Told(flows, sum(rows for _, rows, _ in told), "Writing the backup")
        for shape, rows, sums in told:
            counted = Counted()
            with archive.open(f"{shape.name}.jsonl", "w", force_zip64=True) as file:
                for line in counted.over(work.over(lines(connection, shape))):
                    file.write(line)
            content = counted.content(shape, sums)
            if content.rows != rows:
                raise damaged(f"“{shape.name}” had another number of rows when it was read")
            contents.append(content)
        manifest = replace(manifest, tables=tuple(contents))
        archive.writestr(MANIFEST, written(manifest), zipfile.ZIP_DEFLATED)
    sync_file(part)
    return manifest


class _Flowing:
    """A progress at each report of which the file goes on to the disk."""

    def __init__(self, progress: Progress, go_on: Callable[[], None]) -> None:
        self._progress = progress
        self._go_on = go_on

    def report(self, done: int, total: int, message: str = "") -> None:
        self._go_on()
        self._progress.report(done, total, message)


class Told:
    """Passes rows on and tells how many of all have passed."""

    def __init__(self, progress: Progress, total: int, message: str) -> None:
        self._progress = progress
        self._total = total
        self._message = message
        self._done = 0

    def over(self, rows: Iterator[bytes]) -> Iterator[bytes]:
        self._progress.report(self._done, self._total, self._message)
        for row in rows:
            self._done += 1
            if self._done % _STEP == 0:
                self._progress.report(self._done, self._total, self._message)
            yield row
        if self._done == self._total:
            self._progress.report(self._done, self._total, self._message)


class Archive:
    """An open archive whose entries were looked at; its rows are proven as they are read."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self.file: Path | None = None
        self.faults: tuple[str, ...] = ()
        self.manifest = _checked(file)

    def tables(
        self, progress: Progress, message: str
    ) -> Iterator[tuple[Content, Iterator[list[Any]]]]:
        """Every table with its rows; each must be read to its end before the next is asked for.

        UserError where something is wrong; only after the last table all is proven. Faults of the
        chains are in ``faults`` then.
        """
        proof = Proof(self.manifest, [content.shape for content in self.manifest.tables])
        told = Told(progress, self.manifest.rows, message)
        for content in self.manifest.tables:
            with _whole():
                file = self._file.open(content.entry)
            with file:
                yield content, proof.over(content, told.over(_rows(file, content)))
        self.faults = proof.finish()


def _rows(file: IO[bytes], content: Content) -> Iterator[bytes]:
    """Lines, no more than the manifest says: a bomb is stopped, not unpacked."""
    left = content.size
    while True:
        with _whole():
            line = file.readline(_LONGEST)
        if not line:
            return
        left -= len(line)
        if left < 0 or not line.endswith(b"\n"):
            raise damaged(f"“{content.shape.name}” is longer than it may be")
        yield line


def _checked(file: zipfile.ZipFile) -> Manifest:
    """The manifest, once the entries are exactly those it names."""
    names = [entry.filename for entry in file.infolist()]
    if any(e.flag_bits & 1 or e.compress_type != zipfile.ZIP_DEFLATED for e in file.infolist()):
        raise damaged("it is packed as no archive of ours is")
    if len(names) > _MOST_TABLES or MANIFEST not in names:
        raise damaged("it has no manifest")
    with file.open(MANIFEST) as told:
        text = told.read(_LONGEST + 1)
    if len(text) > _LONGEST:
        raise damaged("its manifest is longer than it may be")
    manifest = read(text)
    if sorted(names) != sorted([MANIFEST, *(content.entry for content in manifest.tables)]):
        raise damaged("it holds other files than its manifest says")
    sizes = {entry.filename: entry.file_size for entry in file.infolist()}
    if any(sizes[content.entry] != content.size for content in manifest.tables):
        raise damaged("a table is longer or shorter than its manifest says")
    return manifest


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """An archive to read; UserError for what is none of ours or cannot be read."""
    with ExitStack() as stack:
        with _whole():
            archive = Archive(stack.enter_context(zipfile.ZipFile(path)))
        yield archive


@contextmanager
def _whole() -> Iterator[None]:
    """Whatever a damaged zip does to its reader becomes a sentence."""
    try:
        yield
    except _BROKEN as error:
        raise damaged(f"the file cannot be unpacked ({type(error).__name__})") from error
    except OSError as error:
        raise UserError(
            f"The backup cannot be read: {error.strerror or error}.",
            "Nothing was changed. Choose another file.",
            code="cannot_open",
        ) from error


def prove(path: Path, progress: Progress | None = None) -> Manifest:
    """Reads an archive to its last byte; UserError for the first thing that is wrong with it."""
    manifest, faults = examined(path, progress or Silent())
    refuse_faults(faults, manifest)
    return manifest


def refuse_faults(found: tuple[str, ...], manifest: Manifest) -> None:
    """UserError for broken chains that the backup does not tell of: then it was altered."""
    if found != manifest.faults:
        raise damaged(next(iter(set(found) ^ set(manifest.faults))).rstrip("."))


def examined(path: Path, progress: Progress) -> tuple[Manifest, tuple[str, ...]]:
    """The manifest and what is wrong with the chains; UserError where rows are not as written."""
    with opened(path) as archive:
        for _, rows in archive.tables(progress, "Reading the backup back"):
            for _ in rows:
                pass
        return archive.manifest, archive.faults
