"""Opens the shop: looks first, creates or migrates when that is right, signs this computer on."""

import os
import platform
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import Connection
from sqlalchemy.exc import ArgumentError, ProgrammingError, SQLAlchemyError
from sqlalchemy.orm import Session

from desktop import __version__, settings
from desktop.commands.migrations import note_migration
from desktop.commands.shop import CreateShop, Enrol, create_shop, enrol, visit
from desktop.db import migrate
from desktop.db.engine import Database
from desktop.db.errors import translate
from desktop.db.file_backup import back_up_file
from desktop.db.kept import FOLDER
from desktop.db.swap_file import finish_swap
from desktop.db.version import HEAD, Found, State, unknown, wants_newer
from desktop.domain.clock import Clock, SystemClock
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.ids import Ids
from desktop.domain.permissions import Actor
from desktop.queries.epoch import epoch_of
from desktop.queries.health import size_of
from desktop.queries.migrations import migrations
from desktop.settings import Settings

Keep = Callable[[Settings, datetime], Path]  # makes a verified backup and says where it is
PATIENCE_S = 86_400.0
_PLACES = {"argument": "--database", "saved": f"“database” of {settings.FILE}"}
_SHOWN = timedelta(days=20)  # as many milliseconds as the column of the offset holds


@dataclass(frozen=True)
class Shop:
    """An open shop: the database and who acts on it from here."""

    database: Database
    actor: Actor
    settings: Settings
    clock: Clock
    ids: Ids
    revision: str = HEAD

    @property
    def read_only(self) -> UserError | None:
        """Why this program may only look at it; None where it may work."""
        return self.database.read_only


def look(chosen: Settings) -> State:
    """What is at the chosen place, without changing a byte of it; UserError when it is not ours."""
    return seen(chosen).state


def seen(chosen: Settings) -> Found:
    """The same with its revision and what that asks for.

    Tables without a shop in them are NEW: whoever made them got no further.
    """
    database = _database(chosen)
    try:
        found = _state(database, chosen, _known_store(chosen))
        return found if found.store_id else Found(State.NEW)
    finally:
        database.close()


def is_new(chosen: Settings) -> bool:
    """Whether no shop is at the chosen place yet."""
    return look(chosen) is State.NEW


def _known_store(chosen: Settings) -> str:
    """The store that the settings remember, for their own place only."""
    return chosen.store_id if chosen.database_from in ("default", "saved") else ""


def _database(chosen: Settings, name: str = "onhand") -> Database:
    """UserError where the address is none."""
    try:
        database = Database(chosen, name)
    except (ArgumentError, ValueError):
        raise _no_address(chosen) from None
    if database.path is not None:
        finish_swap(database.path)  # a restore that was killed on its last step
    return database


def _state(database: Database, chosen: Settings, known_store: str) -> Found:
    """What is at the place; UserError where its address holds what PostgreSQL does not know."""
    try:
        return migrate.state(database, known_store)
    except ProgrammingError as error:
        if "invalid dsn" in str(error.orig):
            raise _no_address(chosen) from None
        raise


def _no_address(chosen: Settings) -> UserError:
    """The library's words are not repeated: a password may be among them."""
    place = _PLACES.get(chosen.database_from, chosen.database_from)
    return UserError(
        f"The database's address in {place} cannot be read.",
        "Write it as postgresql://USER@HOST:PORT/NAME; signs like / and @ in a password"
        " are spelled %2F and %40.",
        field="database",
        code="bad_url",
    )


def create(chosen: Settings, answers: CreateShop, fill: migrate.Fill | None = None) -> Settings:
    """Makes the schema and the shop where nothing is yet; asked twice, the first shop stands.

    ``fill`` writes into the new shop in the same transaction, so that a shop is seen only with all
    that belongs in it; it is not called where a shop stands already.
    """

    def make(session: Session) -> None:
        create_shop(session, answers)
        if fill is not None:
            fill(session)

    database = _database(chosen)
    try:
        if database.path is not None:
            with _writing_in(database.path.parent):
                database.path.parent.mkdir(parents=True, exist_ok=True)
        found = _state(database, chosen, "")
        if found.state is State.NEWER:
            raise unknown(found.revision)
        if found.state is State.NEW:
            _create(database, make)
        elif not found.store_id:
            with database.write(PATIENCE_S) as session:
                make(session)
        store = database.run(create_shop, answers)
    finally:
        database.close()
    return _remember(chosen, store)


def _create(database: Database, make: migrate.Fill) -> None:
    try:
        migrate.create(database, make)
    except sqlite3.Error as error:  # of rows that were written past SQLAlchemy
        raise (translate(error) or error) from error


@contextmanager
def _writing_in(folder: Path) -> Iterator[None]:
    """Turns what the file system refuses into a sentence."""
    try:
        yield
    except OSError as error:
        raise Unavailable(
            f"The folder {folder} cannot be written: {error.strerror}.",
            "Nothing was changed. Choose another folder, or ask for the right to write there.",
            "cannot_open",
        ) from None


def _remember(chosen: Settings, store: UUID) -> Settings:
    """The store's id goes into the settings, so that a swapped file is noticed."""
    if chosen.database_from in ("default", "saved") and chosen.store_id != str(store):
        before, chosen = chosen, replace(chosen, store_id=str(store))
        with _writing_in(chosen.data_dir):
            settings.save(chosen, before)
    return chosen


def open_shop(
    chosen: Settings, lane: str, clock: Clock | None = None, keep: Keep | None = None
) -> Shop:
    """The shop, ready to work with. UserError(code="no_shop") when there is none yet.

    An older one is backed up and migrated first: a file by itself, a server's where the settings
    say so, with ``keep`` to back it up.
    """
    clock = clock or SystemClock()
    name = platform.node() or "workstation"
    database = _database(chosen, name)
    try:
        found = _state(database, chosen, _known_store(chosen))
        if found.state is State.NEW or not found.store_id:
            raise UserError(
                "There is no shop here yet.", "Run “db init” or open the window.", code="no_shop"
            )
        if found.state is State.OLDER:
            _migrate(database, chosen, found.revision, clock, keep)
        elif wants_newer(found):
            database.close()
            database = Database(chosen, name, _too_old(found))
        elif database.path is not None:
            migrate.clear_stale(database.path)
        return _signed_on(database, found, chosen, clock, lane)
    except BaseException:
        database.close()
        raise


def _signed_on(database: Database, found: Found, chosen: Settings, clock: Clock, lane: str) -> Shop:
    if isinstance(clock, SystemClock):
        database.keep_time(clock)
    with database.read() as session:
        epoch = epoch_of(session)
    database.keep_epoch(epoch)
    with _writing_in(chosen.data_dir):
        identity = _identity(chosen.data_dir, found.store_id, epoch, Ids(clock))
    command = _sign_on(identity, clock, lane, chosen.user)
    if database.read_only is None:
        actor = database.run(enrol, command)
    else:
        with database.read() as session:
            actor = visit(session, command)
    chosen = _remember(chosen, UUID(found.store_id))
    revision = found.revision if found.state is State.NEWER else HEAD
    return Shop(database, actor, chosen, clock, Ids(clock), revision)


def _too_old(found: Found) -> Unavailable:
    return Unavailable(
        f"Schema {found.revision} wants Onhand {found.min_program} or newer; this is Onhand"
        f" {__version__}, schema {HEAD}.",
        "Update this program to work on.",
        "read_only",
    )


def _migrate(
    database: Database, chosen: Settings, before: str, clock: Clock, keep: Keep | None
) -> None:
    """A verified backup, then all of the migration or nothing."""
    _refuse_unasked(database, chosen, before)
    began = time.monotonic()
    kept = _kept(database, chosen, clock, keep) if chosen.backup_before_upgrade else None

    def note(connection: Connection, revision: str) -> None:
        took_ms, size = int(1000 * (time.monotonic() - began)), size_of(connection)
        person, at = chosen.user, clock.now()
        note_migration(connection, revision, HEAD, person, __version__, at, took_ms, size)

    try:
        migrate.upgrade(database, note)
    except (UserError, SQLAlchemyError, sqlite3.Error) as error:
        why = error.message if isinstance(error, UserError) else "The new schema does not fit."
        where = f" The backup from before is {kept}." if kept else ""
        is_undecided = isinstance(error, Unavailable) and error.is_undecided
        if isinstance(error, UserError) and is_undecided:
            raise Unavailable(why, f"{error.hint}{where}", error.code, is_undecided) from error
        raise Unavailable(
            f"The shop could not be brought to this program's schema {HEAD}. {why}",
            f"Nothing was changed.{where} Try again, or go on with the older program.",
            "migration_failed",
        ) from error


def _refuse_unasked(database: Database, chosen: Settings, before: str) -> None:
    """A server's shop is migrated when somebody wants it, one that was taken back likewise."""
    with database.read() as session:
        last = next(iter(migrations(session.connection(), 1)), None)
    if last is not None and last.is_back and last.after == before:
        who = f" by {last.user}" if last.user else ""
        raise UserError(
            f"This shop was taken back from schema {last.before} to {before} on purpose{who}; this"
            f" program needs {HEAD}.",
            f"Nothing was changed. The program of schema {before} opens it; to go on with this one,"
            " upgrade it again: “db migrate” makes a backup first.",
            code="taken_back",
        )
    if database.path is None and not chosen.auto_upgrade:
        raise UserError(
            f"The shop on the server has schema {before}, this program needs {HEAD}.",
            "Nothing was changed. Upgrade it here or with “db migrate”: a backup is made first."
            " Other computers then need this version too.",
            code="needs_migration",
        )


def _kept(database: Database, chosen: Settings, clock: Clock, keep: Keep | None) -> Path:
    if database.path is not None:
        return back_up_file(database.path, chosen.data_dir / FOLDER, clock.now()).path
    if keep is None:
        raise UserError(
            "The shop on the server must be backed up before its schema changes.",
            "Nothing was changed. Run “db migrate”.",
            code="needs_migration",
        )
    return keep(chosen, clock.now())


def _sign_on(identity: UUID, clock: Clock, lane: str, user: str) -> Enrol:
    off = clock.offset if isinstance(clock, SystemClock) else timedelta()
    shown = min(max(off, -_SHOWN), _SHOWN) // timedelta(milliseconds=1)
    return Enrol(identity, clock.now(), platform.node(), lane, __version__, user, shown)


def _identity(data_dir: Path, store: str, epoch: str, ids: Ids) -> UUID:
    """This machine's identity for a shop; it lies here, so a copied database is another till.

    One file per shop and per life of it: a restored shop's chains end earlier than this till's.
    Made in one step: of two first starts at once the first one's stands.
    """
    path = data_dir / f"workstation-{store}{'-' if epoch else ''}{epoch}.id"
    data_dir.mkdir(parents=True, exist_ok=True)
    for _ in range(2):
        try:
            return UUID(path.read_text("ascii").strip())
        except FileNotFoundError:
            _write_once(path, str(ids.new()))
        except ValueError:
            path.unlink(missing_ok=True)  # damaged: this computer becomes a new workstation
            _write_once(path, str(ids.new()))
    return UUID(path.read_text("ascii").strip())


def _write_once(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.{uuid4().hex}.part")
    part.write_text(text, "ascii")
    try:
        os.link(part, path)
    except FileExistsError:
        pass  # another start was faster
    except OSError:  # a file system without hard links
        part.replace(path)
    part.unlink(missing_ok=True)
