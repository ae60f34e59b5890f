"""A file of sales of the past: read, compared, staged, then written in one transaction or not."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from desktop.commands.imports import Difference, Imported, ImportProblem, RowChange
from desktop.commands.imports.history import PreparedSales, import_sales, prepare_sales
from desktop.commands.imports.sales import DaySale, ImportSales, NewSales, counted, new_sales
from desktop.db.staging import PATIENCE_S, Stage, written
from desktop.domain.quantity import plain
from desktop.jobs.importing.choices import Choices
from desktop.jobs.importing.reading import Table
from desktop.jobs.importing.report import Order, Report
from desktop.jobs.importing.sales import FoundSales, sales_of
from desktop.queries.shop import shop_info


def import_history(order: Order, table: Table, choices: Choices) -> Report:
    """They change no stock of today."""
    desk = order.desk
    batch, by, now = desk.head()
    with desk.database.read(PATIENCE_S) as session:
        shop = shop_info(session, by)
        found = sales_of(session, shop, now, table, choices, order.progress)
        sales = tuple(found.sales.values())
        ends = min(now, shop.begins(found.last + timedelta(days=1))) if sales else now
        includes_tax = shop.prices_include_tax
        command = ImportSales(batch, by, now, order.file, sales, ends, includes_tax)
        news = new_sales(session, command)
    report = _report(order, table, found, choices, command, news)
    if order.is_dry_run or report.problems:
        return report
    order.terms.left(report.left_out)
    table.rows.clear()
    return replace(report, imported=_written(order, command, news), changes=())


def _written(order: Order, command: ImportSales, news: NewSales) -> Imported:
    def prepare(session: Session, stage: Stage) -> PreparedSales:
        return prepare_sales(session, command, stage, order.progress)

    def write(session: Session, prepared: PreparedSales | None) -> Imported:
        if order.terms.kept is not None:  # of what was sold nobody has another word
            order.terms.kept(session, _sold_rows(news))
        imported = import_sales(session, command, order.progress, prepared)
        order.terms.close(session, imported)
        return imported

    return written(order.desk.database, prepare, write)


def _report(
    order: Order,
    table: Table,
    found: FoundSales,
    choices: Choices,
    command: ImportSales,
    news: NewSales,
) -> Report:
    used = set(found.columns.values())
    problems = tuple(
        ImportProblem(p.row, table.header[found.columns.get(p.field, 0)], p.value, p.reason)
        for p in found.problems
    )
    stops = bool(problems) and (not choices.leaves_out or bool(found.order.example))
    return Report(
        file=order.file,
        rows=len(table.rows),
        encoding=table.encoding,
        delimiter=table.delimiter,
        columns={field: table.header[at] for field, at in found.columns.items()},
        ignored=tuple(name for n, name in enumerate(table.header) if n not in used and name),
        notes=(*table.notes, *found.notes),
        problems=problems if stops else (),
        imported=None if stops else counted(command, news),
        is_dry_run=order.is_dry_run,
        profile="sales",
        decimal=found.decimal,
        header_row=table.header_row,
        sheet=table.sheet,
        sheets=table.sheets,
        left_out=() if stops else problems,
        changes=_sold_rows(news) if order.is_dry_run else (),
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
