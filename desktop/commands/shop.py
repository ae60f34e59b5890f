"""The shop itself: made at first start, its settings, and the workstations that work on it."""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO, member
from desktop.domain.money import check_price
from desktop.domain.permissions import Actor, Permission, Role
from desktop.schema import AppUser, Category, Location, Setting, Store, Unit, Workstation, Writer

LANES = ("till", "command", "job")
UNITS = (
    ("piece", "piece", "count", "1", 0),
    ("kg", "kilogram", "mass", "1", 3),
    ("g", "gram", "mass", "0.001", 0),
    ("l", "litre", "volume", "1", 3),
    ("ml", "millilitre", "volume", "0.001", 0),
    ("m", "metre", "length", "1", 3),
)


@dataclass(frozen=True)
class CreateShop:
    """The answers of first start. The first user is an admin; sign-in comes later."""

    id: UUID
    at: datetime
    name: str = "My shop"
    code: str = "M1"
    country: str = "ZZ"
    currency: str = "EUR"
    zone: str = "UTC"
    tax_rates: tuple[Decimal, ...] = (Decimal(0),)
    includes_tax: bool = True
    location: str = "Shop floor"
    user: str = "owner"
    full_name: str = "Owner"


def create_shop(session: Session, command: CreateShop) -> UUID:
    """The store's id. Asked twice, the first answer stands."""
    found = session.scalars(select(Store.id).order_by(Store.id)).first()
    if found is not None:
        return found
    name = command.name.strip()
    if not name or len(name) > 500:
        raise UserError("The shop needs a name.", field="name", code="empty")
    try:
        ZoneInfo(command.zone)
    except (KeyError, ValueError, OSError):
        raise UserError(f"“{command.zone}” is no time zone.", field="zone") from None
    store = Store(
        id=command.id, code=command.code, name=name, currency=command.currency, tz=command.zone
    )
    session.add(store)
    session.flush()
    floor = member(command.id, 1)
    session.add(
        Location(
            id=floor,
            store=store.id,
            parent=floor,
            name=command.location,
            kind="room",
            path=f"/{floor.hex[-12:]}",
        )
    )
    session.add(
        AppUser(
            id=member(command.id, 2),
            username=command.user,
            full_name=command.full_name,
            role=Role.ADMIN,
            store=store.id,
        )
    )
    _reserved(session, command)
    for key, value in _settings(command).items():
        _put(session, command.id, "store", store.id, key, value)
    _put(session, command.id, "system", ZERO, "store_id", str(command.id))
    _put(session, command.id, "system", ZERO, "min_program", "0.1.0")
    session.flush()
    return store.id


def _reserved(session: Session, command: CreateShop) -> None:
    """The root of the category tree and the units."""
    session.add(
        Category(id=ZERO, parent=ZERO, name="", slug="", path="/", created_at=command.at)
    )
    for number, (code, name, dimension, factor, decimals) in enumerate(UNITS):
        session.add(
            Unit(
                id=member(command.id, 10 + number),
                code=code,
                name=name,
                dimension=dimension,
                factor=Decimal(factor),
                decimals=decimals,
            )
        )


def _settings(command: CreateShop) -> dict[str, Any]:
    return {
        "country": command.country,
        "prices_include_tax": command.includes_tax,
        "tax_rates": [str(check_price(rate, "tax_rate").normalize()) for rate in command.tax_rates],
        "day_starts_at": 0,
    }


def _put(
    session: Session, command: UUID, scope: str, scope_id: UUID, key: str, value: Any
) -> None:
    row = session.scalars(
        select(Setting).where(
            Setting.scope == scope, Setting.scope_id == scope_id, Setting.key == key
        )
    ).first()
    if row is None:
        row = Setting(id=uuid5(scope_id, f"{scope}:{key}"), scope=scope, scope_id=scope_id, key=key)
        session.add(row)
    row.value = value


@dataclass(frozen=True)
class ChangeShop:
    """New values for the shop: name, currency, zone, prices_include_tax, tax_rates, day_starts_at."""

    id: UUID
    by: Actor
    at: datetime
    values: dict[str, Any]


def change_shop(session: Session, command: ChangeShop) -> None:
    """Documents that are there keep the currency and tax they were made with."""
    require(session, command.by, Permission.EDIT_SETTINGS)
    store = session.get(Store, command.by.store)
    if store is None:
        raise UserError("The store is gone.", code="gone")
    for key, value in command.values.items():
        if key == "name":
            if not str(value).strip():
                raise UserError("The shop needs a name.", field="name", code="empty")
            store.name = str(value).strip()[:500]
        elif key == "currency":
            if len(str(value)) != 3 or not str(value).isalpha():
                raise UserError("A currency has three letters.", field="currency")
            store.currency = str(value).upper()
        elif key == "zone":
            try:
                ZoneInfo(value)
            except (KeyError, ValueError, OSError):
                raise UserError(f"“{value}” is no time zone.", field="zone") from None
            store.tz = value
        else:
            json.dumps(value)
            _put(session, command.id, "store", store.id, key, value)
    session.flush()


@dataclass(frozen=True)
class Enrol:
    """A workstation signs on: ``id`` is the identity that lies on the machine."""

    id: UUID
    at: datetime
    name: str
    lane: str
    version: str
    user: str = ""
    clock_offset_ms: int = 0


def enrol(session: Session, command: Enrol) -> Actor:
    """Who this program acts as. A new workstation gets the next code and three writers."""
    user = _user(session, command.user)
    workstation = session.get(Workstation, command.id)
    store = session.scalars(select(Store).order_by(Store.id)).first()
    if store is None:
        raise UserError("This database holds no shop yet.", "Run: db init.", code="no_shop")
    if workstation is None:
        number = (session.scalar(select(func.count()).select_from(Workstation)) or 0) + 1
        workstation = Workstation(
            id=command.id, code=f"{number:02d}", name=command.name[:500], store=store.id
        )
        session.add(workstation)
        session.flush()
        for lane in LANES:
            session.add(
                Writer(id=uuid5(workstation.id, lane), workstation=workstation.id, lane=lane)
            )
    workstation.last_seen = command.at
    workstation.app_version = command.version
    workstation.clock_offset_ms = command.clock_offset_ms
    session.flush()
    location = session.scalars(
        select(Location.id)
        .where(Location.store == store.id, Location.is_sellable)
        .order_by(Location.created_at, Location.id)
    ).first()
    if location is None:
        raise UserError("This store has no place to keep goods.", code="no_location")
    return Actor(user, uuid5(workstation.id, command.lane), workstation.store, location)


def _user(session: Session, username: str) -> UUID:
    """The named user, or the first active one."""
    wanted = select(AppUser.id).where(AppUser.is_active).order_by(AppUser.created_at, AppUser.id)
    if username:
        wanted = wanted.where(AppUser.username == username)
    user = session.scalars(wanted).first()
    if user is None:
        raise UserError(f"There is no active user “{username}”.", field="user", code="unknown_user")
    return user
