"""What to order: enough and no more, in packs, in time, within the budget, before it expires."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.quantity import plain
from desktop.domain.reorder import (
    NONE,
    Demand,
    Goods,
    LeftOut,
    Offer,
    Proposal,
    best_offer,
    changed,
    propose,
    propose_one,
)
from desktop.domain.reorder_policy import Policy

D = Decimal
TODAY = date(2026, 3, 2)
POLICY = Policy()


def even(a_day: int | Decimal, days: int = 90) -> Demand:
    """The same every day, for sure."""
    sums = tuple(D(a_day) * day for day in range(1, days + 1))
    return Demand(sums, sums)


def offer(number: int = 1, price: str = "1", **more: object) -> Offer:
    values = {"pack": D(1), "least": NONE, "lead_days": 3, "is_preferred": False} | more
    return Offer(UUID(int=number), f"V{number}", D(price), "EUR", D(price), **values)  # type: ignore[arg-type]


def goods(on_hand: int | Decimal = 20, *offers: Offer, rate: int | Decimal = 2,
          **more: object) -> Goods:  # fmt: skip
    values = {"reserved": NONE, "on_order": NONE, "margin": D(1), "demand": even(rate)} | more
    return Goods(
        UUID(int=9), "T-1", "Tea", 0, D(on_hand), rate=D(rate), offers=offers or (offer(),),
        **values,  # type: ignore[arg-type]
    )  # fmt: skip


def proposed(of: Goods, policy: Policy = POLICY) -> Proposal:
    found = propose_one(of, TODAY, policy)
    assert isinstance(found, Proposal)
    return found


def test_enough_for_lead_time_and_review_is_ordered_and_the_sentence_says_so() -> None:
    found = proposed(goods(12, on_order=D(3), reserved=D(1)))
    assert found.quantity == 20 - 12 - 3 + 1
    assert str(found.reason) == (
        "Up to 20 are likely in 10 days (3 until delivery, 7 until the next look); 11 on hand and"
        " 3 on order: 6 are missing."
    )


def test_what_lasts_until_the_delivery_after_the_next_is_not_ordered() -> None:
    assert propose_one(goods(20), TODAY, POLICY) is None
    assert proposed(goods(19)).quantity == 1


def test_packs_and_the_least_quantity_are_kept_and_said() -> None:
    packed = proposed(goods(0, offer(pack=D(12))))
    least = proposed(goods(15, offer(pack=D(6), least=D(10))))
    assert (packed.quantity, least.quantity) == (24, 12)
    assert str(packed.reason).endswith("20 are missing, in packs of 12.")
    assert str(least.reason).endswith("5 are missing, and 10 is the least one can order.")


@pytest.mark.parametrize("later", [1, 2, 4])
def test_a_longer_lead_time_moves_the_date_by_as_many_days(later: int) -> None:
    """A7."""
    first = proposed(goods(18, offer(lead_days=5)))
    second = proposed(goods(18, offer(lead_days=5 + later)))
    assert first.order_by is not None
    assert first.order_by - (second.order_by or TODAY) == timedelta(later)
    assert second.arrives - first.arrives == timedelta(later)


def test_the_last_day_to_order_is_never_in_the_past() -> None:
    assert proposed(goods(-4)).order_by == TODAY


def test_the_preferred_vendor_comes_before_any_price() -> None:
    cheap, liked = offer(1, "1"), offer(2, "9", is_preferred=True)
    assert best_offer(goods(0, cheap, liked), POLICY) == liked


def test_the_whole_order_counts_and_the_days_without_stock() -> None:
    """10 of 100 at 0.90 cost more than 24 at 1.00; who is late costs what is not sold meanwhile."""
    bulk, packs = offer(1, "0.90", least=D(100)), offer(2, "1.00", pack=D(12))
    assert best_offer(goods(10, bulk, packs), POLICY) == packs
    slow, fast = offer(1, "0.95", lead_days=12), offer(2, "1.00", lead_days=2)
    assert best_offer(goods(4, slow, fast), POLICY) == fast
    assert best_offer(goods(40, slow, fast, margin=D(1)), POLICY) == slow


def test_nothing_is_ordered_that_expires_on_the_shelf() -> None:
    """What is sold before it comes is of what is there, and nothing is: five days are left."""
    cut = proposed(goods(0, offer(pack=D(4), lead_days=1), shelf_life_days=5))
    assert cut.quantity == 8
    assert str(cut.reason).endswith("but only about 10 of them would be sold within 5 days.")
    none = propose_one(goods(0, offer(least=D(40)), shelf_life_days=5), TODAY, POLICY)
    assert isinstance(none, LeftOut)
    assert str(none.reason) == (
        "Of the smallest order of 40 only about 10 would be sold within its 5 days."
    )
    enough = propose_one(goods(12, shelf_life_days=5), TODAY, POLICY)
    assert isinstance(enough, Proposal) and enough.quantity == 4
    full = propose_one(goods(18, shelf_life_days=5), TODAY, POLICY)
    assert isinstance(full, LeftOut)
    assert str(full.reason) == "What is there, or on its way, is enough for more than 5 days."


def test_a_slow_perishable_is_ordered_in_ones_where_enough_of_it_is_sold() -> None:
    """Of what sells 0.3 a day one or two are had, though on most days nobody asks for it."""
    slow = Demand(tuple(D(day // 5 + 1) for day in range(90)), even(D("0.3")).expected)
    found = proposed(goods(0, rate=D("0.3"), demand=slow, shelf_life_days=5))
    assert found.quantity == 1
    assert str(found.reason).endswith("but only about 1.5 of them would be sold within 5 days.")
    for rate, margin, quantity in ((0.1, 0, 1), (0.06, 2, 0), (0.06, 4, 1)):
        slower = Demand(slow.likely, even(D(str(rate))).expected)
        each = goods(0, demand=slower, shelf_life_days=5, margin=D(margin))
        told = propose_one(each, TODAY, POLICY)
        assert (told.quantity if isinstance(told, Proposal) else 0) == quantity
        assert told is not None
        assert f"about {plain(5 * D(str(rate)))} would be sold within" in str(told.reason)


def test_what_nobody_offers_is_said_and_not_ordered() -> None:
    few = Goods(UUID(int=9), "T-1", "Tea", 0, D(3), NONE, NONE, D(2), D(1), even(2), ())
    told = propose([few], TODAY, POLICY)
    assert told.proposals == ()
    assert "No vendor" in str(told.left_out[0].reason)


def test_another_vendor_or_quantity_is_the_persons_own_choice() -> None:
    first, second = offer(1, lead_days=3), offer(2, pack=D(6), lead_days=1)
    found = proposed(goods(12, first, second))
    other = changed(found, None, second, TODAY, POLICY)
    assert (other.offer, other.quantity) == (second, 6)
    assert changed(other, D(5), None, TODAY, POLICY).quantity == 5


amounts = st.integers(0, 500).map(D)
OFFERS = st.builds(
    lambda number, price, pack, least, lead: offer(
        number, str(price), pack=pack, least=least, lead_days=lead
    ),
    st.integers(1, 5), st.integers(1, 20), st.integers(1, 24).map(D), st.integers(0, 60).map(D),
    st.integers(0, 40),
)  # fmt: skip
DEMANDS = st.lists(st.integers(0, 20), min_size=1, max_size=60).map(
    lambda days: Demand(
        tuple(D(sum(days[: n + 1])) for n in range(len(days))),
        tuple(D(sum(days[: n + 1])) / 2 for n in range(len(days))),
    )
)
GOODS = st.builds(
    lambda stock, order, demand, of, life: goods(
        stock, of, on_order=order, demand=demand, shelf_life_days=life
    ),
    st.integers(-50, 300), amounts, DEMANDS, OFFERS, st.none() | st.integers(0, 60),
)  # fmt: skip
POLICIES = st.builds(lambda days, money: Policy(review_days=days, budget=money),
                     st.integers(0, 30), st.none() | amounts)  # fmt: skip


@given(GOODS, POLICIES)
def test_an_order_is_whole_packs_and_enough_unless_it_would_expire(
    of: Goods, policy: Policy
) -> None:
    found = propose_one(of, TODAY, policy)
    needed = of.demand.needed(of.offers[0].lead_days + policy.review_days) - of.position
    assert (found is None) == (needed <= 0)
    if isinstance(found, Proposal):
        assert found.quantity > 0
        assert found.quantity % found.offer.pack == 0
        assert found.quantity >= found.offer.least
        assert found.order_by is None or found.order_by >= TODAY
        if of.shelf_life_days is None:
            assert 0 <= found.quantity - max(needed, found.offer.least) < found.offer.pack
        else:
            sums, of_one = of.demand, found.offer
            before = max(of.position, sums.sold(of_one.lead_days))
            room = sums.sold(of_one.lead_days + of.shelf_life_days) - before
            least = of_one.rounded_up(of_one.pack)
            assert found.quantity <= room or (found.quantity == least and 2 * room >= least)


@given(GOODS, st.integers(1, 200).map(D))
def test_more_in_stock_never_orders_more(of: Goods, more: Decimal) -> None:
    def quantity(each: Goods) -> Decimal:
        found = propose_one(each, TODAY, POLICY)
        return found.quantity if isinstance(found, Proposal) else NONE

    fuller = Goods(**{n: getattr(of, n) for n in Goods.__slots__} | {"on_hand": of.on_hand + more})
    assert quantity(fuller) <= quantity(of)


@given(st.lists(GOODS, max_size=12), POLICIES)
def test_the_budget_is_kept_and_the_least_urgent_are_left_out(
    many: list[Goods], policy: Policy
) -> None:
    told = propose(many, TODAY, policy)
    assert [one.urgency for one in told.proposals] == sorted(one.urgency for one in told.proposals)
    late = [out.proposal for out in told.left_out if out.proposal is not None]
    if policy.budget is None:
        assert not late
    else:
        assert sum((one.cost for one in told.proposals), NONE) <= policy.budget
    for one in late:
        assert all(kept.urgency <= one.urgency for kept in told.proposals)
