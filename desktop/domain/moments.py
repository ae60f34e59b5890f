"""A moment as a person types it: ``14:05``, ``yesterday 18:00``, ``2026-11-20``."""

import re
from datetime import UTC, date, datetime, time, timedelta

from desktop.domain.clock import business_date, day_begins
from desktop.domain.errors import UserError
from desktop.domain.ledger import MICROSECOND

HINT = "Try yesterday 18:00 or 2026-11-20."
_DAYS_AGO = {"today": 0, "yesterday": 1}
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SHORT_CLOCK = re.compile(r"\d:\d\d(:\d\d)?")


def parse_moment(text: str, now: datetime, zone: str, day_starts_at: int = 0) -> datetime:
    """The moment in UTC. Without a zone it is the shop's; a day alone is its end.

    A clock time alone is the last time that the clock showed it: at 10:00, ``14:05`` is yesterday.
    UserError when it cannot be read.
    """
    at = _moment(text, now, zone, day_starts_at)
    if at is None:
        raise UserError(f"“{text[:40]}” is no time.", HINT, field="moment", code="bad_time")
    return at


def parse_past(text: str, now: datetime, zone: str, day_starts_at: int = 0) -> datetime:
    """The same; what is still to come is refused."""
    at = parse_moment(text, now, zone, day_starts_at)
    if at > now:
        raise UserError("This time is in the future.", HINT, field="moment", code="future")
    return at


def _moment(text: str, now: datetime, zone: str, day_starts_at: int) -> datetime | None:
    from zoneinfo import ZoneInfo

    words = text.strip().casefold().replace("t", " ", 1 if _ISO_DAY.match(text.strip()) else 0)
    head, _, rest = words.partition(" ")
    today = business_date(now, zone)
    day = _day(head, today)
    if day is not None and not rest.strip():
        end = day_begins(day + timedelta(days=1), zone, day_starts_at) - MICROSECOND
        return min(end, now) if day_begins(day, zone, day_starts_at) <= now else end
    clock = _clock((rest if day is not None else words).strip())
    if clock is None:
        return None
    place = clock.tzinfo or ZoneInfo(zone)
    at = datetime.combine(day or today, clock, place)
    if day is None and at > now:
        at = datetime.combine(today - timedelta(days=1), clock, place)
    return at.astimezone(UTC)


def _day(word: str, today: date) -> date | None:
    if word in _DAYS_AGO:
        return today - timedelta(days=_DAYS_AGO[word])
    german = _GERMAN_DAY.fullmatch(word)
    if german is not None:
        day, month, year = german.groups()
        word = f"{year}-{month:0>2}-{day:0>2}"
    try:
        return date.fromisoformat(word) if _ISO_DAY.fullmatch(word) else None
    except ValueError:
        return None


def _clock(words: str) -> time | None:
    """ISO 8601, perhaps with a zone; ``9:05`` too."""
    if ":" not in words:
        return None
    padded = f"0{words}" if _SHORT_CLOCK.fullmatch(words) else words.upper()
    try:
        return time.fromisoformat(padded)
    except ValueError:
        return None
