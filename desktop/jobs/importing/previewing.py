"""A file as it would come in: how it was read, what its columns are, and what it would do."""

from dataclasses import dataclass, replace
from pathlib import Path

from desktop.commands.imports import remembered_columns
from desktop.domain.errors import UserError
from desktop.domain.progress import Progress
from desktop.jobs.importing import PATIENCE_S, Choices, Desk, Report, import_table
from desktop.jobs.importing.headers import columns_of
from desktop.jobs.importing.reading import Table, read_table
from desktop.queries.shop import shop_info

SAMPLES = 3
OWN_COLUMNS = ("shopify", "woocommerce")  # whose columns always mean the same


@dataclass(frozen=True)
class Preview:
    """``fields``: what each column of the header is read as; none where the profile knows best.

    ``report`` is a dry run's, or None with the ``error`` that its columns do not suffice for one.
    """

    header: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    fields: tuple[str, ...]
    table: Table
    report: Report | None
    error: UserError | None = None


def preview_file(desk: Desk, path: Path, choices: Choices, progress: Progress) -> Preview:
    """Nothing is written. UserError where the file cannot be read at all."""
    table = read_table(path, choices)
    with desk.database.read(PATIENCE_S) as session:
        known = choices.columns or remembered_columns(session, desk.actor.store, table.header)
        includes_tax = shop_info(session, desk.actor).prices_include_tax
    told = Preview(tuple(table.header), _samples(table), (), table, None)
    found = columns_of(table.header, includes_tax, known)
    by_column = {number: field for field, at in found.items() for number in at}
    fields = tuple(by_column.get(number, "") for number in range(len(table.header)))
    try:
        report = import_table(desk, path.name, table, choices, True, progress)
    except UserError as error:
        return replace(told, fields=fields, error=error)
    fields = () if report.profile in OWN_COLUMNS else fields
    return replace(told, fields=fields, report=report)


def _samples(table: Table) -> tuple[tuple[str, ...], ...]:
    """The first values of each column, without its empty cells."""
    found = []
    for number in range(len(table.header)):
        values = (cells[number] for _, cells in table.rows[:200] if number < len(cells))
        kept = list(dict.fromkeys(value for value in values if value))
        found.append(tuple(value[:60] for value in kept[:SAMPLES]))
    return tuple(found)
