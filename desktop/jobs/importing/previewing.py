"""A file as it would come in: how it was read, what its columns are, and what it would do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.commands.imports import remembered_columns
from desktop.db.staging import PATIENCE_S
from desktop.domain.custom_field import TYPES, FieldInfo
from desktop.domain.errors import UserError
from desktop.domain.picture_names import is_address, is_below
from desktop.domain.progress import Progress
from desktop.jobs.importing import Choices, Desk, Report, import_table
from desktop.jobs.importing.choices import IGNORED
from desktop.jobs.importing.headers import FIELDS, columns_of
from desktop.jobs.importing.new_fields import NEW, with_new
from desktop.jobs.importing.own_fields import own_columns
from desktop.jobs.importing.reading import Table, read_table
from desktop.jobs.importing.sales_columns import FIELDS as SOLD
from desktop.jobs.importing.sales_columns import sales_columns
from desktop.jobs.importing.store_columns import store_columns
from desktop.queries.custom_fields import fields_in
from desktop.queries.shop import shop_info

SAMPLES = 3
NEW_FIELDS = (NEW, *(f"{NEW}:{kind}" for kind in TYPES))


@dataclass(frozen=True)
class Preview:
    """``fields``: what each column of the header is read as; ``known``: what it may be.

    ``pictures``: the files that its rows name and that are there, and addresses.
    A column that becomes a field of the shop is ``new:`` and its type, as all its values tell.

    ``own``: names and words of the shop's fields, which are known, too; ``infos``: these fields.
    ``report`` is a dry run's, or None with the ``error`` that its columns do not suffice for one.
    """

    header: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    fields: tuple[str, ...]
    table: Table
    report: Report | None
    error: UserError | None = None
    known: tuple[str, ...] = FIELDS
    own: tuple[tuple[str, str], ...] = ()
    infos: tuple[FieldInfo, ...] = ()
    pictures: tuple[int, int] = (0, 0)


def preview_file(desk: Desk, path: Path, choices: Choices, progress: Progress) -> Preview:
    """Nothing is written. UserError where the file cannot be read at all."""
    table = read_table(path, choices)
    with desk.database.read(PATIENCE_S) as session:
        known = choices.columns or remembered_columns(session, desk.actor.store, table.header)
        includes_tax = shop_info(session, desk.actor).prices_include_tax
        choices = replace(choices, own=fields_in(session))
        laid, new = with_new(table, replace(choices, columns=known))
    stores = store_columns(table.header)
    goods = (*FIELDS, *(info.name for info in choices.own), *stores, *NEW_FIELDS)
    sold = choices.profile == "sales"
    told = Preview(tuple(table.header), _samples(table), (), table, None)
    own = tuple((info.name, info.label) for info in choices.own)
    own += tuple((name, _of_store(name)) for name in stores)
    told = replace(told, known=SOLD if sold else goods, own=own, infos=choices.own)
    try:
        report = import_table(desk, path.name, table, choices, True, progress)
    except UserError as error:
        columns = sales_columns(table, known) if sold else {}
        by_column = {at: name for name, at in columns.items()}
        by_column = by_column or _of_goods(table, includes_tax, laid)
        return replace(told, fields=_fields(table, by_column, new), error=error)
    offered = SOLD if report.profile == "sales" else goods
    by_column = dict(report.source) or _of_goods(table, includes_tax, laid)
    by_column |= {at[0]: name for name, at in stores.items()}
    fields = _fields(table, by_column, new)
    pictures = _pictures(path, report)
    report = _with_pictures(report, choices, pictures)
    return replace(told, fields=fields, report=report, known=offered, pictures=pictures)


def _pictures(path: Path, report: Report) -> tuple[int, int]:
    """How many files below the file's folder its rows name, and how many addresses."""
    files = {place for _, place in report.pictures if not is_address(place)}
    there = sum(_is_there(path.parent, path.parent / place) for place in files)
    return there, sum(is_address(place) for _, place in report.pictures)


def _is_there(folder: Path, path: Path) -> bool:
    """What a cell holds may be no name that the system takes: then there is no such file."""
    try:
        return is_below(folder, path) and path.is_file()
    except OSError:
        return False


def _with_pictures(report: Report, choices: Choices, pictures: tuple[int, int]) -> Report:
    """Only of those that are there something would come in."""
    if report.imported is None:
        return report
    files, addresses = pictures
    count = (files if choices.pictures else 0) + (addresses if choices.pictures == "web" else 0)
    return replace(report, imported=replace(report.imported, pictures=count))


def _of_goods(table: Table, includes_tax: bool, choices: Choices) -> dict[int, str]:
    goods = tuple(pair for pair in choices.columns if pair[1] in (*FIELDS, IGNORED))
    found = columns_of(table.header, includes_tax, goods)
    taken = {number for at in found.values() for number in at}
    own = own_columns(table.header, choices.own, choices, taken)
    return {number: name for name, at in (found | own).items() for number in at}


def _fields(table: Table, by_column: dict[int, str], new: Sequence[FieldInfo]) -> tuple[str, ...]:
    """What is to become a field is told by its type."""
    types = {info.name: f"{NEW}:{info.type}" for info in new}
    names = (by_column.get(number, "") for number in range(len(table.header)))
    return tuple(types.get(name, name) for name in names)


def _samples(table: Table) -> tuple[tuple[str, ...], ...]:
    """The first values of each column, without its empty cells."""
    found = []
    for number in range(len(table.header)):
        values = (cells[number] for _, cells in table.rows[:200] if number < len(cells))
        kept = list(dict.fromkeys(value for value in values if value))
        found.append(tuple(value[:60] for value in kept[:SAMPLES]))
    return tuple(found)


def _of_store(name: str) -> str:
    """A store's column in words."""
    code = name.partition("@")[2]
    return f"Price in {code}" if code else "Price here"
