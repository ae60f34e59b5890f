"""``export``: a list as CSV, or the products as the file of a web shop."""

import sys
from argparse import Namespace

from desktop.cli import lists
from desktop.cli.access import open_shop
from desktop.cli.output import Output, Usage, printable
from desktop.cli.progress import Told

SHOWN = 20


def export(options: Namespace, out: Output) -> int:
    """Onto standard output, or for a web shop into a file."""
    if options.format == "csv" and options.to is None:
        options.csv, options.all = True, False
        return lists.show(options, out)
    if options.format == "csv":
        raise Usage("CSV goes to standard output.", "Write: export LIST > FILE", field="to")
    if options.name != "products" or options.to is None:
        raise Usage("A web shop takes products.", "Write: export products --format … --to FILE")
    from desktop.jobs.exporting.to_shops import export_to_shop

    with open_shop(options) as shop:
        made = export_to_shop(
            shop.database, shop.actor, shop.clock, shop.ids, options.to, options.format, Told(),
            options.replace,
        )  # fmt: skip
    for reason in made.left_out[:SHOWN]:
        print(printable(reason), file=sys.stderr)
    values = {"ok": True, "file": str(options.to), "format": options.format}
    told = f"{options.to}: {made.rows} rows for {options.format}."
    out.result(values | {"rows": made.rows, "left_out": made.left_out}, told)
    return 0
