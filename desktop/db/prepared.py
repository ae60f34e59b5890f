"""Statements that a scan waits for: compiled once, then run by the driver itself.

SQLAlchemy Core says what they are and turns values both ways with the columns' types; of its way
through an execution only the driver's part is left. On PostgreSQL each connection prepares a
statement when it first needs it, so the server plans it once. Statements join the transaction of
their connection, tables that change are noted, and failures are SQLAlchemy's own.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from desktop.db.counters import COUNTERS

TOUCHED = "touched"
ANSWERED = "answered"
_PREPARED = "prepared"
_Process = Callable[[Any], Any] | None


class Prepared:
    """One statement for both engines, or one each, made when its dialect's name is known.

    ``columns``: the values of an INSERT. Bound values that the statement brings itself are part of
    its text, so that the server sees them when it plans (partial indexes).
    """

    def __init__(self, statement: Any, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._made: dict[str, _Made] = {}

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """The first row by names, None without one."""
        made = self._of(connection)
        cursor = made.run(connection, values)
        row = cursor.fetchone()
        found = None if row is None else made.row(cursor, row)
        cursor.close()
        return found

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """How many rows were changed."""
        cursor = self._of(connection).run(connection, values)
        changed: int = cursor.rowcount
        cursor.close()
        return changed

    def _of(self, connection: Connection) -> "_Made":
        name = connection.dialect.name
        made = self._made.get(name)
        if made is None:
            own = self._statement
            statement = own(name) if callable(own) else own
            made = self._made[name] = _Made(statement, connection, self._columns)
        return made


def insert_or_skip(table: Table, *key: str) -> Callable[[str], Any]:
    """INSERT … ON CONFLICT DO NOTHING in an engine's words; only that dialect is imported."""

    def statement(name: str) -> Any:
        own = import_module(f"sqlalchemy.dialects.{name}")
        return own.insert(table).on_conflict_do_nothing(index_elements=key or None)

    return statement


class _Made:
    """A statement in one engine's words."""

    def __init__(
        self, statement: Any, connection: Connection, columns: Sequence[str] | None
    ) -> None:
        self._dialect: Dialect = connection.dialect
        self._failure: Any = connection.dialect.loaded_dbapi.Error
        keys = None if columns is None else list(columns)
        compiled: SQLCompiler = statement.compile(dialect=self._dialect, column_keys=keys)
        if compiled.insert_prefetch or compiled.update_prefetch:
            raise ValueError("a prepared statement names every column that has a default")
        self._table: str = statement.table.name if statement.is_dml else ""
        self._results = list(statement.exported_columns)
        names = [str(column.key) for column in self._results]
        self._row = _row_of(names)
        self._processors: list[_Process] | None = None
        given = [name for name, bind in compiled.binds.items() if bind.required]
        if self._dialect.name == "sqlite":
            names = list(compiled.positiontup or ())
            self.text = compiled.string
        else:
            names = given
            self.text = _numbered(compiled, given, self._dialect, connection)
        own = {name: bind.value for name, bind in compiled.binds.items() if name not in given}
        self._arguments = [
            (name, _binder(compiled.binds[name].type, self._dialect), own.get(name), name in own)
            for name in names
        ]
        marks = ", ".join(["%s"] * len(names))
        self._execute = f"EXECUTE {{}} ({marks})" if names else "EXECUTE {}"

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """The cursor after the execution."""
        arguments = self._in_order(values)
        fairy = connection.connection
        cursor: Any = fairy.cursor()
        began = perf_counter()
        try:
            cursor.execute(self._asked(fairy, cursor), arguments)
        except self._failure as error:
            cursor.close()
            raise driver_error(connection, self.text, error) from error
        self._note(connection.info, perf_counter() - began)
        return cursor

    def _note(self, info: Mapping[Any, Any], seconds: float) -> None:
        """What the engine's listeners would hear: a table was changed, the server answered."""
        counters = info.get(COUNTERS)
        if counters is not None:
            counters.ran(self.text, seconds, len(self._arguments))
        touched, answered = info.get(TOUCHED), info.get(ANSWERED)
        if self._table and touched is not None:
            touched.add(self._table)
        if answered is not None:
            answered()

    def _in_order(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The values as the driver takes them, in its order."""
        found = []
        for name, process, own, is_own in self._arguments:
            value = own if is_own else values[name]
            found.append(value if process is None else process(value))
        return tuple(found)

    def _asked(self, fairy: Any, cursor: Any) -> str:
        """What the cursor runs; prepares it where this connection has not seen it yet."""
        if self._dialect.name == "sqlite":
            return self.text
        known: dict[str, str] = fairy.info.setdefault(_PREPARED, {})
        asked = known.get(self.text)
        if asked is None:
            name = f"onhand_{len(known)}"
            cursor.execute(f"PREPARE {name} AS {self.text}")
            asked = known[self.text] = self._execute.format(name)
        return asked

    def row(self, cursor: Any, values: Sequence[Any]) -> Any:
        """One row with its columns' own types."""
        if self._processors is None:
            self._processors = [
                _reader(column.type, self._dialect, told[1])
                for column, told in zip(self._results, cursor.description, strict=True)
            ]
        return self._row._make(
            value if process is None else process(value)
            for value, process in zip(values, self._processors, strict=True)
        )


def _row_of(names: list[str]) -> Any:
    """A row's class; typing.NamedTuple would want to know the names beforehand."""
    return namedtuple("Row", names)  # noqa: PYI024


def _numbered(
    compiled: SQLCompiler, given: Sequence[str], dialect: Dialect, connection: Connection
) -> str:
    """The text for PREPARE: $1, $2 … for what is given, its own values as literals."""
    marks = {name: f"${number}" for number, name in enumerate(given, 1)}
    cursor: Any = connection.connection.cursor()
    for name, bind in compiled.binds.items():
        if name not in marks:
            process = _binder(bind.type, dialect)
            value = bind.value if process is None else process(bind.value)
            marks[name] = cursor.mogrify("%s", (value,)).decode()
    cursor.close()
    return str(compiled.string % marks)


def _binder(type_: TypeEngine[Any], dialect: Dialect) -> _Process:
    return type_.dialect_impl(dialect).bind_processor(dialect)


def _reader(type_: TypeEngine[Any], dialect: Dialect, code: Any) -> _Process:
    return type_.dialect_impl(dialect).result_processor(dialect, code)


def driver_error(connection: Connection, statement: str, error: Any) -> Exception:
    """SQLAlchemy's error for one of the driver; a broken connection leaves the pool."""
    dialect = connection.dialect
    raw: Any = None if connection.invalidated else connection.connection.dbapi_connection
    is_lost = dialect.is_disconnect(error, raw, None)
    kind: Any = dialect.loaded_dbapi.Error
    found: Any = DBAPIError.instance(
        statement, None, error, kind, connection_invalidated=is_lost, dialect=dialect
    )
    if is_lost and not connection.invalidated:
        connection.invalidate(error)
    return found  # type: ignore[no-any-return]
