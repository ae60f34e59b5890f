"""Vendors and their prices: one price per pair, one preferred per product, kept where named."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.commands.vendors import (
    DeleteVendor,
    RemoveVendorPrice,
    SaveVendor,
    SetVendorPrice,
    delete_vendor,
    remove_vendor_price,
    save_vendor,
    set_vendor_price,
)
from desktop.domain.errors import UserError
from desktop.schema import AuditEntry, Document, Vendor, VendorPrice
from tests.tills import Till

ONE = Decimal(1)


def save(desk: Till, name: str = "Wholesale", **values: Any) -> UUID:
    return desk.send(save_vendor, SaveVendor(*desk.head(), name, **values))  # type: ignore[no-any-return]


def price(desk: Till, vendor: UUID, product: UUID, unit: Decimal = ONE, **values: Any) -> UUID:
    command = SetVendorPrice(*desk.head(), vendor, product, unit, **values)
    return desk.send(set_vendor_price, command)  # type: ignore[no-any-return]


def refused(function: Any, *arguments: Any, **values: Any) -> tuple[str, str]:
    with pytest.raises(UserError) as error:
        function(*arguments, **values)
    return error.value.code, error.value.field


def prices(desk: Till) -> list[tuple[Decimal, bool]]:
    with desk.database.read() as session:
        rows = session.scalars(select(VendorPrice).order_by(VendorPrice.id))
        return [(row.unit_price, row.is_preferred) for row in rows]


def test_a_vendor_is_made_and_changed(desk: Till) -> None:
    """A6, D7: with an address for e-mail, or none; a code is made from the name."""
    key = save(desk, "Tea & Co", email="Orders@Tea.Example", phone="+1 2", notes="a\nb")
    save(desk, "Tea and Co", vendor=key, is_active=False)
    with desk.database.read() as session:
        found = session.scalars(select(Vendor)).one()
        assert (found.name, found.code, found.email) == ("Tea and Co", "TEA & CO", "")
        assert (found.is_active, found.currency) == (False, "EUR")


def test_a_command_sent_twice_makes_one_vendor(desk: Till) -> None:
    command = SaveVendor(*desk.head(), "Tea")
    assert desk.send(save_vendor, command) == desk.send(save_vendor, command)


def test_codes_are_unique_and_made_ones_count_on(desk: Till) -> None:
    for _ in range(3):
        save(desk, "Tea")
    with desk.database.read() as session:
        assert sorted(session.scalars(select(Vendor.code))) == ["TEA", "TEA-2", "TEA-3"]
    assert refused(save, desk, "Other", code="TEA-2") == ("duplicate_code", "code")


def test_what_is_no_address_is_refused(desk: Till) -> None:
    """A6."""
    for email in ("tea", "a@b", "a b@c.de", "@c.de", "a@@c.de"):
        assert refused(save, desk, email=email) == ("bad_email", "email")


def test_a_second_price_for_the_pair_edits_the_row_and_the_old_one_stays_in_the_trail(
    desk: Till,
) -> None:
    """A8."""
    vendor, tea = save(desk), desk.product()
    first = price(desk, vendor, tea, Decimal("1.50"))
    assert price(desk, vendor, tea, Decimal("1.75"), lead_time_days=3) == first
    assert prices(desk) == [(Decimal("1.75"), False)]
    with desk.database.read() as session:
        wanted = select(AuditEntry.before).where(AuditEntry.action == "update")
        assert [before["unit_price"] for before in session.scalars(wanted)] == ["1.5000"]


def test_one_price_of_a_product_is_preferred(desk: Till) -> None:
    tea, other = desk.product(), desk.product()
    vendors = [save(desk, name) for name in ("A", "B")]
    price(desk, vendors[0], tea, is_preferred=True)
    price(desk, vendors[0], other, is_preferred=True)
    price(desk, vendors[1], tea, Decimal(2), is_preferred=True)
    assert prices(desk) == [(1, False), (1, True), (2, True)]
    price(desk, vendors[0], tea, Decimal(3), is_preferred=True)
    assert prices(desk) == [(3, True), (1, True), (2, False)]


def test_who_is_preferred_no_more_is_in_the_trail(desk: Till) -> None:
    tea = desk.product()
    first = price(desk, save(desk, "A"), tea, is_preferred=True)
    price(desk, save(desk, "B"), tea, is_preferred=True)
    with desk.database.read() as session:
        entries = select(AuditEntry.after).where(
            AuditEntry.entity_id == first, AuditEntry.action == "update"
        )
        assert session.scalars(entries).all() == [{"is_preferred": False}]


def test_the_second_editor_is_told_who_was_faster_and_nothing_is_written(desk: Till) -> None:
    vendor, tea = save(desk, "Roastery"), desk.product()
    price(desk, vendor, tea)
    save(desk, "Roasters", vendor=vendor, version=1)
    price(desk, vendor, tea, Decimal(2), version=1)
    with pytest.raises(UserError, match=r"Roasters was changed by .+ meanwhile") as told:
        save(desk, "Roast", vendor=vendor, version=1)
    assert told.value.code == "changed_meanwhile"
    with pytest.raises(UserError, match=r"price of Tea was changed by .+ meanwhile"):
        price(desk, vendor, tea, Decimal(3), version=1)
    assert prices(desk) == [(2, False)]
    save(desk, "Roast", vendor=vendor, version=2)
    price(desk, vendor, tea, Decimal(3), version=2)
    assert prices(desk) == [(3, False)]


def test_a_new_price_for_a_pair_that_has_one_is_refused_at_the_product(desk: Till) -> None:
    vendor, tea = save(desk), desk.product()
    price(desk, vendor, tea, is_new=True)
    again = refused(price, desk, vendor, tea, Decimal(2), is_new=True)
    assert again == ("duplicate_price", "product")
    assert prices(desk) == [(1, False)]


def test_a_price_sent_twice_does_not_undo_what_came_between(desk: Till) -> None:
    vendor, tea = save(desk), desk.product()
    command = SetVendorPrice(*desk.head(), vendor, tea, Decimal(1), is_new=True)
    first = desk.send(set_vendor_price, command)
    price(desk, vendor, tea, Decimal(2))
    assert desk.send(set_vendor_price, command) == first
    assert prices(desk) == [(2, False)]


def test_a_price_is_removed_once_and_its_history_stays(desk: Till) -> None:
    vendor, tea = save(desk), desk.product()
    key = price(desk, vendor, tea)
    remove = RemoveVendorPrice(*desk.head(), key)
    for _ in range(2):
        desk.send(remove_vendor_price, remove)
    assert prices(desk) == []
    gone = refused(desk.send, remove_vendor_price, RemoveVendorPrice(*desk.head(), key))
    assert gone == ("gone", "")
    assert refused(price, desk, vendor, tea, version=1) == ("gone", "product")
    with desk.database.read() as session:
        actions = select(AuditEntry.action).where(AuditEntry.entity_id == key)
        assert sorted(session.scalars(actions)) == ["create", "delete"]


WRONG: list[tuple[dict[str, Any], tuple[str, str]]] = [
    ({"unit": Decimal(-1)}, ("negative", "price")),
    ({"unit": Decimal("NaN")}, ("bad_number", "price")),
    ({"pack_qty": Decimal(0)}, ("negative", "pack_qty")),
    ({"min_order_qty": Decimal(-1)}, ("negative", "min_order_qty")),
    ({"lead_time_days": -1}, ("too_large", "lead_time_days")),
    ({"vendor_sku": "x" * 101}, ("too_long", "vendor_sku")),
]


def test_a_price_without_sense_names_its_field(desk: Till) -> None:
    vendor, tea = save(desk), desk.product()
    for values, refusal in WRONG:
        assert refused(price, desk, vendor, tea, **values) == refusal
    assert prices(desk) == []


def test_a_vendor_goes_with_its_prices_unless_a_document_names_it(desk: Till) -> None:
    """A35: prices cascade; a fact keeps the vendor."""
    kept, gone, tea = save(desk, "Kept"), save(desk, "Gone"), desk.product()
    price(desk, kept, tea)
    price(desk, gone, tea, Decimal(2))
    document = desk.stock("receive", tea, 1).document
    name_on_document(desk, document, kept)
    delete = [DeleteVendor(*desk.head(), key) for key in (kept, gone)]
    assert refused(desk.send, delete_vendor, delete[0]) == ("has_facts", "")
    desk.send(delete_vendor, delete[1])
    desk.send(delete_vendor, delete[1])
    assert prices(desk) == [(1, False)]


def name_on_document(desk: Till, document: UUID, vendor: UUID) -> None:
    """As receiving an order will do it, in an open document."""
    key = desk.ids.new()
    with desk.database.write() as session:
        row = session.get_one(Document, document)
        session.add(
            Document(
                id=key, kind="receipt", number="X-1", status="open", store=row.store,
                location=row.location, user=row.user, business_date=row.business_date,
                currency="EUR", vendor=vendor,
            )
        )  # fmt: skip
