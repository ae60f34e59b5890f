"""The import of a file: read, and given to the writer of what it tells, goods or sales."""

from collections.abc import Callable
from pathlib import Path

from desktop.db.engine import Database
from desktop.domain.clock import Clock
from desktop.domain.ids import Ids
from desktop.domain.permissions import Actor
from desktop.domain.progress import Progress, Silent
from desktop.jobs.importing.choices import Choices
from desktop.jobs.importing.goods import import_goods
from desktop.jobs.importing.history import import_history
from desktop.jobs.importing.profiles import profile_of
from desktop.jobs.importing.reading import Table, read_table
from desktop.jobs.importing.report import Desk, Kept, Order, Report, Terms

__all__ = ["Choices", "Desk", "Kept", "Report", "Terms", "import_file", "import_table"]
Writer = Callable[[Order, Table, Choices], Report]
_WRITERS: dict[str, Writer] = {"sales": import_history}  # of what is no list of goods


def import_file(
    database: Database,
    actor: Actor,
    clock: Clock,
    ids: Ids,
    path: Path,
    is_dry_run: bool = False,
    progress: Progress | None = None,
    choices: Choices = Choices(),  # noqa: B008 - frozen
) -> Report:
    """Imports a file of products or sales; with any problem nothing is written, all are listed.

    UserError where the file cannot be read at all. ``progress`` may raise Cancelled until the end.
    """
    desk = Desk(database, actor, clock, ids)
    told = progress or Silent()
    return import_table(desk, path.name, read_table(path, choices), choices, is_dry_run, told)


def import_table(
    desk: Desk,
    file: str,
    table: Table,
    choices: Choices,
    is_dry_run: bool,
    progress: Progress,
    terms: Terms = Terms(),  # noqa: B008 - frozen
) -> Report:
    """The same for rows that are read, and that nobody holds any more when they are written."""
    write = _WRITERS.get(profile_of(table, choices), import_goods)
    return write(Order(desk, file, is_dry_run, progress, terms), table, choices)
