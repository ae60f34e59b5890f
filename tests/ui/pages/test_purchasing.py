"""Purchasing as a manager works with it: opened, changed in the cell, sent, saved, ended."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import pypdfium2
import zxingcpp
from PySide6.QtCore import Qt

from desktop.commands.purchase_states import SendOrder, send_order
from desktop.commands.purchases import DraftOrders, NewLine, NewOrder, draft_orders
from desktop.commands.vendors import SaveVendor, save_vendor
from desktop.domain.permissions import Actor
from desktop.jobs.opening import Shop
from desktop.queries.purchases import order_card
from desktop.schema import Document
from desktop.ui.pages.purchasing import PurchasingPage
from desktop.ui.pages.purchasing.sending import letter_of, place_of, send_as_file
from tests.stage import Stage
from tests.trade import add_product
from tests.ui.pages.hand import ONE_ENGINE, Person

Key = Qt.Key


def head(shop: Shop) -> tuple[UUID, Actor, datetime]:
    return shop.ids.new(), shop.actor, shop.clock.now()


def draft(shop: Shop, *products: UUID) -> UUID:
    vendor = shop.database.run(
        save_vendor, SaveVendor(*head(shop), "North", email="a@north.example")
    )
    lines = tuple(NewLine(product, Decimal(3), Decimal(2)) for product in products)
    made = shop.database.run(draft_orders, DraftOrders(*head(shop), (NewOrder(vendor, lines),)))
    return made[0].document


def opened(on: Stage) -> tuple[Person, PurchasingPage]:
    person = Person(on, "purchasing")
    person.names("number")
    person.press(Key.Key_Return)
    page = person.shown(PurchasingPage)[0]
    on.until(lambda: page.panel.card is not None)
    on.until(lambda: page.panel.lines.model.rowCount() > 0)
    return person, page


def kept(shop: Shop, order: UUID) -> Document:
    with shop.database.read() as session:
        found = session.get_one(Document, order)
        session.expunge(found)
        return found


@ONE_ENGINE
def test_an_order_is_changed_in_its_cell_and_sent_by_a_key(on: Stage, shop: Shop) -> None:
    order = draft(shop, add_product(shop, "T-1"), add_product(shop, "T-2"))
    person, page = opened(on)
    person.press(Key.Key_Return)
    on.until(page.panel.lines.table.hasFocus)
    on.until(lambda: page.panel.lines.model.row(0) is not None)
    person.press(Key.Key_Right)
    person.press(Key.Key_7)
    person.press(Key.Key_Return)
    on.until(lambda: kept(shop, order).total == 20)
    person.press(Key.Key_R)
    person.sees("mark it as sent first")
    person.press(Key.Key_S)
    person.sees("is sent: its goods are on order.")  # the commit is a moment earlier
    assert kept(shop, order).status == "open"
    person.press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    on.until(lambda: kept(shop, order).status == "draft")
    on.until(lambda: page.panel.card is not None and page.panel.card.status == "draft")
    person.open("vendors")
    shop.database.run(send_order, SendOrder(*head(shop), order))
    on.work.changed.emit(frozenset({"document"}))
    person.open("purchasing")
    on.until(lambda: page.panel.card is not None and page.panel.card.status == "open")
    person.sees("its goods are on order")


@ONE_ENGINE
def test_the_order_that_was_sent_stays_at_the_side_though_it_left_the_drafts(
    on: Stage, shop: Shop
) -> None:
    draft(shop, add_product(shop, "T-1"))
    draft(shop, add_product(shop, "T-2"))
    person, page = opened(on)
    page.open_with(view="drafts")
    on.until(lambda: page.list.model.rowCount() == 2)
    person.press(Key.Key_Return)
    on.until(lambda: page.panel.card is not None and page.panel.lines.model.rowCount() == 1)
    assert page.panel.card is not None
    sent = page.panel.card.id
    person.press(Key.Key_S)
    on.until(lambda: kept(shop, sent).status == "open")
    on.until(lambda: page.list.model.rowCount() == 1)
    on.until(lambda: page.panel.card is not None and page.panel.card.status == "open")
    assert page.panel.card.id == sent, "the next key would mean another order"


@ONE_ENGINE
def test_an_order_becomes_a_file_and_a_letter_to_its_vendor(on: Stage, shop: Shop) -> None:
    tea = add_product(shop, "T-1", "4006381333931")
    order = draft(shop, tea, add_product(shop, "T-2"))
    _, page = opened(on)
    card = page.panel.card
    assert card is not None
    assert card.id == order
    path = place_of(on.context, card)
    letter = letter_of(on.context, card, path).toString()
    assert letter.startswith("mailto:a@north.example?subject=")
    assert card.number in letter
    send_as_file(page, on.context, card)
    on.until(path.is_file)
    assert path.read_bytes().startswith(b"%PDF")
    sheet = pypdfium2.PdfDocument(path)[0]
    codes = zxingcpp.read_barcodes(sheet.render(scale=4).to_numpy())
    assert sorted(code.text for code in codes) == ["4006381333931", card.number]
    words = sheet.get_textpage().get_text_range()
    assert all(piece in words for piece in (f"{card.number} · North", "T-2", "6.00"))
    heading = page.panel.lines.sharing.offer().heading
    assert (heading.title, heading.code) == ("Order", card.number), "the printed one is the same"


@ONE_ENGINE
def test_a_draft_is_voided_with_a_reason_and_comes_back(on: Stage, shop: Shop) -> None:
    order = draft(shop, add_product(shop, "T-1"))
    person, page = opened(on)
    page.panel.deeds.end()
    person.type("Why?", "twice")
    person.click("Void it")
    on.until(lambda: kept(shop, order).status == "void")
    with shop.database.read() as session:
        assert order_card(session, order, on.context.clock.now().date()).reason == "twice"
    person.click("Undo")
    on.until(lambda: kept(shop, order).status == "draft")
