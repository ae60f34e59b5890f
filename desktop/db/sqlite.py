"""SQLite: pragmas on every connection, BEGIN IMMEDIATE with a jittered retry, the file's identity."""

import random
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import QueuePool

from desktop.domain.errors import Unavailable, UserError

APPLICATION_ID = 0x4F4E4844  # "ONHD"
READ_TIMEOUT_S = 10.0
WRITE_TIMEOUT_S = 10.0
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ncpfs"}


def make_engine(url: URL, *, writes: bool, size: int, overflow: int, echo: bool) -> Engine:
    """An engine whose transactions begin as they should: IMMEDIATE for the one writer."""
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=overflow,
        echo=echo,
        connect_args={
            "isolation_level": None,
            "check_same_thread": False,
            "timeout": 0 if writes else READ_TIMEOUT_S,
        },
    )

    def connected(connection: sqlite3.Connection, record: object) -> None:
        set_pragmas(connection, query_only=not writes)

    def begin(connection: Connection) -> None:
        if writes:
            begin_immediate(connection)
        else:
            connection.exec_driver_sql("BEGIN")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begin)
    return engine


def set_pragmas(connection: sqlite3.Connection, query_only: bool = False) -> None:
    """What safety.md asks of every connection; WAL stays in the file once set."""
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "cache_size=-16000",
        f"query_only={'ON' if query_only else 'OFF'}",
    ):
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError:
            # WAL cannot be set on a read-only file; reading goes on, writing will say so.
            if not pragma.startswith("journal_mode"):
                raise


def begin_immediate(connection: Connection, limit_s: float = WRITE_TIMEOUT_S) -> None:
    """BEGIN IMMEDIATE; while others write, waits in growing random steps, ``limit_s`` at most."""
    deadline = time.monotonic() + limit_s
    longest = 0.002
    raw: Any = connection.connection.dbapi_connection
    while True:
        try:
            raw.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) and "busy" not in str(error):
                from desktop.db.errors import translate
                from sqlalchemy.exc import OperationalError

                known = translate(OperationalError("BEGIN IMMEDIATE", None, error))
                raise (known or error) from None
            if time.monotonic() > deadline:
                raise Unavailable(
                    "Another program has been writing to the shop's file for 10 seconds.",
                    "Nothing was changed. Close the other program or try again.",
                    "busy",
                ) from None
        time.sleep(random.uniform(0.0005, longest))
        longest = min(longest * 1.6, 0.1)


def refuse_network_share(path: Path) -> None:
    """SQLite's locks do not hold on network shares: refused, with the ways out."""
    kind = _file_system(path)
    if kind in _NETWORK:
        raise UserError(
            f"{path} lies on a network share ({kind}), where SQLite loses data.",
            "Choose a folder on this computer, or a PostgreSQL server for several tills.",
            code="network_share",
        )


def _file_system(path: Path) -> str:
    """The type of the file system that holds a path, as Linux names it; empty elsewhere."""
    try:
        mounts = Path("/proc/self/mounts").read_text().splitlines()
    except OSError:
        return ""
    place = str(path.absolute())
    best = ("", "")
    for line in mounts:
        _, where, kind, *_ = line.split(" ")
        where = where.replace("\\040", " ")
        inside = place == where or place.startswith(where.rstrip("/") + "/")
        if inside and len(where) >= len(best[0]):
            best = (where, kind)
    return best[1]
