"""What labels say of goods: the store's price, lots and expiry, copies as many as were received."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select, update

from desktop.commands.scans import BookScan, book_scan
from desktop.domain.errors import UserError
from desktop.domain.gs1 import Label
from desktop.domain.label import Element, Paper, Template
from desktop.jobs.labels.batch import batch_of, of_products
from desktop.jobs.opening import Shop
from desktop.queries.label_facts import Wanted, document_numbered, of_document
from desktop.schema import CustomField, Document, Product
from tests.trade import add_product, scan

GS1 = "010950600013435210L7\x1d17270331"
TODAY = date(2026, 11, 22)
LOT = Template("l", "L", "lot", Paper(57, 32))
SHELF = Template(
    "s", "S", "shelf", Paper(57, 32), (Element("text", 1, 1, 9, 5, "{field:aisle} {price}"),)
)


def delivered(shop: Shop) -> tuple[UUID, UUID, UUID]:
    """Three of a lot of milk and two and a half kilos of cheese: the document and both."""
    milk = add_product(shop, "MILK", "09506000134352", tracking="lot", price=Decimal("1.20"))
    cheese = add_product(shop, "CHEESE", "96385074", unit="kg", price=Decimal("9.90"))
    paper, label = shop.ids.new(), Label("09506000134352", lot="L7", expiry=date(2027, 3, 31))
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    got = BookScan(*head, GS1, "receive", paper, Decimal(3), label=label)
    shop.database.run(book_scan, got)
    scan(shop, "96385074", "receive", Decimal("2.5"), paper)
    return paper, milk, cheese


def test_a_delivery_gives_each_of_its_goods_as_many_labels_as_came(shop: Shop) -> None:
    """issue: copies (default: quantity received); lot labels with lot, expiry and GS1."""
    paper, milk, cheese = delivered(shop)
    store = shop.actor.store
    with shop.database.read() as session:
        number = session.scalar(select(Document.number).where(Document.id == paper))
        wanted = of_document(session, document_numbered(session, f" {number} ".lower()))
        assert [(one.product, one.copies) for one in wanted] == [(milk, 3), (cheese, 1)]
        batch = batch_of(session, store, wanted, TODAY, LOT)
        (lot,) = of_products(session, store, [milk], LOT)
        with pytest.raises(UserError, match="no document"):
            document_numbered(session, "X")
        with pytest.raises(UserError, match="At most"):
            batch_of(session, store, [Wanted(milk, 20_000)], TODAY, LOT)
        with pytest.raises(UserError, match="nothing to print"):
            batch_of(session, store, [Wanted(store)], TODAY, LOT)
    assert [label.gs1 for label in batch.labels] == [
        *["(01)09506000134352(17)270331(10)L7"] * 3, "(01)00000096385074"
    ]  # fmt: skip
    assert lot == Wanted(milk, 1, lot.lot)
    assert batch.labels[3].words["unit price"].endswith(" / kg")
    assert batch.printed(LOT, 0, 4) == ()
    told = batch.printed(SHELF, 0, 2)  # two of three are out: the product's are not all there
    assert told == ()
    assert [one.product for one in batch.printed(SHELF, 0, 4)] == [milk, cheese]


def test_fields_of_the_shops_own_stand_on_labels(shop: Shop) -> None:
    """D10: a custom field on a label."""
    tea = add_product(shop, "TEA")
    with shop.database.write() as session:
        session.add(CustomField(id=shop.ids.new(), key="aisle", label="Aisle", type="text"))
        session.execute(update(Product).where(Product.id == tea).values(custom={"aisle": "7B"}))
    with shop.database.read() as session:
        batch = batch_of(session, shop.actor.store, [Wanted(tea)], TODAY, SHELF)
    assert batch.labels[0].text(SHELF.elements[0]).startswith("7B ")
