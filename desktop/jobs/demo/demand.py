"""When the demo shop sells how much: weekdays, seasons, holidays, growth, promotions.

Every figure is a factor around 1. Curves are invented; only their shapes are meant to be true.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

GROWTH_A_YEAR = 0.09
# Monday to Sunday: of the whole shop, then of what a category sells beside that.
SHOP_WEEK = (0.93, 0.88, 0.95, 1.02, 1.20, 1.30, 0.66)
WEEKS = {
    "plain": (1, 1, 1, 1, 1, 1, 1),
    "early": (1.12, 1.0, 1.0, 1.0, 0.98, 0.95, 0.9),
    "workday": (1.3, 1.3, 1.3, 1.3, 1.2, 0.5, 0.3),
    "saturday": (0.85, 0.85, 0.9, 0.95, 1.1, 1.35, 0.85),
    "weekend": (0.8, 0.8, 0.85, 1.0, 1.25, 1.3, 1.25),
}
# January to December.
SEASONS = {
    "flat": (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
    "winter": (1.25, 1.2, 1.05, 0.95, 0.85, 0.78, 0.75, 0.78, 0.95, 1.1, 1.2, 1.25),
    "summer": (0.8, 0.82, 0.92, 1.0, 1.12, 1.25, 1.32, 1.28, 1.05, 0.92, 0.82, 0.8),
    "festive": (0.85, 0.88, 0.95, 1.0, 0.95, 0.92, 0.9, 0.9, 0.95, 1.0, 1.15, 1.7),
    "grill": (0.85, 0.85, 0.92, 1.02, 1.2, 1.28, 1.3, 1.22, 1.02, 0.9, 0.85, 1.0),
    "school": (0.95, 0.85, 0.85, 0.85, 0.85, 0.85, 0.95, 1.7, 1.6, 1.0, 0.9, 1.0),
    "garden": (0.5, 0.7, 1.3, 1.8, 1.8, 1.3, 0.9, 0.75, 0.8, 0.75, 0.6, 0.8),
}
SHOP_SEASON = (0.95, 0.95, 0.97, 1.0, 1.0, 1.02, 0.98, 0.96, 0.99, 1.0, 1.04, 1.18)
DAY_NOISE = 0.07
# Named offers of every year: first month, day, length, share of the goods, percent off.
YEARLY_OFFERS = (
    ("Winter sale", 1, 8, 6, 0.03, 25),
    ("Spring sale", 3, 20, 6, 0.04, 20),
    ("Summer sale", 7, 10, 6, 0.05, 20),
    ("Autumn sale", 9, 26, 6, 0.05, 20),
    ("Advent week", 12, 1, 6, 0.05, 20),
)
WEEKLY_SHARE = 0.012
LIFT_PER_PERCENT = 0.07


@dataclass(frozen=True, slots=True)
class Offer:
    """Goods sold cheaper from day ``first`` to ``last`` (numbers of days), ``percent`` off."""

    name: str
    first: int
    last: int
    percent: int
    goods: tuple[int, ...]

    @property
    def lift(self) -> float:
        """How many times as much the goods sell meanwhile: 2.4 at 20 percent off."""
        return 1.0 + LIFT_PER_PERCENT * self.percent


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Anonymous algorithm, Meeus)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def holidays(year: int) -> dict[date, float]:
    """Factor of the days that are unlike others; 0 = closed."""
    sunday = easter(year)
    days = {
        date(year, 1, 1): 0.0,
        date(year, 1, 2): 1.15,
        date(year, 4, 30): 1.2,
        date(year, 5, 1): 0.0,
        date(year, 12, 22): 1.35,
        date(year, 12, 23): 1.6,
        date(year, 12, 24): 0.8,
        date(year, 12, 25): 0.0,
        date(year, 12, 26): 0.0,
        date(year, 12, 30): 1.2,
        date(year, 12, 31): 1.1,
    }
    around = ((-3, 1.45), (-2, 0.0), (-1, 1.4), (0, 0.0), (1, 0.0), (2, 1.15))
    return days | {sunday + timedelta(days): factor for days, factor in around}


def shop_factors(first: date, days: int, seed: int) -> list[float]:
    """How much the shop sells on each day compared with an ordinary one; 0 where it is closed."""
    rng = Random(f"days {seed}")
    special: dict[date, float] = {}
    for year in range(first.year, (first + timedelta(days)).year + 1):
        special |= holidays(year)
    factors = []
    for number in range(days):
        day = first + timedelta(number)
        growth = (1 + GROWTH_A_YEAR) ** ((number - days) / 365)
        usual = SHOP_WEEK[day.weekday()] * _smooth(SHOP_SEASON, day) * growth
        factors.append(usual * special.get(day, 1.0) * rng.lognormvariate(0, DAY_NOISE))
    return factors


def shelf_factor(season: str, week: str, day: date) -> float:
    """What a category sells beside the shop's own week: its weekday and its time of the year."""
    return WEEKS[week][day.weekday()] * _smooth(SEASONS[season], day)


def _smooth(months: tuple[float, ...], day: date) -> float:
    """A curve of twelve months without steps between them."""
    into = (day.day - 15) / 30
    other = months[(day.month - 1 + (1 if into > 0 else -1)) % 12]
    return months[day.month - 1] * (1 - abs(into)) + other * abs(into)


def offers(first: date, days: int, goods: int, always: tuple[int, ...], seed: int) -> list[Offer]:
    """Weekly offers (Monday to Saturday) and the named ones; ``always`` are in each named one."""
    rng = Random(f"offers {seed}")
    found = []
    start = (7 - first.weekday()) % 7
    for monday in range(start, days, 7):
        number = round(goods * WEEKLY_SHARE) or rng.randint(0, 1)
        percent = rng.choice((10, 15, 20, 25, 30))
        picked = sorted(rng.sample(range(goods), min(goods, number)))
        found.append(Offer("Weekly offer", monday, monday + 5, percent, tuple(picked)))
    for year in range(first.year, (first + timedelta(days)).year + 1):
        for name, month, day, length, share, percent in YEARLY_OFFERS:
            at = (date(year, month, day) - first).days
            if 0 <= at < days:
                named = set(rng.sample(range(goods), round(goods * share))) | set(always)
                found.append(Offer(name, at, at + length - 1, percent, tuple(sorted(named))))
    return found
