"""An unknown code: a new product, a link, or on with the next; nothing blocks."""

from decimal import Decimal

from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop.commands.custom_fields import DefineField, define_field
from desktop.queries.columns import Request
from desktop.queries.lists import stream
from desktop.queries.products import PRODUCTS
from desktop.schema import Barcode, Product, StockMove
from desktop.ui.incomplete import INCOMPLETE
from tests.journeys.desk import ENTER, Desk

NEW = "5901234123457"


def sold(desk: Desk) -> list[tuple[str, int]]:
    rows = desk.ask(
        select(Product.name, StockMove.qty)
        .join(StockMove, StockMove.product == Product.id)
        .where(StockMove.kind == "sale")
        .order_by(StockMove.seq)
    )
    return [(name, int(quantity)) for name, quantity in rows]


def wait_for_dialog(desk: Desk) -> None:
    desk.bot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    desk.bot.waitUntil(desk.dialog.isActiveWindow)


def test_a_new_product_is_its_name_and_one_key(desk: Desk) -> None:
    desk.scan(NEW)
    desk.sees("Unknown barcode")
    desk.hears("warn")
    desk.write("Oat")
    wait_for_dialog(desk)
    desk.write(" cookies 250 g")
    desk.press(ENTER)
    desk.sees("Sold  −1")
    assert (desk.scans, desk.keys) == (1, 1)
    assert sold(desk) == [("Oat cookies 250 g", -1)]
    assert desk.ask(select(Barcode.code)) == [(NEW.zfill(14),)]


def test_with_2_its_name_and_price_and_the_quantity_is_kept(desk: Desk) -> None:
    desk.write("3*")
    desk.scan(NEW)
    desk.sees("Unknown barcode")
    desk.press("2")
    wait_for_dialog(desk)
    desk.write("Oat cookies\t2.49" + ENTER)
    desk.sees("Sold  −3")
    assert desk.rows == [("Oat cookies", "3 ×", "7.47")]
    assert desk.ask(select(Product.price)) == [(Decimal("2.49"),)]


def test_with_1_a_few_letters_link_it(desk: Desk) -> None:
    desk.has("House Espresso 1 kg", "12.90", on_hand=24)
    desk.has("Decaf 1 kg", "13.90", on_hand=24)
    desk.scan(NEW)
    desk.sees("Unknown barcode")
    desk.press("1")
    wait_for_dialog(desk)
    desk.write("esp")
    desk.press(ENTER)
    desk.sees("Sold  −1")
    assert sold(desk) == [("House Espresso 1 kg", -1)]
    desk.scan(NEW)
    desk.bot.waitUntil(lambda: desk.rows[0][1] == "2 ×")


def test_3_or_the_next_scan_skip_it(desk: Desk) -> None:
    code = desk.has("House Espresso 1 kg", "12.90", on_hand=24)
    desk.scan(NEW)
    desk.sees("Unknown barcode")
    desk.press("3")
    desk.sees("Ready to sell")
    desk.scan(NEW)
    desk.sees("Unknown barcode")
    desk.scan(code)
    desk.sees("Sold  −1")
    assert sold(desk) == [("House Espresso 1 kg", -1)]
    assert desk.field.text() == ""


def test_a_scan_closes_the_dialog_and_is_booked(desk: Desk) -> None:
    code = desk.has("House Espresso 1 kg", "12.90", on_hand=24)
    desk.scan(NEW)
    desk.sees("Unknown barcode")
    desk.press("2")
    wait_for_dialog(desk)
    desk.write("Oat")
    desk.scan(code)
    desk.sees("Sold  −1")
    assert QApplication.activeModalWidget() is None
    assert sold(desk) == [("House Espresso 1 kg", -1)]
    assert desk.ask(select(Product.name)) == [("House Espresso 1 kg",)]


def test_a_code_that_begins_with_an_answer_answers_nothing(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=5, code="2012345678901"[:12] + "4")
    desk.scan(NEW)
    desk.sees("Unknown barcode")
    desk.scan(code)
    desk.sees("Sold  −1")
    assert QApplication.activeModalWidget() is None


def test_a_required_field_stops_nobody_and_the_product_is_found_as_incomplete(desk: Desk) -> None:
    """D16: booked at once; what is missing is told, and such products are a list."""
    head = (desk.shop.ids.new(), desk.shop.actor, desk.clock.now())
    desk.shop.database.run(define_field, DefineField(*head, "Shelf", "text", required=True))
    desk.scan(NEW)
    desk.sees("Unknown barcode")
    desk.press("2")
    wait_for_dialog(desk)
    desk.write("Oat cookies" + ENTER)
    desk.sees("Sold  −1")
    told = "Oat cookies is made and still lacks Shelf."
    desk.bot.waitUntil(lambda: told in desk.notices)
    with desk.shop.database.read() as session:
        asked = Request(given=(("store", desk.shop.actor.store),), filters=INCOMPLETE)
        rows = stream(session, PRODUCTS.of(session), asked)
        assert [row.name for row in rows] == ["Oat cookies"]
