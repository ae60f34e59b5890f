"""A table of demand from CSV files: history, what is known of the days ahead, and the calendar."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np

from desktop.domain.errors import Unavailable, UserError
from desktop.domain.forecast.events import Event, calendar
from desktop.domain.forecast.history import History
from desktop.domain.forecast.periods import Days, Flags, Floats, Whole

HISTORY = ("unique_id", "ds", "y")
FUTURE = ("unique_id", "ds")
EVENTS = ("ds", "event_name")
STOCK = ("unique_id", "cover", "stock")
MOST_CELLS = 20_000_000  # series × periods; with what is made of them some gigabytes
MOST_UNITS = 1e12  # of one period; more is a slip
NO_HOLIDAY = "custom"  # the one type of event that has no days before and after


@dataclass(frozen=True, eq=False)
class Panel:
    """The series' names beside their history, in its order."""

    names: tuple[str, ...]
    history: History

    @property
    def ahead(self) -> Days:
        """The periods that are to be told."""
        return self.history.dates[self.history.past :]


@dataclass(frozen=True)
class _Row:
    series: int
    day: np.datetime64
    sold: float
    is_promo: bool
    is_closed: bool


def read_panel(history: Path, future: Path, events: Path | None) -> Panel:
    """CSV files with the columns unique_id, ds, y, promo, closed; the last two may be missing.

    ``future`` has no y and begins after the history; ``events`` has ds, event_name, type. A period
    of which no line tells is not known. UserError names the line that is wrong, and a file in which
    nothing is.
    """
    names: dict[str, int] = {}
    before = list(_rows(history, HISTORY, names))
    known = len(names)
    after = [row for row in _rows(future, FUTURE, names) if row.series < known]
    if not before or not after:
        raise UserError(
            f"{(future if before else history).name} holds no series.",
            "Nothing was written. The history has unique_id, ds, y; the future unique_id, ds.",
            code="no_rows",
        )
    dates, past = _dates(before, after, future.name)
    if known * len(dates) > MOST_CELLS:
        raise UserError(
            f"{known} series over {len(dates)} periods are more than can be told at once.",
            f"Nothing was written. Divide the series; series × periods may be {MOST_CELLS:,}.",
            code="too_many",
        )
    units = np.full((known, past), np.nan)
    promo, closed = np.zeros((2, known, len(dates)), bool)
    for rows, is_past in ((before, True), (after, False)):
        _fill(rows, dates, units if is_past else None, promo, closed)
    found = calendar(dates, _events(events) if events is not None else [])
    groups: Whole = np.zeros(known, np.int64)
    return Panel(
        tuple(names)[:known], History(units, promo, closed, found.flags, dates, groups, found.names)
    )


def _dates(before: Sequence[_Row], after: Sequence[_Row], future: str) -> tuple[Days, int]:
    """All dates, rising, and how many of them are the past."""
    past = np.unique(np.array([row.day for row in before]))
    ahead = np.unique(np.array([row.day for row in after]))
    if ahead[0] <= past[-1]:
        raise UserError(
            f"{future} begins on {ahead[0]}, but the history goes on to {past[-1]}.",
            "Nothing was written. The history ends before the first period to be told.",
            code="not_ahead",
        )
    return np.concatenate([past, ahead]), len(past)


def _fill(
    rows: Sequence[_Row], dates: Days, units: Floats | None, promo: Flags, closed: Flags
) -> None:
    series = np.array([row.series for row in rows])
    at = np.searchsorted(dates, np.array([row.day for row in rows]))
    promo[series, at] = [row.is_promo for row in rows]
    closed[series, at] = [row.is_closed for row in rows]
    if units is not None:
        units[series, at] = [row.sold for row in rows]


def _rows(path: Path, needed: Sequence[str], names: dict[str, int]) -> Iterator[_Row]:
    is_past = "y" in needed
    had: set[tuple[int, date]] = set()
    for line, cells in _lines(path, needed):
        try:
            series, day = names.setdefault(cells["unique_id"], len(names)), _day(cells["ds"])
            if (series, day) in had:
                raise ValueError(f"{cells['unique_id']} has {day} twice")
            had.add((series, day))
            yield _Row(
                series,
                np.datetime64(day, "D"),
                _units(cells["y"]) if is_past else 0.0,
                _flag(cells.get("promo")),
                _flag(cells.get("closed")),
            )
        except ValueError as error:
            raise _wrong(path, line, str(error)) from None


def _events(path: Path) -> list[Event]:
    found: list[Event] = []
    kinds: dict[str, str] = {}
    for line, cells in _lines(path, EVENTS):
        name = cells["event_name"]
        kind = kinds.setdefault(name, (cells.get("type") or "").casefold())
        try:
            found.append(Event(_day(cells["ds"]), name, kind != NO_HOLIDAY))
        except ValueError as error:
            raise _wrong(path, line, str(error)) from None
    return found


def read_stock(path: Path, names: Sequence[str]) -> list[tuple[str, Whole, Floats]]:
    """For each word in "cover" the series it names, by number, with the stock they have."""
    number = {name: at for at, name in enumerate(names)}
    found: dict[str, list[tuple[int, float]]] = {}
    for line, cells in _lines(path, STOCK):
        try:
            stock = _units(cells["stock"])
        except ValueError as error:
            raise _wrong(path, line, str(error)) from None
        if cells["unique_id"] in number:
            found.setdefault(cells["cover"], []).append((number[cells["unique_id"]], stock))
    return [
        (cover, np.array([at for at, _ in rows]), np.array([stock for _, stock in rows]))
        for cover, rows in found.items()
    ]


def _lines(path: Path, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            _expect(needed, reader.fieldnames or (), path.name)
            for cells in reader:
                if None in cells.values() or None in cells:
                    raise _wrong(path, reader.line_num, "it has fewer or more cells than the first")
                yield reader.line_num, cells
    except OSError as error:
        raise Unavailable(
            f"{path} cannot be read: {error.strerror}.", "Nothing was written.", "cannot_open"
        ) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise UserError(
            f"{path.name} is no CSV file in UTF-8: {error}.", "Nothing was written.", code="no_csv"
        ) from None


def _expect(needed: Sequence[str], names: Sequence[str], file: str) -> None:
    missing = [name for name in needed if name not in names]
    twice = [name for name in needed if names.count(name) > 1]
    if missing or twice:
        wrong = f"no column {', '.join(missing)}" if missing else f"{twice[0]} twice"
        raise UserError(
            f"{file} has {wrong}.",
            f"Its first line must name {', '.join(needed)}, with commas between.",
            code="no_column",
        )


def _units(text: str) -> float:
    """NaN where nothing is told."""
    found = float(text or "nan")
    if abs(found) > MOST_UNITS:
        raise ValueError(f"{text[:20]} units are too many")
    return found


def _day(text: str) -> date:
    return datetime.fromisoformat(text.strip()).date()


def _flag(text: str | None) -> bool:
    return bool(text) and float(text or 0) > 0


def _wrong(path: Path, line: int, why: str) -> UserError:
    return UserError(
        f"Line {line} of {path.name} cannot be read: {why[:80]}.",
        "Nothing was written. Dates are written 2026-03-31, numbers with a point.",
        code="bad_line",
    )
