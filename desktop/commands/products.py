"""Products and their barcodes: create, change, archive, delete where nothing depends on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands import alerts
from desktop.commands.access import require
from desktop.commands.audit import Trail, fields_of, was_done
from desktop.commands.categories import category_of_path, path_of_category
from desktop.commands.conflicts import mine_to_set
from desktop.commands.custom_values import new_values, set_value
from desktop.commands.events import forget
from desktop.commands.pictures import unlink_products
from desktop.commands.product_fields import CHECKS
from desktop.commands.search_words import own_words, refresh, text_of
from desktop.domain.barcode import barcode_key, clean, describe
from desktop.domain.custom_field import PREFIX, as_stored
from desktop.domain.errors import UserError
from desktop.domain.ids import member, no_lot
from desktop.domain.permissions import Actor, Permission
from desktop.domain.quantity import check_quantity
from desktop.domain.search import search_text
from desktop.schema import (
    Barcode,
    DocumentLine,
    Lot,
    Product,
    StockLevel,
    StockMove,
    Unit,
    VendorPrice,
)

GIVEN = (
    *("description", "price", "unit_cost", "tax_rate"),
    *("reorder_point", "reorder_qty"),
)  # columns that take what the command says, once it is checked


@dataclass(frozen=True)
class NewBarcode:
    """A code and the quantity it stands for."""

    code: str
    pack_qty: Decimal = Decimal(1)


@dataclass(frozen=True)
class CreateProduct:
    """``category`` is a path ("Drinks > Tea"), "" for none; ``unit`` a unit's code.

    ``tracking``: "lot" where lots and their expiry are kept, else "none". ``custom``: values of the
    shop's own fields by key; None says nothing, and then none is required.
    """

    id: UUID
    by: Actor
    at: datetime
    sku: str
    name: str
    price: Decimal = Decimal(0)
    unit_cost: Decimal | None = None
    tax_rate: Decimal = Decimal(0)
    reorder_point: Decimal | None = None
    reorder_qty: Decimal | None = None
    category: str = ""
    unit: str = "piece"
    description: str = ""
    tracking: str = "none"
    barcodes: tuple[NewBarcode, ...] = ()
    custom: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class EditProduct:
    """``values``: field → new value, of the fields of CreateProduct or ``status``; the shop's own
    fields are ``custom_`` and their key.

    ``version`` is the one the editor read; 0 skips the check. ``seen``: field → the value that the
    editor was shown; then only fields that somebody else set meanwhile are refused.
    """

    id: UUID
    by: Actor
    at: datetime
    product: UUID
    values: dict[str, Any] = field(default_factory=dict)
    version: int = 0
    seen: dict[str, Any] | None = None


@dataclass(frozen=True)
class DeleteProduct:
    """Delete a product on which no fact depends."""

    id: UUID
    by: Actor
    at: datetime
    product: UUID


@dataclass(frozen=True)
class AddBarcode:
    """Link a code to a product."""

    id: UUID
    by: Actor
    at: datetime
    product: UUID
    code: str
    pack_qty: Decimal = Decimal(1)


@dataclass(frozen=True)
class RemoveBarcode:
    """Take a code off its product."""

    id: UUID
    by: Actor
    at: datetime
    barcode: UUID


def create_product(session: Session, command: CreateProduct) -> UUID:
    """The new product's id, which is the command's. With its "no lot" row and its barcodes."""
    require(session, command.by, Permission.ADD_PRODUCT)
    if session.get(Product, command.id) is not None:
        return command.id
    name = CHECKS["name"](command.name)
    sku = _sku(session, command.sku)
    trail = Trail(session, command.id, command.by, command.at)
    custom = new_values(session, command.custom)
    words = [code.code for code in command.barcodes] + own_words(session.connection(), custom)
    product = Product(
        id=command.id,
        sku=sku,
        name=name,
        category=category_of_path(session, command.category, trail, command.id, command.at),
        unit=_unit(session, command.unit),
        **{field: CHECKS[field](getattr(command, field)) for field in GIVEN},
        tracking=_tracking(session, command.tracking),
        custom=custom,
        search_text=search_text(sku, name, words),
        created_at=command.at,
        updated_at=command.at,
    )
    session.add(product)
    session.flush()
    session.add(Lot(id=no_lot(product.id), product=product.id, code="-", received_at=command.at))
    trail.created(product)
    for number, code in enumerate(command.barcodes):
        _add_barcode(session, product, code, member(command.id, 1 + number), trail, number == 0)
    session.flush()
    return command.id


def _add_barcode(
    session: Session, product: Product, new: NewBarcode, key: UUID, trail: Trail, is_first: bool
) -> Barcode:
    text = clean(new.code)
    if not text:
        raise UserError("The barcode is empty.", field="barcode", code="empty_code")
    code = barcode_key(text)
    taken = session.execute(
        select(Product.name, Product.sku)
        .join(Barcode, Barcode.product == Product.id)
        .where(Barcode.code == code)
    ).first()
    if taken is not None:
        raise UserError(
            f"The barcode {text[:60]} belongs to {taken.name} ({taken.sku}).",
            "Each code is of one product only.",
            field="barcode",
            code="duplicate_barcode",
        )
    quantity = check_quantity(new.pack_qty, 3, "pack_qty")
    if quantity <= 0:
        raise UserError("A pack holds more than zero.", field="pack_qty", code="negative")
    barcode = Barcode(
        id=key,
        code=code,
        product=product.id,
        pack_qty=quantity,
        symbology=describe(text).kind,
        is_primary=is_first,
    )
    session.add(barcode)
    session.flush()
    trail.created(barcode)
    return barcode


def add_barcode(session: Session, command: AddBarcode) -> UUID:
    """Links the code; a code that another product has is refused with that product's name."""
    require(session, command.by, Permission.ADD_PRODUCT)
    if was_done(session, command.id):
        return command.id
    product = _get(session, command.product)
    has_one = select(Barcode.id).where(Barcode.product == product.id).limit(1)
    trail = Trail(session, command.id, command.by, command.at)
    is_first = session.scalar(has_one) is None
    new = NewBarcode(command.code, command.pack_qty)
    barcode = _add_barcode(session, product, new, command.id, trail, is_first)
    product.search_text = text_of(session.connection(), product)
    session.flush()
    if product.parent is not None:
        refresh(session.connection(), [product.parent])
    return barcode.id


def remove_barcode(session: Session, command: RemoveBarcode) -> None:
    """Takes the code away; the oldest left becomes the primary one."""
    require(session, command.by, Permission.EDIT_PRODUCT)
    if was_done(session, command.id):
        return
    barcode = session.get(Barcode, command.barcode)
    if barcode is None:
        raise UserError("This barcode is gone.", "Refresh.", code="gone")
    product = _get(session, barcode.product)
    trail = Trail(session, command.id, command.by, command.at)
    trail.deleted(barcode)
    session.delete(barcode)
    session.flush()
    left = session.scalars(
        select(Barcode).where(Barcode.product == product.id).order_by(Barcode.id)
    ).first()
    if barcode.is_primary and left is not None:
        before = fields_of(left)
        left.is_primary = True
        trail.changed(left, before)
    product.search_text = text_of(session.connection(), product)
    session.flush()


def edit_product(session: Session, command: EditProduct) -> int:
    """Sets fields; returns the new version. The second editor of two is told who was faster."""
    require(session, command.by, Permission.EDIT_PRODUCT)
    product = _get(session, command.product)
    if was_done(session, command.id):
        return product.version
    now = {name: _now(session, product, name) for name in command.values}
    edit = (_stored(command.values), now, None if command.seen is None else _stored(command.seen))
    values = mine_to_set(session, product, product.name, edit, command.version)
    trail = Trail(session, command.id, command.by, command.at)
    before = fields_of(product)
    for name, value in values.items():
        _set(session, product, name, value, trail, command)
    product.search_text = text_of(session.connection(), product)
    if trail.changed(product, before):
        product.updated_at = command.at
    session.flush()
    alerts.review(session.connection(), command.by.store, [product.id], command.at, command.id)
    return product.version


def _stored(values: dict[str, Any]) -> dict[str, Any]:
    """The shop's own fields as they are kept, however they were given."""
    return {k: as_stored(v) if k.startswith(PREFIX) else v for k, v in values.items()}


def _now(session: Session, product: Product, name: str) -> Any:
    """A field's value in the words of the command."""
    if name == "category":
        return path_of_category(session, product.category)
    if name == "unit":
        return session.scalar(select(Unit.code).where(Unit.id == product.unit))
    if name.startswith(PREFIX):
        return product.custom.get(name.removeprefix(PREFIX))
    return getattr(product, name, None)


def _set(
    session: Session, product: Product, name: str, value: Any, trail: Trail, command: EditProduct
) -> None:
    if name == "sku":
        product.sku = _sku(session, value, product.id)
    elif name in CHECKS:
        setattr(product, name, CHECKS[name](value))
    elif name == "category":
        product.category = category_of_path(session, value, trail, command.id, command.at)
    elif name == "unit":
        product.unit = _unit(session, value)
    elif name == "tracking":
        product.tracking = _tracking(session, value, product)
    elif name.startswith(PREFIX):
        set_value(session, product, name, value)
    else:
        raise UserError(f"There is no field “{name}” with this value.", field=name)


def delete_product(session: Session, command: DeleteProduct) -> None:
    """Takes prices, barcodes, alerts along; refused where movements or documents name it."""
    require(session, command.by, Permission.DELETE_PRODUCT)
    if was_done(session, command.id):
        return
    product = _get(session, command.product)
    for fact in (StockMove.product, DocumentLine.product, StockLevel.product):
        if session.scalar(select(fact).where(fact == product.id).limit(1)) is not None:
            raise UserError(
                f"{product.name} has movements, which are kept.",
                "Archive it instead: it leaves every list and keeps its history.",
                code="has_facts",
            )
    trail = Trail(session, command.id, command.by, command.at)
    for owned in (Barcode, VendorPrice, Lot):
        for row in session.scalars(select(owned).where(owned.product == product.id)):
            trail.deleted(row)
            session.delete(row)
    session.flush()
    forget(session, trail, product=product.id)
    unlink_products(session, trail, [product.id])
    trail.deleted(product)
    session.delete(product)
    session.flush()


def _get(session: Session, product: UUID) -> Product:
    row = session.get(Product, product)
    if row is None:
        raise UserError("This product is gone.", "Refresh the list.", code="gone")
    return row


def check_sku(sku: str) -> str:
    """An SKU as typed; refused when empty or over 100 characters."""
    kept = clean(sku)
    if not kept:
        raise UserError("The SKU is empty.", field="sku", code="empty")
    if len(kept) > 100:
        raise UserError("The SKU is longer than 100 characters.", field="sku", code="too_long")
    return kept


def _sku(session: Session, sku: str, own: UUID | None = None) -> str:
    kept = check_sku(sku)
    taken = session.execute(select(Product.id, Product.name).where(Product.sku == kept)).first()
    if taken is not None and taken.id != own:
        raise UserError(
            f"The SKU {kept} belongs to {taken.name}.",
            "Each SKU is of one product only.",
            field="sku",
            code="duplicate_sku",
        )
    return kept


def _unit(session: Session, code: str) -> UUID:
    unit = session.scalar(select(Unit.id).where(Unit.code == code))
    if unit is None:
        raise UserError(f"There is no unit “{code[:20]}”.", field="unit", code="unknown_unit")
    return unit


def _tracking(session: Session, value: str, of: Product | None = None) -> str:
    """Whether lots are kept; not given up while some hold stock."""
    if value not in ("none", "lot"):
        raise UserError("A product is tracked by lot or not.", field="tracking", code="bad")
    if of is not None and value == "none" and of.tracking == "lot":
        held = select(StockLevel.lot).where(
            StockLevel.product == of.id, StockLevel.lot != no_lot(of.id), StockLevel.on_hand != 0
        )
        if session.scalar(held.limit(1)) is not None:
            raise UserError(
                f"Lots of {of.name} hold stock.",
                "Sell them or count them as 0 first.",
                field="tracking",
                code="has_lots",
            )
    return value
