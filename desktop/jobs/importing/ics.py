"""Events of an iCalendar file (RFC 5545): whole days, each once, without rules of repetition."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_FOLD = re.compile(r"\r?\n[ \t]")
_ESCAPED = re.compile(r"\\(.)")
_DAY = timedelta(days=1)
KEPT = ("SUMMARY", "DTSTART", "DTEND", "DESCRIPTION", "CATEGORIES", "STATUS", "RRULE")
TYPES = ("holiday", "promotion", "seasonal", "custom")


def events_of(text: str, zone: str) -> tuple[list[tuple[int, dict[str, str]]], tuple[str, ...]]:
    """(number, fields as a CSV file would have them) of each event, and what was left out."""
    rows: list[tuple[int, dict[str, str]]] = []
    repeated = 0
    for number, found in enumerate(_blocks(text), 1):
        if found.get("STATUS", ("", ""))[1].upper() == "CANCELLED":
            continue
        repeated += "RRULE" in found
        rows.append((number, _fields(found, zone)))
    notes = (
        (f"{repeated} events repeat: each was read once, on its first day.",) if repeated else ()
    )
    return rows, notes


def _blocks(text: str) -> Iterator[dict[str, tuple[str, str]]]:
    """Of each VEVENT its properties: (parameters, value) by name."""
    inside: dict[str, tuple[str, str]] | None = None
    depth = 0
    for line in _FOLD.sub("", text).splitlines():
        head, colon, value = line.partition(":")
        name, _, parameters = head.partition(";")
        name = name.strip().upper()
        if name == "BEGIN" and value.strip().upper() == "VEVENT":
            inside, depth = {}, 0
        elif name == "BEGIN" and inside is not None:
            depth += 1  # an alarm has a description of its own
        elif name == "END" and depth:
            depth -= 1
        elif name == "END" and inside is not None:
            yield inside
            inside = None
        elif colon and inside is not None and not depth and name in KEPT:
            inside.setdefault(name, (parameters.upper(), value))


def _fields(found: dict[str, tuple[str, str]], zone: str) -> dict[str, str]:
    start = found.get("DTSTART", ("", ""))[1].strip()
    first, last = _day(start, zone), _last(found, zone)
    words = found.get("CATEGORIES", ("", ""))[1].casefold().split(",")
    kinds = [word.strip() for word in words if word.strip() in TYPES]
    fields = {
        "event_name": _plain(found.get("SUMMARY", ("", ""))[1]),
        "event_date": first.isoformat() if first else start,
        "end_date": last.isoformat() if last and first and last > first else "",
        "description": _plain(found.get("DESCRIPTION", ("", ""))[1]),
    }
    return fields | ({"type": kinds[0]} if kinds else {})


def _last(found: dict[str, tuple[str, str]], zone: str) -> date | None:
    """The end is not part of the event: its last day is the one before, where it ends with it."""
    text = found.get("DTEND", ("", ""))[1].strip()
    day = _day(text, zone)
    if day is None:
        return None
    is_midnight = len(text) == 8 or (text[8:].startswith("T000000") and not text.endswith("Z"))
    return day - _DAY if is_midnight else day


def _day(text: str, zone: str) -> date | None:
    """The shop's calendar day of a date or time; a time without zone is its own."""
    try:
        if len(text) == 8:
            return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007
        at = datetime.strptime(text[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007
    except ValueError:
        return None
    if text.endswith("Z"):
        return at.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).date()
    return at.date()


def _plain(text: str) -> str:
    """Escaped commas, semicolons and line breaks as they are meant."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text).strip()
