"""What keeps a shop safe by itself: where its backups belong, what is due, whose turn it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy.engine import URL, make_url

from desktop.db.durable import write_whole
from desktop.db.kept import ARCHIVE, FILE, FOLDER, backups, made_at
from desktop.db.lease import lease
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.progress import Progress
from desktop.jobs.backup.drill import is_due, last_drill
from desktop.jobs.backup.keeping import Round, keep_safe, require_mounted
from desktop.jobs.backup.listing import last_proven
from desktop.jobs.backup.retention import EVERY
from desktop.queries.safety import Runs
from desktop.settings import Settings

WEEK = timedelta(days=7)
QUIET = timedelta(minutes=15)  # since the last booking: nobody scans
LEAST_DEAD, DEAD_SHARE = 20_000_000, 0.25  # less is not worth writing a file anew


@dataclass(frozen=True)
class Upkeep:
    """``every``: how long a change may wait for its backup. ``second``: a stick, a share."""

    url: URL
    folder: Path
    second: Path | None
    every: timedelta
    is_on_exit: bool


def upkeep_of(settings: Settings) -> Upkeep:
    """As the workstation's settings say it."""
    second = Path(settings.backup_second) if settings.backup_second else None
    return Upkeep(
        make_url(settings.url),
        settings.data_dir / FOLDER,
        second,
        timedelta(hours=max(1, settings.backup_hours)),
        settings.backup_on_exit,
    )


def due(place: Upkeep, now: datetime, runs: Runs) -> list[str]:
    """What should be done now, in order: backup, drill, verify, analyze, vacuum.

    A run of any workstation counts, also one that found nothing changed: only the round itself
    reads the shop. A drill is of the folder here.
    """
    wanted = []
    last = next(iter(backups(place.folder, FILE, ARCHIVE)), None)
    at = made_at(last) if last is not None else None
    newest = max((each for each in (at, runs.done.get("backup")) if each is not None), default=None)
    is_bare = last is None and place.url.get_backend_name() == "sqlite"
    if is_bare or newest is None or abs(now - newest) >= place.every:
        wanted.append("backup")
    if _is_drill_due(place.folder, now):
        wanted.append("drill")
    if now - runs.done.get("verify", now - WEEK) >= WEEK:
        wanted.append("verify")
    return [*wanted, *_care_due(now, runs)]


def _care_due(now: datetime, runs: Runs) -> list[str]:
    """Statistics weekly while nobody scans, after two weeks in any case; room only where nobody
    does and it is worth it, since a file's bookings wait meanwhile.
    """
    is_quiet = runs.booked is None or now - runs.booked >= QUIET
    idle = now - runs.done.get("analyze", runs.born or now)
    wanted = ["analyze"] if idle >= (WEEK if is_quiet else 2 * WEEK) else []
    is_worth = runs.dead >= max(LEAST_DEAD, runs.size * DEAD_SHARE)
    if is_quiet and is_worth and now - runs.done.get("vacuum", now - WEEK) >= WEEK:
        wanted.append("vacuum")
    return wanted


def _is_drill_due(folder: Path, now: datetime) -> bool:
    """Weekly; one that failed is tried again after some hours, not at every look."""
    last = last_drill(folder)
    if last is not None and not last.ok and now - datetime.fromisoformat(last.at) < EVERY:
        return False
    return is_due(folder, now)


def round_of(
    place: Upkeep, now: datetime, progress: Progress | None = None, is_aside: bool = False
) -> Round:
    """A scheduled round; where another program is at it, it is left to that one."""
    with lease(place.url, "backup") as is_ours:
        if not is_ours:
            return Round(None, is_elsewhere=True)
        return keep_safe(
            place.url, place.folder, now, place.second,
            progress=progress, every=place.every, is_aside=is_aside,
        )  # fmt: skip


def is_kept_on_exit(settings: Settings) -> bool:
    """Whether it is wanted. A server's shop goes on elsewhere: there it waits its turn."""
    place = upkeep_of(settings)
    return place.is_on_exit and place.url.get_backend_name() == "sqlite"


def keep_on_exit(settings: Settings, now: datetime, progress: Progress | None = None) -> None:
    """The last round of the program, where it is wanted.

    What of it goes wrong is raised, a second folder's trouble too: no later round will tell it.
    """
    if not is_kept_on_exit(settings):
        return
    place = upkeep_of(settings)
    done = keep_safe(place.url, place.folder, now, place.second, is_ending=True, progress=progress)
    if done.warning:
        raise Unavailable(done.warning, "", "second_failed")


def unproven_since(place: Upkeep, now: datetime, runs: Runs) -> datetime | None:
    """Since when nothing was proven, where that is a week or more; None where all is well."""
    told = [last_proven(place.url, place.folder), runs.done.get("backup"), runs.born]
    newest = max((at for at in told if at is not None), default=None)
    return newest if newest is not None and now - newest >= WEEK else None


def check_second(folder: Path) -> None:
    """UserError unless a backup could be written there: tried with a small file."""
    trial = folder / f"onhand-{uuid4().hex}.part"
    try:
        require_mounted(folder)
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(trial, b"Onhand can write here.")
        trial.unlink()
    except (OSError, Unavailable) as error:
        why = error.message if isinstance(error, Unavailable) else error.strerror or str(error)
        raise UserError(
            f"{folder} cannot be written: {why.rstrip('.')}.",
            "The second folder stays as it was. Choose another one.",
            field="folder",
            code="bad_folder",
        ) from error
