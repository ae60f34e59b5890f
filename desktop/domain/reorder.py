"""What to order: so much that stock lasts until the delivery after the next can be here.

Order up to the quantile of demand over the vendor's lead time and the time until orders are looked
at again (the (R, S) policy: Silver, Pyke & Thomas, Inventory and Production Management in Supply
Chains, ch. 7), less what is there and on its way. Exact numbers only; demand is told from outside.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any
from uuid import UUID

from desktop.domain.quantity import plain
from desktop.domain.reorder_policy import Policy

NONE, HALF = Decimal(0), Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Offer:
    """What a vendor asks for one unit, in packs of ``pack``, ``least`` units at once or more.

    ``unit_price`` is in ``currency``; ``cost`` the same in the shop's, as far as it is known.
    """

    vendor: UUID
    name: str
    unit_price: Decimal
    currency: str
    cost: Decimal
    pack: Decimal
    least: Decimal
    lead_days: int
    is_preferred: bool = False

    def rounded_up(self, need: Decimal) -> Decimal:
        """The least that can be ordered and is enough."""
        wanted = max(need, self.least)
        return (wanted / self.pack).to_integral_value(ROUND_CEILING) * self.pack

    def rounded_down(self, most: Decimal) -> Decimal:
        """The most that can be ordered and is not more; 0 where that is less than its least."""
        whole = (most / self.pack).to_integral_value(ROUND_FLOOR) * self.pack
        return whole if whole >= self.least and whole > 0 else NONE

    @property
    def smallest(self) -> Decimal:
        """The smallest order."""
        return self.rounded_up(self.pack)


@dataclass(frozen=True, slots=True)
class Demand:
    """From today on, as running sums: ``likely[k]`` is not exceeded in the first k + 1 days with
    the policy's certainty, ``expected[k]`` is the mean."""

    likely: tuple[Decimal, ...]
    expected: tuple[Decimal, ...]

    def needed(self, days: int) -> Decimal:
        """What the likely demand of so many days is; beyond the horizon it goes on as before."""
        return _through(self.likely, days)

    def sold(self, days: int) -> Decimal:
        """What is expected to be sold in so many days."""
        return _through(self.expected, days)

    def lasts(self, stock: Decimal) -> int | None:
        """Whole days that so much will do for; None: all that are told of."""
        return next((day for day, sum_ in enumerate(self.likely) if sum_ > stock), None)


def _through(sums: tuple[Decimal, ...], days: int) -> Decimal:
    if days <= 0 or not sums:
        return NONE
    if days <= len(sums):
        return sums[days - 1]
    return (sums[-1] * days / len(sums)).quantize(Decimal("0.001"))


@dataclass(frozen=True, slots=True)
class Goods:
    """One product that may be ordered. ``margin``: what one sold unit earns."""

    product: UUID
    sku: str
    name: str
    decimals: int
    on_hand: Decimal
    reserved: Decimal
    on_order: Decimal
    rate: Decimal
    margin: Decimal
    demand: Demand
    offers: tuple[Offer, ...]
    shelf_life_days: int | None = None
    category: str = ""
    unit: str = ""

    @property
    def position(self) -> Decimal:
        """What is there, on its way and not promised to anybody."""
        return self.on_hand + self.on_order - self.reserved

    def least_share(self, offer: Offer) -> Decimal:
        """Of a smallest order so much must be expected to be sold in time: half, or less where that
        pays for all of it (the critical ratio of the newsvendor: Silver, Pyke & Thomas, ch. 9)."""
        price = offer.cost + max(NONE, self.margin)
        return min(HALF, offer.cost / price) if offer.cost > 0 else HALF


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as words with places for facts, so that it can be told in any language."""

    words: str
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.words.format(**{key: _plain(fact) for key, fact in self.facts.items()})


def _plain(fact: Any) -> str:
    return plain(fact) if isinstance(fact, Decimal) else str(fact)


@dataclass(frozen=True, slots=True)
class Proposal:
    """So much of a product, from whom, and why. ``order_by``: the last day that is in time."""

    goods: Goods
    offer: Offer
    quantity: Decimal
    needed: Decimal
    order_by: date | None
    arrives: date
    reason: Said

    @property
    def cost(self) -> Decimal:
        """In the shop's currency."""
        return self.quantity * self.offer.cost

    @property
    def urgency(self) -> tuple[date, Decimal, str]:
        """What must be ordered first comes first; of one day what sells fastest."""
        return self.order_by or date.max, -self.goods.rate, self.goods.sku


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What would have been ordered but for money, shelf life, or a vendor."""

    goods: Goods
    reason: Said
    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """The most urgent first, and what was left out with the reason."""

    proposals: tuple[Proposal, ...]
    left_out: tuple[LeftOut, ...]


def propose(goods: Iterable[Goods], today: date, policy: Policy) -> Proposed:
    """What to order today of all these."""
    found: list[Proposal] = []
    out: list[LeftOut] = []
    for each in goods:
        told = propose_one(each, today, policy)
        if isinstance(told, Proposal):
            found.append(told)
        elif told is not None:
            out.append(told)
    found.sort(key=lambda one: one.urgency)
    kept, dropped = _within(found, policy.budget)
    return Proposed(tuple(kept), (*dropped, *out))


def propose_one(goods: Goods, today: date, policy: Policy) -> Proposal | LeftOut | None:
    """None: there is enough of it."""
    if not goods.offers:
        needed = goods.demand.needed(policy.review_days) - goods.position
        words = "No vendor has a price for it; {n} a day are sold and {stock} are there."
        facts = {"n": goods.rate, "stock": goods.position}
        return LeftOut(goods, Said(words, facts)) if needed > 0 else None
    offer = best_offer(goods, policy)
    return propose_from(goods, offer, today, policy)


def propose_from(
    goods: Goods, offer: Offer, today: date, policy: Policy
) -> Proposal | LeftOut | None:
    """The same from one vendor."""
    needed = _needed(goods, offer, policy)
    if needed <= 0:
        return None
    quantity, room = offer.rounded_up(needed), _sells_in_time(goods, offer)
    if room is not None and quantity > room:
        quantity = _worth_its_life(goods, offer, room)
    if not quantity:
        return LeftOut(goods, _expires(goods, offer, room or NONE))
    lasts = goods.demand.lasts(goods.position)
    by = None if lasts is None else max(today, today + timedelta(lasts - offer.lead_days))
    arrives = today + timedelta(offer.lead_days)
    reason = _reason(goods, offer, policy, needed, room)
    return Proposal(goods, offer, quantity, needed, by, arrives, reason)


def _needed(goods: Goods, offer: Offer, policy: Policy) -> Decimal:
    return goods.demand.needed(offer.lead_days + policy.review_days) - goods.position


def _sells_in_time(goods: Goods, offer: Offer) -> Decimal | None:
    """How many more are expected to be sold before they expire; older goods are sold first.

    What is asked for before they come is served by those or by none.
    """
    if goods.shelf_life_days is None:
        return None
    before = max(goods.position, goods.demand.sold(offer.lead_days))
    return max(NONE, goods.demand.sold(offer.lead_days + goods.shelf_life_days) - before)


def _worth_its_life(goods: Goods, offer: Offer, room: Decimal) -> Decimal:
    """As many as are expected to be sold in time; of slow goods the smallest order."""
    whole, smallest = offer.rounded_down(room), offer.smallest
    is_some = room > 0 and room >= smallest * goods.least_share(offer)
    return whole or (smallest if is_some else NONE)


def _expires(goods: Goods, offer: Offer, room: Decimal) -> Said:
    facts = {"n": offer.smallest, "sold": _about(room), "days": goods.shelf_life_days}
    if room <= 0:
        return Said("What is there, or on its way, is enough for more than {days} days.", facts)
    words = "Of the smallest order of {n} only about {sold} would be sold within its {days} days."
    return Said(words, facts)


def _about(units: Decimal | None) -> Decimal:
    """A mean as it is told."""
    step = Decimal("0.1") if units and units >= 1 else Decimal("0.01")
    return (units or NONE).quantize(step).normalize() + NONE


def best_offer(goods: Goods, policy: Policy) -> Offer:
    """The preferred vendor; else who is cheapest with all that it costs to order there.

    That is the whole order with its packs and least quantity, and what is not earned on days
    without stock until it is here, for each unit that is needed.
    """
    preferred = [offer for offer in goods.offers if offer.is_preferred]
    if preferred:
        return preferred[0]
    return min(
        goods.offers,
        key=lambda offer: (landed(goods, offer, policy), offer.lead_days, offer.vendor),
    )


def landed(goods: Goods, offer: Offer, policy: Policy) -> Decimal:
    """What a needed unit costs from this vendor."""
    needed = max(_needed(goods, offer, policy), offer.pack)
    lasts = goods.demand.lasts(goods.position)
    without = 0 if lasts is None else max(0, offer.lead_days - lasts)
    missed = goods.rate * without * max(NONE, goods.margin)
    return (offer.rounded_up(needed) * offer.cost + missed) / needed


def _within(
    found: Sequence[Proposal], budget: Decimal | None
) -> tuple[Sequence[Proposal], list[LeftOut]]:
    """The least urgent ones are left out until the rest can be paid."""
    if budget is None:
        return found, []
    spent, number = NONE, 0
    while number < len(found) and spent + found[number].cost <= budget:
        spent += found[number].cost
        number += 1
    words = "The budget of {budget} is spent on what is more urgent; this would be {cost} more."
    out = [
        LeftOut(one.goods, Said(words, {"budget": budget, "cost": one.cost}), one)
        for one in found[number:]
    ]
    return found[:number], out


def _reason(
    goods: Goods, offer: Offer, policy: Policy, needed: Decimal, room: Decimal | None
) -> Said:
    """One sentence that answers for the number."""
    days = offer.lead_days + policy.review_days
    words = (
        "Up to {likely} are likely in {days} days ({lead} until delivery, {review} until the next"
        " look); {here} on hand and {coming} on order: {needed} are missing"
    )
    facts: dict[str, Any] = {
        "likely": goods.demand.needed(days),
        "days": days,
        "lead": offer.lead_days,
        "review": policy.review_days,
        "here": goods.on_hand - goods.reserved,
        "coming": goods.on_order,
        "needed": needed,
        "life": goods.shelf_life_days,
        "pack": offer.pack,
        "least": offer.least,
        "sold": _about(room),
        "smallest": offer.smallest,
    }
    if room is not None and offer.rounded_up(needed) > room:
        words += _cut(offer, room)
    elif offer.rounded_up(needed) == needed:
        words += "."
    elif needed < offer.least:
        words += ", and {least} is the least one can order."
    else:
        words += ", in packs of {pack}."
    return Said(words, facts)


def _cut(offer: Offer, room: Decimal) -> str:
    if offer.rounded_down(room):
        return ", but only about {sold} of them would be sold within {life} days."
    return (
        ", of which about {sold} would be sold within {life} days; {smallest} is the least one can"
        " order."
    )


def changed(
    proposal: Proposal, quantity: Decimal | None, offer: Offer | None, today: date, policy: Policy
) -> Proposal:
    """The proposal as a person wants it: another quantity, or from another vendor."""
    if offer is not None and offer.vendor != proposal.offer.vendor:
        again = propose_from(proposal.goods, offer, today, policy)
        if isinstance(again, Proposal):
            proposal = again
        else:
            arrives = today + timedelta(offer.lead_days)
            proposal = replace(proposal, offer=offer, arrives=arrives)
    return proposal if quantity is None else replace(proposal, quantity=quantity)
