"""A stretch lived again: nothing appears or vanishes, and more stock never sells less."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from desktop.domain.forecast.replay import Lived, Rule, Stretch, Terms, Thresholds, UpTo, lived

Floats = NDArray[np.float64]


def stretch(demand: Floats, given: float = 5.0, life: int = 0) -> Stretch:
    size, days = demand.shape
    begins = np.zeros(size, np.int64)
    money, told = np.full(size, 2.0), np.ones(size, bool)
    return Stretch(demand, np.ones(days, bool), begins, np.full(size, given), money,
                   np.full(size, life), told)  # fmt: skip


def terms(size: int, lead: int = 3, pack: float = 1.0, least: float = 0.0) -> Terms:
    return Terms(np.full(size, lead), np.full(size, pack), np.full(size, least))


def up_to(of: Terms, level: Floats, days: int, every: int) -> UpTo:
    looks = (days - 1) // every + 1
    levels = np.repeat(level[:, None], looks, 1)
    return expiring(of, levels, np.inf, every=every)


def expiring(of: Terms, levels: Floats, most: float, share: float = 1.0, every: int = 1) -> UpTo:
    """With so many that are expected to be sold in time, all of them after they come."""
    each = np.full(levels.shape, most)
    return UpTo(of, levels, each, np.zeros(levels.shape), np.full(len(levels), share), every)


DEMANDS = st.lists(
    st.lists(st.integers(0, 6), min_size=40, max_size=40), min_size=1, max_size=5
).map(lambda rows: np.array(rows, float))


@settings(max_examples=25)
@given(DEMANDS, st.integers(0, 9), st.integers(1, 14), st.integers(1, 12), st.integers(0, 30),
       st.integers(0, 9))  # fmt: skip
def test_what_was_there_and_came_is_sold_or_left(
    demand: Floats, lead: int, every: int, pack: int, level: int, life: int
) -> None:
    size = len(demand)
    of, now = terms(size, lead, pack), stretch(demand, life=life)
    rules: tuple[Rule, ...] = (
        up_to(of, np.full(size, level), 40, every),
        Thresholds(of, np.full(size, level), np.full(size, 7.0)),
    )
    for rule in rules:
        found = lived(now, of, rule, every, 0)
        assert np.allclose(now.given + found.received - found.sold - found.wasted, found.left)
        assert np.allclose(found.demand - found.lost, found.sold)
        assert np.allclose(found.received % pack, 0)
        assert (found.left >= 0).all() and (found.lost >= 0).all()
        assert found.outs.sum() == found.out.sum()


@settings(max_examples=25)
@given(DEMANDS, st.integers(0, 9), st.integers(1, 14), st.integers(0, 30), st.integers(0, 20))
def test_a_higher_level_never_has_less_stock_nor_more_lost_days(
    demand: Floats, lead: int, every: int, level: int, more: int
) -> None:
    """In single units; whole packs may come at another time."""
    size = len(demand)
    of, now = terms(size, lead), stretch(demand, float(level))
    less, more_ = (
        lived(now, of, up_to(of, np.full(size, float(to)), 40, every), every, 0)
        for to in (level, level + more)
    )
    assert (more_.out <= less.out).all() and (more_.lost <= less.lost).all()
    assert (more_.held >= less.held).all()


@settings(max_examples=10)
@given(st.integers(0, 9), st.integers(1, 14), st.floats(0, 5))
def test_what_nobody_wants_is_not_ordered(lead: int, every: int, given_: float) -> None:
    of, now = terms(3, lead, 6), stretch(np.zeros((3, 40)), given_)
    for found in (
        lived(now, of, up_to(of, np.zeros(3), 40, every), every, 0),
        lived(now, of, Thresholds(of, np.full(3, np.nan), np.full(3, 8.0)), every, 0),
    ):
        assert found.orders.sum() == 0 and found.received.sum() == 0


def day_by_day(demand: list[int], lead: int, pack: int, level: int) -> list[int]:
    """Slowly: on hand each evening, looked at each day."""
    stock, way, evenings = 5, [0] * (len(demand) + lead + 1), []
    for day, wanted in enumerate(demand):
        missing = level - stock - sum(way[day:])
        way[day + lead] += -(-missing // pack) * pack if missing > 0 else 0
        stock += way[day]
        stock -= min(wanted, stock)
        evenings.append(stock)
    return evenings


@settings(max_examples=25)
@given(DEMANDS, st.integers(0, 9), st.integers(1, 12), st.integers(0, 30))
def test_each_evening_is_as_a_slow_walk_says(
    demand: Floats, lead: int, pack: int, level: int
) -> None:
    of, now = terms(len(demand), lead, pack), stretch(demand)
    found = lived(now, of, up_to(of, np.full(len(demand), float(level)), 40, 1), 1, 0)
    slow = [day_by_day([int(x) for x in row], lead, pack, level) for row in demand]
    assert np.allclose(found.held, np.mean(slow, 1))
    assert np.allclose(found.worth, 2.0 * np.sum(slow, 0))


def lives(rule: Rule, of: Terms, demand: float = 2.0, days: int = 40) -> Lived:
    return lived(stretch(np.full((1, days), demand)), of, rule, 1, 0)


def test_what_would_expire_is_not_ordered() -> None:
    """No more than 8 are sold before they expire: two packs of 4, not the level of 30."""
    of = terms(1, lead=1, pack=4)
    levels = np.full((1, 40), 30.0)
    assert lives(expiring(of, levels, 8), of).held.max() <= 8
    small = expiring(of, levels, 3)
    assert lives(small, of).orders.sum() == 0
    assert small.leaves_out.all() and not expiring(of, levels, 8).leaves_out.any()
    few = terms(1, lead=1, pack=4, least=12)
    assert lives(expiring(few, levels, 8), few).orders.sum() == 0


def test_of_slow_goods_the_smallest_order_comes_where_enough_of_it_is_sold_in_time() -> None:
    of = terms(1, lead=1, pack=4)
    levels = np.full((1, 40), 30.0)
    some = expiring(of, levels, 3, share=0.7)
    assert not some.leaves_out.any()
    assert lives(some, of).held.max() <= 4
    assert lives(expiring(of, levels, 3, share=0.8), of).orders.sum() == 0


def test_what_is_asked_for_before_it_comes_makes_no_room_on_an_empty_shelf() -> None:
    of = terms(1, lead=2)
    levels, each = np.full((1, 40), 30.0), np.ones((1, 40))
    rule = UpTo(of, levels, 9 * each, 4 * each, np.ones(1), 1)
    assert rule(0, np.zeros(1)) == 5
    assert rule(0, np.full(1, 6.0)) == 3


def test_a_product_counts_from_the_day_it_is_first_there() -> None:
    now = stretch(np.full((2, 20), 1.0), 3.0)
    late = replace(now, begins=np.array([0, 15]))
    of = terms(2)
    found = lived(late, of, Thresholds(of, np.full(2, np.nan), np.zeros(2)), 1, 10)
    assert found.days.tolist() == [10, 5]
    assert found.out.tolist() == [10, 2]
    assert found.demand.tolist() == [10, 5]


def test_goods_that_are_too_old_are_thrown_away_the_oldest_are_sold_first() -> None:
    """Of 10 a day 2 are sold for three days, then 4 are left and go; nothing comes."""
    of = terms(1)
    none = Thresholds(of, np.full(1, np.nan), np.zeros(1))
    found = lived(stretch(np.full((1, 8), 2.0), 10.0, life=3), of, none, 1, 0)
    assert (found.sold.item(), found.expired.item(), found.left.item()) == (6, 4, 0)
    assert found.out.item() == 5
    one_by_one = up_to(of, np.full(1, 6.0), 40, 1)
    fresh = lived(stretch(np.full((1, 40), 2.0), 6.0, life=3), of, one_by_one, 1, 0)
    assert fresh.expired.item() == 0
