"""What the database itself refuses, whoever asks: the attacks of model.md's trial and more."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO, no_lot
from desktop.jobs.opening import Shop
from desktop.schema import (
    Alert,
    AppUser,
    Barcode,
    Base,
    Category,
    Document,
    DocumentLine,
    Product,
    StockLevel,
    StockMove,
    Store,
    Unit,
    Vendor,
    VendorPrice,
    Writer,
)
from desktop.schema.base import table_of
from tests import books
from tests.tills import Till, till

MOVE = table_of(StockMove)
DOCUMENT = table_of(Document)
LINE = table_of(DocumentLine)


@dataclass
class Facts:
    """A small shop with a completed sale, an open one, a vendor with a price and an alert."""

    desk: Till
    product: UUID
    sold: UUID  # the completed sale
    open: UUID  # the open one
    vendor: UUID

    def new(self) -> UUID:
        return self.desk.ids.new()

    def move(self, session: Session, **changes: Any) -> dict[str, Any]:
        """The first movement's values under a new id and number, with changes."""
        writer = session.get_one(Writer, self.desk.actor.writer)
        first = session.execute(select(MOVE).order_by(MOVE.c.seq).limit(1)).one()
        more = {"id": self.new(), "seq": writer.last_seq + 1, "reverses": None}
        return dict(first._mapping) | more | changes

    def document(self, session: Session, **changes: Any) -> dict[str, Any]:
        """The open sale's values under a new id and number, with changes."""
        row = session.execute(select(DOCUMENT).where(DOCUMENT.c.id == self.open)).one()
        return dict(row._mapping) | {"id": self.new(), "number": "X-1"} | changes

    def line(self, session: Session, **changes: Any) -> dict[str, Any]:
        row = session.execute(select(LINE).where(LINE.c.document == self.open)).one()
        return dict(row._mapping) | {"id": self.new(), "position": 7} | changes


@pytest.fixture
def facts(shop: Shop) -> Facts:
    desk = till(shop)
    product = desk.product(reorder_point=Decimal(5))
    code = desk.sent[0][1].sku
    desk.stock("receive", product, 3, unit_cost=Decimal(1))
    sold, opened = desk.ids.new(), desk.ids.new()
    desk.scan(code, "sell", sold)
    desk.complete(sold)
    desk.scan(code, "sell", opened)
    vendor = desk.ids.new()
    with shop.database.write() as session:
        session.add(Vendor(id=vendor, code="V", name="Vendor", currency="EUR"))
        session.flush()
        session.add(VendorPrice(id=desk.ids.new(), vendor=vendor, product=product, currency="EUR"))
        session.add(
            AppUser(id=desk.ids.new(), username="ann", full_name="Ann", role="clerk", email="a@b.c")
        )
    return Facts(desk, product, sold, opened, vendor)


Attack = Callable[[Session, Facts], Any]
ATTACKS: dict[str, Attack] = {
    "a number of a writer twice": lambda s, f: s.execute(
        insert(MOVE), f.move(s, seq=1)
    ),
    "a movement of nothing": lambda s, f: s.execute(insert(MOVE), f.move(s, qty=Decimal(0))),
    "a movement without a quantity": lambda s, f: s.execute(insert(MOVE), f.move(s, qty=None)),
    "a movement that is also a count": lambda s, f: s.execute(
        insert(MOVE), f.move(s, set_qty=Decimal(1))
    ),
    "a count with a difference": lambda s, f: s.execute(
        insert(MOVE), f.move(s, kind="count", set_qty=Decimal(4))
    ),
    "a count of nothing found": lambda s, f: s.execute(
        insert(MOVE), f.move(s, kind="count", qty=None)
    ),
    "an uncount of nothing": lambda s, f: s.execute(
        insert(MOVE), f.move(s, kind="uncount", qty=None)
    ),
    "a kind that is none": lambda s, f: s.execute(insert(MOVE), f.move(s, kind="gift")),
    "a movement above the limit": lambda s, f: s.execute(
        insert(MOVE), f.move(s, qty=Decimal("1000000.001"))
    ),
    "a count above the limit": lambda s, f: s.execute(
        insert(MOVE), f.move(s, kind="count", qty=None, set_qty=Decimal("-1000000.001"))
    ),
    "a cost above the limit": lambda s, f: s.execute(
        insert(MOVE), f.move(s, unit_cost=Decimal("100000000.0001"))
    ),
    "a movement of a product that is not": lambda s, f: s.execute(
        insert(MOVE), f.move(s, product=f.new())
    ),
    "a movement changed": lambda s, _: s.execute(update(MOVE).values(reason="other")),
    "a movement changed to what it was": lambda s, _: s.execute(
        update(MOVE).values(seq=MOVE.c.seq)
    ),
    "a movement deleted": lambda s, _: s.execute(delete(MOVE).where(MOVE.c.seq == 1)),
    "a movement replaced": lambda s, _: replace_or_truncate(s),
    "a product with movements deleted": lambda s, f: s.execute(
        delete(Product).where(Product.id == f.product)
    ),
    "a user with movements deleted": lambda s, f: s.execute(
        delete(AppUser).where(AppUser.id == f.desk.actor.user)
    ),
    "a lot with movements deleted": lambda s, _: s.execute(
        text("DELETE FROM lot WHERE code = '-'")
    ),
    "the reserved category deleted under its products": lambda s, _: s.execute(
        delete(Category).where(Category.id == ZERO)
    ),
    "a second open alert with one key": lambda s, f: s.execute(
        insert(Alert),
        [alert_like(s, f.new()), alert_like(s, f.new())],
    ),
    "a severity that is none": lambda s, f: s.execute(
        insert(Alert), alert_like(s, f.new(), severity="dire", dedupe_key="x")
    ),
    "a vendor's price twice": lambda s, f: s.execute(
        insert(VendorPrice),
        {"id": f.new(), "vendor": f.vendor, "product": f.product, "currency": "EUR"},
    ),
    "a price below zero": lambda s, _: s.execute(
        update(VendorPrice).values(unit_price=Decimal("-0.0001"))
    ),
    "a product's price above the limit": lambda s, _: s.execute(
        update(Product).values(price=Decimal("100000000.0001"))
    ),
    "a reorder point below zero": lambda s, _: s.execute(
        update(Product).values(reorder_point=Decimal(-1))
    ),
    "an e-mail twice": lambda s, f: s.execute(insert(AppUser), user(f.new(), email="a@b.c")),
    "a user's name twice": lambda s, f: s.execute(insert(AppUser), user(f.new(), username="ann")),
    "a role outside the three": lambda s, f: s.execute(
        insert(AppUser), user(f.new(), role="owner")
    ),
    "a purchase without a vendor": lambda s, f: s.execute(
        insert(DOCUMENT), f.document(s, kind="purchase")
    ),
    "a transfer to nowhere": lambda s, f: s.execute(
        insert(DOCUMENT), f.document(s, kind="transfer")
    ),
    "a document's number twice": lambda s, f: s.execute(
        insert(DOCUMENT), f.document(s, number=number_of(s, f.open))
    ),
    "a document of no kind": lambda s, f: s.execute(insert(DOCUMENT), f.document(s, kind="x")),
    "a posted document given another vendor": lambda s, f: s.execute(
        update(DOCUMENT).where(DOCUMENT.c.id == f.sold).values(vendor=f.vendor)
    ),
    "a posted document voided and changed at once": lambda s, f: s.execute(
        update(DOCUMENT).where(DOCUMENT.c.id == f.sold).values(status="void", note="gone")
    ),
    "a posted document opened again": lambda s, f: s.execute(
        update(DOCUMENT).where(DOCUMENT.c.id == f.sold).values(status="open")
    ),
    "a posted document deleted": lambda s, f: s.execute(
        delete(DOCUMENT).where(DOCUMENT.c.id == f.sold)
    ),
    "an open document deleted": lambda s, f: s.execute(
        delete(DOCUMENT).where(DOCUMENT.c.id == f.open)
    ),
    "a posted line changed": lambda s, f: s.execute(
        update(LINE).where(LINE.c.document == f.sold).values(qty=Decimal(9))
    ),
    "a posted line moved out": lambda s, f: s.execute(
        update(LINE).where(LINE.c.document == f.sold).values(document=f.open, position=9)
    ),
    "a line moved into a posted document": lambda s, f: s.execute(
        update(LINE).where(LINE.c.document == f.open).values(document=f.sold, position=9)
    ),
    "a posted line deleted": lambda s, f: s.execute(
        delete(LINE).where(LINE.c.document == f.sold)
    ),
    "a line added to a posted document": lambda s, f: s.execute(
        insert(LINE), f.line(s, document=f.sold)
    ),
    "a line's quantity above the limit": lambda s, f: s.execute(
        update(LINE).where(LINE.c.document == f.open).values(qty=Decimal("1000000.001"))
    ),
    "two primary codes": lambda s, f: s.execute(
        insert(Barcode),
        [
            {"id": f.new(), "code": code, "product": f.product, "is_primary": True}
            for code in ("one", "two")
        ],
    ),
    "a pack of nothing": lambda s, f: s.execute(
        insert(Barcode),
        {"id": f.new(), "code": "c", "product": f.product, "pack_qty": Decimal(0)},
    ),
    "a unit of four decimals": lambda s, _: s.execute(update(Unit).values(decimals=4)),
    "two categories of one name in one place": lambda s, f: s.execute(
        insert(Category),
        [
            {"id": f.new(), "parent": ZERO, "name": "Tea", "slug": slug, "path": "/"}
            for slug in ("a", "b")
        ],
    ),
    "a level twice": lambda s, f: s.execute(
        insert(StockLevel),
        {
            "product": f.product,
            "location": f.desk.actor.location,
            "lot": no_lot(f.product),
        },
    ),
    "a writer's lane twice": lambda s, f: s.execute(
        insert(Writer),
        {"id": f.new(), "workstation": workstation(s, f), "lane": "till"},
    ),
    "a store in use deleted": lambda s, _: s.execute(delete(Store)),
}  # fmt: skip


def replace_or_truncate(session: Session) -> None:
    """The way past a delete trigger on each engine."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("REPLACE INTO stock_move SELECT * FROM stock_move WHERE seq = 1"))
    else:
        session.execute(text("TRUNCATE stock_move CASCADE"))


def alert_like(session: Session, key: UUID, **changes: Any) -> dict[str, Any]:
    row = session.execute(select(table_of(Alert)).limit(1)).one()
    return dict(row._mapping) | {"id": key, "status": "open", "dedupe_key": "one"} | changes


def user(key: UUID, **changes: Any) -> dict[str, Any]:
    return {"id": key, "username": "bob", "full_name": "Bob", "role": "clerk"} | changes


def number_of(session: Session, document: UUID) -> str:
    return session.get_one(Document, document).number


def workstation(session: Session, facts: Facts) -> UUID:
    return session.get_one(Writer, facts.desk.actor.writer).workstation


def everything(session: Session) -> dict[str, set[str]]:
    """Every row of every table."""
    tables = Base.metadata.sorted_tables
    return {table.name: {repr(row) for row in session.execute(select(table))} for table in tables}


def test_the_database_refuses_every_attack_and_nothing_changes(facts: Facts) -> None:
    """A4, A8, A30, A35: one shop for all attacks, so that forty take no longer than one."""
    database = facts.desk.database
    with database.read() as session:
        before = everything(session)
    survived = []
    for name, attack in ATTACKS.items():
        try:
            database.run(attack, facts)
        except (UserError, IntegrityError):
            with database.read() as session:
                assert everything(session) == before, name
            continue
        survived.append(name)
    assert survived == []
    with database.read() as session:
        assert books.faults(session) == []


def test_the_attacks_would_succeed_with_honest_values(facts: Facts) -> None:
    """The same statements without the fault in them: the attacks fail for the fault alone."""
    honest: list[Attack] = [
        lambda s, f: s.execute(insert(MOVE), f.move(s)),
        lambda s, f: s.execute(
            insert(MOVE), f.move(s, seq=77, kind="count", qty=None, set_qty=Decimal(1_000_000))
        ),
        lambda s, f: s.execute(insert(DOCUMENT), f.document(s)),
        lambda s, f: s.execute(
            insert(DOCUMENT), f.document(s, kind="purchase", vendor=f.vendor, number="X-2")
        ),
        lambda s, f: s.execute(insert(LINE), f.line(s)),
        lambda s, f: s.execute(insert(AppUser), user(f.new(), email="b@b.c")),
        lambda s, f: s.execute(insert(Alert), alert_like(s, f.new())),
        lambda s, f: s.execute(
            update(DOCUMENT).where(DOCUMENT.c.id == f.sold).values(status="void")
        ),
    ]
    for statement in honest:
        facts.desk.database.run(statement, facts)


def test_a_refusal_of_the_database_is_a_sentence(facts: Facts) -> None:
    database = facts.desk.database
    wanted = {
        "a movement deleted": "closed",
        "a posted line changed": "closed",
        "a number of a writer twice": "conflict",
        "a product with movements deleted": "conflict",
        "a movement above the limit": "outside",
    }
    for name, code in wanted.items():
        with pytest.raises(UserError) as refused:
            database.run(ATTACKS[name], facts)
        assert (name, refused.value.code) == (name, code)
        assert refused.value.message.endswith(".")
