"""Some products of the past: what was known of them on a day, and what was wanted each day."""

from dataclasses import dataclass

import numpy as np

from desktop.domain.forecast.history import History
from desktop.domain.forecast.periods import Flags, Floats, Whole
from desktop.domain.forecast.replay import Stretch
from desktop.domain.forecast.walking import AHEAD, STEP, Span, Walk
from desktop.jobs.forecasting.facts import Facts
from desktop.jobs.forecasting.fitting import Telling
from desktop.queries.days_ahead import closed_ahead
from desktop.queries.demand import Demand


@dataclass(frozen=True, eq=False)
class Part:
    """``history``: all that happened, and the calendar of the days ahead; ``planned``: n × days
    from the span's first one on, with a promotion of the calendar."""

    facts: Facts
    span: Span
    history: History
    demand: Demand
    planned: Flags

    @staticmethod
    def of(facts: Facts, telling: Telling, span: Span, rows: Whole) -> "Part":
        """The products with these numbers."""
        history, demand = telling.history(rows)
        days = history.dates[span.start :].astype("datetime64[D]").tolist()
        planned = facts.demand.is_promotion(demand.products, days)
        return Part(facts, span, history, demand, planned)

    def then(self, origin: int) -> History:
        """What was known when a day began; of the days ahead only what the calendar says."""
        whole = self.history
        ahead = min(STEP + AHEAD, len(whole.dates) - origin)
        known = whole.until(origin, ahead)
        first = origin - self.span.start
        promo = self.planned[:, first : first + ahead]
        past, days = known.dates[:origin], known.dates[origin:]
        closed = self.demand.closed[:origin]
        shut = closed_ahead(past, closed, days, self.facts.events)
        flags = np.broadcast_to(np.concatenate([closed, shut]), known.closed.shape)
        promo = np.concatenate([known.promo[:, :origin], promo], 1)
        return History(
            known.units, promo, flags, known.events, known.dates, known.groups, known.names,
            known.categories, known.pieces,
        )  # fmt: skip

    def stretch(
        self, found: Walk, cost: Floats, life: Whole, is_told: Flags
    ) -> tuple[Stretch, Floats]:
        """With what is guessed of days without stock; and how much that is, on days that count."""
        start, demand = self.span.start, self.demand
        begins, given = self._begins()
        is_there = np.arange(self.span.length) >= begins[:, None]
        is_blank = demand.is_out[:, start:] & ~demand.closed[start:] & is_there
        guess = np.where(is_blank, found.expected, 0.0)
        whole = np.diff(np.floor(np.cumsum(guess, 1) + 1e-9), axis=1, prepend=0.0)
        guess = np.where(self.history.is_counted[:, None], whole, guess)
        sold = np.maximum(demand.sold[:, start:], 0.0)
        wanted = np.where(is_blank, guess, sold)
        opened = ~demand.closed[start:]
        stretch = Stretch(wanted, opened, begins, given, cost, life, is_told)
        return stretch, guess[:, self.span.warm :].sum(1)

    def _begins(self) -> tuple[Whole, Floats]:
        """n: the day of the stretch on which a product is first there, and how much of it."""
        start, length = self.span.start, self.span.length
        held, sold = np.maximum(self.demand.on_hand, 0.0), np.maximum(self.demand.sold, 0.0)
        was_there = (held[:, : start + 1] > 0).any(1) | (sold[:, :start] > 0).any(1)
        comes = (held[:, start + 1 :] > 0) | (sold[:, start:] > 0)
        first = np.where(comes.any(1), comes.argmax(1), length)
        begins = np.where(was_there, 0, first)
        at = np.minimum(begins, length - 1)[:, None]
        evening = np.take_along_axis(held[:, start + 1 :] + sold[:, start:], at, 1)[:, 0]
        return begins, np.where(was_there, held[:, start], evening)
