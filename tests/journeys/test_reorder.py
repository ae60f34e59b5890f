"""What to order, and the draft orders for all vendors: the page's key and one more."""

from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from sqlalchemy import func, select

from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.schema import Document, DocumentLine, Product
from desktop.ui.pages.purchasing import PurchasingPage
from desktop.ui.pages.reorder import ReorderPage
from tests.foretold import expects
from tests.journeys.desk import CTRL, START, Desk
from tests.journeys.test_find import open_palette

Key = Qt.Key
D = Decimal


def stocked(desk: Desk) -> None:
    """Three products that run out, of two vendors."""
    shop = desk.shop

    def run(function: Any, make: Any, *more: Any, **values: Any) -> Any:
        command = make(shop.ids.new(), shop.actor, START, *more, **values)
        return shop.database.run(function, command)

    north, south = (run(save_vendor, SaveVendor, name) for name in ("North", "South"))
    for name, vendor, a_day in (("Tea", north, 2.0), ("Mugs", north, 1.0), ("Jam", south, 1.0)):
        desk.has(name, "2.00", on_hand=3, unit_cost=D("1.10"))
        product = desk.ask(select(Product.id).where(Product.name == name))[0][0]
        expects(shop.database, shop.ids, shop.actor.store, product, a_day, START)
        run(set_vendor_price, SetVendorPrice, vendor, product, D(1), D(6), lead_time_days=3)
    desk.context.role = "manager"


def orders(desk: Desk) -> list[tuple[str, Decimal]]:
    wanted = (
        select(Document.status, func.sum(DocumentLine.qty))
        .join(DocumentLine, DocumentLine.document == Document.id)
        .where(Document.kind == "purchase")
        .group_by(Document.id)
        .order_by(Document.number)
    )
    return [(status, D(quantity)) for status, quantity in desk.ask(wanted)]


def test_drafts_for_all_vendors_in_two_keys(desk: Desk) -> None:
    stocked(desk)
    desk.keys = 0
    desk.press(Key.Key_8, CTRL)
    page = desk.window.findChildren(ReorderPage)[0]
    desk.bot.waitUntil(lambda: len(page.rows.rows) == 3)
    desk.press(Key.Key_Return, CTRL)
    desk.bot.waitUntil(lambda: len(orders(desk)) == 2)
    assert desk.keys == 2
    # Ten days of 2, 1 and 1, less 3 on the shelf, in packs of 6.
    assert sorted(orders(desk)) == [("draft", D(12)), ("draft", D(30))]
    desk.bot.waitUntil(lambda: bool(desk.window.findChildren(PurchasingPage)))
    assert "2 draft orders are made." in desk.notices


def test_a_quantity_is_typed_and_a_line_left_out(desk: Desk) -> None:
    stocked(desk)
    desk.window.open_page("reorder")
    page = desk.window.findChildren(ReorderPage)[0]
    desk.bot.waitUntil(lambda: len(page.rows.rows) == 3)
    assert page.rows.rows[0].proposal.goods.name == "Tea"
    page.table.setFocus()
    desk.press("7")
    desk.press(Key.Key_Return)
    desk.bot.waitUntil(lambda: page.rows.rows[0].proposal.quantity == 7)
    desk.press(Key.Key_Down)
    desk.press(Key.Key_Space)
    desk.press(Key.Key_Return, CTRL)
    desk.bot.waitUntil(lambda: len(orders(desk)) >= 1)
    assert sum(quantity for _, quantity in orders(desk)) == 7 + 12


def test_opened_from_the_palette_the_keys_are_in_the_table(desk: Desk) -> None:
    stocked(desk)
    open_palette(desk)
    for letter in "reorder":
        desk.press(letter)
    desk.press("\r")
    desk.bot.waitUntil(lambda: bool(desk.window.findChildren(ReorderPage)))
    page = desk.window.findChildren(ReorderPage)[0]
    desk.bot.waitUntil(lambda: len(page.rows.rows) == 3 and page.table.hasFocus())
    desk.press(Key.Key_Space)
    assert [row.is_taken for row in page.rows.rows] == [False, True, True]
