"""The days of the demo shop: which it is open, from when to when, and how busy each is."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desktop.domain.ledger import microseconds
from desktop.jobs.demo.demand import shop_factors

HOUR_US = 3_600_000_000
MINUTE_US = 60_000_000
MORNING_H, OPENS_H, CLOSES_H = 6.5, 8, 20
HALF_DAY_CLOSES_H = 14
ENOUGH_OF_TODAY_H = 1


@dataclass(frozen=True)
class Calendar:
    """Days by number from ``first``; ``factors`` are 0 where the shop is closed. Times in µs."""

    first: date
    factors: tuple[float, ...]
    zone: ZoneInfo
    end: int

    def date(self, day: int) -> date:
        return self.first + timedelta(day)

    def hour(self, day: int, hour: float) -> int:
        """A time of the local clock; the night in which clocks change is never asked for."""
        noon = datetime.combine(self.date(day), time(12), self.zone)
        return microseconds(noon) + int((hour - 12) * HOUR_US)

    def morning(self, day: int) -> int:
        return self.hour(day, MORNING_H)

    def opens(self, day: int) -> int:
        return self.hour(day, OPENS_H)

    def closes(self, day: int) -> int:
        """When the last customer has gone; on the last day not later than ``end``."""
        at = self.date(day)
        is_half = (at.month, at.day) == (12, 24)
        return min(self.hour(day, HALF_DAY_CLOSES_H if is_half else CLOSES_H), self.end)

    @property
    def is_open(self) -> list[bool]:
        return [factor > 0 for factor in self.factors]

    @property
    def last_days(self) -> list[int]:
        """The last three open days, the very last one included."""
        return [day for day, factor in enumerate(self.factors) if factor > 0][-3:]


def calendar(now: datetime, zone: str, days: int, seed: int) -> Calendar:
    """``days`` days up to today, or up to yesterday before nine in the morning."""
    place = ZoneInfo(zone)
    local = now.astimezone(place)
    today = local.date()
    open_for_h = local.hour + local.minute / 60 - OPENS_H
    if open_for_h < ENOUGH_OF_TODAY_H:
        today -= timedelta(1)
    first = today - timedelta(days - 1)
    factors = shop_factors(first, days, seed)
    if today == local.date():
        factors[-1] *= min(1.0, open_for_h / (CLOSES_H - OPENS_H))
    return Calendar(first, tuple(factors), place, microseconds(now))
