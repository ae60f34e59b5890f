"""Variants of a product, made and changed as a matrix: all of it or nothing, and one undo.

A matrix is an import of one family: what is new is made, what differs is changed, stock comes in
as a count. So its problems, its undo and its place among the jobs are those of imports.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.categories import path_of_category
from desktop.commands.imports.items import (
    ImportCode,
    Imported,
    ImportItem,
    ImportProblem,
    ImportProducts,
    ImportRefused,
)
from desktop.commands.imports.matching import check_import
from desktop.commands.imports.writing import import_products
from desktop.commands.levels import LEVEL
from desktop.commands.merges import refuse_open
from desktop.commands.products import check_sku
from desktop.commands.texts import check_name
from desktop.domain.barcode import barcode_key, clean
from desktop.domain.errors import UserError
from desktop.domain.matrix import MOST, variant_name
from desktop.domain.money import check_price
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor, Permission
from desktop.domain.quantity import check_quantity
from desktop.domain.variants import options_key
from desktop.schema import Job, Product, Unit
from desktop.schema.base import table_of

P, U = table_of(Product), table_of(Unit)
T = TypeVar("T")


@dataclass(frozen=True)
class Variant:
    """One row of the matrix. ``product`` is None for a new one; None elsewhere: as it is.

    A new one has its parent's price and cost where none is given. ``opening``: what is on hand; of
    one that is there it is a count. One that was archived is active again. ``row`` is its number
    where it is shown, 0 for its place among those that are given.
    """

    options: tuple[tuple[str, str], ...]
    sku: str
    product: UUID | None = None
    barcode: str = ""
    price: Decimal | None = None
    cost: Decimal | None = None
    reorder_point: Decimal | None = None
    opening: Decimal | None = None
    row: int = 0


@dataclass(frozen=True)
class MakeVariants:
    """``product`` becomes, or is, the parent. ``empties``: its own stock is counted as none.

    The problems of a matrix name rows from 1 on; row 0 is the parent. ``is_again``: it was done
    and taken back before, so what moved meanwhile comes on top of what is on hand.
    """

    id: UUID
    by: Actor
    at: datetime
    product: UUID
    variants: tuple[Variant, ...]
    empties: bool = False
    is_again: bool = False


def make_variants(session: Session, command: MakeVariants) -> Imported:
    """In one transaction; ``UndoBooking`` with the command's id takes all of it back.

    ImportRefused names every cell that cannot be. Clock, locks and rounding are those of an import.
    """
    require(session, command.by, Permission.EDIT_PRODUCT)
    if session.get(Job, command.id) is not None:  # it was sent again: the answer was lost
        return import_products(session, ImportProducts(command.id, command.by, command.at, "", ()))
    parent = _parent(session, command.product)
    taken, problems = _taken(session, command, parent)
    if problems:
        raise ImportRefused(problems)
    refuse_open(session, [parent])
    return import_products(session, taken)


def variant_problems(session: Session, command: MakeVariants, most: int) -> list[ImportProblem]:
    """What stands against a matrix, cell by cell, at most so much of it; reads only."""
    taken, problems = _taken(session, command, _parent(session, command.product))
    try:
        check_import(session, taken)
    except ImportRefused as refused:
        problems += refused.problems
    return problems[:most]


def _parent(session: Session, product: UUID) -> Any:
    row = (
        session.connection()
        .execute(
            select(P, U.c.code.label("unit_code"), U.c.decimals)
            .join(U, U.c.id == P.c.unit)
            .where(P.c.id == product)
        )
        .first()
    )
    if row is None:
        raise UserError("This product is gone.", "Refresh the list.", code="gone")
    if row.parent is not None or row.merged_into is not None:
        why = "is a variant itself" if row.parent is not None else "was merged into another product"
        raise UserError(f"{row.name} {why}: it has no variants.", code="unlike")
    return row


def _taken(
    session: Session, command: MakeVariants, parent: Any
) -> tuple[ImportProducts, list[ImportProblem]]:
    """The matrix as an import, and what is wrong with its cells taken one by one."""
    if not command.variants:
        raise UserError("There is no variant to make.", "Give at least one.", code="empty")
    if len(command.variants) > MOST:
        raise UserError(f"A family has at most {MOST:,} variants.", code="too_many")
    category = path_of_category(session, parent.category)
    problems: list[ImportProblem] = []
    items = [_parent_item(session, command, parent)]
    command = replace(command, variants=tuple(_adopted(session, command)))
    for place, variant in enumerate(command.variants, 1):
        row = variant.row or place
        check = _Cells(row, problems)
        item = _item(row, variant, parent, category, check)
        if item is not None:
            items.append(item)
    problems += _known(session, command)
    name = f"Variants of {parent.name}"
    taken = ImportProducts(command.id, command.by, command.at, name, tuple(items))
    return taken, problems


def _adopted(session: Session, command: MakeVariants) -> Iterator[Variant]:
    """A new variant that was taken back when it had facts is the one that was archived then."""
    asked = select(P.c.sku, P.c.options_key, P.c.id).where(
        P.c.parent == command.product, P.c.status == "archived", P.c.merged_into.is_(None)
    )
    archived = {(row.sku, row.options_key): row.id for row in session.execute(asked)}
    for variant in command.variants:
        known = archived.get((clean(variant.sku), options_key(variant.options)))
        opening = variant.opening
        if known is not None and opening is not None and command.is_again:
            opening += _held_here(session, known, command.by)
        yield replace(variant, product=variant.product or known, opening=opening)


def _held_here(session: Session, product: UUID, by: Actor) -> Decimal:
    own = (LEVEL.c.product == product) & (LEVEL.c.location == by.location)
    return sum(session.scalars(select(LEVEL.c.on_hand).where(own)), Decimal(0))


def _parent_item(session: Session, command: MakeVariants, parent: Any) -> ImportItem:
    """It holds no stock of its own: that is its variants'."""
    held = session.scalars(
        select(LEVEL.c.location).where(LEVEL.c.product == parent.id, LEVEL.c.on_hand != 0)
    ).all()
    if held and not command.empties:
        raise UserError(
            f"{parent.name} has stock of its own, and a product with variants has none.",
            "Say what is on hand of each variant, and let it be counted as 0.",
            field="opening",
            code="has_stock",
        )
    if held and (parent.tracking == "lot" or {*held} != {command.by.location}):
        what = "Lots" if parent.tracking == "lot" else "Other places"
        raise UserError(
            f"{what} of {parent.name} hold stock.",
            "Count it as 0 there first; then make its variants.",
            code="has_stock",
        )
    return ImportItem(0, parent.sku, is_template=True, stock=Decimal(0) if held else None)


class _Cells:
    """Checks single cells; collects what is wrong instead of stopping at the first."""

    def __init__(self, row: int, problems: list[ImportProblem]) -> None:
        self.row, self.problems = row, problems

    def take(self, field: str, value: Any, check: Callable[..., T], *args: Any) -> T | None:
        """The value as it may be kept; None for none, and for one that may not be."""
        if value is None:
            return None
        try:
            return check(value, *args)
        except UserError as error:
            self.problems.append(ImportProblem(self.row, field, str(value), str(error)))
            return None


def _item(
    row: int, variant: Variant, parent: Any, category: str, check: _Cells
) -> ImportItem | None:
    """One variant as an import's item; None where its SKU cannot be."""
    sku = check.take("sku", variant.sku, check_sku)
    code = clean(variant.barcode)
    told: dict[str, Any] = {
        "codes": (ImportCode(row, barcode_key(code)),) if code else (),
        "price": check.take("price", variant.price, check_price),
        "cost": check.take("cost", variant.cost, check_price, "cost"),
        "reorder_point": check.take("reorder_point", variant.reorder_point, _counted, parent),
        "parent": parent.sku,
        "options": variant.options,
        "stock": check.take("stock", variant.opening, _counted, parent),
        "status": "active" if variant.product is not None else None,
    }
    if variant.product is None:
        told = _as_parent(parent, category) | {k: v for k, v in told.items() if v is not None}
        values = [value for _, value in variant.options]
        told["name"] = check_name(variant_name(parent.name, values))
    return ImportItem(row, sku, **told) if sku is not None else None


def _counted(value: Decimal, parent: Any) -> Decimal:
    checked = check_quantity(value, parent.decimals)
    if checked < 0:
        raise UserError("It is zero or more.", code="negative")
    return checked


def _as_parent(parent: Any, category: str) -> dict[str, Any]:
    """What a new variant has from its parent."""
    same = ("price", "tax_rate", "reorder_qty", "tracking", "shelf_life_days")
    told = {name: getattr(parent, name) for name in same}
    words = {name: getattr(parent, name) or None for name in ("brand", "manufacturer")}
    status = parent.status if parent.status != "archived" else "active"
    return told | words | {
        "cost": parent.unit_cost, "category": category or None, "unit": parent.unit_code,
        "status": status,
    }  # fmt: skip


def _known(session: Session, command: MakeVariants) -> Iterator[ImportProblem]:
    """New variants whose SKU another product has: an import would take that one for it."""
    numbered = enumerate(command.variants, 1)
    rows = {clean(v.sku): v.row or place for place, v in numbered if v.product is None}
    for part in parts(rows):
        asked = select(P.c.sku, P.c.name).where(P.c.sku.in_(part))
        for sku, name in session.execute(asked):
            yield ImportProblem(rows[sku], "sku", sku, f"The SKU belongs to {name}.")
