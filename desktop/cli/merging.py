"""``merge`` and ``duplicates``: products that were entered more than once become one."""

from argparse import Namespace
from dataclasses import asdict

from desktop.cli.access import open_shop
from desktop.cli.output import Output
from desktop.commands.merges import MergeProducts, merge_products
from desktop.domain.barcode import shown
from desktop.domain.quantity import plain
from desktop.queries.duplicates import Twins, find_twins
from desktop.queries.product import product_by_sku

WHY = {"code": "the same code", "part": "the same part number", "name": "nearly the same name"}


def merge(options: Namespace, out: Output) -> int:
    """All that is named but the last becomes part of the last."""
    with open_shop(options) as shop:
        with shop.database.read() as session:
            named = (*options.sku, options.into)
            cards = [product_by_sku(session, sku, shop.actor.location) for sku in named]
        *gone, into = (card.product for card in cards)
        command = MergeProducts(shop.ids.new(), shop.actor, shop.clock.now(), tuple(gone), into)
        done = shop.database.run(merge_products, command)
    values = {"ok": True, **asdict(done), "merged": [card.sku for card in cards[:-1]]}
    names = ", ".join(f"{card.name} ({card.sku})" for card in cards[:-1])
    lines = (
        f"{names} is part of {done.name} ({done.sku}) now: {plain(done.on_hand)} on hand.",
        f"To take it back: undo {done.id}",
    )
    out.result(values, "\n".join(lines))
    return 0


def duplicates(options: Namespace, out: Output) -> int:
    """Groups of products that may be the same; nothing is changed."""
    with open_shop(options, reads=True) as shop, shop.database.read() as session:
        found = find_twins(session, shop.actor.store)
    values = {"ok": True, "groups": [_values(twins) for twins in found]}
    out.result(values, "\n".join(map(_told, found)) or "No product looks like another.")
    return 0


def _values(twins: Twins) -> dict[str, object]:
    products = [
        {
            "sku": twin.sku,
            "name": twin.name,
            "barcodes": [shown(code) for code in twin.codes],
            "on_hand": twin.on_hand,
        }
        for twin in twins.products
    ]
    return {"why": twins.why, "products": products}


def _told(twins: Twins) -> str:
    lines = [f"{WHY[twins.why]}:"]
    lines += [f"  {twin.sku}  {twin.name}, {plain(twin.on_hand)}" for twin in twins.products]
    return "\n".join(lines)
