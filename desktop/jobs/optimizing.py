"""Fresh statistics for the planner and the room of dead rows given back."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from desktop.db import postgres
from desktop.db.errors import translate
from desktop.domain.progress import Progress, Silent

_FILE = ("VACUUM", "ANALYZE", "PRAGMA optimize")
_WAIT_S = 2.0
_SERVER = ("VACUUM (ANALYZE)",)


@dataclass(frozen=True)
class Optimized:
    """Bytes before and after, and what was done."""

    before: int
    after: int
    steps: tuple[str, ...]


def optimize(url: URL, progress: Progress | None = None) -> Optimized:
    """One statement after the other; a failure leaves the content as it is."""
    told = progress or Silent()
    is_file = url.get_backend_name() == "sqlite"
    steps: tuple[str, ...] = _FILE if is_file else _SERVER
    if is_file:
        arguments: dict[str, object] = {"timeout": _WAIT_S}
    else:
        arguments = postgres.connect_args(url, "optimize", patient=True)
    engine = create_engine(
        url, poolclass=NullPool, connect_args=arguments, isolation_level="AUTOCOMMIT"
    )
    size = "SELECT pg_database_size(current_database())"
    try:
        with engine.connect() as connection:

            def bytes_now() -> int:
                if is_file:
                    return Path(url.database or "").stat().st_size
                return int(connection.exec_driver_sql(size).scalar_one())

            before = bytes_now()
            if is_file and not _is_alone(connection):
                steps = steps[1:]
            for number, statement in enumerate(steps):
                told.report(number, len(steps), statement.lower())
                connection.exec_driver_sql(statement)
            told.report(len(steps), len(steps), "optimized")
            return Optimized(before, bytes_now(), tuple(step.lower() for step in steps))
    except DBAPIError as error:
        raise (translate(error) or error) from error
    finally:
        engine.dispose()


def _is_alone(connection: Connection) -> bool:
    """Whether nobody else has the file open: VACUUM gives rows other numbers, which lists hold."""
    try:
        connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
    except DBAPIError:
        return False
    connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    return True
