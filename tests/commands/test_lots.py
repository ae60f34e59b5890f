"""Lots at the till: a label's lot lands on the movement, goods without one leave by expiry."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.commands.products import AddBarcode, EditProduct, add_barcode, edit_product
from desktop.commands.scans import Booked, BookScan
from desktop.commands.shop_changes import ChangeShop, change_shop
from desktop.domain.barcode import check_digit
from desktop.domain.errors import UnknownCode, UserError
from desktop.domain.ids import lot_id, no_lot
from desktop.domain.measure import Part
from desktop.jobs.opening import Shop
from desktop.jobs.scans import book, look_up
from desktop.jobs.verify import verify
from desktop.schema import DocumentLine, Lot, StockLevel, StockMove
from tests.commands.conftest import Shelf
from tests.tills import Till

GTIN = "09506000134352"
Label = Callable[..., str]


def label(lot: str = "", expiry: str = "", more: str = "") -> str:
    """An element string as a scanner sends it."""
    day = f"17{expiry}" if expiry else ""
    return f"]d201{GTIN}{day}{more}" + (f"10{lot}" if lot else "")


@pytest.fixture
def milk(desk: Till) -> UUID:
    """Tracked by lot; its GTIN is its barcode."""
    key = desk.product("Milk", tracking="lot")
    coded(desk, key, GTIN)
    return key


def coded(desk: Till, product: UUID, code: str, pack: int = 1) -> None:
    desk.send(add_barcode, AddBarcode(*desk.head(), product, code, Decimal(pack)))


def scan(desk: Till, code: str, mode: str, document: UUID | None = None, **more: Any) -> Booked:
    command = BookScan(*desk.head(), code, mode, document or desk.ids.new(), **more)
    return desk.send(book, command)  # type: ignore[no-any-return]


def stock(shop: Shop, product: UUID) -> dict[str, Decimal]:
    """On hand by lot, without what is empty."""
    with shop.database.read() as session:
        rows = session.execute(
            select(Lot.code, StockLevel.on_hand)
            .join(StockLevel, StockLevel.lot == Lot.id)
            .where(StockLevel.product == product, StockLevel.on_hand != 0)
        )
        return dict(rows.all())


def ask(shop: Shop, statement: Any) -> list[Any]:
    with shop.database.read() as session:
        return list(session.execute(statement))


def test_a_scanned_lot_and_expiry_land_on_the_movement(shop: Shop, desk: Till, milk: UUID) -> None:
    booked = scan(desk, label("L7", "261130"), "receive", quantity=Decimal(12))
    assert (booked.lot, booked.expiry, booked.notes) == ("L7", date(2026, 11, 30), ())
    assert (booked.before, booked.on_hand) == (0, 12)
    ((lot, code, expiry),) = ask(
        shop,
        select(StockMove.lot, Lot.code, Lot.expiry_date)
        .join(Lot, Lot.id == StockMove.lot)
        .where(StockMove.product == milk),
    )
    assert (lot, code, expiry) == (lot_id(milk, "L7"), "L7", date(2026, 11, 30))
    sold = scan(desk, label("L7", "261130"), "sell")
    assert (sold.before, sold.on_hand, stock(shop, milk)) == (12, 11, {"L7": 11})


def test_the_same_scan_sent_again_books_nothing(shop: Shop, desk: Till, milk: UUID) -> None:
    scan(desk, label("L7", "261130"), "receive", quantity=Decimal(12))
    function, command = desk.sent[-1]
    again = shop.database.run(function, command)
    assert (again.is_repeat, again.quantity, again.on_hand) == (True, 12, 12)
    assert stock(shop, milk) == {"L7": 12}


def test_without_a_lot_the_earliest_expiry_leaves_first(shop: Shop, desk: Till, milk: UUID) -> None:
    """model.md, invariant 7; one scan may take of several lots, and undo gives each its own."""
    scan(desk, label("LATE", "261231"), "receive", quantity=Decimal(5))
    scan(desk, label("SOON", "260401"), "receive", quantity=Decimal(3))
    scan(desk, GTIN, "receive", quantity=Decimal(2))
    sold = scan(desk, GTIN, "sell", quantity=Decimal(4))
    assert (sold.quantity, sold.before, sold.on_hand) == (-4, 10, 6)
    assert stock(shop, milk) == {"LATE": 4, "-": 2}
    more = scan(desk, GTIN, "sell", quantity=Decimal(8))
    assert (more.before, more.on_hand, stock(shop, milk)) == (6, -2, {"-": -2})
    desk.undo(more.id)
    desk.undo(sold.id)
    assert stock(shop, milk) == {"LATE": 5, "SOON": 3, "-": 2}
    assert verify(shop.database).is_whole


def test_lines_raised_and_lowered_by_hand_keep_to_their_lots(
    shop: Shop, desk: Till, milk: UUID
) -> None:
    scan(desk, label("A", "260401"), "receive", quantity=Decimal(5))
    scan(desk, label("B", "261231"), "receive", quantity=Decimal(5))
    sale = scan(desk, label("B", "261231"), "sell")
    desk.change(sale.line, 3)
    assert stock(shop, milk) == {"A": 5, "B": 2}
    desk.change(sale.line, 6)
    assert stock(shop, milk) == {"A": 2, "B": 2}
    desk.change(sale.line, 1)
    assert stock(shop, milk) == {"A": 5, "B": 4}
    desk.stock("waste", milk, 6)
    assert stock(shop, milk) == {"B": 3}


def test_a_count_of_a_lot_sets_that_lot_and_tallies_it(shop: Shop, desk: Till, milk: UUID) -> None:
    scan(desk, label("A", "260401"), "receive", quantity=Decimal(5))
    scan(desk, label("B", "261231"), "receive", quantity=Decimal(5))
    document = desk.ids.new()
    scan(desk, label("A", "260401"), "count", document)
    second = scan(desk, label("A", "260401"), "count", document)
    assert (second.quantity, second.on_hand) == (2, 7)
    scan(desk, label("B", "261231"), "count", document)
    assert stock(shop, milk) == {"A": 2, "B": 1}
    found = select(DocumentLine.counted_qty).where(DocumentLine.document == document)
    assert sorted(ask(shop, found)) == [(1,), (2,)]


def test_a_count_without_a_lot_fills_the_latest_expiry_first(
    shop: Shop, desk: Till, milk: UUID
) -> None:
    """model.md, invariant 6; taken back, each lot is what it was."""
    scan(desk, label("A", "260401"), "receive", quantity=Decimal(5))
    scan(desk, label("B", "261231"), "receive", quantity=Decimal(5))
    counted = scan(desk, GTIN, "count", quantity=Decimal(7))
    assert (counted.quantity, counted.before, counted.on_hand) == (7, 10, 7)
    assert stock(shop, milk) == {"A": 2, "B": 5}
    more = scan(desk, GTIN, "count", counted.document, quantity=Decimal(12))
    assert stock(shop, milk) == {"A": 2, "B": 5, "-": 5}
    desk.undo(more.id)
    line = select(DocumentLine.counted_qty).where(DocumentLine.id == counted.line)
    assert ask(shop, line) == [(7,)]
    desk.undo(counted.id)
    assert stock(shop, milk) == {"A": 5, "B": 5}
    assert verify(shop.database).is_whole


def test_goods_that_come_back_are_of_the_lot_they_left_as(
    shop: Shop, desk: Till, milk: UUID
) -> None:
    scan(desk, label("A", "260401"), "receive", quantity=Decimal(5))
    sale = scan(desk, GTIN, "sell", quantity=Decimal(2))
    desk.complete(sale.document)
    desk.bring_back(sale.document, (sale.line, 1))
    assert stock(shop, milk) == {"A": 4}


def test_goods_out_of_date_are_told_and_booked_when_somebody_says_so(
    shop: Shop, desk: Till, milk: UUID
) -> None:
    scan(desk, label("A", "260302"), "receive")  # good on its last day
    for mode in ("receive", "sell"):
        with pytest.raises(UserError, match="Milk expired on 2026-03-01") as refused:
            scan(desk, label("OLD", "260301"), mode)
        assert refused.value.code == "expired"
    assert stock(shop, milk) == {"A": 1}
    scan(desk, label("OLD", "260301"), "receive", accepts_expired=True)
    scan(desk, label("OLD", "260301"), "count", quantity=Decimal(3))
    assert stock(shop, milk) == {"A": 1, "OLD": 3}


def test_a_product_without_lots_is_booked_and_what_was_not_noted_is_said(
    shop: Shop, desk: Till, shelf: Shelf
) -> None:
    tea = desk.product("Tea")
    coded(desk, tea, GTIN)
    booked = scan(desk, label("L7", "261130"), "receive")
    assert booked.notes == ("Lot L7 was not noted: the product is not tracked by lot.",)
    assert (booked.lot, shelf(tea), stock(shop, tea)) == ("", 1, {"-": 1})


def test_another_expiry_of_a_known_lot_is_said(shop: Shop, desk: Till, milk: UUID) -> None:
    scan(desk, label("A"), "receive")
    scan(desk, label("A", "260401"), "receive")  # told now
    booked = scan(desk, label("A", "260501"), "receive")
    assert booked.expiry == date(2026, 4, 1)
    assert "known to expire on 2026-04-01" in booked.notes[0]
    by_day = scan(desk, label("", "260601"), "receive")
    assert by_day.lot == "2026-06-01"


def test_a_weight_is_booked_in_the_products_unit(desk: Till, shelf: Shelf) -> None:
    for unit, gtin, quantity in (("kg", GTIN, "1.234"), ("g", "96385074", "1234")):
        key = desk.product("Cheese", unit=unit)
        coded(desk, key, gtin)
        booked = scan(desk, f"01{gtin.zfill(14)}3103001234", "receive")
        assert (booked.quantity, shelf(key)) == (Decimal(quantity), Decimal(quantity))
    twice = scan(desk, "01000000963850743103001234", "sell", quantity=Decimal(2))
    assert twice.quantity == -2468


def test_a_price_tells_the_weight_and_no_other_currency_is_taken(desk: Till) -> None:
    cheese = desk.product("Cheese", unit="kg")  # 2.50 a kilogram
    coded(desk, cheese, GTIN)
    assert scan(desk, f"01{GTIN}3922125", "sell").quantity == Decimal("-0.5")
    assert scan(desk, f"01{GTIN}3932978125", "sell").quantity == Decimal("-0.5")
    with pytest.raises(UserError, match="price is in GBP"):
        scan(desk, f"01{GTIN}3932826125", "sell")


def test_a_piece_is_not_sold_by_a_labels_price_and_its_weight_is_said(desk: Till) -> None:
    coded(desk, desk.product("Loaf"), GTIN)
    with pytest.raises(UserError, match="not sold by weight"):
        scan(desk, f"01{GTIN}3922125", "sell")
    booked = scan(desk, f"01{GTIN}3103000500", "sell")
    assert (booked.quantity, booked.notes) == (
        -1,
        ("The label's 0.5 kg was not used: it is counted in piece.",),
    )


def test_a_count_on_the_label_is_so_many_packs(desk: Till) -> None:
    coded(desk, desk.product("Tea"), GTIN, pack=6)
    assert scan(desk, f"02{GTIN}3704", "receive").quantity == 24


def test_an_unknown_label_offers_its_product_number_to_be_linked(desk: Till) -> None:
    tea = desk.product("Tea")
    text = label("L7", "261130")
    with pytest.raises(UnknownCode) as refused:
        scan(desk, text, "receive")
    assert refused.value.link == "9506000134352"
    coded(desk, tea, refused.value.link)
    assert scan(desk, text, "receive").product == tea


def test_the_code_as_it_stands_goes_before_what_is_read_from_it(desk: Till, milk: UUID) -> None:
    own = desk.product("Pallet label")
    coded(desk, own, f"01{GTIN}10X")
    assert scan(desk, f"01{GTIN}10X", "receive").product == own


def test_a_scales_codes_find_the_product_by_its_item_number(
    shop: Shop, desk: Till, shelf: Shelf
) -> None:
    ham, loaf = desk.product("Ham", unit="kg"), desk.product("Loaf", unit="kg")
    coded(desk, loaf, "54321")
    templates = [
        {"prefix": "21", "item_digits": 5, "value_digits": 5, "factor": "0.001", "kind": "weight"},
        {"prefix": "22", "item_digits": 5, "value_digits": 5, "factor": "0.01", "kind": "price"},
    ]
    text = "211234501234"
    text += check_digit(text)
    with pytest.raises(UnknownCode):
        scan(desk, text, "sell")
    desk.send(change_shop, ChangeShop(*desk.head(), {"measure_codes": templates}))
    with pytest.raises(UnknownCode) as refused:
        scan(desk, text, "sell")
    coded(desk, ham, refused.value.link)  # once, for every weight
    assert scan(desk, text, "receive").quantity == Decimal("1.234")
    heavier = "211234502500"
    assert scan(desk, heavier + check_digit(heavier), "receive").quantity == Decimal("2.5")
    assert shelf(ham) == Decimal("3.734")
    priced = "225432100500"
    assert scan(desk, priced + check_digit(priced), "sell").quantity == -2  # 5.00 of 2.50
    with shop.database.read() as session:
        assert look_up(session, text, shop.actor.location).name == "Ham"


def test_typed_units_and_cases_are_booked_exactly(desk: Till) -> None:
    sugar, tea = desk.product("Sugar", unit="g"), desk.product("Tea")
    coded(desk, sugar, "96385074")
    coded(desk, tea, "CASE-6", pack=6)
    coded(desk, tea, "TEA")
    kilos = (Part(Decimal(2), "kg"),)
    assert scan(desk, "96385074", "receive", parts=kilos).quantity == 2000
    cases = (Part(Decimal(3), "cases"), Part(Decimal(4)))
    assert scan(desk, "TEA", "receive", parts=cases).quantity == 22
    assert scan(desk, "CASE-6", "count", parts=cases).quantity == 22
    with pytest.raises(UserError, match="2 kg is a weight"):
        scan(desk, "TEA", "sell", parts=kilos)


def test_lots_are_not_given_up_while_they_hold_stock(desk: Till, milk: UUID) -> None:
    scan(desk, label("A", "260401"), "receive")
    with pytest.raises(UserError, match="Lots of Milk hold stock"):
        desk.send(edit_product, EditProduct(*desk.head(), milk, {"tracking": "none"}))
    scan(desk, label("A", "260401"), "sell")
    desk.send(edit_product, EditProduct(*desk.head(), milk, {"tracking": "none"}))
    assert no_lot(milk) != lot_id(milk, "A")
