"""What a scanned or typed code is of: a barcode, an SKU, or what a label or the shop's scale says.

The code as it stands goes before anything that is read out of it.
"""

from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select

from desktop.db.prepared import Prepared
from desktop.domain.barcode import barcode_key, clean, shown, unclear_quantity
from desktop.domain.errors import UnknownCode, UserError
from desktop.domain.gs1 import Label
from desktop.domain.measure import CASES, Part, UnitOf, by_price, total, weighed
from desktop.domain.measure_codes import SETTING, may_be_measured, measured, templates_of
from desktop.domain.quantity import check_quantity, plain
from desktop.schema import Barcode, Category, Product, Setting, Unit
from desktop.schema.base import table_of
from desktop.schema.store_price import effective_price

_PRODUCT = table_of(Product)
_BARCODE = table_of(Barcode)
_UNIT = table_of(Unit)
_CATEGORY = table_of(Category)
_WANTED = (
    _PRODUCT.c.id,
    _PRODUCT.c.sku,
    _PRODUCT.c.name,
    _PRODUCT.c.status,
    _PRODUCT.c.is_template,
    effective_price(_PRODUCT).label("price"),
    _PRODUCT.c.unit_cost,
    _PRODUCT.c.tax_rate,
    _PRODUCT.c.reorder_point,
    _PRODUCT.c.tracking,
    _PRODUCT.c.category,
    _PRODUCT.c.unit,
    _UNIT.c.code.label("unit_code"),
    _UNIT.c.dimension,
    _UNIT.c.factor,
    _UNIT.c.decimals,
    _CATEGORY.c.name.label("category_name"),
)
_ASKED = _PRODUCT.alias("asked")
# The SKU of a product that was merged leads to the one that is left.
_NAMED = (
    select(func.coalesce(_ASKED.c.merged_into, _ASKED.c.id))
    .where(_ASKED.c.sku == bindparam("code"))
    .scalar_subquery()
)
_BY_CODE = Prepared(
    select(*_WANTED, _BARCODE.c.pack_qty)
    .join_from(_BARCODE, _PRODUCT, _PRODUCT.c.id == _BARCODE.c.product)
    .join(_UNIT, _UNIT.c.id == _PRODUCT.c.unit)
    .join(_CATEGORY, _CATEGORY.c.id == _PRODUCT.c.category)
    .where(_BARCODE.c.code == bindparam("code"))
)
_BY_SKU = Prepared(
    select(*_WANTED)
    .join_from(_PRODUCT, _UNIT, _UNIT.c.id == _PRODUCT.c.unit)
    .join(_CATEGORY, _CATEGORY.c.id == _PRODUCT.c.category)
    .where(_PRODUCT.c.id == _NAMED)
)
_ONE = Decimal(1)


class Meant(NamedTuple):
    """A product, how much of it the code stands for, and what else its label says."""

    product: Any
    pack: Decimal
    label: Label | None = None


def meant(connection: Connection, code: str, store: UUID, label: Label | None = None) -> Meant:
    """The product of a code; SKUs count as codes. ``label``: what the code reads as by GS1."""
    text = clean(code)
    if not text:
        raise UserError("The code is empty.", "Scan it again.", field="code", code="empty_code")
    row = _BY_CODE.first(connection, {"code": barcode_key(text), "store": store})
    if row is not None:
        return Meant(row, row.pack_qty)
    row = _BY_SKU.first(connection, {"code": text, "store": store})
    if row is not None:
        return Meant(row, _ONE)
    if (problem := unclear_quantity(text)) is not None:
        raise problem
    label = label or _of_scale(connection, text, store)
    if label is None:
        raise UnknownCode(text)
    found = _of_label(connection, label, store)
    if found is None:
        raise UnknownCode(text, shown(label.code))
    return found


def _of_scale(connection: Connection, text: str, store: UUID) -> Label | None:
    key = barcode_key(text)
    if not may_be_measured(key):
        return None
    kept = select(Setting.value).where(
        Setting.scope == "store", Setting.scope_id == store, Setting.key == SETTING
    )
    return measured(key, templates_of(connection.execute(kept).scalar() or []))


def _of_label(connection: Connection, label: Label, store: UUID) -> Meant | None:
    """By the label's own code, else by its other spellings, which may be SKUs."""
    for code in (label.code, *label.codes):
        row = _BY_CODE.first(connection, {"code": barcode_key(code), "store": store})
        if row is not None:
            return Meant(row, row.pack_qty, label)
        asked = {"code": code, "store": store}
        row = _BY_SKU.first(connection, asked) if label.codes else None
        if row is not None:
            return Meant(row, _ONE, label)
    return None


def amount_of(
    connection: Connection, of: Meant, quantity: Decimal | None, parts: tuple[Part, ...], shop: str
) -> tuple[Decimal, str]:
    """In the product's unit, and what of the label was not used ("" for nothing).

    ``quantity`` and a bare number of ``parts`` count what the code stands for: a pack, or as much
    as the label says. ``shop``: its currency.
    """
    if of.label is None and not parts:  # nearly every scan
        typed = _ONE if quantity is None else quantity
        return check_quantity(typed * of.pack, of.product.decimals), ""
    row, cases = of.product, _cases(connection, of, parts)
    unit = UnitOf(row.unit_code, row.dimension, row.factor, row.decimals, cases)
    one, note = _one(of, unit, shop)
    if parts:
        return total(parts, unit, one), note
    typed = _ONE if quantity is None else quantity
    return check_quantity(typed * one, unit.decimals), note


def _cases(connection: Connection, of: Meant, parts: tuple[Part, ...]) -> tuple[Decimal, ...]:
    if not any(part.unit in CASES for part in parts):
        return ()
    sizes = select(_BARCODE.c.pack_qty).where(
        _BARCODE.c.product == of.product.id, _BARCODE.c.pack_qty > 1
    )
    return tuple(sorted(set(connection.execute(sizes).scalars())))


def _one(of: Meant, unit: UnitOf, shop: str) -> tuple[Decimal, str]:
    """What one scan stands for: the label's weight, count or price, else the code's pack."""
    label = of.label
    if label is not None and label.amount is not None:
        known = weighed(label.amount, label.unit, unit)
        if known is not None:
            return known * of.pack if label.unit == "piece" else known, ""
        said = f"{plain(label.amount)} {label.unit}"
        return of.pack, f"The label's {said} was not used: it is counted in {unit.code}."
    if label is None or label.price is None:
        return of.pack, ""
    if label.currency not in ("", shop):
        raise UserError(
            f"The label's price is in {label.currency}, the shop's currency is {shop}.",
            "Type the product's code and its weight.",
            field="code",
            code="other_currency",
        )
    known = by_price(label.price, of.product.price, unit)
    if known is None:
        raise UserError(
            f"The label says a price, and {of.product.name} is not sold by weight.",
            "Type its code to book it at its own price, or set its unit and price in Products.",
            field="code",
            code="not_weighed",
        )
    return known, ""
