"""How many rows there were on earlier days, noted on this computer, one note a day and shop."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

FILE = "rows.json"
KEPT_DAYS = 60
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Earlier:
    """The rows of each table on a day that was."""

    day: date
    rows: Mapping[str, int]


def note(data_dir: Path, store: str, day: date, rows: Mapping[str, int]) -> None:
    """Keeps the day's first look; a folder that cannot be written costs nothing but the growth."""
    noted = _read(data_dir)
    days = noted.setdefault(store, {})
    if day.isoformat() in days:
        return
    days[day.isoformat()] = dict(rows)
    for old in sorted(days)[:-KEPT_DAYS]:
        del days[old]
    part = data_dir / f"{FILE}.part"
    try:
        part.write_text(json.dumps(noted), "utf-8")
        part.replace(data_dir / FILE)
    except OSError:
        pass


def earlier(data_dir: Path, store: str, today: date) -> Earlier | None:
    """The newest look that is a week old; else the oldest before today; None without one."""
    days = _read(data_dir).get(store, {})
    before = sorted(day for day in days if day < today.isoformat())
    if not before:
        return None
    full = [day for day in before if day <= (today - WEEK).isoformat()]
    chosen = full[-1] if full else before[0]
    return Earlier(date.fromisoformat(chosen), days[chosen])


def _read(data_dir: Path) -> dict[str, dict[str, dict[str, int]]]:
    """What is kept; a file that something else wrote is as good as none."""
    try:
        found = json.loads((data_dir / FILE).read_text("utf-8"))
        for days in found.values():
            for day, rows in days.items():
                date.fromisoformat(day)
                sum(rows.values())
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
    return dict(found)
