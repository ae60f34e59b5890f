"""Vendors and their prices."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import chain, count
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, fields_of, was_done
from desktop.commands.conflicts import mine_to_set
from desktop.commands.search_words import refresh, text_of
from desktop.commands.texts import check_name, check_text
from desktop.domain.errors import UserError
from desktop.domain.lines import one_line
from desktop.domain.money import check_price
from desktop.domain.permissions import Actor, Permission
from desktop.domain.quantity import check_quantity
from desktop.schema import Document, Product, Store, Vendor, VendorPrice


@dataclass(frozen=True)
class SaveVendor:
    """Create (``vendor`` None) or change a vendor.

    ``version`` is the one the editor read; 0 skips the check. ``seen``: what its fields showed.
    """

    id: UUID
    by: Actor
    at: datetime
    name: str
    code: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    terms: str = ""
    notes: str = ""
    is_active: bool = True
    vendor: UUID | None = None
    version: int = 0
    seen: dict[str, Any] | None = None


@dataclass(frozen=True)
class DeleteVendor:
    """Delete a vendor whom no document names."""

    id: UUID
    by: Actor
    at: datetime
    vendor: UUID


@dataclass(frozen=True)
class SetVendorPrice:
    """What a vendor asks; a second price for the pair changes the row, unless it ``is_new``.

    ``version`` is the one the editor read; 0 skips the check. ``seen``: what its fields showed.
    """

    id: UUID
    by: Actor
    at: datetime
    vendor: UUID
    product: UUID
    unit_price: Decimal
    pack_qty: Decimal = Decimal(1)
    min_order_qty: Decimal = Decimal(0)
    lead_time_days: int = 0
    vendor_sku: str = ""
    is_preferred: bool = False
    is_new: bool = False
    version: int = 0
    seen: dict[str, Any] | None = None


@dataclass(frozen=True)
class RemoveVendorPrice:
    """The vendor does not sell this product any more."""

    id: UUID
    by: Actor
    at: datetime
    price: UUID


def save_vendor(session: Session, command: SaveVendor) -> UUID:
    """The vendor's id. Codes are unique; an empty one is made from the name."""
    require(session, command.by, Permission.EDIT_VENDOR)
    key = command.vendor or command.id
    if was_done(session, command.id):
        return key
    trail = Trail(session, command.id, command.by, command.at)
    vendor = session.get(Vendor, key)
    is_new = vendor is None
    if vendor is None:
        currency = session.scalars(select(Store.currency).where(Store.id == command.by.store)).one()
        vendor = Vendor(id=key, currency=currency, code="", name="")
    before = fields_of(vendor)
    _set_vendor(session, vendor, command, is_new)
    if is_new:
        session.add(vendor)
        session.flush()
        trail.created(vendor)
    else:
        trail.changed(vendor, before)
    session.flush()
    return key


def _set_vendor(session: Session, vendor: Vendor, command: SaveVendor, is_new: bool) -> None:
    """Checks all that was typed, and sets what is the editor's own."""
    name = check_name(command.name)
    typed = {
        "name": name,
        "code": _code(session, command.code or vendor.code, name, vendor.id),
        "email": _email(command.email),
        "phone": check_text(command.phone, "phone", 100),
        "address": check_text(command.address, "address"),
        "terms": check_text(command.terms, "terms"),
        "notes": check_text(command.notes, "notes"),
        "is_active": command.is_active,
    }
    if not is_new:
        now = {field: getattr(vendor, field) for field in typed}
        edit = (typed, now, command.seen)
        typed = mine_to_set(session, vendor, vendor.name, edit, command.version)
    for field, value in typed.items():
        setattr(vendor, field, value)


def _email(email: str) -> str:
    kept = check_text(email, "email", 255).lower()
    if kept and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", kept):
        raise UserError(f"“{kept[:60]}” is no e-mail address.", field="email", code="bad_email")
    return kept


def _code(session: Session, code: str, name: str, own: UUID) -> str:
    """The typed code, refused when another vendor has it; else one made from the name."""
    kept = check_text(one_line(code), "code", 50)
    if not kept:
        plain = name.upper()[:20].strip()
        taken_codes = set(session.scalars(select(Vendor.code).where(Vendor.id != own)))
        numbered = (f"{plain}-{number}" for number in count(2))
        return next(code for code in chain([plain], numbered) if code not in taken_codes)
    taken = session.execute(select(Vendor.id, Vendor.name).where(Vendor.code == kept)).first()
    if taken is not None and taken.id != own:
        raise UserError(
            f"The code {kept} belongs to {taken.name}.", field="code", code="duplicate_code"
        )
    return kept


def delete_vendor(session: Session, command: DeleteVendor) -> None:
    """Prices go along; refused when a document names the vendor."""
    require(session, command.by, Permission.EDIT_VENDOR)
    if was_done(session, command.id):
        return
    vendor = _get(session, command.vendor)
    used = select(Document.number).where(Document.vendor == vendor.id).limit(1)
    number = session.scalar(used)
    if number is not None:
        raise UserError(
            f"{vendor.name} is named by {number}.", "Make the vendor inactive.", code="has_facts"
        )
    trail = Trail(session, command.id, command.by, command.at)
    prices = session.scalars(select(VendorPrice).where(VendorPrice.vendor == vendor.id)).all()
    for price in prices:
        trail.deleted(price)
        session.delete(price)
    session.flush()
    trail.deleted(vendor)
    session.delete(vendor)
    session.flush()
    refresh(session.connection(), (price.product for price in prices if price.vendor_sku))
    session.expire_all()


def set_vendor_price(session: Session, command: SetVendorPrice) -> UUID:
    """The price row's id; at most one price of a product is the preferred one."""
    require(session, command.by, Permission.EDIT_VENDOR)
    vendor = _get(session, command.vendor)
    product = session.get(Product, command.product)
    if product is None:
        raise UserError("This product is gone.", "Refresh.", field="product", code="gone")
    price = session.scalars(
        select(VendorPrice).where(
            VendorPrice.vendor == vendor.id, VendorPrice.product == product.id
        )
    ).first()
    if was_done(session, command.id):
        return price.id if price is not None else command.id
    _check_base(command, price, vendor, product)
    trail = Trail(session, command.id, command.by, command.at)
    is_new = price is None
    if price is None:
        price = VendorPrice(
            id=command.id, vendor=vendor.id, product=product.id, currency=vendor.currency
        )
    before = fields_of(price)
    values = _price_values(session, price, command, product, is_new)
    if values.get("is_preferred"):
        _prefer_no_other(session, price, trail)
    for field, value in values.items():
        setattr(price, field, value)
    if is_new:
        session.add(price)
        session.flush()
        trail.created(price)
    else:
        trail.changed(price, before)
    session.flush()
    product.search_text = text_of(session.connection(), product)
    session.flush()
    return price.id


def _check_base(
    command: SetVendorPrice,
    price: VendorPrice | None,
    vendor: Vendor,
    product: Product,
) -> None:
    """Refuses what was decided on another state of the pair than the one that is there."""
    if command.is_new and price is not None:
        raise UserError(
            f"{vendor.name} has a price for {product.name} already.",
            "Change that one.",
            field="product",
            code="duplicate_price",
        )
    if command.version and price is None:
        raise UserError("This price is gone.", "Make a new one.", field="product", code="gone")


def _price_values(
    session: Session, price: VendorPrice, command: SetVendorPrice, product: Product, is_new: bool
) -> dict[str, Any]:
    """All that was typed, checked; of a row that is there what is the editor's own."""
    pack, least = _amounts(command)
    typed: dict[str, Any] = {
        "pack_qty": pack,
        "min_order_qty": least,
        "unit_price": check_price(command.unit_price),
        "lead_time_days": command.lead_time_days,
        "vendor_sku": check_text(command.vendor_sku, "vendor_sku", 100) or None,
        "is_preferred": command.is_preferred,
    }
    if is_new:
        return typed
    now = {field: getattr(price, field) for field in typed}
    edit = (typed, now, command.seen)
    return mine_to_set(session, price, f"The price of {product.name}", edit, command.version)


def _prefer_no_other(session: Session, price: VendorPrice, trail: Trail) -> None:
    """The product's other prices are preferred no more; that is in the trail too."""
    others = select(VendorPrice).where(
        VendorPrice.product == price.product,
        VendorPrice.id != price.id,
        VendorPrice.is_preferred,
    )
    for other in session.scalars(others).all():
        before = fields_of(other)
        other.is_preferred = False
        trail.changed(other, before)
    session.flush()


def remove_vendor_price(session: Session, command: RemoveVendorPrice) -> None:
    """Takes the price away; its history stays in the trail."""
    require(session, command.by, Permission.EDIT_VENDOR)
    if was_done(session, command.id):
        return
    price = session.get(VendorPrice, command.price)
    if price is None:
        raise UserError("This price is gone.", "Refresh.", code="gone")
    Trail(session, command.id, command.by, command.at).deleted(price)
    session.delete(price)
    session.flush()
    product = session.get_one(Product, price.product)
    product.search_text = text_of(session.connection(), product)
    session.flush()


def _amounts(command: SetVendorPrice) -> tuple[Decimal, Decimal]:
    pack = check_quantity(command.pack_qty, 3, "pack_qty")
    least = check_quantity(command.min_order_qty, 3, "min_order_qty")
    if pack <= 0:
        raise UserError("A pack holds more than zero.", field="pack_qty", code="negative")
    if least < 0:
        raise UserError("It is zero or more.", field="min_order_qty", code="negative")
    if not 0 <= command.lead_time_days <= 3650:
        raise UserError("A lead time is 0 to 3 650 days.", field="lead_time_days", code="too_large")
    return pack, least


def _get(session: Session, vendor: UUID) -> Vendor:
    row = session.get(Vendor, vendor)
    if row is None:
        raise UserError("This vendor is gone.", "Refresh.", code="gone")
    return row
