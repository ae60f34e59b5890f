"""The days of promotions, one by one: they are few among all days, and asked for many times."""

from dataclasses import dataclass

import numpy as np

from desktop.domain.forecast.periods import Flags, Whole

COURSE = 7  # days of a promotion that differ from each other


@dataclass(frozen=True, eq=False)
class Offered:
    """Open days on which a series is on offer. ``row``, ``at``: which series, which period.

    ``day``: the how-manieth open day of its promotion, from 0, at most the course's last.
    """

    row: Whole
    at: Whole
    day: Whole


def offered(promo: Flags, closed: Flags, running: int) -> Offered:
    """``promo``, ``closed``: n × periods; a promotion that runs already has been ``running`` days.

    A closed day interrupts a promotion.
    """
    row, at = np.nonzero(promo & ~closed)
    begins = np.ones(len(row), bool)
    begins[1:] = (row[1:] != row[:-1]) | (at[1:] != at[:-1] + 1)
    first = at[begins]  # of each promotion
    number = np.cumsum(begins) - 1  # the promotion that a day belongs to
    since = at - first[number] + np.where(first == 0, running, 0)[number]
    return Offered(row, at, np.minimum(since, COURSE - 1))
