"""``asof``: the stock as it was at a moment."""

import sys
from argparse import Namespace
from datetime import datetime

from desktop.cli.access import open_shop
from desktop.cli.output import Output, Usage
from desktop.domain.errors import UserError
from desktop.domain.ledger import Basis
from desktop.domain.moments import parse_moment
from desktop.jobs.exporting import write_csv
from desktop.jobs.opening import Shop
from desktop.queries.as_of import stock_as_of
from desktop.queries.shop import shop_info

NAMES = ("sku", "on_hand")


def show(options: Namespace, out: Output) -> int:
    """SKU and on hand of every product at that time."""
    with open_shop(options, reads=True) as shop:
        at = _moment(shop, options.time)
        basis = Basis.KNOWN if options.known else Basis.HAPPENED
        with shop.database.read(deadline=3600) as session:
            rows = stock_as_of(session, shop.actor.store, at, basis)
            if options.csv:
                write_csv(sys.stdout, NAMES, rows)
            else:
                out.rows(NAMES, rows)
    return 0


def _moment(shop: Shop, text: str) -> datetime:
    """As it is typed in the window, too; in the shop's zone, a day alone is its end."""
    with shop.database.read() as session:
        zone = shop_info(session, shop.actor).zone
    try:
        return parse_moment(text, shop.clock.now(), zone)
    except UserError as error:
        raise Usage(error.message, error.hint) from None
