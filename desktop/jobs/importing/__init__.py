"""The import of a CSV file: read, checked and staged, then written in one transaction or not."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from desktop.commands.imports import (
    Imported,
    ImportProblem,
    ImportProducts,
    ImportRefused,
    Prepared,
    check_import,
    import_products,
    prepare_import,
)
from desktop.db.engine import Database
from desktop.db.snapshot import at_one_moment
from desktop.db.staging import Outdated, staged
from desktop.domain.clock import Clock
from desktop.domain.ids import Ids
from desktop.domain.permissions import Actor
from desktop.domain.progress import Progress, Silent
from desktop.jobs.importing.reading import Table, read_table
from desktop.jobs.importing.rows import Found, products_of
from desktop.queries.shop import shop_info

PATIENCE_S = 3600.0
TRIES = 3


@dataclass(frozen=True)
class Report:
    """What an import found and did. ``problems`` name the file's own columns.

    ``imported`` is None when there are problems; in a dry run it says what would be done.
    ``columns``: field → header; ``ignored``: headers that mean nothing here.
    """

    file: str
    rows: int
    encoding: str
    delimiter: str
    columns: dict[str, str]
    ignored: tuple[str, ...]
    notes: tuple[str, ...]
    problems: tuple[ImportProblem, ...]
    imported: Imported | None
    is_dry_run: bool


def import_file(
    database: Database,
    actor: Actor,
    clock: Clock,
    ids: Ids,
    path: Path,
    is_dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Imports a file of products; with any problem nothing is written and all are listed.

    UserError where the file cannot be read at all. ``progress`` may raise Cancelled until the end.
    """
    progress = progress or Silent()
    table = read_table(path)
    with database.read(PATIENCE_S) as session:
        found = products_of(table, shop_info(session, actor).prices_include_tax, progress)
        items = tuple(found.items)
        command = ImportProducts(ids.new(), actor, clock.now(), path.name, items)
        progress.report(0, 0, "Comparing")
        if is_dry_run or found.problems:
            problems, imported = _checked(session, command, found)
    if not is_dry_run and not found.problems:
        problems, imported = _written(database, command, progress)
    return _report(path, table, found, problems, None if problems else imported, is_dry_run)


def _checked(
    session: Session, command: ImportProducts, found: Found
) -> tuple[list[ImportProblem], Imported | None]:
    """Every problem, those of the cells and those with what is there."""
    try:
        imported = check_import(session, command).counts(command.id)
    except ImportRefused as refused:
        return found.problems + refused.problems, None
    return found.problems, imported


def _written(
    database: Database, command: ImportProducts, progress: Progress
) -> tuple[list[ImportProblem], Imported | None]:
    """Where others keep changing what the file speaks of, at last all is done under the lock."""
    try:
        for _ in range(TRIES):
            with suppress(Outdated):
                return [], _prepared_first(database, command, progress)
        with database.write(PATIENCE_S) as session:
            return [], _in_transaction(session, command, progress)
    except ImportRefused as refused:
        return refused.problems, None


def _prepared_first(database: Database, command: ImportProducts, progress: Progress) -> Imported:
    """The shop is only locked while what stands ready is written."""
    with staged(database) as stage:
        with database.read(PATIENCE_S) as session:
            at_one_moment(session)
            prepared = prepare_import(session, command, stage, progress)
        with database.write(PATIENCE_S, stage.connection) as session:
            return _in_transaction(session, command, progress, prepared)


def _in_transaction(
    session: Session,
    command: ImportProducts,
    progress: Progress,
    prepared: Prepared | None = None,
) -> Imported:
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
    imported = import_products(session, command, progress, prepared)
    progress.report(len(command.items), len(command.items), "Done")
    return imported


def _report(
    path: Path,
    table: Table,
    found: Found,
    problems: list[ImportProblem],
    imported: Imported | None,
    is_dry_run: bool,
) -> Report:
    shown = (ImportProblem(p.row, found.shown(p.field), p.value, p.reason) for p in problems)
    return Report(
        file=path.name,
        rows=len(table.rows),
        encoding=table.encoding,
        delimiter=table.delimiter,
        columns={field: found.shown(field) for field in found.columns},
        ignored=tuple(found.ignored),
        notes=tuple(found.notes),
        problems=tuple(sorted(shown, key=lambda problem: (problem.row, problem.field))),
        imported=imported,
        is_dry_run=is_dry_run,
    )
