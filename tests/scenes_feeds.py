"""Scenes of feeds: the page with its history, a form, a conflict that waits for a word."""

import os
from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp

from desktop.commands.feeds import SaveFeed, save_feed
from desktop.commands.products import EditProduct, edit_product
from desktop.domain.progress import Silent
from desktop.jobs.importing import Choices, Desk
from desktop.jobs.importing.feeding import run_feed
from desktop.ui.pages.feeds import FeedsPage
from tests.acting import Play, dialogs
from tests.importing import products
from tests.scenes_import import NEW, goods
from tests.stage import Stage

HEAD = "sku,name,price,cost,reorder point,tax rate\n"


def filled(on: Stage) -> FeedsPage:
    """Two feeds, read several times; the last reading of one waits for a word."""
    shop = on.shop
    if "V-10" not in products(shop):
        place = Path(mkdtemp()) / "pricelist.csv"
        desk = Desk(shop.database, shop.actor, shop.clock, shop.ids)
        head = (shop.ids.new(), shop.actor, shop.clock.now())
        choices = {"policy": "ask"}
        feed = shop.database.run(
            save_feed, SaveFeed(*head, "Price list of Tea & Co", str(place), "plain", choices, 6)
        )
        for prices in ((250, 310, 400), (250, 310, 400), (255, 320, 400), (260, 330, 410)):
            tax = 7 if prices[0] < 255 else 19
            rows = (
                f"V-1{n},Herbal tea no. {n},{p / 100},1.10,{p % 7},{tax}\n"
                for n, p in enumerate(prices)
            )
            place.write_text(HEAD + "".join(rows))
            os.utime(place, (1_700_000_000, 1_700_000_000))
            run_feed(desk, feed, Silent())
            if prices[0] == 255:
                head = (shop.ids.new(), shop.actor, shop.clock.now())
                key = products(shop)["V-10"].id
                shop.database.run(edit_product, EditProduct(*head, key, {"price": Decimal(3)}))
        named = ("Stock of the warehouse", "/mnt/share/stock/*.csv")
        gone = SaveFeed(shop.ids.new(), *head[1:], *named)
        run_feed(desk, shop.database.run(save_feed, gone), Silent())
    on.window.open_page("feeds")
    page = on.window.findChild(FeedsPage)
    assert page is not None
    page.refresh()
    on.until(lambda: page.history.model.rowCount() > 3 and page.list.model.rowCount() == 2)
    on.settle(400)
    return page


def shown(on: Stage) -> None:
    filled(on)


def form(on: Stage) -> None:
    filled(on).deeds.new()
    on.until(lambda: bool(dialogs()))
    on.settle(300)


def kept(on: Stage) -> None:
    """A file of the import dialog that becomes a feed."""
    dialog = goods(on, NEW)
    said = (("Artikelnummer", "sku"), ("Bezeichnung", "name"), ("Farbe", "new:choice"))
    choices = Choices(columns=said, decimal=",", leaves_out=True)
    dialog.kept.emit("/mnt/share/stock/sortiment-herbst.csv", choices)
    on.until(lambda: len(dialogs()) > 1)
    on.settle(300)


def asked(on: Stage) -> None:
    """Values that were changed on both sides."""
    _run(on, 1)


def told(on: Stage) -> None:
    """Among the alerts: what waits for a word, and what could not be read."""
    filled(on)
    on.window.open_page("alerts")
    on.settle(600)


def changed(on: Stage) -> None:
    _run(on, 2)


def _run(on: Stage, number: int) -> None:
    page = filled(on)
    row = page.history.model.row(number)
    assert row is not None
    page.deeds.show_run(row.id)
    on.until(lambda: bool(dialogs()))
    on.settle(300)


FEEDS: tuple[tuple[str, str, Play], ...] = (
    ("feeds", "demo", shown),
    ("feed-form", "demo", form),
    ("feed-kept", "demo", kept),
    ("feed-conflicts", "demo", asked),
    ("feed-changes", "demo", changed),
    ("feed-alerts", "demo", told),
)
