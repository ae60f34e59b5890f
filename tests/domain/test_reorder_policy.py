"""The policy of ordering: what may be set, what is read of it, and the classes of goods."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import UserError
from desktop.domain.reorder_policy import (
    CLASSES,
    Policy,
    check_policy,
    graded,
    kept_of,
    policy_from,
)

D = Decimal
MONEY = st.decimals("0.01", "99999999", places=2)
PERCENT = st.integers(50, 99)
POLICIES = st.builds(
    Policy, PERCENT, PERCENT, PERCENT, st.integers(0, 60), st.none() | MONEY
)  # fmt: skip


@given(POLICIES)
def test_what_is_kept_is_read_again_as_it_was(policy: Policy) -> None:
    assert policy_from(kept_of(check_policy(policy))) == policy


@pytest.mark.parametrize(
    "kept",
    [None, 95, [], {"a": 101}, {"a": "95"}, {"b": 49}, {"c": True}, {"review_days": -1},
     {"review_days": 61}, {"review_days": 7.5}, {"budget": "much"}, {"budget": "-1"},
     {"budget": "NaN"}],
)  # fmt: skip
def test_a_setting_that_is_wrong_is_as_usual(kept: Any) -> None:
    assert policy_from(kept) == Policy()


def test_what_a_setting_does_not_say_is_as_usual() -> None:
    assert policy_from({"a": 98, "from a newer program": 1}) == Policy(a=98)


@pytest.mark.parametrize(
    ("policy", "field"),
    [(Policy(a=100), "a"), (Policy(b=49), "b"), (Policy(c=0), "c"),
     (Policy(review_days=61), "review_days"), (Policy(budget=D(0)), "budget"),
     (Policy(budget=D("Infinity")), "budget")],
)  # fmt: skip
def test_a_number_that_cannot_be_is_named(policy: Policy, field: str) -> None:
    with pytest.raises(UserError) as refused:
        check_policy(policy)
    assert refused.value.field == field


def test_each_class_has_its_percent_and_goods_without_one_that_of_c() -> None:
    policy = Policy(98, 95, 90)
    assert [policy.percent(grade) for grade in (*CLASSES, "")] == [98, 95, 90, 90]
    assert (policy.is_graded, Policy().is_graded, policy.highest) == (True, False, 98)


def test_the_first_eighty_percent_of_what_is_earned_are_a_the_next_fifteen_b() -> None:
    earned = [(UUID(int=n), D(amount)) for n, amount in enumerate((4, 70, 10, 15, 1, 0))]
    found = graded(earned)
    assert [found[UUID(int=n)] for n in range(6)] == ["C", "A", "B", "A", "C", "C"]


@given(st.lists(st.decimals(-100, 10_000, places=2), max_size=40))
def test_who_earns_more_is_never_of_a_later_class(amounts: list[Decimal]) -> None:
    earned = {UUID(int=number): amount for number, amount in enumerate(amounts)}
    found = graded(earned.items())
    assert found.keys() == earned.keys()
    for one, its in earned.items():
        assert all(found[one] <= found[two] for two, less in earned.items() if its > less)
