"""Many rows as NumPy arrays, a column each: no object is made for a row. Imported where needed.

SQLite gives each column as one text that it puts together, PostgreSQL all as one binary COPY. The
columns are keys ('S16', of which a text cut at its last zeros is no value: only to be compared),
moments (datetime64[us], UTC) or whole numbers (int64), and none of them is ever empty.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Connection, Select, String, cast, func, select
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import LargeBinary, TypeEngine

from desktop.db.keys_postgres import HEADER, TRAILER, copy_out
from desktop.db.types import Utc, Uuid
from desktop.domain.ids import uuid_of

Array = NDArray[Any]
WIDTH = 16
_MOMENT = 26
_SERVER_EPOCH = np.datetime64("2000-01-01", "us")


def read_arrays(
    connection: Connection, statement: Select[Any], values: Mapping[str, Any] | None = None
) -> list[Array]:
    """An array for each column of the statement, all of one length and in one order."""
    is_sqlite = connection.dialect.name == "sqlite"
    return (_put_together if is_sqlite else _copied)(connection, statement, values or {})


def uuids(keys: Array) -> list[UUID]:
    """Of an array of keys."""
    data = np.ascontiguousarray(keys).tobytes()
    return [uuid_of(int.from_bytes(data[at : at + WIDTH])) for at in range(0, len(data), WIDTH)]


def side_by_side(*keys: Array) -> Array:
    """Keys of several columns as one that sorts as they do."""
    whole = np.ascontiguousarray(np.stack(keys, 1))
    return whole.view(f"S{WIDTH * len(keys)}").reshape(-1)


def _put_together(
    connection: Connection, statement: Select[Any], values: Mapping[str, Any]
) -> list[Array]:
    rows = statement.subquery("told")
    one = [
        cast(func.group_concat(cast(column, String), _between(column.type)), LargeBinary)
        for column in rows.c
    ]
    found = connection.execute(select(*one), values).one()
    return [_read(column.type, data or b"") for column, data in zip(rows.c, found, strict=True)]


def _between(kind: TypeEngine[Any]) -> str:
    return "" if isinstance(kind, Uuid | Utc) else " "


def _read(kind: TypeEngine[Any], data: bytes) -> Array:
    if isinstance(kind, Uuid):
        return np.frombuffer(data, f"S{WIDTH}")
    if isinstance(kind, Utc):
        return np.frombuffer(data, f"S{_MOMENT}").astype("datetime64[us]")
    return np.fromstring(data.decode(), np.int64, sep=" ") if data else np.zeros(0, np.int64)


def _copied(
    connection: Connection, statement: Select[Any], values: Mapping[str, Any]
) -> list[Array]:
    rows, buffer = statement.subquery("told"), BytesIO()
    columns: list[ColumnElement[Any]] = [
        cast(column, column.type if isinstance(column.type, Uuid | Utc) else BigInteger)
        for column in rows.c
    ]
    copy_out(connection, select(*columns).params(**values), buffer)
    fields = [("many", ">i2")]
    for number, column in enumerate(rows.c):
        is_key = isinstance(column.type, Uuid)
        fields += [(f"long{number}", ">i4"), (f"c{number}", f"S{WIDTH}" if is_key else ">i8")]
    data = np.frombuffer(buffer.getbuffer()[HEADER:-TRAILER], np.dtype(fields))
    return [_native(column.type, data[f"c{number}"]) for number, column in enumerate(rows.c)]


def _native(kind: TypeEngine[Any], values: Array) -> Array:
    if isinstance(kind, Uuid):
        return np.ascontiguousarray(values)
    whole = values.astype(np.int64)
    return _SERVER_EPOCH + whole.astype("timedelta64[us]") if isinstance(kind, Utc) else whole
