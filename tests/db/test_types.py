"""Every type comes back as it went in, sums are exact, and both engines refuse the same."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Boolean, Column, Date, Integer, MetaData, String, Table, Text, func, select
from sqlalchemy.exc import StatementError

from desktop.db.engine import Database
from desktop.db.types import Json, Money, Quantity, Utc, Uuid
from desktop.domain.ledger import EPOCH
from tests.sampling import sampled

ROW = Table(
    "round_trip",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("key", Uuid()),
    Column("money", Money()),
    Column("quantity", Quantity()),
    Column("at", Utc()),
    Column("day", Date),
    Column("yes", Boolean),
    Column("json", Json),
    Column("words", Text),
    Column("short", String(40)),
)
MONEY = st.decimals(-(10**14) + 1, 10**14 - 1, places=4)
QUANTITY = st.decimals(-(10**11) + 1, 10**11 - 1, places=3)
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40)
ZONES = st.sampled_from((UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(-1, 1))))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | TEXT,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(TEXT, inside, max_size=3),
    max_leaves=6,
)
YEAR = 365 * 86_400 * 10**6
TIMES = st.builds(
    lambda microseconds, zone: (EPOCH + timedelta(microseconds=microseconds)).astimezone(zone),
    st.integers(-1960 * YEAR, 7900 * YEAR),
    ZONES,
)
VALUES = st.fixed_dictionaries(
    {
        "key": st.none() | st.uuids(),
        "money": st.none() | MONEY,
        "quantity": st.none() | QUANTITY,
        "at": st.none() | TIMES,
        "day": st.none() | st.dates(),
        "yes": st.none() | st.booleans(),
        "json": JSON,
        "words": st.none() | TEXT,
        "short": st.none() | TEXT,
    }
)


@pytest.fixture
def table(database: Database) -> Database:
    with database.write() as session:
        ROW.create(session.connection())
    return database


def test_a_row_comes_back_as_it_was_written(table: Database, full: bool) -> None:
    """B26, B1: every type on both engines, times with their zone among them."""

    @sampled(full, few=25, many=1500)
    @given(st.lists(VALUES, min_size=1, max_size=12))
    def holds(rows: list[dict[str, Any]]) -> None:
        with table.write() as session:
            session.execute(ROW.delete())
            session.execute(ROW.insert(), [row | {"number": n} for n, row in enumerate(rows)])
        with table.read() as session:
            found = session.execute(select(ROW).order_by(ROW.c.number)).all()
        for row, got in zip(rows, found, strict=True):
            values = dict(got._mapping)
            values.pop("number")
            assert values == row
            assert got.at is None or got.at.tzinfo is UTC
            for name, kind in (("key", UUID), ("money", Decimal), ("day", date), ("yes", bool)):
                assert values[name] is None or isinstance(values[name], kind)

    holds()


def test_sums_and_comparisons_are_exact(table: Database) -> None:
    """C5: ten thousand times 0.10 is 1000."""
    with table.write() as session:
        session.execute(
            ROW.insert(),
            [
                {"number": n, "money": Decimal("0.10"), "quantity": Decimal("0.001")}
                for n in range(10_000)
            ],
        )
    with table.read() as session:
        total = session.execute(select(func.sum(ROW.c.money), func.sum(ROW.c.quantity))).one()
        assert tuple(total) == (Decimal(1000), Decimal(10))
        same = select(func.count()).where(ROW.c.money == Decimal("0.1000"))
        assert session.scalar(same) == 10_000
        biggest = select(func.max(ROW.c.money)).where(ROW.c.money < Decimal("0.1001"))
        assert session.scalar(biggest) == Decimal("0.1")


def test_ids_and_times_sort_as_they_should(table: Database) -> None:
    """E1: ids sort by their time in both databases."""
    base = datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    times = [base + timedelta(microseconds=n) for n in (-1, 0, 1, 10**6, 10**12, 10**15)]
    times.insert(0, datetime(999, 1, 1, tzinfo=UTC))
    keys = sorted((UUID(int=n << 64 | 5) for n in (1, 2**20, 2**40, 2**63)), key=lambda k: k.int)
    with table.write() as session:
        rows = [{"number": n, "at": at} for n, at in enumerate(reversed(times))]
        session.execute(ROW.insert(), rows)
        rows = [{"number": 100 + n, "key": key} for n, key in enumerate(reversed(keys))]
        session.execute(ROW.insert(), rows)
    with table.read() as session:
        timed = select(ROW.c.at).where(ROW.c.at.is_not(None)).order_by(ROW.c.at)
        assert session.scalars(timed).all() == times
        keyed = select(ROW.c.key).where(ROW.c.key.is_not(None)).order_by(ROW.c.key)
        assert session.scalars(keyed).all() == keys


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("money", Decimal("0.00001")),
        ("money", Decimal("NaN")),
        ("money", Decimal("Infinity")),
        ("money", Decimal(10) ** 14),
        ("money", 0.1),
        ("quantity", Decimal("0.0001")),
        ("quantity", Decimal("1.0000000000000000000000000000000001")),
        ("quantity", Decimal(-(10**11))),
        ("at", datetime(2026, 1, 1)),  # noqa: DTZ001 - this is what is refused
    ],
)
def test_both_engines_refuse_what_would_be_rounded_or_guessed(
    table: Database, column: str, value: Any
) -> None:
    with pytest.raises((StatementError, ValueError, OverflowError)), table.write() as session:
        session.execute(ROW.insert(), {"number": 1, column: value})
    with table.read() as session:
        assert session.scalar(select(func.count()).select_from(ROW)) == 0
