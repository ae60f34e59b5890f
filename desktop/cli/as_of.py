"""``asof``: the stock as it was at a moment."""

import sys
from argparse import Namespace
from datetime import UTC, datetime, time

from desktop.cli.access import open_shop
from desktop.cli.output import Output, Usage
from desktop.jobs.exporting import write_csv
from desktop.jobs.opening import Shop
from desktop.queries.as_of import stock_as_of
from desktop.queries.shop import shop_info

NAMES = ("sku", "on_hand")


def show(options: Namespace, out: Output) -> int:
    """SKU and on hand of every product at that time."""
    with open_shop(options) as shop:
        at = _moment(shop, options.time)
        with shop.database.read(deadline=3600) as session:
            rows = stock_as_of(session, shop.actor.store, at)
            if options.csv:
                write_csv(sys.stdout, NAMES, rows)
            else:
                out.rows(NAMES, rows)
    return 0


def _moment(shop: Shop, text: str) -> datetime:
    """ISO 8601; without a zone it is the shop's, a day alone is its end."""
    from zoneinfo import ZoneInfo

    with shop.database.read() as session:
        zone = ZoneInfo(shop_info(session, shop.actor).zone)
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Usage(
            f"“{text[:40]}” is no time.", "Write it as 2026-03-31 or 2026-03-31T14:05."
        ) from None
    if len(text.strip()) <= len("2026-03-31"):
        at = datetime.combine(at.date(), time.max)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
