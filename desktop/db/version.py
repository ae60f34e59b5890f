"""Whose database is this, and how old? Read before anything is set: a refusal leaves no trace."""

import sqlite3
from dataclasses import dataclass
from enum import Enum
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop import __version__
from desktop.db.head import head
from desktop.db.revision_hooks import Told, after_step, is_enough, needed_by
from desktop.db.sqlite import APPLICATION_ID
from desktop.db.waiting import journal_waits, refuse_foreign_journal
from desktop.domain.errors import UserError

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

# The newest revision; a test holds it equal to migrations/versions.
HEAD = "0005"
# What a new shop keeps of the programs that can work with HEAD; the same test holds it equal.
MIN_PROGRAM = "0.1.0"
# SQLite's pragmas for a migration: while a table is rebuilt, others refer to what is not there.
UNGUARDED = ("foreign_keys=OFF", "legacy_alter_table=ON")
HEADER = 100  # bytes of SQLite's file header


class State(Enum):
    """What a database is to this program."""

    NEW = "new"  # nothing there yet
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"  # of a newer program, which says what is needed to work with it


@dataclass(frozen=True)
class Found:
    """State, revision and the store's id ('' where there is none).

    ``min_program``: the oldest program that can work with the revision, as the database says.
    """

    state: State
    revision: str = ""
    store_id: str = ""
    min_program: str = ""


def wants_newer(found: Found) -> bool:
    """Whether this program may only look at what was found."""
    return found.state is State.NEWER and not is_enough(__version__, found.min_program)


def refuse_wanting(found: Found) -> None:
    """UserError where a newer program is wanted to change anything."""
    if wants_newer(found):
        raise UserError(
            f"Schema {found.revision} wants Onhand {found.min_program} or newer; this is Onhand"
            f" {__version__}, schema {HEAD}.",
            "Nothing was changed. Restore it with the newer program.",
            code="unknown_revision",
        )


def inspect_file(path: Path, known_store: str = "", takes_newer: bool = False) -> Found:
    """What an SQLite file is, read without changing a byte of it; UserError where it is not ours.

    ``known_store``: the id that the settings remember for this place; with it, a missing, empty or
    other file is damage and never an invitation to create a new shop. ``takes_newer``: a schema of
    a newer program is answered and not refused, where that program has left word.
    """
    header = _header(path)
    if not header:
        if known_store:
            what = "is gone" if header is None else "is empty"
            raise UserError(
                f"The shop's file {path} {what}.",
                "Nothing was created in its place. Bring the file back or restore a backup.",
                code="file_gone",
            )
        if header is not None:
            raise UserError(
                f"{path} is an empty file that Onhand did not make.",
                "It was left as it is. Choose another place, or delete it first.",
                code="empty_file",
            )
        return Found(State.NEW)
    _check_header(path, header)
    refuse_foreign_journal(path)
    found = _taken(_read(path), takes_newer)
    if known_store and found.store_id != known_store:
        raise UserError(
            f"{path} holds another shop than this computer knows.",
            "Nothing was changed. Bring the right file back or restore a backup.",
            code="other_shop",
        )
    return found


def _header(path: Path) -> bytes | None:
    """The first 100 bytes of a file, None where there is none; UserError when it cannot be read."""
    try:
        return head(path, HEADER)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UserError(
            f"{path} cannot be opened: {error.strerror}.",
            "Nothing was changed.",
            code="cannot_open",
        ) from None


def _check_header(path: Path, header: bytes) -> None:
    """Ours and whole, by the bytes alone: another program's file is not even opened by SQLite."""
    is_sqlite = len(header) == HEADER and header.startswith(b"SQLite format 3\0")
    if not is_sqlite or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise UserError(
            f"{path} is not a shop of Onhand.",
            "It was left as it is. Choose another file.",
            code="foreign_file",
        )
    page = int.from_bytes(header[16:18], "big")
    wanted = int.from_bytes(header[28:32], "big") * (65536 if page == 1 else page)
    if path.stat().st_size < wanted and not journal_waits(path):
        raise _damaged(path)


def _damaged(path: Path) -> UserError:
    return UserError(
        f"The shop's file {path} is damaged.",
        "It was left as it is. Restore the newest backup.",
        code="damaged",
    )


def _read(path: Path) -> Found:
    # immutable: nothing is made beside the file; not while a journal waits, which must be read.
    quiet = not path.with_name(path.name + "-wal").exists()
    uri = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if quiet else ''}"
    try:
        connection = sqlite3.connect(uri, uri=True)
        try:
            rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
            told = dict(connection.execute(_TOLD).fetchall())
        finally:
            connection.close()
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if quiet and path.with_name(path.name + "-wal").exists():
            return _read(path)  # somebody began to write meanwhile
        if "locked" in str(error) or "unable to open" in str(error):
            raise UserError(
                f"{path} cannot be opened: {error}.", "Nothing was changed.", code="cannot_open"
            ) from None
        raise _damaged(path) from None
    return _judge([row[0] for row in rows], told)


def goods_in_file(path: Path) -> int:
    """How many products a shop's file holds, read as ``inspect_file`` reads."""
    quiet = not path.with_name(path.name + "-wal").exists()
    uri = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if quiet else ''}"
    connection = sqlite3.connect(uri, uri=True)
    try:
        return int(connection.execute("SELECT count(*) FROM product").fetchone()[0])
    except sqlite3.DatabaseError:
        raise _damaged(path) from None
    finally:
        connection.close()


def inspect_server(
    connection: "Connection", known_store: str = "", takes_newer: bool = False
) -> Found:
    """The same question to PostgreSQL; a database with other people's tables is refused."""
    from sqlalchemy import inspect, text

    tables = set(inspect(connection).get_table_names())
    name = f"The database “{connection.engine.url.database}”"
    if not tables and known_store:
        raise UserError(
            f"{name} is empty: the shop that this computer knows there is gone.",
            "Nothing was created in its place. Check the address, or restore a backup.",
            code="shop_gone",
        )
    if not tables:
        return Found(State.NEW)
    if "alembic_version" not in tables or "stock_move" not in tables:
        raise UserError(
            f"{name} belongs to another program.",
            "It was left as it is. Choose or create an empty database.",
            code="foreign_database",
        )
    rows = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    told = {str(key): str(value) for key, value in connection.execute(text(_TOLD)).all()}
    if known_store and told.get("store_id", "").strip('"') != known_store:
        raise UserError(
            f"{name} holds another shop than this computer knows there.",
            "Nothing was changed. Check the address, or ask who looks after the server.",
            code="other_shop",
        )
    return _taken(_judge(list(rows), told), takes_newer)


_TOLD = """SELECT key, value FROM setting
    WHERE scope = 'system' AND key IN ('store_id', 'min_program')"""


def _judge(revisions: list[str], told: dict[str, str]) -> Found:
    revision = ",".join(revisions)
    store, word = (told.get(key, "").strip('"') for key in ("store_id", "min_program"))
    needed = needed_by(revision, word)
    if revision == HEAD:
        return Found(State.CURRENT, revision, store, needed)
    if len(revisions) == 1 and revision in known_revisions():
        return Found(State.OLDER, revision, store, needed)
    is_newer = len(revisions) == 1 and revision.isdecimal() and revision > HEAD
    if is_newer and store and needed:
        return Found(State.NEWER, revision, store, needed)
    raise unknown(revision)


def _taken(found: Found, takes_newer: bool) -> Found:
    if found.state is State.NEWER and not takes_newer:
        raise unknown(found.revision)
    return found


def unknown(revision: str) -> UserError:
    """The refusal of a schema that this program has not."""
    return UserError(
        f"This database has schema {revision or 'none'}, which this program (schema {HEAD})"
        " does not know: it was probably made by a newer Onhand.",
        "It was left as it is. Start the newer program, or update this one.",
        code="unknown_revision",
    )


def known_revisions() -> list[str]:
    """All revisions of this program, oldest first, from the file names."""
    return sorted(path.name[:4] for path in (migrations_dir() / "versions").glob("[0-9]*.py"))


def migrations_dir() -> Path:
    """The migrations: beside the package in a checkout, inside it in a wheel."""
    beside = Path(__file__).parents[2] / "migrations"
    if (beside / "env.py").exists():
        return beside
    return Path(str(resources.files("desktop") / "_data" / "migrations"))


def alembic_config(connection: "Connection | None" = None, **attributes: Any) -> "Config":
    """Alembic's configuration without an ini file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_dir()).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes.update(attributes)
    return config


def upgrade(connection: "Connection", revision: str = "head", told: Told | None = None) -> None:
    """Migrates within the caller's transaction; ``told`` hears of each step that holds."""
    from alembic import command

    command.upgrade(alembic_config(connection, applied=after_step(told)), revision)


def downgrade(connection: "Connection", revision: str, told: Told | None = None) -> None:
    """Migrates back within the caller's transaction; ``told`` as above."""
    from alembic import command

    command.downgrade(alembic_config(connection, applied=after_step(told)), revision)
