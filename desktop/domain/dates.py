"""Dates as files write them: which comes first, day or month, is told by all rows of a column.

25/12/2024 tells that the day comes first, 12/25/2024 that the month does; 03/04/2024 alone tells
nothing, and then a person is asked. ISO dates, month names, spreadsheets' day numbers and real date
cells (which come as ISO) need no asking.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from desktop.domain.errors import UserError
from desktop.domain.search import folded

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "dmy", "mdy", "ymd"
ORDERS = {
    DAY_FIRST: "day first: 31/12/2025",
    MONTH_FIRST: "month first: 12/31/2025",
    YEAR_FIRST: "year first: 25/12/31",
}
# The beginnings of month names in English, German, French, Spanish and Portuguese, without accents.
_STARTS = (
    "jan ene", "feb fev", "mar mae mrz", "apr avr abr", "may mai", "jun juin", "jul juil",
    "aug aou ago", "sep set", "oct okt out", "nov", "dec dez dic",
)  # fmt: skip
_MONTHS = {start: n for n, starts in enumerate(_STARTS, 1) for start in starts.split()}
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000  # 1954 to 2119
_SERIAL_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
_PIVOT = 69  # 68 is 2068, 69 is 1969, as POSIX has it
_TRIPLE = re.compile(r"(\d{1,4})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{1,4})\.?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_CLOCK = re.compile(
    r"[T ,]\s*(\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap])?\.?m?\.?"
    r"\s*(Z|UTC|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_WORD, _NUMBER = re.compile(r"[a-z]{3,}"), re.compile(r"\d+")
_SMALL = frozenset({"the", "del", "nd", "rd", "th", "st", "uhr"})


@dataclass(frozen=True, slots=True)
class Written:
    """``clock`` is None where only a day stands there; ``offset`` where no zone does."""

    day: date
    clock: time | None = None
    offset: timedelta | None = None


@dataclass(frozen=True)
class Order:
    """``name`` is the order that all rows fit best, "" where nothing asks for one.

    ``example``: a date that reads both ways, where no row tells which one is meant.
    """

    name: str = ""
    example: str = ""


def order_of(texts: Iterable[str]) -> Order:
    """Decided over all rows: the order with the fewest misfits; asked where both fit alike."""
    misfits, example = {DAY_FIRST: 0, MONTH_FIRST: 0}, ""
    years_first = years_last = seen = 0
    for text in texts:
        parts = _parts(text)
        if parts is None:
            continue
        seen += 1
        first, second, third = parts
        misfits[MONTH_FIRST] += first > 12
        misfits[DAY_FIRST] += second > 12
        years_first += first > 31
        years_last += third > 31
        if first != second and first <= 12 and second <= 12:
            example = example or text
    if not seen:
        return Order()
    if years_first and not years_last:
        return Order(YEAR_FIRST)
    if misfits[DAY_FIRST] == misfits[MONTH_FIRST]:
        return Order("" if example else DAY_FIRST, example)
    return Order(min(misfits, key=misfits.__getitem__))


def read_date(text: str, order: str = "") -> Written:
    """UserError where it is no date, or in another order than the rest."""
    clock = _CLOCK.search(text)
    plain = text[: clock.start()].strip() if clock else text.strip()
    serial = None if clock else _serial(plain)
    if serial is not None:
        return serial
    try:
        day = _day(plain.rstrip(" ,T"), order)
        return Written(day) if clock is None else Written(day, *_time(clock))
    except ValueError:
        raise UserError("This is no date.", "Write it as 2026-11-27.", code="bad_day") from None


def both_ways(text: str) -> tuple[date, date]:
    """Day first and month first, of a date that may be either."""
    return read_date(text, DAY_FIRST).day, read_date(text, MONTH_FIRST).day


def _parts(text: str) -> tuple[int, int, int] | None:
    """The three numbers of a date whose order must be known; a year of four digits tells it."""
    found = _TRIPLE.match(text.strip())
    if found is None or len(found[1]) > 2:
        return None
    return int(found[1]), int(found[2]), int(found[3])


def _day(text: str, order: str) -> date:
    compact = _COMPACT.fullmatch(text)
    if compact:
        return date(*map(int, compact.groups()))
    triple = _TRIPLE.fullmatch(text)
    if triple is None:
        return _named(folded(text))
    first, second, third = (int(part) for part in triple.groups())
    if len(triple[1]) == 4:
        return date(first, second, third)
    if len(triple[1]) == 3 or len(triple[3]) in (1, 3):
        raise ValueError(text)
    if order == YEAR_FIRST:
        return date(_year(first), second, third)
    if order == MONTH_FIRST:
        first, second = second, first
    elif not order and first <= 12 and second <= 12 and first != second:
        raise UserError(
            "It may be one of two days.",
            "Say whether the day or the month comes first.",
            code="two_days",
        )
    elif not order and second > 12:
        first, second = second, first
    return date(third if len(triple[3]) == 4 else _year(third), second, first)


def _named(text: str) -> date:
    """3 May 2024, May 3rd, 2024, 3. Marz 24, 3 de mayo de 2024, 2024-May-03."""
    months = [_MONTHS[w[:n]] for w in _WORD.findall(text) for n in (4, 3) if w[:n] in _MONTHS
              and w not in _SMALL]  # fmt: skip
    numbers = [(int(found), len(found)) for found in _NUMBER.findall(text)]
    if not months or len(numbers) != 2 or len(text) > 40:
        raise ValueError(text)
    (first, long), (second, other) = numbers
    if long == 4:
        first, second, other = second, first, 4
    return date(second if other == 4 else _year(second), months[-1], first)


def _year(number: int) -> int:
    if number > 99:
        raise ValueError(number)
    return number + (2000 if number < _PIVOT else 1900)


def _serial(text: str) -> Written | None:
    """A spreadsheet's number of days since the end of 1899, with a share of the day."""
    if not _SERIAL.fullmatch(text) or not _FIRST_SERIAL <= float(text) < _LAST_SERIAL:
        return None
    moment = _SERIAL_ZERO + timedelta(seconds=round(float(text) * 86_400))
    return Written(moment.date(), moment.time() if "." in text else None)


def _time(clock: re.Match[str]) -> tuple[time, timedelta | None]:
    hour, half, zone = int(clock[1]), (clock[4] or "").lower(), (clock[5] or "").upper()
    if half and not 1 <= hour <= 12:
        raise ValueError(clock[0])
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    told = time(hour, int(clock[2]), int(clock[3] or 0))
    if not zone:
        return told, None
    if zone in ("Z", "UTC"):
        return told, timedelta(0)
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return told, timedelta(minutes=minutes if zone[0] == "+" else -minutes)
