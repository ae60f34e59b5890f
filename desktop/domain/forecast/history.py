"""What the model is told: demand of many series, and what is known of the days ahead."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from desktop.domain.forecast.around import moving_sum
from desktop.domain.forecast.course import Offered, offered
from desktop.domain.forecast.periods import DAY, Days, Flags, Floats, Rhythm, Whole, rhythm_of

COUNTS_BELOW = 5000.0  # a whole number above it is as good as any number


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of some periods beside demand, as in ``History``."""

    promo: Flags
    closed: Flags
    events: Flags
    dates: Days
    has_weekdays: bool
    running: int = 0

    @cached_property
    def offered(self) -> Offered:
        """The open days of promotions."""
        return offered(self.promo, self.closed, self.running)


@dataclass(frozen=True, eq=False)
class History:
    """n series over T past periods and h ahead.

    ``units``: n × T, NaN where demand is not known: before the first sale and while there was
    nothing to sell. ``promo``, ``closed``: n × (T + h). ``events``: (T + h) × k, one column each.
    ``dates``: T + h. ``groups``: n, the category of each series from 0. ``names`` of the events
    and ``categories`` of the groups are what another history's habits are found by. ``pieces``:
    n, which series are sold in whole pieces; where it is not told their demand tells it.
    """

    units: Floats
    promo: Flags
    closed: Flags
    events: Flags
    dates: Days
    groups: Whole
    names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    pieces: Flags | None = None

    @property
    def event_names(self) -> tuple[str, ...]:
        """k; their numbers where they have no names."""
        return self.names or tuple(map(str, range(self.events.shape[1])))

    @property
    def group_names(self) -> tuple[str, ...]:
        """Of all groups, their numbers where they have no names."""
        return self.categories or tuple(map(str, range(int(self.groups.max(initial=0)) + 1)))

    @property
    def series(self) -> int:
        """n."""
        return int(self.units.shape[0])

    @property
    def past(self) -> int:
        """T."""
        return int(self.units.shape[1])

    @property
    def ahead(self) -> int:
        """h."""
        return len(self.dates) - self.past

    @cached_property
    def rhythm(self) -> Rhythm:
        """How long a period is."""
        return rhythm_of(self.dates)

    @cached_property
    def seen(self) -> Floats:
        """n × T: 1 where demand is known and the shop was open."""
        return (np.isfinite(self.units) & ~self.closed[:, : self.past]).astype(float)

    @cached_property
    def sold(self) -> Floats:
        """n × T: the demand, 0 where nothing is known. Returns are no demand."""
        return np.where(self.seen > 0, np.maximum(np.nan_to_num(self.units), 0.0), 0.0)

    @cached_property
    def begun(self) -> Whole:
        """n: the first period of each series, T where it has none."""
        known = np.isfinite(self.units)
        return np.where(known.any(1), known.argmax(1), self.past)

    @cached_property
    def is_counted(self) -> Flags:
        """n: whether all demand is in whole pieces, and of numbers that can be counted."""
        few = self.sold.max(1, initial=0.0) < COUNTS_BELOW
        if self.pieces is not None:
            return np.asarray(few & self.pieces)
        return np.asarray(few & (np.abs(self.sold - np.rint(self.sold)).max(1, initial=0.0) < 1e-6))

    @cached_property
    def least(self) -> Floats:
        """n: the least variance over mean that is believed, in units.

        Of pieces a part of a Poisson stream's; of what is weighed a trace of the usual demand.
        """
        usual = self.sold.sum(1) / np.maximum(self.seen.sum(1), 1)
        return np.where(self.is_counted, 0.25, np.maximum(1e-4 * usual, 1e-12))

    @cached_property
    def offered(self) -> Offered:
        """The open days of promotions; the past begins without one."""
        return offered(self.promo, self.closed, 0)

    @cached_property
    def behind(self) -> Known:
        """What is known of the past alone."""
        past = slice(self.past)
        return Known(
            self.promo[:, past], self.closed[:, past], self.events[past], self.dates[past],
            self.has_weekdays,
        )  # fmt: skip

    @cached_property
    def sold_around(self) -> Floats:
        """n × T: the demand around each period, as far as the local mean looks."""
        return moving_sum(self.sold, self.rhythm.window)

    @property
    def has_weekdays(self) -> bool:
        """Whether a period is a day."""
        return self.rhythm is DAY

    def of(self, rows: Whole | slice) -> "History":
        """Some of the series."""
        return replace(
            self,
            units=self.units[rows],
            promo=self.promo[rows],
            closed=self.closed[rows],
            groups=self.groups[rows],
            categories=self.group_names,
            pieces=None if self.pieces is None else self.pieces[rows],
        )

    def last(self, most: int) -> "History":
        """Without what lies further back than so many periods."""
        cut = max(0, self.past - most)
        return replace(
            self,
            units=self.units[:, cut:],
            promo=self.promo[:, cut:],
            closed=self.closed[:, cut:],
            events=self.events[cut:],
            dates=self.dates[cut:],
        )

    def until(self, past: int, ahead: int) -> "History":
        """As it was known then: so many periods, and so many ahead of them."""
        known = past + ahead
        return replace(
            self,
            units=self.units[:, :past],
            promo=self.promo[:, :known],
            closed=self.closed[:, :known],
            events=self.events[:known],
            dates=self.dates[:known],
        )
