"""The list of documents and one document's card, on both engines."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from desktop.commands.shop_changes import ChangeShop, change_shop
from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from desktop.queries.closing import day_figures
from desktop.queries.columns import Filter
from desktop.queries.document import DocumentCard, document_card, recent_sales, sale_of
from desktop.queries.documents import DOCUMENTS, DocumentRow
from desktop.queries.shop import shop_info
from tests import trade
from tests.tills import Till, till, with_codes

CODE = "4006381333931"


@pytest.fixture
def desk(shop: Shop) -> Till:
    return till(shop)


def listed(shop: Shop, *filters: Filter, **asked: Any) -> list[DocumentRow]:
    return trade.rows_of(shop, DOCUMENTS, *filters, **asked)


def card(shop: Shop, document: UUID) -> DocumentCard:
    with shop.database.read() as session:
        return document_card(session, document)


def sold(desk: Till, quantity: Decimal | int = 3) -> tuple[UUID, UUID]:
    sale = desk.ids.new()
    line = desk.scan(CODE, "sell", sale, quantity).line
    desk.complete(sale)
    desk.clock.pass_by(60)
    return sale, line


def test_documents_are_listed_newest_first_with_what_they_come_to(shop: Shop, desk: Till) -> None:
    tea = with_codes(desk, (CODE, 1), tax_rate=Decimal(7))
    sale, line = sold(desk)
    back = desk.bring_back(sale, (line, 1))
    held = desk.ids.new()
    desk.scan(CODE, "sell", held, 2)
    desk.hold(held)
    waste = desk.stock("waste", tea, 1)
    desk.void(waste.document, "found it")
    rows = [(row.kind, row.state, row.lines, row.total) for row in listed(shop)]
    assert rows == [
        ("waste", "void", 1, Decimal(0)),
        ("sale", "held", 1, Decimal("5.00")),
        ("return", "posted", 1, Decimal("-2.50")),
        ("sale", "posted", 1, Decimal("7.50")),
    ]
    first = listed(shop, Filter("kind", "is", "return"))[0]
    assert (first.id, first.workstation) == (back.document, "Test till")
    assert first.source == card(shop, sale).number
    assert [row.id for row in listed(shop, Filter("status", "is", "open"))] == [held]
    found = {row.id for row in listed(shop, search="tea")}
    assert found == {sale, back.document, held, waste.document}
    assert [row.id for row in listed(shop, search=first.number)] == [back.document]


def test_prices_without_tax_come_to_the_sum_with_it(shop: Shop, desk: Till) -> None:
    values = {"prices_include_tax": False}
    shop.database.run(change_shop, ChangeShop(shop.ids.new(), shop.actor, desk.clock.at, values))
    with_codes(desk, (CODE, 1), tax_rate=Decimal("19"))
    sale, _ = sold(desk, 3)
    assert [row.total for row in listed(shop)] == [Decimal("8.93")]
    found = card(shop, sale)
    assert found.total == Decimal("8.93")
    assert [(tax.net, tax.tax) for tax in found.taxes] == [(Decimal("7.50"), Decimal("1.43"))]


def test_what_a_card_tells_can_still_come_back_comes_back_and_no_more(
    shop: Shop, desk: Till
) -> None:
    with_codes(desk, (CODE, 1))
    sale = desk.ids.new()
    for _ in range(4):
        line = desk.scan(CODE, "sell", sale).line
    desk.complete(sale)
    desk.undo()
    desk.bring_back(sale, (line, 2))
    found = card(shop, sale)
    assert found.out == found.lines[0].out == 1
    with pytest.raises(UserError) as refused:
        desk.bring_back(sale, (line, 2))
    assert refused.value.code == "returned"
    assert [(one.kind, one.status) for one in found.returns] == [("return", "posted")] * 2
    assert found.source is None
    assert card(shop, found.returns[0].id).source == (
        type(found.returns[0])(sale, found.number, "sale", "posted")
    )
    desk.bring_back(sale, (line, 1))
    assert card(shop, sale).out == 0


def test_goods_that_go_back_to_a_vendor_are_worth_their_lines_without_tax_of_the_shop(
    shop: Shop, desk: Till
) -> None:
    """The same in the list, on the card and in the figures of the day."""
    values = {"prices_include_tax": False}
    shop.database.run(change_shop, ChangeShop(shop.ids.new(), shop.actor, desk.clock.at, values))
    with_codes(desk, (CODE, 1), tax_rate=Decimal("19"))
    delivery = desk.ids.new()
    desk.scan(CODE, "receive", delivery, 2)
    desk.scan(CODE, "receive", delivery, 1)
    desk.complete(delivery)
    desk.undo()
    back = listed(shop, Filter("kind", "is", "return"))[0]
    found = card(shop, back.id)
    assert back.of_kind == "receipt"
    assert [tax.rate for tax in found.taxes if tax.rate] == []
    with shop.database.read() as session:
        day = day_figures(session, shop_info(session, shop.actor), back.day)
    bought = {each.kind: each.total for each in day.kinds}["return_bought"]
    assert found.total == back.total == bought


def test_a_void_document_tells_who_and_why(shop: Shop, desk: Till) -> None:
    with_codes(desk, (CODE, 1))
    sale, _ = sold(desk)
    desk.void(sale, "rang up twice")
    undoing = card(shop, sale).undoing
    assert undoing is not None
    assert (undoing.reason, undoing.at) == ("rang up twice", desk.clock.now())


def test_a_sale_is_found_by_its_number_or_its_last_figures(shop: Shop, desk: Till) -> None:
    with_codes(desk, (CODE, 1))
    sale, _ = sold(desk)
    number = card(shop, sale).number
    with shop.database.read() as session:
        for text in (number, f" {number.lower()} ", number[-6:], number[-6:].lstrip("0")):
            assert sale_of(session, text) == sale
        for text in ("", "%", "999999", "x", "'"):
            assert sale_of(session, text) is None
        assert [row.id for row in recent_sales(session)] == [sale]


def test_a_document_that_is_gone_is_refused_in_words(shop: Shop) -> None:
    with pytest.raises(UserError) as error:
        card(shop, shop.ids.new())
    assert error.value.code == "gone"
