"""Feeds by keys: kept while goods come in, read, asked about, answered and taken back.

Checklist C8 (a reading is a job) and C9 (sync history).
"""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.jobs.opening import Shop
from desktop.queries.feed_runs import FEED_RUNS
from desktop.queries.feeds import FEEDS
from desktop.queries.lists import stream
from desktop.ui.dialogs.feed_form import FeedForm
from desktop.ui.dialogs.feed_run import FeedRunDialog
from desktop.ui.dialogs.import_goods import ImportGoods
from desktop.ui.pages.feeds import FeedsPage
from desktop.ui.widgets.button import Button
from tests.importing import products
from tests.jobs.test_feeding import Source
from tests.jobs.test_fetching import SERVED, address
from tests.stage import FrozenClock, Stage
from tests.trade import request
from tests.ui.pages.conftest import on
from tests.ui.pages.hand import ONE_ENGINE, Person

__all__ = ["address", "on"]
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def person(on: Stage) -> Person:
    on.context.role = "manager"
    return Person(on)


def rows(shop: Shop, kind: Any) -> list[Any]:
    with shop.database.read() as session:
        return list(stream(session, kind, request(shop)))


def timed(shop: Shop) -> Shop:
    """By the window's clock, so that what came last stands last."""
    return replace(shop, clock=FrozenClock())


@ONE_ENGINE
def test_what_an_address_holds_is_looked_into_taken_in_and_kept_as_a_feed(
    person: Person, shop: Shop, address: str
) -> None:
    """Fetched once: what was seen is what comes in. Its columns as chosen are kept with it."""
    SERVED.clear()
    person.open("products", imports=True)
    dialog = person.shown(ImportGoods)[0]
    person.write(dialog.path, f"{address}/goods.csv")
    assert not dialog.keep.isVisible()
    person.press(Key.Key_Return)
    person.on.until(lambda: dialog.preview is not None)
    assert dialog.go.text() == "Import 1 product"
    before, name = dialog.preview, dialog.seen.columns.combos[1]
    name.chosen.emit("name")  # said by a person, and no more only found
    person.on.until(lambda: dialog.preview is not before)
    dialog.keep.click()
    person.on.until(lambda: isinstance(QApplication.activeWindow(), FeedForm))
    form = person.shown(FeedForm)[0]
    assert (form.form.typed()["name"], form.form.typed()["place"]) == ("goods", dialog.path.text())
    person.sees("Also kept: 2 columns as chosen.")
    person.type("Hours between readings", "6")
    person.press(Key.Key_Return, CTRL)
    person.on.until(lambda: not person.shown(FeedForm))
    kept = rows(shop, FEEDS)
    assert [(row.name, row.every_hours, row.is_active) for row in kept] == [("goods", 6, True)]
    dialog.go.click()
    person.on.until(lambda: not person.shown(ImportGoods))
    assert (products(shop)["A"].name, SERVED) == ("Tea", ["/goods.csv"])
    person.open("feeds")
    person.click("Read now")
    person.sees("goods: goods.csv: 1 as they were.")


@ONE_ENGINE
def test_a_reading_that_waits_is_answered_by_a_key_and_taken_back_later(
    person: Person, shop: Shop, tmp_path: Path
) -> None:
    source = Source(timed(shop), tmp_path / "goods.csv", choices={"policy": "ask"})
    source.read()
    source.change("A", price=Decimal(3))
    source.write("A,Tea,2.75,1", "B,Milk,1.30,0.80")
    person.open("feeds")
    page = person.shown(FeedsPage)[0]
    page.list.table.setFocus()
    person.press(Key.Key_Down)
    person.press(Key.Key_R)
    person.sees("Whose counts?")
    person.click("Decide")
    person.on.until(lambda: bool(person.shown(FeedRunDialog)))
    dialog = person.shown(FeedRunDialog)[0]
    assert dialog.rows.table.words(0) == ["A", "Tea", "Price", "3.00", "2.75"]
    person.click("Take the feed's")
    person.on.until(lambda: rows(shop, FEED_RUNS)[0].status == "done")
    assert source.prices()["A"] == Decimal("2.75")
    done = source.runs()[0]
    page.open_with(run=done.id)
    person.on.until(lambda: bool(person.shown(FeedRunDialog)))
    assert person.shown(FeedRunDialog)[0].rows.table.words(0)[3] == "Price 3.00 → 2.75"
    person.click("Take it back")
    person.sees("The reading of Goods was taken back.")
    assert source.prices() == {"A": Decimal(3), "B": Decimal("1.2")}


@ONE_ENGINE
def test_who_may_not_import_sees_feeds_and_is_told_who_may(
    on: Stage, shop: Shop, tmp_path: Path
) -> None:
    source = Source(shop, tmp_path / "goods.csv")
    on.context.role = "clerk"
    person = Person(on, "feeds")
    page = person.shown(FeedsPage)[0]
    assert not any(b.isEnabled() for b in page.findChildren(Button) if b.text() == "Read now")
    page.list.table.setFocus()
    person.press(Key.Key_Down)
    for key in (Key.Key_R, Key.Key_Delete):
        person.press(key)
        person.sees("manager")
    assert (source.runs(), len(rows(shop, FEEDS))) == ([], 1)
