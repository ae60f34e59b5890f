"""``report``: a question about trade, answered as a table, as JSON or as CSV."""

import sys
from argparse import Namespace
from datetime import date, timedelta
from types import SimpleNamespace

from desktop.cli.access import open_shop
from desktop.cli.output import Output, Usage
from desktop.jobs.exporting import write_csv
from desktop.queries.reports import report_named
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
        found = report.answer(session, info, first, last)
    rows = [SimpleNamespace(**dict(zip(report.columns, row, strict=True))) for row in found]
    if options.csv:
        write_csv(sys.stdout, report.columns, rows)
    else:
        out.rows(report.columns, rows)
    return 0


def _day(text: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Usage(f"{option} is a day such as 2026-03-31.", field=option.lstrip("-")) from None
