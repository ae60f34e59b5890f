"""Rows as arrays: the same on both engines as the rows that are read one by one."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import numpy as np
from sqlalchemy import Integer, bindparam, literal, select, union_all

from desktop.db.amounts import in_steps
from desktop.db.arrays import read_arrays, side_by_side, uuids
from desktop.db.engine import Database
from desktop.db.types import Quantity, Utc, Uuid

MOMENT = datetime(2026, 3, 8, 7, 59, 59, 999_999, UTC)
ODD = (UUID(int=0), UUID(int=256), UUID(int=1 << 120), UUID("0193c7a0-ffff-7000-8000-0a5c27000000"))


def test_columns_come_as_they_are(database: Database) -> None:
    rows = [
        select(
            literal(key, Uuid()).label("key"),
            literal(MOMENT + number * timedelta(days=9000), Utc()).label("moment"),
            literal(-number, Integer()).label("whole"),
            in_steps(literal(Decimal("-0.125") * number, Quantity())).label("steps"),
        )
        for number, key in enumerate(ODD)
    ]
    told = union_all(*rows).subquery("rows")
    limit = bindparam("most", type_=Integer())
    wanted = select(told).where(told.c.whole >= limit).order_by(told.c.whole.desc())
    with database.read() as session:
        keys, moments, whole, steps = read_arrays(session.connection(), wanted, {"most": -9})
        none = read_arrays(session.connection(), wanted, {"most": 9})
    assert uuids(keys) == list(ODD)
    assert [at.replace(tzinfo=UTC) for at in moments.tolist()] == [
        MOMENT + number * timedelta(days=9000) for number in range(len(ODD))
    ]
    assert (whole.tolist(), steps.tolist()) == ([0, -1, -2, -3], [0, -125, -250, -375])
    assert [len(column) for column in none] == [0, 0, 0, 0]
    whole_keys = side_by_side(keys, keys[::-1])
    order = np.argsort(whole_keys).tolist()
    assert order == sorted(range(len(ODD)), key=lambda n: (ODD[n], ODD[-1 - n]))
