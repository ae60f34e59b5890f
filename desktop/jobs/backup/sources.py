"""Where a restore takes its rows from: an archive, a shop's file, or a shop in use."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, MetaData, func, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError

from desktop.db import version
from desktop.db.head import head
from desktop.db.kept import ARCHIVE, CHECKSUM, DUMP, SCRIPT, made_at
from desktop.db.portable import lines, parsed, shapes
from desktop.db.snapshot import rows_and_sums, snapshot
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.progress import Progress
from desktop.jobs.backup.archive import Told, manifest_of, opened
from desktop.jobs.backup.manifest import Content, Manifest, damaged
from desktop.jobs.backup.proof import Proof
from desktop.schema import Base


class Source(Protocol):
    """Tables with their rows, each to be read to its end; wrong ones end in a UserError."""

    manifest: Manifest
    file: Path | None  # that of a shop, where it is one

    def tables(
        self, progress: Progress, message: str
    ) -> Iterator[tuple[Content, Iterable[list[Any]]]]: ...


@contextmanager
def source(path: Path, progress: Progress) -> Iterator[Source]:
    """A backup to restore from. UserError for one that is damaged, foreign, or of no known kind."""
    if is_archive(path):
        with opened(path) as archive:
            known_revision(archive.manifest.revision)
            yield archive
    elif path.suffix in (DUMP, SCRIPT) or _begins(path, b"PGDMP"):
        raise UserError(
            f"{path.name} was made by pg_dump, which Onhand writes and does not read.",
            "Restore it with pg_restore or psql into an empty database.",
            code="bad_backup",
        )
    else:
        is_unaltered = check_file(path)
        with snapshot(_url(path)) as connection:
            try:
                at = _moment(connection, made_at(path) or _changed(path))
            except (ValueError, DatabaseError):
                raise damaged("a time in it is none") from None
            yield InUse(connection, at, progress, is_unaltered, path)


def is_archive(path: Path) -> bool:
    """By its name or by its first bytes, whatever it is called."""
    return path.suffix == ARCHIVE or _begins(path, b"PK\x03\x04")


def _begins(path: Path, sign: bytes) -> bool:
    try:
        return head(path, len(sign)) == sign
    except OSError:
        return False


def known_revision(revision: str) -> None:
    """UserError for a schema that this program does not know."""
    if revision not in version.known_revisions():
        raise UserError(
            f"The backup has schema {revision}, which this program (schema {version.HEAD})"
            " does not know: it was probably made by a newer Onhand.",
            "Nothing was changed. Restore it with the newer program.",
            code="unknown_revision",
        )


def _moment(connection: Connection, second: datetime) -> datetime:
    """When exactly a file was made, by the newest row in it: its name tells the second only."""
    end, newest = second + timedelta(seconds=1), second
    for table, column in (("stock_move", "recorded_at"), ("product", "updated_at")):
        at = Base.metadata.tables[table].c[column]
        found = connection.execute(select(func.max(at, type_=at.type)).where(at < end)).scalar()
        newest = max(newest, found or newest)
    return newest


def _changed(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _url(path: Path) -> URL:
    return URL.create("sqlite", database=str(path))


def check_file(path: Path) -> bool:
    """UserError unless it is a whole file of ours, as far as SQLite and its checksum can tell.

    Whether there was a checksum, so that nothing in it was altered since.
    """
    if not path.is_file():
        raise UserError(f"There is no backup {path}.", "Nothing was changed.", code="cannot_open")
    found = version.inspect_file(path, takes_newer=True)
    version.refuse_wanting(found)
    if found.state is version.State.NEW:
        raise damaged("it is empty")
    checksum = path.with_name(path.name + CHECKSUM)
    if checksum.exists():
        with path.open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != checksum.read_text("utf-8")[:64]:
                raise damaged("it is not the file that was written")
    try:
        with snapshot(_url(path)) as connection:
            sound = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    except (sqlite3.DatabaseError, DatabaseError, Unavailable) as error:
        raise damaged("SQLite cannot read it") from error
    if sound != "ok" or orphan is not None:
        raise damaged("SQLite finds it broken")
    return checksum.exists()


class InUse:
    """A shop's database as a source: read once to prove it, and again for its rows."""

    def __init__(
        self, connection: Connection, at: datetime, progress: Progress, may_be_broken: bool = False,
        file: Path | None = None,
    ) -> None:  # fmt: skip
        """``may_be_broken``: it is known that nobody has altered it since it was written."""
        self._connection = connection
        self.file = file
        self.manifest = proven(connection, at, progress, "Reading the shop")
        if self.manifest.faults and not may_be_broken:
            raise damaged(self.manifest.faults[0].rstrip("."))

    def tables(
        self, progress: Progress, message: str
    ) -> Iterator[tuple[Content, Iterable[list[Any]]]]:
        told = Told(progress, self.manifest.rows, message)
        for content in self.manifest.tables:
            yield content, map(parsed, told.over(lines(self._connection, content.shape)))


def proven(
    connection: Connection, at: datetime, progress: Progress, message: str,
    known: MetaData = Base.metadata,
) -> Manifest:  # fmt: skip
    """Reads every row of a database: exact, its keys lead somewhere, its chains are whole."""
    every = [(s, *rows_and_sums(connection, s)) for s in shapes(connection, known)]
    told = Told(progress, sum(rows for _, rows, _ in every), message)
    manifest = manifest_of(connection, at)
    proof = Proof(manifest, [shape for shape, *_ in every])
    contents = []
    for shape, rows, sums in every:
        try:
            content = proof.through(shape, told.over(lines(connection, shape)))
        except ValueError as error:
            raise damaged(str(error)) from None
        if (content.rows, content.sums) != (rows, sums):
            raise damaged(f"“{shape.name}” does not add up")
        contents.append(content)
    return replace(manifest, faults=proof.finish(), tables=tuple(contents))
