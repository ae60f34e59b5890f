"""The guided way out: what is wrong, which backup is proven, and the restore of it on trial."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import make_url

from desktop.domain.errors import Unavailable, UserError
from desktop.domain.progress import Progress
from desktop.jobs.backup.drill import tried_out
from desktop.jobs.backup.looking import Looked, Offered, looked, offered, read_through
from desktop.jobs.backup.replacing import KEEPING, Step, back_up_present
from desktop.jobs.backup.restore import refuse_other
from desktop.jobs.backup.wrong import LOOKING, Books, Diagnosis, Way, detect, diagnose
from desktop.settings import Settings

PROVING = "Reading the newest backups"
TRYING = "Restoring into a temporary place"
VALIDATING = "Validating what was restored"
# What is told while each of the five steps runs.
TOLD = ((LOOKING,), (KEEPING, PROVING), (TRYING,), (VALIDATING,), ())


@dataclass(frozen=True)
class Refused:
    """A backup that cannot be used, and why."""

    name: str
    why: str


@dataclass(frozen=True)
class Checked:
    """The newest backup that is proven, None where there is none; newer ones that are not."""

    found: Looked | None
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True)
class Examined:
    """``checked`` is None where no backup is needed."""

    diagnosis: Diagnosis
    checked: Checked | None = None


@dataclass(frozen=True)
class Rehearsed:
    """``restored``: what was found in the shop that was built on trial, None where none could be.

    ``rows``: how many it had.
    """

    diagnosis: Diagnosis
    checked: Checked
    restored: Diagnosis | None = None
    rows: int = 0


def examine_shop(place: Settings, at: datetime, books: Books, progress: Progress) -> Examined:
    """Detects, and where a restore is the way out looks for the backup.

    Where all rows are sound and only their guards are gone, a backup is made now: it loses nothing.
    """
    diagnosis = detect(place, books, Step(progress, LOOKING))
    if diagnosis.way is not Way.RESTORE:
        return Examined(diagnosis)
    if diagnosis.has_sound_rows:
        back_up_present(place, at, progress)
    return Examined(diagnosis, check_backup(place, progress))


def check_backup(place: Settings, progress: Progress) -> Checked:
    """Reads the backups to their ends, newest first, until one is proven."""
    refused: list[Refused] = []
    for one in _read(place, progress):
        if isinstance(one, Looked):
            return Checked(one, tuple(refused))
        refused.append(one)
    return Checked(None, tuple(refused))


def _read(place: Settings, progress: Progress) -> Iterator[Looked | Refused]:
    told = Step(progress, PROVING)
    told.report(0, 0)
    for backup in offered(place):
        try:
            yield _proven(place, backup, told)
        except UserError as error:
            yield Refused(backup.path.name, error.message)


def _proven(place: Settings, backup: Offered, progress: Progress) -> Looked:
    manifest = read_through(place, backup.path, progress)
    if manifest.faults:
        raise UserError(manifest.faults[0], code="faults")
    try:
        refuse_other(make_url(place.url), manifest)
    except Unavailable:
        pass  # nobody can tell whose shop is there; the settings were asked already
    return looked(place, backup.path, manifest)


def rehearse(place: Settings, at: datetime, books: Books, progress: Progress) -> Rehearsed:
    """All of the way in a temporary place, which is cleared away; the shop itself is only read."""
    diagnosis = detect(place, books, Step(progress, LOOKING))
    refused: list[Refused] = []
    for one in _read(place, progress):
        if isinstance(one, Refused):
            refused.append(one)
            continue
        try:
            restored = _tried(one, at, books, progress)
        except UserError as error:
            refused.append(Refused(one.path.name, error.message))
            continue
        checked = Checked(one, tuple(refused))
        return Rehearsed(diagnosis, checked, restored, one.manifest.rows)
    return Rehearsed(diagnosis, Checked(None, tuple(refused)))


def _tried(backup: Looked, at: datetime, books: Books, progress: Progress) -> Diagnosis:
    told = Step(progress, TRYING)
    told.report(0, 0)
    with tried_out(backup.path, at, told) as (_, url):
        validating = Step(progress, VALIDATING)
        validating.report(0, 0)
        return diagnose(url, books, validating)
