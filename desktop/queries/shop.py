"""The shop as every page needs it."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.measure_codes import SETTING, Template, templates_of
from desktop.domain.permissions import Actor
from desktop.domain.shop import ShopInfo
from desktop.schema import AppUser, Location, Setting, Store


def shop_info(session: Session, actor: Actor) -> ShopInfo:
    """Name, place, currency, time zone and taxes of the actor's store."""
    store = session.get_one(Store, actor.store)
    location = session.get_one(Location, actor.location)
    rows = session.execute(
        select(Setting.key, Setting.value).where(
            Setting.scope == "store", Setting.scope_id == actor.store
        )
    )
    values = {row.key: row.value for row in rows}
    return ShopInfo(
        store=store.id,
        location=location.id,
        code=store.code,
        name=store.name,
        location_name=location.name,
        currency=store.currency,
        zone=store.tz,
        prices_include_tax=bool(values.get("prices_include_tax", True)),
        tax_rates=tuple(Decimal(rate) for rate in values.get("tax_rates", ["0"])),
        day_starts_at=int(values.get("day_starts_at", 0)),
    )


def shop_country(session: Session, store: UUID) -> str:
    """Two letters, as the shop was made or set since; ZZ where it was not said."""
    said = select(Setting.value).where(
        Setting.scope == "store", Setting.scope_id == store, Setting.key == "country"
    )
    return str(session.scalar(said) or "ZZ")


def measure_codes(session: Session, store: UUID) -> tuple[Template, ...]:
    """How the shop's scales write their codes."""
    kept = select(Setting.value).where(
        Setting.scope == "store", Setting.scope_id == store, Setting.key == SETTING
    )
    return templates_of(session.scalar(kept) or [])


def acting_user(session: Session, actor: Actor) -> tuple[str, str]:
    """Full name and role of the acting user."""
    user = session.get_one(AppUser, actor.user)
    return user.full_name, user.role
