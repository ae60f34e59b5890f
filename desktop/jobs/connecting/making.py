"""Makes the database that a shop shall go into, where the login may; else says who may."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from desktop.db import postgres
from desktop.domain.errors import UserError
from desktop.jobs.connecting.choices import ServerChoice
from desktop.jobs.connecting.found import SAFE

Connect = Callable[[ServerChoice], Any]
STEP_S = 3.0
MAKE_S = 30.0
PLACES = ("postgres", "template1")  # one of them is on every server
NAMED = 3
_MAY = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
_WHO = (
    "SELECT rolname FROM pg_roles WHERE rolcanlogin AND (rolcreatedb OR rolsuper) ORDER BY rolname"
)
_THERE = "42P04"


def missing(choice: ServerChoice, connect: Connect) -> UserError:
    """What to say of a database that is not there: it can be made here and now, or by whom.

    ``connect`` opens a connection to a place, as the trial does.
    """
    what = f"There is no database “{choice.database}” on this server."
    with suppress(UserError), _elsewhere(choice, connect, STEP_S) as cursor:
        cursor.execute(_MAY)
        if cursor.fetchone()[0]:
            way = "This login may create it, empty and ready for a shop."
            return UserError(what, f"{SAFE} {way}", code="may_create")
        cursor.execute(_WHO)
        able = [str(row[0]) for row in cursor.fetchall()]
        more = f" and {len(able) - NAMED} more" if len(able) > NAMED else ""
        who = f" These logins may: {', '.join(able[:NAMED])}{more}." if able else ""
        return UserError(
            what,
            f"{SAFE} Check its name. This login may not create it; ask who looks after the server"
            f" to do it.{who}",
            code="no_database",
        )
    return UserError(
        what,
        f"{SAFE} Check its name, or ask who looks after the server to create it.",
        code="no_database",
    )


def create_database(choice: ServerChoice, connect: Connect) -> None:
    """An empty database of this name in UTF-8; one that somebody made meanwhile is as good.

    UserError where the login may not, or the server cannot.
    """
    import psycopg2
    from psycopg2 import sql

    statement = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'"
    name = sql.Identifier(choice.database)
    with _elsewhere(choice, connect, MAKE_S) as cursor:
        try:
            cursor.execute(f"SET statement_timeout = {int(MAKE_S * 1000)}")
            try:
                cursor.execute(sql.SQL(statement).format(name))
            except psycopg2.errors.InvalidParameterValue:  # the server's language is not in UTF-8
                plain = f"{statement} LC_COLLATE 'C' LC_CTYPE 'C'"
                cursor.execute(sql.SQL(plain).format(name))
        except psycopg2.Error as error:
            if error.pgcode != _THERE:
                raise _not_made(choice, error) from None


def _not_made(choice: ServerChoice, error: Any) -> UserError:
    told = str(getattr(error.diag, "message_primary", "") or "it does not answer")
    return UserError(
        f"The database “{choice.database}” could not be created: {told}.",
        f"{SAFE} Ask who looks after the server to create it.",
        code="not_created",
    )


@contextmanager
def _elsewhere(choice: ServerChoice, connect: Connect, seconds: float) -> Iterator[Any]:
    """A cursor in another database of the same server, each statement for itself."""
    connection = _first(choice, connect)
    watchdog = postgres.Watchdog()
    try:
        connection.set_session(readonly=False, autocommit=True)
        with watchdog.guard(connection.fileno(), seconds), connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
        watchdog.close()


def _first(choice: ServerChoice, connect: Connect) -> Any:
    """A connection to the first place that lets this login in."""
    problem: UserError | None = None
    for place in PLACES:
        try:
            return connect(replace(choice, database=place))
        except UserError as error:
            problem = problem or error
    assert problem is not None
    raise problem
