"""A stretch of the past lived again under a rule of ordering: what would have been sold and held.

Looked at every so many days, fixed lead times, lost sales, whole packs (the (R, s, Q) and (R, S)
policies: Silver, Pyke and Thomas, Inventory and Production Management in Supply Chains, ch. 7).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from desktop.domain.forecast.periods import Flags, Floats, Whole

_NEAR = 1e-9
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

    @property
    def smallest(self) -> Floats:
        """The smallest order."""
        return self.rounded_up(self.pack)


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
    """Ordered up to ``levels``, of which there is one every ``every`` days; what expires never so
    that more comes than is expected to be sold in time. ``levels``, ``most`` (what is expected to
    be sold until it has expired), ``before`` (of that until it is here): n × looks; ``share``:
    n, of a smallest order so much must be expected to be sold in time."""

    terms: Terms
    levels: Floats
    most: Floats
    before: Floats
    share: Floats
    every: int

    @property
    def leaves_out(self) -> Flags:
        """n: what it would mostly not order though it is wanted and the shelf empty: it expires."""
        none = np.zeros(len(self.levels))
        room = [self._worth(self._room(look, none)) for look in range(self.levels.shape[1])]
        is_wanted = self.levels > 0
        refused = (is_wanted & (np.stack(room, 1) <= 0)).sum(1)
        return np.asarray(2 * refused > is_wanted.sum(1))

    def __call__(self, day: int, position: Floats) -> Floats:
        look = day // self.every
        wanted = self.terms.rounded_up(self.levels[:, look] - position)
        room = self._room(look, position)
        return np.where(wanted > room + _NEAR, np.minimum(wanted, self._worth(room)), wanted)

    def _room(self, look: int, position: Floats) -> Floats:
        return self.most[:, look] - np.maximum(position, self.before[:, look])

    def _worth(self, room: Floats) -> Floats:
        """As many as are expected to be sold in time; of slow goods the smallest order."""
        whole, smallest = self.terms.rounded_down(room), self.terms.smallest
        is_some = (room > _NEAR) & (room >= smallest * self.share - _NEAR)
        return np.where((whole <= 0) & is_some, smallest, whole)


@dataclass(frozen=True, eq=False)
class Stretch:
    """``demand``: n × T; ``is_open``: T; ``begins``: n, the day on which each product is first
    there, with ``given`` units (T: never); ``cost``: n, of one unit; ``life``: n, days for
    which goods can be sold (0: they keep); ``is_told``: n, of which products the numbers by day
    are."""

    demand: Floats
    is_open: Flags
    begins: Whole
    given: Floats
    cost: Floats
    life: Whole
    is_told: Flags

    @property
    def sells(self) -> Whole:
        """n: days for which goods can be sold, more than there are where they keep."""
        return np.where(self.life > 0, self.life, self.demand.shape[1] + 1)


@dataclass(eq=False)
class _Shelf:
    """n each: on hand, on its way, and what came, was sold and expired so far.

    ``way``: n × days, what comes on each; ``begun``: n × days, what had come by each, given too.
    """

    sells: Whole
    way: Floats
    begun: Floats
    stock: Floats
    coming: Floats
    came: Floats
    sold: Floats
    wasted: Floats
    given: Floats

    @staticmethod
    def of(stretch: Stretch, terms: Terms) -> "_Shelf":
        size, days = stretch.demand.shape
        way = np.zeros((size, days + int(terms.lead.max(initial=0)) + 1))
        none = np.zeros(size)
        return _Shelf(stretch.sells, way, np.zeros((size, days)), *(none,) * 6)

    def put(self, units: Floats) -> None:
        """What is there when a product begins."""
        self.stock, self.given = self.stock + units, self.given + units

    def order(self, day: int, units: Floats, lead: Whole) -> None:
        self.way[np.arange(len(units)), day + lead] += units
        self.coming = self.coming + units

    def morning(self, day: int) -> Floats:
        """The delivery comes; what came too long ago and is not gone by now goes."""
        units = self.way[:, day]
        self.coming, self.stock = self.coming - units, self.stock + units
        self.came = self.came + units
        self.begun[:, day] = self.came + self.given
        since = day - self.sells
        old = self.begun[np.arange(len(units)), np.maximum(since, 0)] - self.sold - self.wasted
        expired = np.clip(np.where(since >= 0, old, 0.0), 0.0, self.stock)
        self.stock, self.wasted = self.stock - expired, self.wasted + expired
        return expired

    def sell(self, wanted: Floats) -> Floats:
        """As much as there is of what is wanted."""
        taken = np.minimum(wanted, self.stock)
        self.stock, self.sold = self.stock - taken, self.sold + taken
        return taken


@dataclass(eq=False)
class Lived:
    """n each, of the days that count: ``demand``, ``lost``, ``expired``, ``out`` (open days on
    which nothing was there), ``evenings`` (on hand, summed over them), ``days`` and ``orders``.
    By such day: ``outs``, the number of products without stock, ``worth``, what stock has cost.
    Of all days the ``shelf`` tells: ``given + received - sold - wasted = left``."""

    shelf: _Shelf
    demand: Floats
    lost: Floats
    expired: Floats
    evenings: Floats
    out: Whole
    days: Whole
    orders: Whole
    outs: Whole
    worth: Floats

    @staticmethod
    def begun(shelf: _Shelf, size: int, days: int) -> "Lived":
        """Before the first day."""
        none, whole = np.zeros(size), np.zeros(size, np.int64)
        by_day = np.zeros(days, np.int64), np.zeros(days)
        return Lived(shelf, none, none, none, none, whole, whole, whole, *by_day)

    def add(
        self, is_there: Flags, is_ordered: Flags, is_out: Flags, wanted: Floats, taken: Floats,
        expired: Floats,
    ) -> None:  # fmt: skip
        """One day."""
        self.days, self.orders = self.days + is_there, self.orders + is_ordered
        self.demand, self.lost = self.demand + wanted, self.lost + (wanted - taken)
        self.expired, self.out = self.expired + expired, self.out + is_out
        self.evenings = self.evenings + self.shelf.stock

    @property
    def held(self) -> Floats:
        """n: on hand on a usual evening."""
        return np.asarray(self.evenings / np.maximum(self.days, 1))

    @property
    def received(self) -> Floats:
        """n: what came."""
        return self.shelf.came

    @property
    def sold(self) -> Floats:
        """n."""
        return self.shelf.sold

    @property
    def wasted(self) -> Floats:
        """n: what was thrown away."""
        return self.shelf.wasted

    @property
    def left(self) -> Floats:
        """n: what is there after the last day."""
        return self.shelf.stock


def lived(stretch: Stretch, terms: Terms, rule: Rule, every: int, counts_from: int) -> Lived:
    """Of each day: the look, what comes, what expires, what is sold, the oldest first.

    What is ordered comes in the morning.
    """
    size, days = stretch.demand.shape
    found = Lived.begun(_Shelf.of(stretch, terms), size, days - counts_from)
    shelf = found.shelf
    for day in range(days):
        is_there, ordered = stretch.begins <= day, np.zeros(size)
        shelf.put(np.where(stretch.begins == day, stretch.given, 0.0))
        if day % every == 0:
            ordered = np.where(is_there, rule(day, shelf.stock + shelf.coming), 0.0)
            shelf.order(day, ordered, terms.lead)
        expired = shelf.morning(day)
        wanted = np.where(is_there, stretch.demand[:, day], 0.0)
        is_out = is_there & (shelf.stock <= _NEAR) & stretch.is_open[day]
        taken = shelf.sell(wanted)
        if day >= counts_from:
            found.add(is_there, ordered > 0, is_out, wanted, taken, expired)
            shown = stretch.is_told
            found.outs[day - counts_from] = int((is_out & shown).sum())
            found.worth[day - counts_from] = float(shelf.stock[shown] @ stretch.cost[shown])
    return found
