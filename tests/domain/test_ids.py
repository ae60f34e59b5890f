"""Ids rise within a process whatever the clock does, and a command's rows lie in its range."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID, uuid4, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.ids import Ids, command_of, last_member, lot_id, member, members, no_lot
from tests.tills import TestClock

START = datetime(2026, 1, 1, tzinfo=UTC)


@given(st.lists(st.integers(-5_000, 5_000), min_size=1, max_size=60))
def test_ids_rise_also_when_the_clock_is_set_back(steps: list[int]) -> None:
    """E1."""
    clock = TestClock(START)
    ids, made = Ids(clock), []
    for step in steps:
        clock.at += timedelta(milliseconds=step)
        made.append(ids.new())
    assert made == sorted(set(made))


def test_ten_thousand_ids_of_one_millisecond_rise_in_eight_threads() -> None:
    ids = Ids(TestClock(START))
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: [ids.new() for _ in range(1_250)], range(8)))
    assert all(part == sorted(part) for part in made)
    assert len({key for part in made for key in part}) == 10_000


def test_an_id_is_a_version_7_with_its_time_in_front() -> None:
    """E1."""
    key = Ids(TestClock(START)).new()
    assert (key.version, key.variant) == (7, RFC_4122)
    assert key.int >> 80 == int(START.timestamp() * 1000)


def test_two_computers_make_different_ids_at_one_moment() -> None:
    assert len({Ids(TestClock(START)).new() for _ in range(1_000)}) == 1_000


@given(st.integers(0, (1 << 20) - 1))
def test_a_row_knows_its_command(number: int) -> None:
    ids = Ids(TestClock(START))
    command, following = ids.new(), ids.new()
    row = member(command, number)
    assert command_of(row) == command
    assert command <= row <= last_member(command) < following
    assert (row.version, row.variant) == (7, RFC_4122)


@pytest.mark.parametrize("number", [-1, 1 << 20])
def test_a_command_has_no_more_rows_than_fit(number: int) -> None:
    with pytest.raises(ValueError, match="a command writes at most 1048576 rows"):
        member(Ids().new(), number)


def test_two_tills_make_the_same_lot() -> None:
    product = uuid4()
    assert lot_id(product, "A") == lot_id(product, "A") != lot_id(product, "B")
    assert no_lot(product) == lot_id(product, "-") != no_lot(uuid4())


@given(st.uuids(), st.text(max_size=40))
def test_the_key_of_a_lot_is_the_uuid_5_of_product_and_code(product: UUID, code: str) -> None:
    """As RFC 9562 has it: tills of any version make the same one."""
    key = lot_id(product, code)
    assert (key, key.version, repr(key)) == (
        uuid5(product, code),
        5,
        repr(uuid5(product, code)),
    )


def test_many_members_are_those_that_are_made_one_by_one() -> None:
    command = Ids().new()
    assert members(command, 7, 3) == [member(command, number) for number in (7, 8, 9)]
    assert members(command, 1 << 20, 0) == []
    with pytest.raises(ValueError, match="at most"):
        members(command, (1 << 20) - 1, 2)
