"""What a ledger adds up to, in whatever order it is read, and a chain that notices every change."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.ledger import (
    NO_HASH,
    Entry,
    Kind,
    Level,
    Move,
    average_cost,
    fold,
    microseconds,
    row_hash,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
QUANTITY = st.decimals(-50, 50, places=3)
COST = st.none() | st.decimals(0, 100, places=4)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Entry]:
    """Deliveries, sales and counts at few moments, some of them taken back."""
    entries: list[Entry] = []
    for number in range(draw(st.integers(0, 14))):
        at = START + timedelta(seconds=draw(st.integers(0, 4)))
        key = UUID(int=number + 1)
        if draw(st.integers(0, 3)) == 0:
            found = abs(draw(QUANTITY))
            entries.append(Entry(key, Kind.COUNT, None, found, None, at, None))
        else:
            qty = draw(QUANTITY.filter(bool))
            entries.append(Entry(key, Kind.ADJUST, qty, None, draw(COST), at, None))
    for number, first in enumerate(entries[:], 1000):
        if draw(st.integers(0, 3)) == 0:
            back = None if first.qty is None else -first.qty
            entries.append(
                Entry(UUID(int=number), Kind.UNCOUNT, back, None, None, first.occurred_at, first.id)
            )
    return entries


def on_hand(entries: list[Entry]) -> Decimal:
    """Invariant 1 of the model, word by word."""
    gone = {row.reverses for row in entries} | {row.id for row in entries if row.reverses}
    rows = sorted((r.occurred_at, r.id.int, r) for r in entries if r.id not in gone)
    counts = [place for place, row in enumerate(rows) if row[2].kind == Kind.COUNT]
    newest = counts[-1] if counts else -1
    total = (rows[newest][2].set_qty if counts else None) or Decimal(0)
    for _, _, row in rows[newest + 1 :]:
        total += row.qty or Decimal(0)
    return total


@given(ledgers(), st.randoms())
def test_the_level_is_the_newest_count_and_what_came_after_in_any_order(
    entries: list[Entry], dice: Random
) -> None:
    """Invariants 1, 5: a function of the set of rows alone."""
    level = fold(entries)
    assert level.on_hand == on_hand(entries)
    dice.shuffle(entries)
    assert fold(entries) == level


@given(ledgers())
def test_a_ledger_of_which_everything_was_taken_back_is_empty(entries: list[Entry]) -> None:
    """Invariant 2."""
    open_rows = {row.id for row in entries} - {row.reverses for row in entries}
    undone = [
        Entry(UUID(int=5000 + n), Kind.ADJUST, None if row.qty is None else -row.qty, None, None,
              row.occurred_at, row.id)
        for n, row in enumerate(entries)
        if row.reverses is None and row.id in open_rows
    ]  # fmt: skip
    assert fold(entries + undone) == Level()


@given(ledgers(), st.decimals(0, 50, places=3))
def test_a_count_now_makes_what_it_found_whatever_was_before(
    entries: list[Entry], found: Decimal
) -> None:
    """Invariant 6; a row from before that arrives later changes nothing."""
    at = START + timedelta(hours=1)
    count = Entry(UUID(int=9000), Kind.COUNT, None, found, None, at, None)
    late = Entry(UUID(int=9001), Kind.SALE, Decimal(-3), None, None, START, None)
    assert fold([*entries, count]).on_hand == found
    assert fold([*entries, count, late]).on_hand == found
    assert fold([*entries, count]).counted_at == at


@given(st.decimals(-100, 100, places=3), st.decimals("0.001", 100, places=3))
def test_the_average_lies_between_the_old_and_the_new_cost(held: Decimal, come: Decimal) -> None:
    """Invariant 9; below zero there is nothing of value."""
    cost = average_cost(Level(held, avg_cost=Decimal(2)), come, Decimal(4))
    assert 2 <= cost <= 4
    if held <= 0:
        assert cost == 4


MOVE = Move(
    UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4), Decimal("1.000"), Decimal("2.000"), "count",
    "why", Decimal("3.0000"), UUID(int=5), UUID(int=6), UUID(int=7), 8, Decimal("9.000"), START,
    START, UUID(int=10),
)  # fmt: skip
OTHER: dict[type, Any] = {
    UUID: UUID(int=99),
    Decimal: Decimal("0.001"),
    str: "other",
    int: 99,
    datetime: START + timedelta(microseconds=1),
}


def test_a_change_of_any_column_changes_the_hash() -> None:
    """Model: no column left out."""
    hashes = {row_hash(NO_HASH, MOVE), row_hash(bytes(31) + b"\1", MOVE)}
    for field in fields(Move):
        changed = replace(MOVE, **{field.name: OTHER[type(getattr(MOVE, field.name))]})
        hashes.add(row_hash(NO_HASH, changed))
    for name in ("qty", "set_qty", "unit_cost", "line", "seen_before", "reverses"):
        without: dict[str, Any] = {name: None}
        hashes.add(row_hash(NO_HASH, replace(MOVE, **without)))
    assert len(hashes) == 2 + len(fields(Move)) + 6


def test_one_value_spelled_two_ways_has_one_hash() -> None:
    same = replace(MOVE, qty=Decimal(1), unit_cost=Decimal(3))
    assert row_hash(NO_HASH, same) == row_hash(NO_HASH, MOVE)


def test_a_reason_cannot_pretend_to_be_another_column() -> None:
    """The separator within a text does not part it."""
    one = replace(MOVE, kind="count", reason="a\x1fb")
    two = replace(MOVE, kind="count\x1fa", reason="b")
    assert row_hash(NO_HASH, one) != row_hash(NO_HASH, two)


@given(st.datetimes(timezones=st.just(UTC)))
def test_microseconds_lose_nothing(at: datetime) -> None:
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds(at)) == at
