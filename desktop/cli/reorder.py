"""``reorder``: what to order today, how much of it and from whom, each line with its reason."""

import sys
from argparse import Namespace

from desktop.cli.access import open_shop
from desktop.cli.last_year import show_last_year
from desktop.cli.output import Output
from desktop.domain.reorder_line import NAMES, line_of
from desktop.jobs.exporting import write_csv
from desktop.queries.reorder_policy import reorder_policy
from desktop.queries.shop import shop_info


def show(options: Namespace, out: Output) -> int:
    """The most urgent first; what was left out is told on the side."""
    from desktop.jobs.forecasting.proposing import proposals

    if options.last_year:
        return show_last_year(options, out)
    with open_shop(options, reads=True) as shop, shop.database.read(deadline=3600) as session:
        info = shop_info(session, shop.actor)
        policy = reorder_policy(session, info.store)
        found = proposals(session, info, shop.clock.now(), policy)
    lines = (line_of(each) for each in found.proposals)
    if options.csv:
        write_csv(sys.stdout, NAMES, lines)
    else:
        out.rows(NAMES, lines)
    for left in found.left_out:
        sys.stderr.write(f"{left.goods.sku} is left out. {left.reason}\n")
    return 0
