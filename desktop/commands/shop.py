"""The shop itself: made at first start, its settings, and the workstations that work on it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands.texts import check_name
from desktop.db.version import MIN_PROGRAM
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO, member
from desktop.domain.measure_codes import SETTING as MEASURE_CODES
from desktop.domain.measure_codes import templates_of
from desktop.domain.money import HUNDRED, check_price
from desktop.domain.permissions import Actor, Role
from desktop.domain.quantity import plain
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
    store = Store(
        id=command.id,
        code=check_name(command.code, "code", 10),
        name=check_name(command.name),
        currency=check_currency(command.currency),
        tz=check_zone(command.zone),
        **_made(command.at),
    )
    session.add(store)
    session.flush()
    _place_and_owner(session, command, store.id)
    _reserved(session, command)
    for key, value in _settings(command).items():
        _put(session, "store", store.id, key, SETTINGS[key](value), command.at)
    _put(session, "system", ZERO, "store_id", str(command.id), command.at)
    _put(session, "system", ZERO, "min_program", MIN_PROGRAM, command.at)
    session.flush()
    return store.id


def _made(at: datetime) -> dict[str, datetime]:
    """The stamps of a row that a command makes: the command's time, also when it is sent late."""
    return {"created_at": at, "updated_at": at}


def _place_and_owner(session: Session, command: CreateShop, store: UUID) -> None:
    floor = member(command.id, 1)
    session.add(
        Location(
            id=floor,
            store=store,
            parent=floor,
            name=check_name(command.location, "location"),
            kind="room",
            path=f"/{floor.hex[-12:]}",
            **_made(command.at),
        )
    )
    session.add(
        AppUser(
            id=member(command.id, 2),
            username=check_name(command.user, "user", 100),
            full_name=check_name(command.full_name, "full_name"),
            role=Role.ADMIN,
            store=store,
            **_made(command.at),
        )
    )


def _reserved(session: Session, command: CreateShop) -> None:
    """The root of the category tree and the units."""
    root = Category(id=ZERO, parent=ZERO, name="", slug="", path="/", **_made(command.at))
    session.add(root)
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
        "tax_rates": list(command.tax_rates),
        "day_starts_at": 0,
    }


def check_currency(text: Any) -> str:
    kept = str(text).strip().upper()
    if len(kept) != 3 or not kept.isascii() or not kept.isalpha():
        raise UserError("A currency has three letters.", field="currency", code="bad_currency")
    return kept


def check_zone(text: Any) -> str:
    try:
        return ZoneInfo(text).key
    except (KeyError, TypeError, ValueError, OSError):
        raise UserError(
            f"“{str(text)[:60]}” is no time zone.", field="zone", code="bad_zone"
        ) from None


def _hour(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 23:
        raise UserError("An hour is 0 to 23.", field="day_starts_at", code="bad_hour")
    return value


def _rates(value: Any) -> list[str]:
    """Percentages as the settings keep them: exact, as text."""
    try:
        rates = [check_price(Decimal(str(rate)), "tax_rates") for rate in value]
    except (ArithmeticError, TypeError):
        raise UserError(
            "Tax rates are numbers, in percent.", field="tax_rates", code="bad_number"
        ) from None
    if not rates or max(rates) > HUNDRED:
        raise UserError("Tax rates are 0 to 100 %.", field="tax_rates", code="too_large")
    return [plain(rate) for rate in rates]


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise UserError("This is yes or no.", field="prices_include_tax", code="bad")
    return value


def _country(value: Any) -> str:
    return check_name(str(value), "country", 2)


def _templates(value: Any) -> list[dict[str, Any]]:
    """How the shop's scales write their codes."""
    return [template.to_json() for template in templates_of(value)]


SETTINGS: dict[str, Callable[[Any], Any]] = {
    "country": _country,
    "prices_include_tax": _flag,
    "tax_rates": _rates,
    "day_starts_at": _hour,
    MEASURE_CODES: _templates,
}


def _put(session: Session, scope: str, scope_id: UUID, key: str, value: Any, at: datetime) -> None:
    """A setting of a new shop."""
    stamps = _made(at)
    named = uuid5(scope_id, f"{scope}:{key}")
    session.add(Setting(id=named, scope=scope, scope_id=scope_id, key=key, value=value, **stamps))


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
    actor, store = _seen(session, command)
    workstation = session.get(Workstation, command.id) or _new_workstation(session, command, store)
    workstation.last_seen = command.at
    workstation.app_version = command.version
    workstation.clock_offset_ms = command.clock_offset_ms
    if session.is_modified(workstation):
        workstation.updated_at = command.at
    session.flush()
    return actor


def visit(session: Session, command: Enrol) -> Actor:
    """Who looks at a shop that may only be read: nothing is written, nobody is signed on."""
    return _seen(session, command)[0]


def _seen(session: Session, command: Enrol) -> tuple[Actor, Store]:
    store = session.scalars(select(Store).order_by(Store.id)).first()
    if store is None:
        raise UserError("This database holds no shop yet.", "Run: db init.", code="no_shop")
    user = _user(session, command.user)
    location = session.scalars(
        select(Location.id)
        .where(Location.store == store.id, Location.is_sellable)
        .order_by(Location.created_at, Location.id)
    ).first()
    if location is None:
        raise UserError("This store has no place to keep goods.", code="no_location")
    return Actor(user, uuid5(command.id, command.lane), store.id, location), store


def _new_workstation(session: Session, command: Enrol, store: Store) -> Workstation:
    """The next code and three writers. Lock: the store's row, so that no two take one code."""
    session.execute(select(Store.id).where(Store.id == store.id).with_for_update())
    found = session.get(Workstation, command.id, populate_existing=True)
    if found is not None:
        return found
    number = (session.scalar(select(func.count()).select_from(Workstation)) or 0) + 1
    name = "".join(c for c in command.name if c.isprintable())[:500]
    workstation = Workstation(
        id=command.id,
        code=f"{number:02d}",
        name=name,
        store=store.id,
        last_seen=command.at,
        app_version=command.version,
        clock_offset_ms=command.clock_offset_ms,
        **_made(command.at),
    )
    session.add(workstation)
    session.flush()
    for lane in LANES:
        session.add(Writer(id=uuid5(workstation.id, lane), workstation=workstation.id, lane=lane))
    return workstation


def _user(session: Session, username: str) -> UUID:
    """The named user, or the first active one."""
    wanted = select(AppUser.id).where(AppUser.is_active).order_by(AppUser.created_at, AppUser.id)
    if username:
        wanted = wanted.where(AppUser.username == username)
    user = session.scalars(wanted).first()
    if user is None:
        raise UserError(f"There is no active user “{username}”.", field="user", code="unknown_user")
    return user
