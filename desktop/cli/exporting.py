"""``export``: a list as CSV, JSON or a workbook, or the products as the file of a web shop."""

import sys
from argparse import Namespace
from dataclasses import replace
from functools import partial
from pathlib import Path

from desktop.cli import lists
from desktop.cli.access import open_shop
from desktop.cli.output import Output, Usage, printable
from desktop.cli.progress import Told

SHOWN = 20
LISTS, SHOPS = ("csv", "json", "xlsx"), ("shopify", "woocommerce")


def export(options: Namespace, out: Output) -> int:
    """Onto standard output, or into a file whose ending may say the format."""
    ending = options.to.suffix.lower().lstrip(".") if options.to is not None else ""
    options.format = options.format or (ending if ending in LISTS else "csv")
    if options.pictures and (options.to is None or options.format in SHOPS):
        raise Usage("Pictures go beside a file: --to FILE.csv, .json or .xlsx", field="pictures")
    if options.format in SHOPS:
        return _to_shop(options, out)
    if options.to is not None:
        return _into_file(options, out)
    if options.format == "xlsx":
        raise Usage("A workbook needs a file.", "Write: export LIST --to FILE.xlsx", field="to")
    options.csv, options.all = options.format == "csv", False
    out.is_json = out.is_json or not options.csv
    return lists.show(options, out)


def _into_file(options: Namespace, out: Output) -> int:
    from desktop.db.keys import Cancel
    from desktop.jobs.exporting import Head, Order, folder_of
    from desktop.jobs.exporting import export as written
    from desktop.jobs.exporting.target import refuse_existing
    from desktop.jobs.pictures.exporting import export_pictures
    from desktop.queries.chosen import Chosen, chosen_ids

    path: Path = options.to
    if path.suffix.lower() != f".{options.format}":
        raise Usage(f"{path.name} does not end with .{options.format}.", field="to")
    if options.limit is not None:
        raise Usage("--limit is for the output; a file holds all rows.", field="limit")
    if options.pictures and options.name != "products":
        raise Usage("Only products have pictures.", field="pictures")
    options.all = False
    with open_shop(options, reads=True) as shop:
        with shop.database.read() as session:
            query, request = lists.asked(options, session, shop.actor.store)
        known = {column.key: column.kind for column in query.columns}
        heads = tuple(Head(name, name, known.get(name, "text")) for name in query.names)
        order = Order(query, Chosen(request, 0), heads, path, options.bom, options.replace)
        order = replace(order, has_prices=options.name == "products")
        refuse_existing(order)  # before its pictures are there
        if options.pictures:
            order = replace(order, pictures=folder_of(path.stem))
            only = partial(chosen_ids, query=query, chosen=order.chosen)
            read = partial(shop.database.read, 3600)
            export_pictures(read, path.parent / order.pictures, Told(), only)
        done = written(lambda: shop.database.read(3600), order, Cancel(), Told())
    values = {"ok": True, "file": str(path), "format": options.format, "rows": done.rows}
    out.result(values, f"{path}: {done.rows} rows.")
    return 0


def _to_shop(options: Namespace, out: Output) -> int:
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
