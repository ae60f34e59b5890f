"""Time: aware UTC everywhere, and the business day that a moment belongs to."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


LARGE = timedelta(seconds=5)


def _utc() -> datetime:
    return datetime.now(UTC)


class SystemClock:
    """The computer's clock plus its known offset to the server's (zero on one computer)."""

    def __init__(self, local: Callable[[], datetime] = _utc) -> None:
        self.local = local
        self.offset = timedelta()

    def now(self) -> datetime:
        return self.local() + self.offset

    @property
    def is_wrong(self) -> bool:
        """Whether a person should set the computer's clock (model.md: above five seconds)."""
        return abs(self.offset) > LARGE


def business_date(at: datetime, zone: str, day_starts_at: int = 0) -> date:
    """The shop's day of a moment; with ``day_starts_at`` 4, sales at 03:59 belong to yesterday."""
    from zoneinfo import ZoneInfo

    return (at.astimezone(ZoneInfo(zone)) - timedelta(hours=day_starts_at)).date()


def day_begins(day: date, zone: str, day_starts_at: int = 0) -> datetime:
    """The moment, in UTC, at which a day of the shop begins."""
    from zoneinfo import ZoneInfo

    return datetime.combine(day, time(day_starts_at, tzinfo=ZoneInfo(zone))).astimezone(UTC)


def iso(at: datetime) -> str:
    """ISO 8601 in UTC with microseconds, the one spelling for files and the command line."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
