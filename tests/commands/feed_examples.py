"""Examples of the commands of feeds and of sales of the past, see ``examples``."""

from uuid import UUID

from desktop.commands.external_refs import RememberRefs
from desktop.commands.feed_runs import BeginRun, EndRun, begin_run
from desktop.commands.feeds import RemoveFeed, SaveFeed, UndoFeed, save_feed
from desktop.commands.imports.sales import ImportSales
from desktop.domain.permissions import Permission
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


FEEDS = (
    Example(SaveFeed, Permission.IMPORT, lambda till: (till.ids.new().hex, "/goods.csv")),
    Example(RemoveFeed, Permission.IMPORT, lambda till: (_feed(till),)),
    Example(UndoFeed, Permission.IMPORT, lambda till: (_change(till),)),
    Example(BeginRun, Permission.IMPORT, lambda till: (_feed(till),)),
    Example(EndRun, Permission.IMPORT, lambda till: (_run(till), "done")),
    Example(RememberRefs, Permission.IMPORT, lambda _: ("shopify", ())),
    Example(ImportSales, Permission.IMPORT, lambda till: ("sales.csv", (), till.head()[2])),
)
