"""Which backups stay: the newest of every hour, day, week and month; and when the next is due."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from desktop.db.kept import backups, made_at

EVERY = timedelta(hours=4)
LAST, DAYS, WEEKS, MONTHS = 24, 14, 8, 12


@dataclass(frozen=True)
class Kept:
    """A backup for the choice: when it was made and whether it was proven by a restore."""

    path: Path
    at: datetime
    is_proven: bool = False


def superfluous(found: Iterable[Kept]) -> list[Path]:
    """What may go: 24 newest, then the newest of 14 days, 8 weeks and 12 months stay.

    The last proven one always stays. Days are those of the times' own zone.
    """
    newest_first = sorted(found, key=lambda kept: (kept.at, kept.path.name), reverse=True)
    stay = {kept.path for kept in newest_first[:LAST]}
    for number, period in _PERIODS:
        stay |= _newest_of(newest_first, number, period)
    stay |= {kept.path for kept in [one for one in newest_first if one.is_proven][:1]}
    return [kept.path for kept in newest_first if kept.path not in stay]


_PERIODS: tuple[tuple[int, Callable[[datetime], object]], ...] = (
    (DAYS, lambda at: at.date()),
    (WEEKS, lambda at: at.isocalendar()[:2]),
    (MONTHS, lambda at: (at.year, at.month)),
)


def _newest_of(
    newest_first: list[Kept], number: int, period: Callable[[datetime], object]
) -> set[Path]:
    """The newest of each of the last periods that have a backup at all."""
    chosen: dict[object, Path] = {}
    for kept in newest_first:
        if len(chosen) == number and period(kept.at) not in chosen:
            break
        chosen.setdefault(period(kept.at), kept.path)
    return set(chosen.values())


def is_due(
    last: datetime | None, now: datetime, is_changed: bool, every: timedelta = EVERY
) -> bool:
    """Whether a backup should be made now. A clock that was set back does not put it off."""
    if last is None:
        return True
    return is_changed and abs(now - last) >= every


def thin_out(folder: Path, proven: Iterable[str] = ()) -> list[Path]:
    """Deletes what may go, with the checksums beside it; what was deleted."""
    names = set(proven)
    found = [
        Kept(path, at, path.name in names) for path in backups(folder) if (at := made_at(path))
    ]
    gone = superfluous(found)
    for path in gone:
        path.unlink(missing_ok=True)
        path.with_name(f"{path.name}.sha256").unlink(missing_ok=True)
    return gone
