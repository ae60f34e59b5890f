"""Tries a database on a server: does it answer, let us in, and is it a shop we may write?"""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import Connection, create_engine, func, select
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from desktop.db import postgres, version
from desktop.db.errors import translate
from desktop.domain.errors import Unavailable, UserError
from desktop.jobs.connecting import making
from desktop.jobs.connecting.choices import (
    OPEN,
    PORT,
    ServerChoice,
    address_of,
    with_kept_password,
)
from desktop.jobs.connecting.found import SAFE, SERVER_STEPS, Place, Step, newer_than, since
from desktop.schema import Product

STEP_S = 3.0
# The step that a refusal of the connection belongs to; all before it went well.
_STEP_OF = {
    "no_tls": "protect",
    "bad_login": "login",
    "too_many": "login",
    "no_database": "database",
    "may_create": "database",
}


def probe_server(choice: ServerChoice) -> Iterator[Step | Place]:
    """The steps of a server, each with its own deadline."""
    began = time.monotonic()
    choice = with_kept_password(choice)
    try:
        address = _reach(choice)
        yield Step("reach")
    except UserError as error:
        yield Step("reach", error)
        return
    try:
        connection = _connect(choice, address)
    except UserError as error:
        if error.code == "no_database":
            error = making.missing(choice, partial(_connect, address=address))
        failed = _STEP_OF.get(error.code, "login")
        for key in SERVER_STEPS[1 : SERVER_STEPS.index(failed)]:
            yield Step(key)
        yield Step(failed, error)
        return
    took = since(began)
    yield from map(Step, ("protect", "login", "database"))
    watchdog = postgres.Watchdog()
    try:
        with watchdog.guard(connection.fileno(), STEP_S):
            yield from _look(connection, choice, took)
    finally:
        connection.close()
        watchdog.close()


def create_database(choice: ServerChoice) -> None:
    """Makes the chosen database, empty; UserError where that does not go."""
    making.create_database(choice, partial(_connect, address=_reach(choice)))


def _reach(choice: ServerChoice) -> str:
    """The address that answers, "" for a socket in a folder; UserError where none does."""
    if choice.host.startswith(("/", "@")):
        _knock(socket.AF_UNIX, f"{choice.host}/.s.PGSQL.{choice.port}")
        return ""
    addresses = _resolve(choice)
    deadline = time.monotonic() + STEP_S
    problem: UserError | None = None
    for family, address in addresses:
        try:
            _knock(family, address, max(0.1, deadline - time.monotonic()))
            return str(address[0])
        except UserError as error:
            problem = problem or error
    assert problem is not None
    raise problem


def _resolve(choice: ServerChoice) -> list[tuple[int, Any]]:
    """The host's addresses; the system's own asking may take half a minute, so it is left alone."""
    found: list[tuple[int, Any]] = []
    told: list[Exception] = []

    def ask() -> None:
        try:
            infos = socket.getaddrinfo(choice.host, choice.port, type=socket.SOCK_STREAM)
            found.extend((info[0], info[4]) for info in infos)
        except (OSError, UnicodeError) as error:
            told.append(error)

    thread = threading.Thread(target=ask, name="resolving", daemon=True)
    thread.start()
    thread.join(STEP_S)
    if found:
        return list(found)
    raise Unavailable(
        f"The server's name “{choice.host}” is not known on this network.",
        f"{SAFE} Check the name, or write the server's number, as 192.168.1.20.",
        "unknown_host",
    )


def _knock(family: int, address: Any, seconds: float = STEP_S) -> None:
    """A connection that says nothing; UserError when nobody takes it."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as line:
            line.settimeout(seconds)
            line.connect(address)
    except (ConnectionRefusedError, FileNotFoundError):
        raise Unavailable(
            "The computer answers, but no database server runs at this address and port.",
            f"{SAFE} Check the port (usually {PORT}), and whether the server was started.",
            "refused",
        ) from None
    except (OSError, OverflowError):
        raise Unavailable(
            "The server's computer does not answer.",
            f"{SAFE} Check that it is on, and that this computer is on the same network.",
            "server_gone",
        ) from None


def _connect(choice: ServerChoice, address: str) -> Any:
    """A connection that cannot write; UserError says why there is none."""
    import psycopg2

    url = address_of(choice)
    arguments = postgres.connect_args(url, "test") | dict(url.query)
    if address:
        arguments |= {"host": choice.host, "hostaddr": address}
    try:
        connection = psycopg2.connect(
            user=choice.user or None, password=choice.password or None,
            dbname=choice.database or None, port=choice.port, **arguments,
        )  # fmt: skip
        connection.set_session(readonly=True)
        postgres.refuse_old(connection.server_version)
    except (psycopg2.Error, UnicodeError, ValueError) as error:
        raise _refusal(error, choice) from None
    return connection


def _refusal(error: Exception, choice: ServerChoice) -> UserError:
    """The server's no in our words; the library's are not repeated, whatever is in them."""
    text = str(error).lower()
    if "no encryption" in text and choice.encryption == OPEN:
        return Unavailable(
            "The server takes protected connections only.",
            f"{SAFE} Choose “Required” under Encryption.",
            "no_tls",
        )
    if "does not support ssl" in text:
        return Unavailable(
            "The server does not offer protected connections.",
            f"{SAFE} Ask who looks after it to switch encryption on.",
            "no_tls",
        )
    if "certificate" in text:
        return Unavailable(
            "The server cannot prove that it is the one you mean: its certificate is not trusted.",
            f"{SAFE} Check the server's name. A shop's own certificate is named in PGSSLROOTCERT.",
            "no_tls",
        )
    if "timeout expired" in text:
        return _hangs()
    known = translate(OperationalError("connect", None, error))
    if known is not None and known.code != "server_gone":
        return known
    if isinstance(error, (UnicodeError, ValueError)):
        return UserError(
            "This address cannot be used.", f"{SAFE} Check each field.", code="bad_url"
        )
    return _hangs()


def _hangs() -> Unavailable:
    return Unavailable(
        "The computer answers, but the database server on it does not.",
        f"{SAFE} Wait a moment and test again; else ask who looks after the server.",
        "server_hangs",
    )


def _look(raw: Any, choice: ServerChoice, took: int) -> Iterator[Step | Place]:
    """Whose database it is, and what may be done in it."""
    shown = address_of(replace(choice, password=""))
    engine = create_engine(shown, creator=lambda: raw, poolclass=NullPool)
    number = str(raw.info.parameter_status("server_version")).split()[0]
    key = "shop"
    try:
        with engine.connect() as connection:
            found = version.inspect_server(connection, takes_newer=True)
            is_new = found.state is version.State.NEW
            count = select(func.count()).select_from(Product)
            products = 0 if is_new else connection.scalar(count) or 0
            yield Step(key)
            key = "rights"
            _refuse_reader(connection, is_new)
            yield Step(key)
        older = found.state is version.State.OLDER
        yield Place(
            took,
            is_new,
            older,
            *newer_than(found),
            revision=found.revision,
            products=products,
            server=number,
            store=found.store_id,
        )
    except UserError as error:
        yield Step(key, error)
    except SQLAlchemyError as error:
        known = translate(error) if isinstance(error, DBAPIError) else None
        is_lost = known is None or known.code in ("server_gone", "too_slow")
        yield Step(key, _hangs() if is_lost else known)
    finally:
        engine.dispose()


def _refuse_reader(connection: Connection, is_new: bool) -> None:
    """UserError for a login, or a server, that can only read."""
    ask = connection.exec_driver_sql
    copy, only_reads = ask(
        "SELECT pg_is_in_recovery(),"
        " (SELECT reset_val FROM pg_settings WHERE name = 'default_transaction_read_only')"
    ).one()
    if copy or only_reads == "on":
        raise Unavailable(
            "This server can be read but not written.",
            f"{SAFE} Ask who looks after it which server takes what is booked.",
            "read_only",
        )
    needed = (
        "SELECT has_schema_privilege(current_schema(), 'CREATE')"
        if is_new
        else "SELECT bool_and(has_table_privilege(c.oid, 'SELECT') AND"
        " has_table_privilege(c.oid, 'INSERT')) FROM pg_class c"
        " WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace"
    )
    if not ask(needed).scalar():
        raise UserError(
            "This user may read but not write.",
            f"{SAFE} Take another user, or ask who looks after the server for the right.",
            code="no_right",
        )
