"""SQLite: pragmas on every connection, BEGIN IMMEDIATE with jittered retry, the file's identity."""

import os
import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from desktop.db.errors import translate
from desktop.db.giving_way import ask_for_way
from desktop.db.mounts import file_system_of
from desktop.domain.errors import Unavailable, UserError

APPLICATION_ID = 0x4F4E4844  # "ONHD"
READ_TIMEOUT_S = 10.0
WRITE_TIMEOUT_S = 10.0
READS_KIB, WRITES_KIB = 64_000, 16_000  # pages at hand: a search reads all 100 000 products
WAITS_S = 0.01  # a longer step of waiting is no passing by
_NETWORK = frozenset(
    {
        "nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "9p", "afs", "ncpfs", "ceph", "lustre",
        "glusterfs", "fuse.glusterfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs2", "fuse.smbnetfs",
    }
)  # fmt: skip


class Compiler(SQLiteCompiler):
    """Writes hints to a table: ``select(…).with_hint(table, "NOT INDEXED", "sqlite")``."""

    def get_from_hint_text(self, table: Any, text: str | None) -> str | None:
        return text


def make_engine(
    url: URL, *, writes: bool, size: int, overflow: int, echo: bool, is_kept: bool = False
) -> Engine:
    """An engine whose transactions begin as they should: IMMEDIATE for the one writer.

    It opens a file that is there and never makes one. ``is_kept``: not a byte of it is changed.
    """
    place = f"{Path(url.database or '').absolute().as_uri()}?mode={'ro' if is_kept else 'rw'}"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            place,
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=READ_TIMEOUT_S,
        )
        set_pragmas(connection, query_only=not writes, is_kept=is_kept)
        if writes:
            connection.execute("PRAGMA busy_timeout=0")  # from here ``begin_immediate`` waits
        return connection

    engine = create_engine(
        url, creator=connect, poolclass=QueuePool, pool_size=size, max_overflow=overflow, echo=echo
    )

    engine.dialect.statement_compiler = Compiler

    def begin(connection: Connection) -> None:
        if writes:
            raw = connection.connection.dbapi_connection
            begin_immediate(raw, waits=lambda: ask_for_way(Path(url.database or "")))
        else:
            connection.exec_driver_sql("BEGIN")

    event.listen(engine, "begin", begin)
    return engine


def set_pragmas(
    connection: sqlite3.Connection, query_only: bool = False, is_kept: bool = False
) -> None:
    """What safety.md asks of every connection; WAL stays in the file once set."""
    for pragma in (
        *(() if is_kept else ("journal_mode=WAL",)),
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # without it REPLACE deletes rows past the ledger's trigger
        "trusted_schema=OFF",
        "cell_size_check=ON",
        f"cache_size={-READS_KIB if query_only else -WRITES_KIB}",
        f"query_only={'ON' if query_only else 'OFF'}",
    ):
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError:
            # WAL cannot be set on a read-only file; reading goes on, writing will say so.
            if not pragma.startswith("journal_mode"):
                raise


def begin_immediate(
    raw: Any, limit_s: float = WRITE_TIMEOUT_S, waits: Callable[[], None] | None = None
) -> None:
    """BEGIN IMMEDIATE; while others write, waits in growing random steps, ``limit_s`` at most.

    ``raw`` is a connection of sqlite3, whose own waiting starves under load (safety.md). ``waits``
    is called at each of those steps that is no mere passing by.
    """
    deadline = time.monotonic() + limit_s
    longest = 0.002
    while True:
        try:
            raw.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) and "busy" not in str(error):
                known = translate(OperationalError("BEGIN IMMEDIATE", None, error))
                raise (known or error) from None
            if time.monotonic() > deadline:
                raise Unavailable(
                    "Another program has been writing to the shop's file for 10 seconds.",
                    "Nothing was changed. Close the other program or try again.",
                    "busy",
                ) from None
        if waits is not None and longest > WAITS_S:
            waits()
        time.sleep(random.uniform(0.0005, longest))
        longest = min(longest * 1.6, 0.1)


class SameFile:
    """Notices that the path no longer is the file that was opened: deleted, replaced, moved away.

    SQLite would go on writing into the file without a name, and every booking would be lost.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: tuple[int, int] | None = None

    def check(self) -> None:
        """Passes in silence (one ``stat``), or raises Unavailable with what happened."""
        try:
            found = os.stat(self._path)
        except OSError as error:
            if self._known is None:
                return  # never opened: opening it will say so
            raise Unavailable(
                f"The shop's file {self._path} is gone ({error.strerror}).",
                "Nothing was booked. Bring the file back to its place, then try again.",
                "file_gone",
            ) from None
        identity = (found.st_dev, found.st_ino)
        if self._known is None:
            self._known = identity
        elif identity != self._known:
            raise Unavailable(
                f"Another file was put in the place of {self._path}.",
                "Nothing was booked. Close Onhand and start it again, or bring the file back.",
                "file_replaced",
            )


def refuse_network_share(path: Path) -> None:
    """SQLite's locks do not hold on network shares: refused, with the ways out."""
    refuse_kind(path, file_system_of(path))


def refuse_kind(path: Path, kind: str) -> None:
    """The same for a file system of a known kind."""
    if kind in _NETWORK:
        raise UserError(
            f"{path} lies on a network share ({kind}), where SQLite loses data.",
            "Choose a folder on this computer, or a PostgreSQL server for several tills.",
            code="network_share",
        )
