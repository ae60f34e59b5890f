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

    ``future`` has no y; ``events`` has ds, event_name, type. UserError names the line that is
    wrong, and a file in which nothing is.
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
    dates = np.unique(np.array([row.day for row in (*before, *after)]))
    first = np.min(np.array([row.day for row in after]))
    past = int(np.searchsorted(dates, first))
    units = np.full((known, past), np.nan)
    promo, closed = np.zeros((2, known, len(dates)), bool)
    for rows, is_past in ((before, True), (after, False)):
        _fill(rows, dates, past, units if is_past else None, promo, closed)
    found = calendar(dates, _events(events) if events is not None else [])
    groups: Whole = np.zeros(known, np.int64)
    return Panel(
        tuple(names)[:known], History(units, promo, closed, found.flags, dates, groups, found.names)
    )


def _fill(
    rows: Sequence[_Row], dates: Days, past: int, units: Floats | None, promo: Flags, closed: Flags
) -> None:
    series = np.array([row.series for row in rows])
    at = np.searchsorted(dates, np.array([row.day for row in rows]))
    promo[series, at] = [row.is_promo for row in rows]
    closed[series, at] = [row.is_closed for row in rows]
    if units is not None:
        is_past = at < past
        units[series[is_past], at[is_past]] = np.array([row.sold for row in rows])[is_past]


def _rows(path: Path, needed: Sequence[str], names: dict[str, int]) -> Iterator[_Row]:
    is_past = "y" in needed
    for line, cells in _lines(path, needed):
        try:
            series = names.setdefault(cells["unique_id"], len(names))
            yield _Row(
                series,
                np.datetime64(_day(cells["ds"]), "D"),
                float(cells["y"] or "nan") if is_past else 0.0,
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
            stock = float(cells["stock"])
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
            missing = [name for name in needed if name not in (reader.fieldnames or ())]
            if missing:
                raise UserError(
                    f"{path.name} has no column {', '.join(missing)}.",
                    f"Its first line must name {', '.join(needed)}.",
                    code="no_column",
                )
            for cells in reader:
                if None in cells.values():
                    raise _wrong(path, reader.line_num, "a cell is missing")
                yield reader.line_num, cells
    except OSError as error:
        raise Unavailable(
            f"{path} cannot be read: {error.strerror}.", "Nothing was written.", "cannot_open"
        ) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise UserError(
            f"{path.name} is no CSV file in UTF-8: {error}.", "Nothing was written.", code="no_csv"
        ) from None


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
