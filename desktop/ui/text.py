"""Words, numbers and times as the person reads and types them; exact, and in the locale's way."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from desktop.domain.errors import UserError
from desktop.domain.money import parse_price
from desktop.domain.quantity import parse_quantity as parse_exact_quantity

MINUS = "\u2212"
TIMES = "\u00d7"
MINUSES = "-\u2212\u2013"
SPACES = " \u00a0\u202f\u2009'\u2019\u066c"
ARABIC_POINT = "\u066b"
INT64 = 2**63
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def tr(text: str, /, **values: object) -> str:
    """The sentence in the person's language, with ``{name}`` filled in."""
    translated = QCoreApplication.translate("onhand", text)
    return translated.format(**values) if values else translated


def plural(one: str, many: str, n: int, /, **values: object) -> str:
    """``one`` or ``many`` by the number, which may stand in it as ``{n}``."""
    return tr(one if n == 1 else many, n=number(n), **values)


def number(value: Decimal | int, decimals: int = 0, locale: QLocale | None = None) -> str:
    """Exact, grouped, with at least ``decimals`` places; never fewer than the value has."""
    locale = locale or QLocale()
    exact = Decimal(value)
    if not exact.is_finite():
        return str(exact)
    whole, _, fraction = format(abs(exact), "f").partition(".")
    fraction = fraction.rstrip("0").ljust(decimals, "0")
    text = _grouped(int(whole), locale)
    if fraction:
        text += locale.decimalPoint() + _digits(fraction, locale)
    return (MINUS if exact < 0 else "") + text


def rounded(value: Decimal | float, places: int = 1) -> str:
    """A statistic: whole from 100 on, ``3.2``; below one with two figures that say something."""
    exact = Decimal(str(value))
    if abs(exact) >= 100:
        places = 0
    elif exact:
        places = min(4, max(places, 1 - exact.adjusted()))
    kept = round(exact, places)
    return number(kept.normalize() if kept else Decimal(0))


def money(amount: Decimal, decimals: int = 2, locale: QLocale | None = None) -> str:
    """An amount with the currency's decimals, without its sign: ``1 284.60``."""
    return number(amount, decimals, locale)


def quantity(value: Decimal, decimals: int = 0, locale: QLocale | None = None) -> str:
    """A quantity with the unit's decimals (piece 0, kg 3)."""
    return number(value, decimals, locale)


def units(code: str, of: Decimal | None = None) -> str:
    """A unit as it follows a number: ``1 piece``, ``2 pieces``, ``1 kg``."""
    return tr("pieces") if code == "piece" and of != 1 else tr(code)


def signed(value: Decimal, decimals: int = 0, locale: QLocale | None = None) -> str:
    """A change of stock: ``+24``, ``−1``, ``0``."""
    return ("+" if value > 0 else "") + number(value, decimals, locale)


def percent(rate: Decimal, locale: QLocale | None = None) -> str:
    """A rate given in percent: ``14.3 %``."""
    return f"{number(rate, 0, locale)}\u00a0%"


def parse_money(text: str, field: str = "price", locale: QLocale | None = None) -> Decimal:
    """A typed amount, 0 or more; UserError with the field when it is none."""
    return parse_price(_normal(text, field, locale or QLocale()), field)


def parse_quantity(
    text: str, decimals: int = 0, field: str = "quantity", locale: QLocale | None = None
) -> Decimal:
    """A typed quantity with at most the unit's decimals; UserError with the field otherwise."""
    return parse_exact_quantity(_normal(text, field, locale or QLocale()), decimals, field)


def time_of_day(
    at: datetime, zone: str, seconds: bool = False, locale: QLocale | None = None
) -> str:
    """The clock time in the shop's zone: ``10:24``."""
    locale = locale or QLocale()
    pattern = locale.timeFormat(QLocale.FormatType.ShortFormat)
    if seconds and "ss" not in pattern:
        pattern = pattern.replace("mm", "mm:ss")
    local = at.astimezone(ZoneInfo(zone))
    return locale.toString(QTime(local.hour, local.minute, local.second), pattern)


def day(at: datetime, now: datetime, zone: str, locale: QLocale | None = None) -> str:
    """How one speaks of a day: today, yesterday, ``Thu``, ``14 Nov``, ``14 Nov 2023``."""
    date = at.astimezone(ZoneInfo(zone)).date()
    today = now.astimezone(ZoneInfo(zone)).date()
    days = (today - date).days
    if days in (0, 1):
        return tr("today") if days == 0 else tr("yesterday")
    if 1 < days < 7:
        return _date(at, zone, "ddd", locale)
    return _date(at, zone, "d MMM" if date.year == today.year else "d MMM yyyy", locale)


def calendar_day(day: date, pattern: str = "d MMM", locale: QLocale | None = None) -> str:
    """A date by one of QLocale's patterns: ``14 Nov``; with ``dddd``, ``Friday``."""
    return (locale or QLocale()).toString(QDate(day.year, day.month, day.day), pattern)


def moment(at: datetime, zone: str, locale: QLocale | None = None) -> str:
    """Date and time in full: ``14 Nov 2025 10:24``."""
    return f"{_date(at, zone, 'd MMM yyyy', locale)} {time_of_day(at, zone, locale=locale)}"


def wall_clock(at: datetime, zone: str, locale: QLocale | None = None) -> str:
    """The clock of the status bar: ``Fri 14 Nov  10:24``."""
    return f"{_date(at, zone, 'ddd d MMM', locale)}  {time_of_day(at, zone, locale=locale)}"


def age(at: datetime, now: datetime) -> str:
    """How long ago, short: ``11 min``, ``5 h``, ``3 d``; ``now`` below a minute."""
    passed = now - at
    if passed < MINUTE:
        return tr("now")
    if passed < HOUR:
        return tr("{n} min", n=passed // MINUTE)
    if passed < DAY:
        return tr("{n} h", n=passed // HOUR)
    return tr("{n} d", n=number(passed // DAY))


def relative(at: datetime, now: datetime, zone: str, locale: QLocale | None = None) -> str:
    """``just now``, ``2 min ago``, ``3 h ago``, ``yesterday``, ``Thu``, ``14 Nov``."""
    passed = now - at
    if passed < MINUTE:
        return tr("just now")
    same_day = day(at, now, zone, locale) == tr("today")
    if passed < HOUR or same_day:
        return tr("{age} ago", age=age(at, now))
    return day(at, now, zone, locale)


def file_size(size: int, locale: QLocale | None = None) -> str:
    """Bytes as one speaks of them: ``512 bytes``, ``61.2 MB``; a thousand is the step."""
    if size < 1000:
        return plural("{n} byte", "{n} bytes", size)
    measures = ("kB", "MB", "GB", "TB")
    power = min((len(str(size)) - 1) // 3, len(measures))
    amount, unit = Decimal(size).scaleb(-3 * power), measures[power - 1]
    places = Decimal(1) if amount >= 100 else Decimal("0.1")
    return f"{number(amount.quantize(places), locale=locale)} {unit}"


def seconds_taken(seconds: float) -> str:
    """How long something took: ``0.3 s``, ``12 s``, ``2 min 5 s``."""
    if seconds < 10:
        return tr("{n} s", n=number(Decimal(f"{max(0.0, seconds):.1f}")))
    whole = round(seconds)
    if whole < 60:
        return tr("{n} s", n=number(whole))
    return tr("{m} min {n} s", m=number(whole // 60), n=number(whole % 60))


def seconds_left(seconds: float) -> str:
    """How long it will still take, as far as one can tell: ``about 6 s left``."""
    whole = max(1, round(seconds))
    if whole < 90:
        return tr("about {n} s left", n=number(whole))
    return tr("about {n} min left", n=number(round(whole / 60)))


def _date(at: datetime, zone: str, pattern: str, locale: QLocale | None) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return (locale or QLocale()).toString(QDate(local.year, local.month, local.day), pattern)


def _grouped(whole: int, locale: QLocale) -> str:
    """The locale's own grouping; beyond what Qt can hold, groups of three."""
    if whole < INT64:
        return locale.toString(whole)
    return _digits(f"{whole:,}".replace(",", locale.groupSeparator()), locale)


def _digits(text: str, locale: QLocale) -> str:
    zero = ord(locale.zeroDigit())
    return "".join(chr(zero + int(c)) if c.isascii() and c.isdigit() else c for c in text)


def plain_number(text: str, field: str, locale: QLocale | None = None) -> str:
    """A figure as typed, in digits with a point; how fine it may be is for others to say."""
    return _normal(text, field, locale or QLocale())


def _normal(text: str, field: str, locale: QLocale) -> str:
    """What was typed, with ASCII digits, no groups and a point before the decimals."""
    if not text.strip():
        raise UserError(tr("A number is needed here."), field=field, code="missing")
    typed = "".join(str(int(c)) if c.isdecimal() else c for c in text.strip())
    typed = typed.replace(ARABIC_POINT, ".")
    sign = "-" if typed.startswith(tuple(MINUSES)) else ""
    body = typed[1:] if sign else typed.removeprefix("+")
    body = "".join(c for c in body if c not in SPACES)
    last = max(body.rfind("."), body.rfind(","))
    has_point = (
        last >= 0 and body.count(body[last]) == 1 and not _is_group(body, body[last], locale)
    )
    whole, fraction = (body[:last], body[last:].replace(",", ".")) if has_point else (body, "")
    marks = {c for c in whole if c in ".,"}
    if not _is_plain(body) or not all(_has_groups(whole, mark) for mark in marks):
        message = tr("“{typed}” is not a number.", typed=text[:40])
        raise UserError(message, field=field, code="bad_number")
    return sign + whole.replace(",", "").replace(".", "") + fraction


def _is_plain(body: str) -> bool:
    return any(c.isdigit() for c in body) and all(c.isdigit() or c in ".," for c in body)


def _is_group(body: str, mark: str, locale: QLocale) -> bool:
    """A single mark groups when the locale says so and thousands follow: 1,234 but not 12,90."""
    return mark == locale.groupSeparator() and _has_groups(body, mark)


def _has_groups(whole: str, mark: str) -> bool:
    head, *tail = whole.split(mark)
    if not tail or not 1 <= len(head) <= 3 or head == "0":
        return False
    return len(tail[-1]) == 3 and all(len(part) in (2, 3) for part in tail)
