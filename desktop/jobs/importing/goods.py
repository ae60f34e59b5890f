"""A file of goods: read, checked, staged, then written in one transaction or not."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from desktop.commands.imports import (
    ImportCategory,
    Imported,
    ImportItem,
    ImportProblem,
    ImportProducts,
    ImportRefused,
    Prepared,
    RememberColumns,
    import_products,
    prepare_import,
    remember_columns,
    remembered_columns,
    row_changes,
)
from desktop.commands.imports.items import MOST_PICTURES
from desktop.db.engine import Database
from desktop.db.staging import PATIENCE_S, Stage, written
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor
from desktop.domain.progress import Progress
from desktop.jobs.importing.choices import Choices
from desktop.jobs.importing.elsewhere import known_here, remember_items
from desktop.jobs.importing.leaving import Checked, checked
from desktop.jobs.importing.reading import Table
from desktop.jobs.importing.report import Order, Report, Terms
from desktop.jobs.importing.rows import Found, products_of
from desktop.queries.custom_fields import fields_in
from desktop.queries.shop import shop_info


def import_goods(order: Order, table: Table, choices: Choices) -> Report:
    """Of any profile whose rows are products."""
    desk, progress, terms = order.desk, order.progress, order.terms
    with desk.database.read(PATIENCE_S) as session:
        found = _found(session, desk.actor, table, choices, progress)
        found.items, told = known_here(session, found.profile, found.items)
        found.notes += told
        branches = tuple(ImportCategory(*each) for each in found.categories)
        items = tuple(found.items)
        wanted = _pictures(items, choices)
        command = ImportProducts(*desk.head(), order.file, items, branches, found.fields, wanted)
        progress.report(0, 0, "Comparing")
        must_look = order.is_dry_run or bool(found.problems) or choices.leaves_out
        looked = (
            checked(session, command, found.problems, choices.leaves_out)
            if must_look
            else Checked(command)
        )
    report = _report(order, table, found, looked)
    if order.is_dry_run or looked.problems:
        return report
    terms.left(report.left_out)
    command = looked.command
    terms = replace(terms, close=_remembering(command, found.profile, terms.close))
    table.rows.clear()  # what is to be written stands in the command by now
    del looked  # and what the shop has is read anew
    problems, imported = _written(desk.database, command, progress, terms)
    if imported is not None and choices.columns:
        kept = RememberColumns(*desk.head(), tuple(table.header), choices.columns)
        desk.database.run(remember_columns, kept)
    return replace(report, problems=tuple(_shown(found, problems)), imported=imported, changes=())


def _pictures(items: Sequence[ImportItem], choices: Choices) -> int:
    """How many are to be taken in with the goods."""
    wanted = sum(choices.wants(place) for item in items for place in item.images)
    if wanted > MOST_PICTURES:
        raise UserError(
            f"The file names {wanted:,} pictures; at most {MOST_PICTURES:,} come in with goods.",
            "Take the goods in without them, and the pictures as a list afterwards.",
            field="file",
            code="too_large",
        )
    return wanted


def _remembering(
    command: ImportProducts, profile: str, close: Callable[[Session, Imported], None]
) -> Callable[[Session, Imported], None]:
    """What the file's system calls the products is kept with them."""

    def both(session: Session, done: Imported) -> None:
        remember_items(session, command.id, command.by, command.at, profile, command.items)
        close(session, done)

    return both


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
) -> tuple[Sequence[ImportProblem], Imported | None]:
    def prepare(session: Session, stage: Stage) -> Prepared:
        return prepare_import(session, command, stage, progress, terms.agree)

    def write(session: Session, prepared: Prepared | None) -> Imported:
        imported = import_products(session, command, progress, prepared, terms.agree)
        terms.close(session, imported)
        progress.report(len(command.items), len(command.items), "Done")
        return imported

    try:
        return (), written(database, prepare, write)
    except ImportRefused as refused:
        return refused.problems, None


def _report(order: Order, table: Table, found: Found, looked: Checked) -> Report:
    """Of what was looked at; nothing is written yet."""
    plan = looked.plan
    return Report(
        file=order.file,
        rows=len(table.rows),
        encoding=table.encoding,
        delimiter=table.delimiter,
        columns={field: found.shown(field) for field in found.columns},
        ignored=tuple(found.ignored),
        notes=tuple(found.notes),
        problems=tuple(_shown(found, looked.problems)),
        imported=None if plan is None else plan.counts(looked.command.id),
        is_dry_run=order.is_dry_run,
        profile=found.profile,
        decimal=found.decimal,
        header_row=table.header_row,
        sheet=table.sheet,
        sheets=table.sheets,
        left_out=tuple(_shown(found, looked.left_out)),
        changes=tuple(row_changes(plan)) if plan is not None and order.is_dry_run else (),
        source=found.source,
        fields=found.fields,
        pictures=tuple((i.sku, place) for i in looked.command.items for place in i.images),
    )


def _shown(found: Found, problems: Sequence[ImportProblem]) -> list[ImportProblem]:
    """By the file's own columns, in the order of its rows."""
    told = [ImportProblem(p.row, found.shown(p.field), p.value, p.reason) for p in problems]
    return sorted(told, key=lambda problem: (problem.row, problem.field))
