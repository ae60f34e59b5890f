"""Documents at the till: raised line by line, completed once, then frozen, numbered without gap."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from desktop.commands.documents import CompleteDocument, complete_document
from desktop.commands.products import EditProduct, edit_product
from desktop.commands.shop_changes import ChangeShop, change_shop
from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from desktop.schema import Document, DocumentLine
from tests import books
from tests.tills import Till, till, with_codes


def refused(function: Any, *arguments: Any) -> str:
    with pytest.raises(UserError) as error:
        function(*arguments)
    assert error.value.message
    return error.value.code


def document_of(shop: Shop, key: UUID) -> dict[str, Any]:
    with shop.database.read() as session:
        row = session.get_one(Document, key)
        return {name: getattr(row, name) for name in ("kind", "number", "status", "total")}


@pytest.fixture
def sale(desk: Till) -> UUID:
    """An open sale of two lines: 3 × 2.50 and 1 × 2.50."""
    key = desk.ids.new()
    with_codes(desk, ("A", 1))
    with_codes(desk, ("B", 1))
    desk.scan("A", "sell", key, 3)
    desk.scan("B", "sell", key)
    return key


def test_a_sale_is_open_until_it_is_completed_and_its_total_is_its_lines(
    desk: Till, shop: Shop, sale: UUID
) -> None:
    """Model: completing sets posted and freezes it; invariant 8."""
    assert document_of(shop, sale)["status"] == "open"
    done = desk.complete(sale)
    assert (done.kind, done.total) == ("sale", Decimal("10.00"))
    assert document_of(shop, sale)["status"] == "posted"
    assert document_of(shop, sale)["total"] == 10


def test_completing_twice_is_completing_once(desk: Till, shop: Shop, sale: UUID) -> None:
    first = desk.complete(sale)
    desk.clock.pass_by(60)
    assert desk.complete(sale) == first
    command = CompleteDocument(*desk.head(), sale)
    assert desk.database.run(complete_document, command) == first


def test_nothing_goes_into_a_completed_sale(desk: Till, shop: Shop, sale: UUID) -> None:
    """Invariant 4: what is posted never changes, through commands or past them."""
    line = desk.scan("A", "sell", sale).line
    desk.complete(sale)
    assert refused(desk.scan, "A", "sell", sale) == "closed"
    assert refused(desk.change, line, 1) == "closed"
    with pytest.raises(UserError) as error, desk.database.write() as session:
        session.execute(update(DocumentLine).where(DocumentLine.id == line).values(qty=9))
    assert error.value.code == "closed"
    with shop.database.read() as session:
        assert books.faults(session) == []


def test_a_scan_belongs_to_a_document_of_its_kind(desk: Till, sale: UUID) -> None:
    assert refused(desk.scan, "A", "receive", sale) == "closed"
    assert refused(desk.scan, "A", "count", sale) == "closed"


def test_there_is_nothing_to_complete_where_nothing_stands(desk: Till) -> None:
    with_codes(desk, ("A", 1))
    assert refused(desk.complete, desk.ids.new()) == "empty"
    for mode in ("sell", "receive", "count"):
        key = desk.ids.new()
        desk.scan("A", mode, key, 2)
        desk.undo()
        assert refused(desk.complete, key) == "empty"


def test_a_count_of_zero_is_something(desk: Till, shop: Shop) -> None:
    with_codes(desk, ("A", 1))
    key = desk.ids.new()
    desk.scan("A", "count", key, 0)
    assert desk.complete(key).kind == "count"


def test_numbers_say_shop_till_and_kind_and_run_on(desk: Till, shop: Shop) -> None:
    """Model: offline tills never collide."""
    with_codes(desk, ("A", 1))
    other = till(shop, desk.clock)
    for one in (desk, other):
        for mode in ("sell", "receive", "count"):
            one.complete(one.scan("A", mode, one.ids.new(), 1).document)
    with shop.database.read() as session:
        numbers = session.scalars(select(Document.number).order_by(Document.number)).all()
    assert numbers == [
        "M1-02-C-000003", "M1-02-R-000002", "M1-02-S-000001",
        "M1-03-C-000003", "M1-03-R-000002", "M1-03-S-000001",
    ]  # fmt: skip


def test_a_line_keeps_the_price_it_began_with(desk: Till, shop: Shop) -> None:
    tea = with_codes(desk, ("A", 1))
    key = desk.ids.new()
    desk.scan("A", "sell", key)
    desk.send(edit_product, EditProduct(*desk.head(), tea, {"price": Decimal(99)}))
    assert desk.scan("A", "sell", key).line_price == Decimal("2.50")
    assert desk.complete(key).total == 5
    assert desk.complete(desk.scan("A", "sell", desk.ids.new()).document).total == 99


@pytest.mark.parametrize(("currency", "total"), [("JPY", "1"), ("EUR", "0.50"), ("KWD", "0.503")])
def test_a_total_has_the_currency_s_decimals(
    desk: Till, shop: Shop, currency: str, total: str
) -> None:
    """0.201 kg × 2.50 = 0.5025, rounded once."""
    desk.send(change_shop, ChangeShop(*desk.head(), {"currency": currency}))
    with_codes(desk, ("A", 1), unit="kg")
    key = desk.scan("A", "sell", desk.ids.new(), Decimal("0.201")).document
    assert desk.complete(key).total == Decimal(total)


def test_the_business_day_begins_when_the_shop_says(desk: Till, shop: Shop) -> None:
    with_codes(desk, ("A", 1))
    desk.send(change_shop, ChangeShop(*desk.head(), {"day_starts_at": 10}))
    keys = [desk.scan("A", "sell", desk.ids.new()).document]
    desk.clock.pass_by(3600)
    keys.append(desk.scan("A", "sell", desk.ids.new()).document)
    with shop.database.read() as session:
        days = [session.get_one(Document, key).business_date.day for key in keys]
    assert days == [1, 2]
