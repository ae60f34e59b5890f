"""The import of a file of goods: read, checked, staged, then written in one transaction or not."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from desktop.commands.imports import (
    Difference,
    ImportCategory,
    Imported,
    ImportItem,
    ImportProblem,
    ImportProducts,
    ImportRefused,
    Prepared,
    RememberColumns,
    RowChange,
    import_products,
    prepare_import,
    remember_columns,
    remembered_columns,
    row_changes,
)
from desktop.commands.imports.matching import Plan
from desktop.commands.imports.sales import (
    DaySale,
    ImportSales,
    NewSales,
    counted,
    import_sales,
    new_sales,
)
from desktop.db.engine import Database
from desktop.db.snapshot import at_one_moment
from desktop.db.staging import Outdated, staged
from desktop.domain.clock import Clock
from desktop.domain.custom_field import PREFIX, FieldInfo
from desktop.domain.ids import Ids
from desktop.domain.permissions import Actor
from desktop.domain.progress import Progress, Silent
from desktop.domain.quantity import plain
from desktop.jobs.importing.choices import Choices
from desktop.jobs.importing.elsewhere import known_here, remember_items
from desktop.jobs.importing.leaving import Checked, checked
from desktop.jobs.importing.reading import Table, read_table
from desktop.jobs.importing.rows import Found, products_of
from desktop.jobs.importing.sales import FoundSales, sales_of
from desktop.jobs.importing.sales_columns import fits as are_sales
from desktop.queries.custom_fields import fields_in
from desktop.queries.shop import shop_info

PATIENCE_S = 3600.0
TRIES = 3
Kept = Mapping[str, AbstractSet[str]]  # fields of products, by SKU
__all__ = ["Choices", "Desk", "Report", "Terms", "import_file", "import_table"]


@dataclass(frozen=True)
class Report:
    """What an import found and did. ``problems`` name the file's own columns.

    ``imported`` is None when there are problems; in a dry run it says what would be done, and
    ``changes`` tells it row by row. ``left_out``: problems whose rows stayed out, as was asked.
    ``columns``: field → header; ``ignored``: headers that mean nothing here. ``dates``: the order
    of theirs; ``asked_date``: one that reads both ways, where no row tells which is meant.
    ``source``: columns of the file → fields, where its own kind lays them out. ``fields``:
    new ones of the shop's own that the file brings.
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
    profile: str = "plain"
    decimal: str = ""
    header_row: int = 1
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    left_out: tuple[ImportProblem, ...] = ()
    changes: tuple[RowChange, ...] = ()
    dates: str = ""
    asked_date: str = ""
    source: Mapping[int, str] = field(default_factory=dict)
    fields: tuple[FieldInfo, ...] = ()


@dataclass(frozen=True)
class Desk:
    """Where an import is done, and by whom."""

    database: Database
    actor: Actor
    clock: Clock
    ids: Ids


def _nothing(_session: Session, _done: Imported) -> None:
    """Most imports note nothing more."""


def _none(_left_out: Sequence[ImportProblem]) -> None:
    """Whoever wants to know reads the report."""


_LISTS = ("options", "tags")
_ITEM_FIELDS = {"attributes": "tags"}  # what a difference is called, where an item says otherwise
_OF_ITEMS = frozenset(ImportItem.__dataclass_fields__)


@dataclass(frozen=True)
class Terms:
    """What a feed asks of an import.

    ``kept`` sees what would change and answers what stays as it is in the shop; it may be asked
    again where the shop moves meanwhile. ``left`` is told, before, which rows stay out as was
    asked. ``close`` is called in the import's own transaction, last.
    """

    kept: Callable[[Session, Sequence[RowChange]], Kept] | None = None
    left: Callable[[Sequence[ImportProblem]], None] = _none
    close: Callable[[Session, Imported], None] = _nothing

    def agree(self, session: Session, command: ImportProducts, plan: Plan) -> ImportProducts:
        """The file says nothing of what is kept."""
        kept = self.kept(session, row_changes(plan)) if self.kept is not None else {}
        return replace(command, items=tuple(_without(command.items, kept))) if kept else command


def _without(items: Iterable[ImportItem], kept: Kept) -> Iterator[ImportItem]:
    for item in items:
        names = kept.get(item.sku, frozenset())
        empty: Any = {_ITEM_FIELDS.get(name, name) for name in names}
        empty = {name: () if name in _LISTS else None for name in empty & _OF_ITEMS}
        own = tuple(pair for pair in item.custom if PREFIX + pair[0] not in names)
        yield replace(item, **empty, custom=own) if names else item


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
    """Imports a file of products; with any problem nothing is written and all are listed.

    UserError where the file cannot be read at all. ``progress`` may raise Cancelled until the end.
    """
    desk = Desk(database, actor, clock, ids)
    # Nobody but who imports them holds the rows: see ``import_table``.
    told = progress or Silent()
    return import_table(desk, path.name, read_table(path, choices), choices, is_dry_run, told)


def import_table(
    desk: Desk,
    file: str,
    table: Table,
    choices: Choices,
    is_dry_run: bool,
    progress: Progress,
    terms: Terms = Terms(),
) -> Report:
    """The same for rows that are read."""
    if choices.profile == "sales" or (choices.profile == "auto" and are_sales(table, choices)):
        return _import_sales(desk, file, table, choices, is_dry_run, progress, terms)
    with desk.database.read(PATIENCE_S) as session:
        found = _found(session, desk.actor, table, choices, progress)
        found.items, told = known_here(session, found.profile, found.items)
        found.notes += told
        branches = tuple(ImportCategory(*each) for each in found.categories)
        head = (desk.ids.new(), desk.actor, desk.clock.now())
        command = ImportProducts(*head, file, tuple(found.items), branches, found.fields)
        progress.report(0, 0, "Comparing")
        must_look = is_dry_run or bool(found.problems) or choices.leaves_out
        looked = (
            checked(session, command, found.problems, choices.leaves_out)
            if must_look
            else Checked(command)
        )
    report = _report(file, table, found, looked, is_dry_run)
    if is_dry_run or looked.problems:
        return report
    terms.left(report.left_out)
    terms = replace(terms, close=_remembering(looked.command, found.profile, terms.close))
    table = replace(table, rows=[])  # what is to be written stands in the command by now
    problems, imported = _written(desk.database, looked.command, progress, terms)
    if imported is not None and choices.columns:
        head = (desk.ids.new(), desk.actor, desk.clock.now())
        kept = RememberColumns(*head, tuple(table.header), choices.columns)
        desk.database.run(remember_columns, kept)
    return replace(report, problems=tuple(_shown(found, problems)), imported=imported, changes=())


def _remembering(
    command: ImportProducts, profile: str, close: Callable[[Session, Imported], None]
) -> Callable[[Session, Imported], None]:
    """What the file's system calls the products is kept with them."""

    def both(session: Session, done: Imported) -> None:
        remember_items(session, command.id, command.by, command.at, profile, command.items)
        close(session, done)

    return both


def _import_sales(
    desk: Desk,
    file: str,
    table: Table,
    choices: Choices,
    is_dry_run: bool,
    progress: Progress,
    terms: Terms,
) -> Report:
    """Sales of the past: they change no stock of today."""
    now = desk.clock.now()
    with desk.database.read(PATIENCE_S) as session:
        shop = shop_info(session, desk.actor)
        found = sales_of(session, shop, now, table, choices, progress)
        sales = tuple(found.sales.values())
        ends = min(now, shop.begins(found.last + timedelta(days=1))) if sales else now
        head = (desk.ids.new(), desk.actor, now, file)
        command = ImportSales(*head, sales, ends, shop.prices_include_tax)
        news = new_sales(session, command)
    report = _sales_report(file, table, found, choices, command, news, is_dry_run)
    if is_dry_run or report.problems:
        return report
    terms.left(report.left_out)
    with desk.database.write(PATIENCE_S) as session:
        _without_limits(session)
        if terms.kept is not None:  # of what was sold nobody has another word
            terms.kept(session, _sold_rows(news))
        imported = import_sales(session, command, progress)
        terms.close(session, imported)
    return replace(report, imported=imported, changes=())


def _sales_report(
    file: str,
    table: Table,
    found: FoundSales,
    choices: Choices,
    command: ImportSales,
    news: NewSales,
    is_dry_run: bool,
) -> Report:
    used = set(found.columns.values())
    problems = tuple(
        ImportProblem(p.row, table.header[found.columns.get(p.field, 0)], p.value, p.reason)
        for p in found.problems
    )
    stops = bool(problems) and (not choices.leaves_out or bool(found.order.example))
    return Report(
        file=file,
        rows=len(table.rows),
        encoding=table.encoding,
        delimiter=table.delimiter,
        columns={field: table.header[at] for field, at in found.columns.items()},
        ignored=tuple(name for n, name in enumerate(table.header) if n not in used and name),
        notes=(*table.notes, *found.notes),
        problems=problems if stops else (),
        imported=None if stops else counted(command, news),
        is_dry_run=is_dry_run,
        profile="sales",
        decimal=found.decimal,
        header_row=table.header_row,
        sheet=table.sheet,
        sheets=table.sheets,
        left_out=() if stops else problems,
        changes=_sold_rows(news) if is_dry_run else (),
        dates=found.order.name,
        asked_date=found.order.example,
        source={at: name for name, at in found.columns.items()},
    )


def _sold_rows(news: NewSales) -> tuple[RowChange, ...]:
    """What would come in, and what stays out."""
    here = (_sold(sale, "sold_here") for sale in news.left_out)
    return (*map(_sold, news.sales), *here)


def _sold(sale: DaySale, state: str = "sold") -> RowChange:
    told = f"{plain(sale.quantity)} on {sale.day.isoformat()}"
    difference = Difference("sold", "", told)
    return RowChange(sale.row, sale.product.sku, sale.product.name, state, (difference,))


def _found(
    session: Session, actor: Actor, table: Table, choices: Choices, progress: Progress
) -> Found:
    """By the columns that the person names, or named for the last file of this source."""
    columns = choices.columns or remembered_columns(session, actor.store, table.header)
    includes_tax = shop_info(session, actor).prices_include_tax
    choices = replace(choices, columns=columns, own=fields_in(session))
    return products_of(table, includes_tax, progress, choices)


def _written(
    database: Database, command: ImportProducts, progress: Progress, terms: Terms
) -> tuple[list[ImportProblem], Imported | None]:
    """Where others keep changing what the file speaks of, at last all is done under the lock."""
    try:
        for _ in range(TRIES):
            with suppress(Outdated):
                return [], _prepared_first(database, command, progress, terms)
        with database.write(PATIENCE_S) as session:
            return [], _in_transaction(session, command, progress, terms)
    except ImportRefused as refused:
        return refused.problems, None


def _prepared_first(
    database: Database, command: ImportProducts, progress: Progress, terms: Terms
) -> Imported:
    """The shop is only locked while what stands ready is written."""
    with staged(database) as stage:
        with database.read(PATIENCE_S) as session:
            at_one_moment(session)
            prepared = prepare_import(session, command, stage, progress, terms.agree)
        with database.write(PATIENCE_S, stage.connection) as session:
            return _in_transaction(session, command, progress, terms, prepared)


def _in_transaction(
    session: Session,
    command: ImportProducts,
    progress: Progress,
    terms: Terms,
    prepared: Prepared | None = None,
) -> Imported:
    _without_limits(session)
    imported = import_products(session, command, progress, prepared, terms.agree)
    terms.close(session, imported)
    progress.report(len(command.items), len(command.items), "Done")
    return imported


def _without_limits(session: Session) -> None:
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")


def _report(file: str, table: Table, found: Found, looked: Checked, is_dry_run: bool) -> Report:
    """Of what was looked at; nothing is written yet."""
    plan = looked.plan
    return Report(
        file=file,
        rows=len(table.rows),
        encoding=table.encoding,
        delimiter=table.delimiter,
        columns={field: found.shown(field) for field in found.columns},
        ignored=tuple(found.ignored),
        notes=tuple(found.notes),
        problems=tuple(_shown(found, looked.problems)),
        imported=None if plan is None else plan.counts(looked.command.id),
        is_dry_run=is_dry_run,
        profile=found.profile,
        decimal=found.decimal,
        header_row=table.header_row,
        sheet=table.sheet,
        sheets=table.sheets,
        left_out=tuple(_shown(found, looked.left_out)),
        changes=tuple(row_changes(plan)) if plan is not None and is_dry_run else (),
        source=found.source,
        fields=found.fields,
    )


def _shown(found: Found, problems: Sequence[ImportProblem]) -> list[ImportProblem]:
    """By the file's own columns, in the order of its rows."""
    told = [ImportProblem(p.row, found.shown(p.field), p.value, p.reason) for p in problems]
    return sorted(told, key=lambda problem: (problem.row, problem.field))
