"""A stretch of the past lived again under a rule of ordering: what would have been sold and held.

Looked at every so many days, fixed lead times, lost sales, whole packs (the (R, s, Q) and (R, S)
policies: Silver, Pyke and Thomas, Inventory and Production Management in Supply Chains, ch. 7).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from desktop.domain.forecast.periods import Flags, Floats, Whole

_NEAR = 1e-9
_Day = tuple[Flags, Flags, Flags, Floats, Floats, Floats]
Rule = Callable[[int, Floats], Floats]  # day, position (n) → what is ordered (n), in whole packs


@dataclass(frozen=True, eq=False)
class Terms:
    """n each: days until the delivery; units of a pack; the fewest units of an order."""

    lead: Whole
    pack: Floats
    least: Floats

    def rounded_up(self, need: Floats) -> Floats:
        """The least that can be ordered and is enough; 0 where nothing is needed."""
        packs = np.ceil(np.maximum(need, self.least) / self.pack - _NEAR)
        return np.where(need > _NEAR, packs * self.pack, 0.0)

    def rounded_down(self, most: Floats) -> Floats:
        """The most that can be ordered and is not more; 0 where that is less than the fewest."""
        whole = np.floor(np.maximum(most, 0.0) / self.pack + _NEAR) * self.pack
        return np.where(whole >= self.least, whole, 0.0)


@dataclass(frozen=True, eq=False)
class Thresholds:
    """Reorder points that never change: ``quantity`` is ordered when the position is at or below
    ``point``, or more where that does not reach it. n each; NaN: never ordered."""

    terms: Terms
    point: Floats
    quantity: Floats

    def __call__(self, day: int, position: Floats) -> Floats:
        is_low = position <= self.point + _NEAR
        wanted = np.maximum(self.quantity, self.point - position)
        return self.terms.rounded_up(np.where(is_low, wanted, 0.0))


@dataclass(frozen=True, eq=False)
class UpTo:
    """Ordered up to ``levels``; never so that position and order are above ``most``, which is
    what sells before it expires. Both n × looks, of which there is one every ``every`` days."""

    terms: Terms
    levels: Floats
    most: Floats
    every: int

    def __call__(self, day: int, position: Floats) -> Floats:
        look = day // self.every
        wanted = self.terms.rounded_up(self.levels[:, look] - position)
        room = self.most[:, look] - np.maximum(position, 0.0)
        return np.where(wanted > room + _NEAR, self.terms.rounded_down(room), wanted)


@dataclass(frozen=True, eq=False)
class Stretch:
    """``demand``: n × T; ``is_open``: T; ``begins``: n, the day on which each product is first
    there, with ``given`` units (T: never); ``cost``: n, of one unit; ``is_told``: n, of which
    products the numbers by day are."""

    demand: Floats
    is_open: Flags
    begins: Whole
    given: Floats
    cost: Floats
    is_told: Flags


@dataclass(frozen=True, eq=False)
class Lived:
    """n each. ``given + received - sold = left`` over all days; ``demand``, ``lost``, ``out``
    (open days on which nothing was there), ``held`` (on hand on a usual evening), ``days`` and
    ``orders`` of the days that count. By such day: ``outs``, the number of products without
    stock, ``worth``, what stock has cost."""

    received: Floats
    sold: Floats
    left: Floats
    demand: Floats
    lost: Floats
    out: Whole
    held: Floats
    days: Whole
    orders: Whole
    outs: Whole
    worth: Floats


def lived(stretch: Stretch, terms: Terms, rule: Rule, every: int, counts_from: int) -> Lived:
    """Of each day: the look, what comes, what is sold. What is ordered comes in the morning."""
    size, days = stretch.demand.shape
    way = np.zeros((size, days + int(terms.lead.max(initial=0)) + 1))
    rows, tally = np.arange(size), _Tally.of(size, days - counts_from)
    stock, coming, received, sold = np.zeros((4, size))
    for day in range(days):
        is_there = stretch.begins <= day
        stock = stock + np.where(stretch.begins == day, stretch.given, 0.0)
        ordered = np.zeros(size)
        if day % every == 0:
            ordered = np.where(is_there, rule(day, stock + coming), 0.0)
            way[rows, day + terms.lead] += ordered
        came = way[:, day]
        coming, stock, received = coming + ordered - came, stock + came, received + came
        wanted = np.where(is_there, stretch.demand[:, day], 0.0)
        taken = np.minimum(wanted, stock)
        is_out = is_there & (stock <= _NEAR) & stretch.is_open[day]
        stock, sold = stock - taken, sold + taken
        if day >= counts_from:
            tally.add((is_there, ordered > 0, is_out, wanted, taken, stock))
            shown = stretch.is_told
            tally.outs[day - counts_from] = int((is_out & shown).sum())
            tally.worth[day - counts_from] = float(stock[shown] @ stretch.cost[shown])
    return tally.told(received, sold, stock)


@dataclass(eq=False)
class _Tally:
    """What is summed up over the days that count."""

    demand: Floats
    lost: Floats
    out: Whole
    held: Floats
    days: Whole
    orders: Whole
    outs: Whole
    worth: Floats

    @staticmethod
    def of(size: int, days: int) -> "_Tally":
        none, whole = np.zeros(size), np.zeros(size, np.int64)
        return _Tally(none, none, whole, none, whole, whole, np.zeros(days, np.int64),
                      np.zeros(days))  # fmt: skip

    def add(self, facts: "_Day") -> None:
        """One day."""
        is_there, is_ordered, is_out, wanted, taken, stock = facts
        self.days, self.orders = self.days + is_there, self.orders + is_ordered
        self.demand, self.lost = self.demand + wanted, self.lost + (wanted - taken)
        self.out, self.held = self.out + is_out, self.held + stock

    def told(self, received: Floats, sold: Floats, left: Floats) -> Lived:
        held = self.held / np.maximum(self.days, 1)
        return Lived(received, sold, left, self.demand, self.lost, self.out, held, self.days,
                     self.orders, self.outs, self.worth)  # fmt: skip
