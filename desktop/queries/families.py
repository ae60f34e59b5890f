"""A family of variants: the parent, its variants as they stand, and codes that are still free."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, literal, select
from sqlalchemy.orm import Session

from desktop.domain.barcode import KEY_LENGTH, shown
from desktop.domain.errors import UserError
from desktop.domain.matrix import IN_STORE, SERIAL, Option, in_store_code, options_among
from desktop.queries.shop import measure_codes
from desktop.queries.stock import STORE, on_hand_of
from desktop.schema import Barcode, Product, StockLevel, Unit
from desktop.schema.base import table_of

P, B, U, LEVEL = (table_of(each) for each in (Product, Barcode, Unit, StockLevel))
_ASKED = P.alias("asked")


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """A variant with what the store has of it; ``barcode`` is its main one as it is printed."""

    product: UUID
    sku: str
    name: str
    options: dict[str, str]
    barcode: str
    price: Decimal
    cost: Decimal | None
    reorder_point: Decimal | None
    status: str
    on_hand: Decimal

    @property
    def values(self) -> str:
        """``S, Red``."""
        return ", ".join(self.options.values())


@dataclass(frozen=True, slots=True)
class Family:
    """A product with its variants; ``own_stock``: what it holds itself, wherever.

    ``wanted`` is the product that was asked for: the parent, or one of the variants.
    """

    product: UUID
    wanted: UUID
    sku: str
    name: str
    price: Decimal
    cost: Decimal | None
    reorder_point: Decimal | None
    unit: str
    decimals: int
    own_stock: Decimal
    options: tuple[Option, ...]
    variants: tuple[FamilyMember, ...]


def family_of(session: Session, product: UUID, store: UUID) -> Family:
    """The family of a parent or of a variant; of a plain product one that is still empty."""
    held = select(func.coalesce(func.sum(LEVEL.c.on_hand, type_=LEVEL.c.on_hand.type), 0))
    own = held.where(LEVEL.c.product == P.c.id).scalar_subquery()
    asked = select(_ASKED.c.parent).where(_ASKED.c.id == product).scalar_subquery()
    row = session.execute(
        select(P, U.c.code.label("unit_code"), U.c.decimals, own.label("own"))
        .join(U, U.c.id == P.c.unit)
        .where(P.c.id == func.coalesce(asked, literal(product, P.c.id.type)))
    ).first()
    if row is None:
        raise UserError("This product is gone.", "Refresh the list.", code="gone")
    variants = tuple(members_of(session, row.id, store))
    options = options_among([each.options for each in variants])
    return Family(
        row.id, product, row.sku, row.name, row.price, row.unit_cost, row.reorder_point,
        row.unit_code, row.decimals, Decimal(row.own), options, variants,
    )  # fmt: skip


def members_of(session: Session, parent: UUID, store: UUID) -> Iterator[FamilyMember]:
    """The variants of a parent, in the order in which they were made."""
    rows: Any = session.execute(
        select(
            P.c.id, P.c.sku, P.c.name, P.c.options, B.c.code, P.c.price, P.c.unit_cost,
            P.c.reorder_point, P.c.status, on_hand_of(P.c.id),
        )
        .join_from(P, B, and_(B.c.product == P.c.id, B.c.is_primary), isouter=True)
        .where(P.c.parent == parent)
        .order_by(P.c.id),
        {STORE.key: store},
    )  # fmt: skip
    found = [FamilyMember(*row) for row in rows]
    order = [option.name for option in options_among([each.options for each in found])]
    for each in found:
        options = {name: each.options[name] for name in order if name in each.options}
        code = shown(each.barcode) if each.barcode else ""
        yield _with(each, options, code)


def _with(member: FamilyMember, options: dict[str, str], code: str) -> FamilyMember:
    return FamilyMember(
        member.product, member.sku, member.name, options, code, member.price, member.cost,
        member.reorder_point, member.status, member.on_hand,
    )  # fmt: skip


def free_codes(session: Session, store: UUID, count: int) -> Sequence[str]:
    """In-store EAN-13 codes that follow the highest there is; prefixes of scales are left alone."""
    weighed = {template.prefix[:2] for template in measure_codes(session, store)}
    prefix = next((each for each in IN_STORE if each not in weighed), IN_STORE[0])
    first, last = (in_store_code(prefix, n).zfill(KEY_LENGTH) for n in (0, 10**SERIAL - 1))
    highest = session.scalar(select(func.max(B.c.code)).where(B.c.code.between(first, last)))
    number = int(highest[-1 - SERIAL : -1]) if highest is not None and highest.isdigit() else 0
    return [in_store_code(prefix, number + n) for n in range(1, count + 1)]
