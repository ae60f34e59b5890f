"""``report``: a question about trade, answered as a table, as JSON or as CSV."""

import sys
from argparse import Namespace
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.cli.access import open_shop
from desktop.cli.output import Output, Usage
from desktop.domain.errors import UserError
from desktop.jobs.exporting import write_csv
from desktop.queries.categories import category_choices
from desktop.queries.reports import Report, report_named
from desktop.queries.shop import shop_info

DAY = timedelta(days=1)
USUAL = 90  # days


def show(options: Namespace, out: Output) -> int:
    """Whole days: without ``--to`` up to yesterday, without ``--from`` 90 of them."""
    report = report_named(options.name)
    with open_shop(options, reads=True) as shop, shop.database.read(deadline=3600) as session:
        info = shop_info(session, shop.actor)
        last = _day(options.last, "--to") or info.day_of(shop.clock.now()) - DAY
        first = _day(options.first, "--from") or last - (USUAL - 1) * DAY
        if first > last:
            raise Usage("The report would end before it begins.", field="from")
        category = _category(session, options.category, report)
        found = report.answer(session, info, first, last, category)
    rows = [SimpleNamespace(**dict(zip(report.columns, row, strict=True))) for row in found]
    if options.csv:
        write_csv(sys.stdout, report.columns, rows)
    else:
        out.rows(report.columns, rows)
    return 0


def _category(session: Session, path: str | None, report: Report) -> UUID | None:
    if not path:
        return None
    if not report.is_by_goods:
        raise Usage(f"The report {report.name} is of all goods together.", field="category")
    wanted = path.strip().casefold()
    choices = category_choices(session)
    found = next((each.value for each in choices if each.title.casefold() == wanted), None)
    if found is None:
        raise UserError(
            f"There is no category “{path[:60]}”.", 'It is named as in "Drinks > Tea".',
            field="category", code="unknown",
        )  # fmt: skip
    return UUID(str(found))


def _day(text: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Usage(f"{option} is a day such as 2026-03-31.", field=option.lstrip("-")) from None
