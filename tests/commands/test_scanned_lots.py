"""Goods that come in by hand: the person names the lot where no label does."""

from datetime import date
from decimal import Decimal

import pytest

from desktop.commands.receiving import ReceiveOrder, receive_order
from desktop.commands.scanned_lots import Expired, WhichLot
from desktop.commands.stock import BookStock, book_stock
from desktop.domain.lot import LotGiven
from desktop.jobs.opening import Shop
from desktop.jobs.verify import verify
from tests.commands.test_lots import GTIN, coded, label, scan, stock
from tests.commands.test_purchases import draft, send, vendor
from tests.tills import Till

D = Decimal
DAY = date(2027, 3, 31)


def test_goods_that_keep_lots_are_asked_for_theirs_and_a_typed_one_lands_on_the_movement(
    shop: Shop, desk: Till
) -> None:
    """E13: scanned, received by hand and with a whole order; a label or the person names it."""
    milk, tea, document = desk.product("Milk", tracking="lot"), desk.product(), desk.ids.new()
    coded(desk, milk, GTIN)
    coded(desk, tea, "TEA")
    with pytest.raises(WhichLot) as why:
        scan(desk, GTIN, "receive", document, asks_lot=True, quantity=D(3))
    assert (why.value.product, why.value.quantity) == (milk, 3)
    scan(desk, GTIN, "sell", asks_lot=True)  # what goes out is not asked for: it leaves by expiry
    for given in (LotGiven("L1", DAY), LotGiven()):
        booked = scan(desk, GTIN, "receive", document, asks_lot=True, lot=given, quantity=D(3))
        assert (booked.lot, booked.expiry) == (given.code, given.expiry)
    assert scan(desk, label("L2"), "receive", document, asks_lot=True).lot == "L2"
    assert scan(desk, label(), "receive", document, asks_lot=True, lot=LotGiven("L2")).lot == "L2"
    noted = scan(desk, "TEA", "receive", document, asks_lot=True, lot=LotGiven("L9")).notes
    assert noted == ("Lot L9 was not noted: the product is not tracked by lot.",)
    assert stock(shop, milk) == {"L1": 3, "-": 2, "L2": 2}


def test_what_is_received_without_a_scan_has_its_lot_too(shop: Shop, desk: Till) -> None:
    milk, tea = desk.product("Milk", tracking="lot"), desk.product()
    by_day = LotGiven("", date(2028, 1, 1))
    desk.send(book_stock, BookStock(*desk.head(), "receive", milk, D(5), lot=by_day))
    late = BookStock(*desk.head(), "receive", milk, D(1), lot=LotGiven("OLD", date(2020, 1, 1)))
    with pytest.raises(Expired, match="Look at the day again") as why:
        desk.send(book_stock, late)
    assert why.value.field == "expiry"
    order = draft(desk, vendor(desk), (milk, 4), (tea, 2)).document
    send(desk, order)
    named = ((milk, LotGiven("L7", DAY)), (tea, LotGiven("L8")))
    desk.send(receive_order, ReceiveOrder(*desk.head(), order, desk.ids.new(), named))
    assert stock(shop, milk) == {"2028-01-01": 5, "L7": 4}
    assert stock(shop, tea) == {"-": 2}
    assert verify(shop.database).is_whole
