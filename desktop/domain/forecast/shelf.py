"""What a ledger by day says of stock and demand: balances, and days on which nobody could buy.

A day without stock says nothing of demand, nor does one on which the shop was closed: both are
masked, not read as days without demand (Conrad, Operational Research Quarterly 27, 1976, on sales
that are cut off by stock).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from desktop.domain.forecast.periods import Flags, Floats, Whole

SURE = 5.0  # sales expected, of which none came: the shop was closed (a chance below one percent)
_AROUND = 28  # days to both sides that tell how much a shop sells
_WEEKS = 8  # of one weekday, that tell whether it is always closed


@dataclass(frozen=True, eq=False)
class Entries:
    """Cells of a table of rows × days that hold something, by rising ``row``."""

    row: Whole
    day: Whole
    value: Floats

    @staticmethod
    def made(cells: Sequence[tuple[int, int, float]] | Floats) -> "Entries":
        """Of (row, day, value) in any order."""
        row, day, value = np.asarray(cells, float).reshape(-1, 3).T
        return Entries.sorted(row.astype(np.int64), day.astype(np.int64), value)

    @staticmethod
    def sorted(row: Whole, day: Whole, value: Floats) -> "Entries":
        """Of columns in any order."""
        order = np.argsort(row, kind="stable")
        return Entries(row[order], day[order], value[order])

    def of(self, rows: Whole) -> "Entries":
        """Those of these rows, which rise, numbered from 0."""
        at, number = within(self.row, rows)
        return Entries(number, self.day[at], self.value[at])

    def summed(self, rows: int, days: int) -> Floats:
        """rows × days, 0 where nothing is; days beyond are left out."""
        inside = self.day < days
        at = self.row[inside] * days + self.day[inside]
        found = np.bincount(at, self.value[inside], rows * days)
        return np.asarray(found, float).reshape(rows, days)

    def put(self, rows: int, days: int) -> Floats:
        """rows × days, NaN where nothing is."""
        found = np.full((rows, days), np.nan)
        found[self.row, self.day] = self.value
        return found


def within(rising: Whole, wanted: Whole) -> tuple[Whole, Whole]:
    """Where in ``rising`` the numbers of ``wanted`` stand, and of which of them each is."""
    low, high = np.searchsorted(rising, wanted), np.searchsorted(rising, wanted, "right")
    many = high - low
    number = np.repeat(np.arange(len(wanted)), many)
    return np.arange(len(number)) + (low - np.cumsum(many) + many)[number], number


def balances(start: Floats, change: Floats, counted: Floats) -> Floats:
    """Keys × (days + 1): on hand when each day began, and when the last one ended.

    ``start``: keys; ``change``: what each day moved; ``counted``: what there was at the end of a
    day on which somebody counted, else NaN.
    """
    keys, days = change.shape
    moved = np.concatenate([start[:, None], start[:, None] + np.cumsum(change, 1)], 1)
    is_set = np.concatenate([np.ones((keys, 1), bool), np.isfinite(counted)], 1)
    known = np.concatenate([start[:, None], np.nan_to_num(counted)], 1)
    newest = np.maximum.accumulate(np.where(is_set, np.arange(days + 1), 0), 1)
    off = np.take_along_axis(known - moved, newest, 1)
    return np.asarray(np.round(moved + off, 3))


def out_days(on_hand: Floats, units: Floats) -> Flags:
    """n × days: nothing was there when the day began and ended, and nothing was sold.

    So is every day before the first movement. Below zero the books are wrong: where goods went on
    being sold from there, they were on the shelf, and such days are not out. ``on_hand``:
    n × (days + 1), ``units``: n × days.
    """
    began, ended = on_hand[:, :-1], on_hand[:, 1:]
    is_out = (began <= 0) & (ended <= 0) & (units <= 0)
    wrong = _runs_with(began < 0, units > 0)
    return np.asarray(is_out & ~wrong)


def _runs_with(inside: Flags, marked: Flags) -> Flags:
    """Every day of those unbroken runs of ``inside`` in which one is ``marked``."""
    rows = len(inside)
    begins = inside & ~np.concatenate([np.zeros((rows, 1), bool), inside[:, :-1]], 1)
    number = np.cumsum(begins.ravel()) * inside.ravel()
    has = np.bincount(number, (marked & inside).ravel(), int(number.max(initial=0)) + 1) > 0
    return np.asarray((has[number] & inside.ravel()).reshape(inside.shape))


def closed_days(sales: Sequence[int] | Whole, weekdays: Whole) -> Flags:
    """Days without a sale in a shop that sells so much that this is no chance.

    ``sales``: how many each day had, as far as they matter; ``weekdays``: 0 for Monday. Either the
    days around sold many, or a weekday never sold anything where its neighbours did.
    """
    sold = np.asarray(sales, float)
    is_bare = sold == 0
    days = len(sold)
    usual = _usual(sold)
    closed = is_bare & (usual >= SURE)
    for weekday in range(7):
        of = np.flatnonzero(weekdays == weekday)
        for number, at in enumerate(of):
            near = of[max(0, number - _WEEKS // 2) : number + _WEEKS // 2 + 1]
            closed[at] |= is_bare[near].all() and usual[near].sum() >= SURE and len(near) > 2
    return np.asarray(closed & (np.arange(days) >= _first(sold)))


def _usual(sold: Floats) -> Floats:
    """How many sales a day that is open had around each day."""
    ones = np.concatenate([[0.0], np.cumsum(sold > 0)])
    sums = np.concatenate([[0.0], np.cumsum(sold)])
    at = np.arange(len(sold))
    low, high = np.maximum(at - _AROUND, 0), np.minimum(at + _AROUND + 1, len(sold))
    opened, all_days = ones[high] - ones[low], high - low
    # A shop open on few days of many may just sell little: those without sales count as well.
    share = np.where(opened >= 0.5 * all_days, np.maximum(opened, 1), all_days)
    return np.asarray((sums[high] - sums[low]) / share)


def _first(sold: Floats) -> int:
    return int((sold > 0).argmax()) if (sold > 0).any() else len(sold)


def always_closed(closed: Flags, weekdays: Whole) -> Flags:
    """7, from Monday: weekdays that were closed each time of late, three times at least."""
    found = np.zeros(7, bool)
    for weekday in range(7):
        late = closed[weekdays == weekday][-_WEEKS:]
        found[weekday] = len(late) > 2 and bool(late.all())
    return found
