"""The import as a command: who may, sent twice, vendors' prices, alerts, the trail."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from desktop.commands import levels
from desktop.commands.imports import (
    ImportCode,
    Imported,
    ImportItem,
    ImportProducts,
    ImportRefused,
    check_import,
    import_products,
    matching,
)
from desktop.commands.undo import UndoBooking, undo_booking
from desktop.domain.barcode import barcode_key
from desktop.domain.errors import UserError
from desktop.domain.search import search_text
from desktop.jobs.opening import Shop
from desktop.queries.product import find_products
from desktop.schema import (
    Alert,
    AppUser,
    AuditEntry,
    Barcode,
    Document,
    DocumentLine,
    Job,
    Location,
    Product,
    StockMove,
    Vendor,
    VendorPrice,
)
from tests.books import faults
from tests.importing import products
from tests.trade import add_product, scan, undo


def command(shop: Shop, *items: ImportItem) -> ImportProducts:
    return ImportProducts(shop.ids.new(), shop.actor, shop.clock.now(), "goods.csv", items)


def item(row: int, sku: str, *codes: str, **values: Any) -> ImportItem:
    """A product of the file, named after its SKU."""
    given = tuple(ImportCode(row, barcode_key(code)) for code in codes)
    return ImportItem(row, sku, **{"name": f"Product {sku}", "codes": given} | values)


def take_in(shop: Shop, *items: ImportItem) -> Imported:
    return shop.database.run(import_products, command(shop, *items))


def open_alerts(shop: Shop) -> set[str]:
    with shop.database.read() as session:
        return set(session.scalars(select(Alert.type).where(Alert.status != "resolved")))


def test_a_clerk_may_not_import(shop: Shop) -> None:
    with shop.database.write() as session:
        session.execute(update(AppUser).values(role="clerk"))
    with pytest.raises(UserError) as caught:
        take_in(shop, item(2, "A1"))
    assert caught.value.code == "not_allowed"
    assert products(shop) == {}


def test_the_same_command_again_answers_what_it_did(shop: Shop) -> None:
    sent = command(shop, item(2, "A1", "96385074", stock=Decimal(3), cost=Decimal(1)))
    first = shop.database.run(import_products, sent)
    assert shop.database.run(import_products, sent) == first
    assert products(shop)["A1"].on_hand == 3


def test_every_clash_is_in_the_refusal(shop: Shop) -> None:
    add_product(shop, "OLD", "96385074")
    items = (item(2, "A1", "96385074"), item(3, "A2", name=None), item(4, "A1"))
    with pytest.raises(ImportRefused) as caught:
        take_in(shop, *items)
    assert [(one.row, one.field) for one in caught.value.problems] == [
        (2, "barcode"),
        (3, "name"),
        (4, "sku"),
    ]


def test_a_look_beforehand_writes_nothing(shop: Shop) -> None:
    asked = command(shop, item(2, "A1", stock=Decimal(3)))
    with shop.database.read() as session:
        plan = check_import(session, asked).counts(asked.id)
    assert (plan.created, plan.counted) == (1, 1)
    assert products(shop) == {}


def test_too_many_products_are_refused_at_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "MOST_ROWS", 5)
    with pytest.raises(UserError, match="2 products") as caught:
        take_in(shop, item(2, "A1", "1"), item(3, "A2", "2"))
    assert caught.value.code == "too_large"


def test_a_changed_cost_becomes_the_vendors_price(shop: Shop) -> None:
    take_in(shop, item(2, "A1", cost=Decimal(2), vendor="Dairy"))
    with shop.database.write() as session:
        session.execute(update(VendorPrice).values(unit_price=Decimal("1.5")))
    again = take_in(shop, item(2, "A1", cost=Decimal(2), vendor="DAIRY"))
    assert again.is_empty, "the same cost says nothing new of what the vendor asks"
    take_in(shop, item(2, "A1", cost=Decimal(3), vendor="Dairy"))
    with shop.database.read() as session:
        assert session.scalars(select(Vendor.name)).all() == ["Dairy"]
        (price,) = session.scalars(select(VendorPrice)).all()
        assert (price.unit_price, price.is_preferred) == (3, True)
    undo(shop)
    with shop.database.read() as session:
        assert session.scalars(select(VendorPrice.unit_price)).all() == [Decimal("1.5")]


def test_a_new_reorder_point_raises_the_alert_and_undo_resolves_it(shop: Shop) -> None:
    """A12, A11: one alert when the rule is crossed, gone when the rule is as before."""
    add_product(shop, "A1")
    scan(shop, "A1", "receive", 3)
    assert open_alerts(shop) == set()
    take_in(shop, item(2, "A1", reorder_point=Decimal(5)))
    assert open_alerts(shop) == {"low_stock"}
    undo(shop)
    assert open_alerts(shop) == set()
    with shop.database.read() as session:
        assert faults(session) == []


def test_the_trail_carries_the_jobs_id_as_batch(shop: Shop) -> None:
    add_product(shop, "A1", price=Decimal(9))
    result = take_in(shop, item(2, "A1", price=Decimal(2)), item(3, "A2", "96385074"))
    with shop.database.read() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.batch == result.id)).all()
        kinds = sorted((entry.entity, entry.action) for entry in entries)
        job = session.get_one(Job, result.id)
        assert kinds == [("barcode", "create"), ("product", "create"), ("product", "update")]
        assert (job.kind, job.status, job.done, job.total) == ("import", "done", 2, 2)
    undo(shop)
    with shop.database.read() as session:
        assert session.get_one(Job, result.id).status == "undone"


def test_an_import_undone_is_not_undone_again(shop: Shop) -> None:
    result = take_in(shop, item(2, "A1", stock=Decimal(3)))
    undo(shop, result.id)
    with pytest.raises(UserError, match="undone"):
        undo(shop, result.id)


def test_undo_takes_the_newer_of_a_scan_and_an_import(shop: Shop) -> None:
    add_product(shop, "A1")
    scan(shop, "A1", "receive", 3)
    take_in(shop, item(2, "A2"))
    scan(shop, "A1")
    assert [undo(shop).what for _ in range(3)] == ["sale", "import", "receive"]


def test_an_archived_product_comes_back_when_there_is_stock_of_it(shop: Shop) -> None:
    take_in(shop, item(2, "A1", status="archived"))
    assert take_in(shop, item(2, "A1", stock=Decimal(2))).reactivated == 1
    assert products(shop)["A1"].status == "active"


def test_goods_in_another_place_are_not_counted_from_here(shop: Shop) -> None:
    take_in(shop, item(2, "A1", stock=Decimal(3)))
    with shop.database.write() as session:
        floor = session.get_one(Location, shop.actor.location)
        room = shop.ids.new()
        session.add(
            Location(
                id=room,
                store=floor.store,
                parent=floor.parent,
                name="Room",
                kind="room",
                path=f"{floor.path}x",
                is_sellable=True,
            )
        )
    elsewhere = replace(
        command(shop, item(2, "A1", stock=Decimal(9))), by=replace(shop.actor, location=room)
    )
    with pytest.raises(ImportRefused) as caught:
        shop.database.run(import_products, elsewhere)
    assert "several places" in caught.value.problems[0].reason


def inside(shop: Shop) -> list[UUID]:
    """What lies inside of an import: its movements, its document, its lines."""
    with shop.database.read() as session:
        tables = (StockMove, Document, DocumentLine)
        return [key for table in tables for key in session.scalars(select(table.id))]


@pytest.mark.parametrize("place", range(7))
def test_any_row_of_an_import_stands_for_all_of_it(shop: Shop, place: int) -> None:
    """Three movements, one document, three lines: each by itself would leave half an import."""
    result = take_in(shop, *(item(n, f"A{n}", stock=Decimal(n)) for n in (2, 3, 4)))
    target = inside(shop)[place]
    with shop.database.write() as session:
        session.execute(update(AppUser).values(role="clerk"))
    with pytest.raises(UserError) as caught:
        undo(shop, target)
    assert caught.value.code == "not_allowed"
    assert {row.on_hand for row in products(shop).values()} == {2, 3, 4}
    with shop.database.write() as session:
        session.execute(update(AppUser).values(role="manager"))
    undone = undo(shop, target)
    assert (undone.what, undone.target, undone.products) == ("import", result.id, 3)
    assert {(row.status, row.on_hand) for row in products(shop).values()} == {("archived", 0)}
    with shop.database.read() as session:
        assert session.get_one(Job, result.id).status == "undone"
        assert faults(session) == []
    with pytest.raises(UserError, match="undone"):
        undo(shop, target)


@pytest.mark.parametrize("stock", [None, Decimal(4)])
def test_the_same_undo_of_an_import_again_answers_the_same_and_undoes_no_more(
    shop: Shop, stock: Decimal | None
) -> None:
    """Also where the import moved nothing, so that the ledger knows nothing of its undo."""
    add_product(shop, "A1")
    scan(shop, "A1", "receive", 9)
    take_in(shop, item(2, "A2", stock=stock))
    command = UndoBooking(shop.ids.new(), shop.actor, shop.clock.now())
    first = shop.database.run(undo_booking, command)
    again = shop.database.run(undo_booking, command)
    names = ("id", "target", "what", "document", "products", "returned")
    assert [getattr(again, name) for name in names] == [getattr(first, name) for name in names]
    assert [row.on_hand for row in again.rows] == [row.on_hand for row in first.rows]
    assert products(shop)["A1"].on_hand == 9
    assert undo(shop).what == "receive"


def test_what_an_import_renamed_and_coded_is_found_as_before_after_its_undo(shop: Shop) -> None:
    add_product(shop, "A1", "12345670", name="Espresso")
    add_product(shop, "A2", name="Tea")
    take_in(shop, item(2, "A1", "96385074", name="Ristretto"), item(3, "A2", "4006381333931"))
    undo(shop)
    with shop.database.read() as session:
        assert [one.sku for one in find_products(session, "espresso", shop.actor.store)] == ["A1"]
        for gone in ("ristretto", "96385074", "4006381333931"):
            assert find_products(session, gone, shop.actor.store) == []
        for row in session.scalars(select(Product)):
            codes = session.scalars(select(Barcode.code).where(Barcode.product == row.id)).all()
            assert row.search_text == search_text(row.sku, row.name, codes)
        assert session.scalar(select(func.count()).select_from(Barcode)) == 1


def test_hundreds_at_once_come_and_go_as_one_does(shop: Shop) -> None:
    """Levels, chain and alerts are written together from five hundred on, with the same result."""
    numbers = range(levels.MANY + 20)

    def of(stock: int) -> Imported:
        return take_in(shop, *(item(n + 2, f"A{n}", stock=Decimal(stock)) for n in numbers))

    first = of(5)
    for number in (1, 2):
        scan(shop, f"A{number}", "receive", 3)
    second = of(7)
    scan(shop, "A2", "receive", 1)
    assert {row.on_hand for row in products(shop).values()} == {7, 8}
    undo(shop, second.id)
    found = products(shop)
    assert [found[f"A{number}"].on_hand for number in (0, 1, 2)] == [5, 8, 9]
    with shop.database.read() as session:
        assert faults(session) == []
    undone = undo(shop, first.id)
    assert (undone.products, len(products(shop))) == (len(numbers), len(numbers))
    assert open_alerts(shop) == set()  # archived
    assert {row.status for row in products(shop).values()} == {"archived"}
    with shop.database.read() as session:
        assert faults(session) == []
        assert session.scalar(select(func.count()).select_from(Alert)) == 0


def test_what_somebody_changed_since_is_refused_by_name_and_nothing_is_undone(shop: Shop) -> None:
    add_product(shop, "A1", name="Espresso")
    job = take_in(shop, item(2, "A1", name="Ristretto"), item(3, "A2"))
    with shop.database.write() as session:
        session.execute(update(Product).where(Product.sku == "A1").values(name="Lungo"))
    with pytest.raises(UserError, match=r"Lungo was changed since \(name\)"):
        undo(shop, job.id)
    assert set(products(shop)) == {"A1", "A2"}
