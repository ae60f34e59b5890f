"""The shop that the demo goes into: the empty one that is there, or a new Main Street Store."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.shop import CreateShop, create_shop
from desktop.domain.errors import UserError
from desktop.domain.permissions import Role
from desktop.domain.shop import country
from desktop.schema import (
    AppUser,
    Location,
    Product,
    Setting,
    StockMove,
    Store,
    Unit,
    Vendor,
    Workstation,
)

MANAGER = ("mara", "Mara Lindqvist", Role.MANAGER)
STAMPED = ("created_at", "updated_at")
STORE_NAME = "Main Street Store"
COUNTRY = "FI"
MONEY_PER_PERCENT = 10_000


@dataclass(frozen=True, slots=True)
class Site:
    """The store as it was found or made: ids of what is there, tax rates in 1/10 000 percent."""

    store: UUID
    code: str
    currency: str
    zone: str
    floor: UUID
    opened_at: datetime
    people: dict[str, UUID]
    stations: int
    units: dict[str, UUID]
    low_tax: int
    high_tax: int


def refuse_used(session: Session) -> None:
    """The demo is only filled into a database in which nothing happened yet."""
    for table, what in ((Product, "products"), (StockMove, "movements"), (Vendor, "vendors")):
        if session.scalars(select(table.id).limit(1)).first() is not None:
            raise UserError(
                f"This shop already holds {what}; the demo goes only into an empty one.",
                "Nothing was changed. Choose another --data-dir or --database.",
                code="not_empty",
            )


def site(session: Session, key: UUID, at: datetime) -> Site:
    """What is there. A new store takes the id ``key`` and is dated ``at``."""
    if session.scalars(select(Store.id)).first() is None:
        create_shop(session, answers(key, at))
    store = session.scalars(select(Store).order_by(Store.id)).one()
    floor = session.scalars(
        select(Location)
        .where(Location.store == store.id, Location.is_sellable)
        .order_by(Location.created_at, Location.id)
    ).first()
    if floor is None:
        raise UserError("This store has no place to keep goods.", code="no_location")
    rates = [int(Decimal(rate) * MONEY_PER_PERCENT) for rate in _tax_rates(session, store.id)]
    return Site(
        store.id, store.code, store.currency, store.tz, floor.id, floor.created_at,
        {user.username: user.id for user in session.scalars(select(AppUser))},
        len(session.scalars(select(Workstation.id)).all()),
        {unit.code: unit.id for unit in session.scalars(select(Unit))},
        next((rate for rate in rates[1:] if rate), rates[0]), rates[0],
    )  # fmt: skip


def answers(key: UUID, at: datetime) -> CreateShop:
    """What the demo shop would answer at first start."""
    home = country(COUNTRY)
    return CreateShop(
        key, at, STORE_NAME, "M1", home.code, home.currency, home.zone, home.tax_rates,
        home.includes_tax, "Shop floor", MANAGER[0], MANAGER[1],
    )  # fmt: skip


def _tax_rates(session: Session, store: UUID) -> list[str]:
    rates = session.scalars(
        select(Setting.value).where(Setting.scope_id == store, Setting.key == "tax_rates")
    ).first()
    return list(rates) if rates else ["0"]
