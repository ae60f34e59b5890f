"""Examples of the commands of feeds and of sales of the past, see ``examples``."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from desktop.commands.external_refs import Called, RememberRefs
from desktop.commands.feed_runs import BeginRun, EndRun, begin_run
from desktop.commands.feeds import RemoveFeed, SaveFeed, UndoFeed, save_feed
from desktop.commands.imports.sales import DaySale, ImportSales, Sold
from desktop.domain.permissions import Permission
from desktop.schema import Product
from tests.commands.examples import Example
from tests.tills import Till


def _feed(till: Till) -> UUID:
    command = SaveFeed(*till.head(), till.ids.new().hex, "/goods.csv")
    return till.send(save_feed, command)  # type: ignore[no-any-return]


def _change(till: Till) -> UUID:
    _feed(till)
    return UUID(str(till.sent[-1][1].id))


def _run(till: Till) -> UUID:
    return till.send(begin_run, BeginRun(*till.head(), _feed(till)))  # type: ignore[no-any-return]


def _called(till: Till) -> Called:
    till.product()
    return Called(till.sent[-1][1].sku, till.ids.new().hex)


def _sold(till: Till) -> DaySale:
    key = till.product()
    with till.database.read() as session:
        product = session.get_one(Product, key)
        sold = Sold(
            product.id, product.sku, product.name, product.unit, product.category, product.tax_rate,
            product.price,
        )  # fmt: skip
    at = till.head()[2] - timedelta(days=9)
    return DaySale(1, sold, at.date(), at, Decimal(2), Decimal(5))


FEEDS = (
    Example(SaveFeed, Permission.IMPORT, lambda till: (till.ids.new().hex, "/goods.csv")),
    Example(RemoveFeed, Permission.IMPORT, lambda till: (_feed(till),)),
    Example(UndoFeed, Permission.IMPORT, lambda till: (_change(till),)),
    Example(BeginRun, Permission.IMPORT, lambda till: (_feed(till),)),
    Example(EndRun, Permission.IMPORT, lambda till: (_run(till), "done")),
    Example(RememberRefs, Permission.IMPORT, lambda till: ("shopify", (_called(till),))),
    Example(
        ImportSales, Permission.IMPORT, lambda till: ("sales.csv", (_sold(till),), till.head()[2])
    ),
)
