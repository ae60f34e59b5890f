"""What hangs on one product: its stock by place and lot, its codes, what vendors ask for it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.domain.barcode import describe, shown
from desktop.schema import Barcode, Location, Lot, Product, StockLevel, Vendor, VendorPrice
from desktop.schema.base import table_of

P, B, L = table_of(Product), table_of(Barcode), table_of(Location)
LEVEL, VP, V = table_of(StockLevel), table_of(VendorPrice), table_of(Vendor)
LOT = table_of(Lot)


@dataclass(frozen=True, slots=True)
class PlaceLevel:
    """What one place of the store holds."""

    location: UUID
    name: str
    on_hand: Decimal
    is_sellable: bool


@dataclass(frozen=True, slots=True)
class Code:
    """A barcode as it is printed, and the quantity it stands for."""

    id: UUID
    code: str
    kind: str
    pack_qty: Decimal
    is_primary: bool


@dataclass(frozen=True, slots=True)
class LotLevel:
    """What a place holds of a lot; the one without a code is not told."""

    code: str
    expiry: date | None
    on_hand: Decimal


@dataclass(frozen=True, slots=True)
class VendorOffer:
    """What a vendor asks."""

    vendor: UUID
    name: str
    unit_price: Decimal
    currency: str
    pack_qty: Decimal
    min_order_qty: Decimal
    lead_time_days: int
    vendor_sku: str | None
    is_preferred: bool


def levels_of(session: Session, product: UUID, location: UUID) -> tuple[PlaceLevel, ...]:
    """Per place of the location's store, all lots together; the asked place first.

    Of a parent with all its variants.
    """
    here = L.alias("here")
    theirs = select(P.c.id).where(P.c.parent == product)
    rows = session.execute(
        select(L.c.id, L.c.name, LEVEL.c.on_hand, L.c.is_sellable)
        .join_from(LEVEL, L, L.c.id == LEVEL.c.location)
        .join(here, (here.c.store == L.c.store) & (here.c.id == location))
        .where((LEVEL.c.product == product) | LEVEL.c.product.in_(theirs))
        .order_by(L.c.id != location, L.c.created_at, L.c.id)
    )
    places: dict[UUID, PlaceLevel] = {}
    for key, name, on_hand, is_sellable in rows:
        held = places[key].on_hand if key in places else Decimal(0)
        places[key] = PlaceLevel(key, name, held + on_hand, is_sellable)
    return tuple(places.values())


def lots_of(session: Session, product: UUID, location: UUID) -> tuple[LotLevel, ...]:
    """Those that hold stock at a place, in the order in which they leave."""
    rows = session.execute(
        select(LOT.c.code, LOT.c.expiry_date, LEVEL.c.on_hand)
        .join_from(LEVEL, LOT, LOT.c.id == LEVEL.c.lot)
        .where(LEVEL.c.product == product, LEVEL.c.location == location)
        .where(LEVEL.c.on_hand != 0, LOT.c.code != "-")
        .order_by(func.coalesce(LOT.c.expiry_date, date.max), LOT.c.received_at)
    )
    return tuple(LotLevel(*row) for row in rows)


def codes_of(session: Session, product: UUID) -> tuple[Code, ...]:
    """The main one first."""
    rows = session.execute(
        select(B.c.id, B.c.code, B.c.pack_qty, B.c.is_primary)
        .where(B.c.product == product)
        .order_by(B.c.is_primary.desc(), B.c.id)
    )
    return tuple(
        Code(row.id, shown(row.code), describe(row.code).kind, row.pack_qty, row.is_primary)
        for row in rows
    )


def offers_of(session: Session, product: UUID) -> tuple[VendorOffer, ...]:
    """The preferred vendor first, then by price."""
    rows = session.execute(
        select(
            V.c.id,
            V.c.name,
            VP.c.unit_price,
            VP.c.currency,
            VP.c.pack_qty,
            VP.c.min_order_qty,
            VP.c.lead_time_days,
            VP.c.vendor_sku,
            VP.c.is_preferred,
        )
        .join_from(VP, V, V.c.id == VP.c.vendor)
        .where(VP.c.product == product)
        .order_by(VP.c.is_preferred.desc(), VP.c.unit_price, V.c.name)
    )
    return tuple(VendorOffer(*row) for row in rows)
