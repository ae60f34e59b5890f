"""Prices that differ in a store: set, taken away again, and undone by their trail."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, fields_of, was_done
from desktop.commands.revert import require_as_made, revert_batch
from desktop.domain.errors import UserError
from desktop.domain.ids import pair_id
from desktop.domain.money import check_price
from desktop.domain.permissions import Actor, Permission
from desktop.schema import Product, Store, StorePrice
from desktop.schema.base import table_of


@dataclass(frozen=True)
class SetStorePrices:
    """What a product costs in each of these stores; None: as everywhere.

    ``UndoStorePrices`` with this id takes it back.
    """

    id: UUID
    by: Actor
    at: datetime
    product: UUID
    prices: tuple[tuple[UUID, Decimal | None], ...]


@dataclass(frozen=True)
class UndoStorePrices:
    """Takes back what one command did to stores' prices."""

    id: UUID
    by: Actor
    at: datetime
    batch: UUID


def set_store_prices(session: Session, command: SetStorePrices) -> int:
    """How many stores have another price now. Locks the product, so that two editors follow."""
    require(session, command.by, Permission.EDIT_PRODUCT)
    if was_done(session, command.id):
        return 0
    held = select(Product.id).where(Product.id == command.product).with_for_update()
    if session.scalar(held) is None:
        raise UserError("This product is gone.", "Refresh the list.", code="gone")
    trail = Trail(session, command.id, command.by, command.at)
    for store, price in command.prices:
        if session.get(Store, store) is None:
            raise UserError("This store is gone.", "Refresh.", field="store", code="gone")
        _set(session, trail, command.product, store, price)
    session.flush()
    return trail.number


def _set(session: Session, trail: Trail, product: UUID, store: UUID, price: Decimal | None) -> None:
    row = session.get(StorePrice, pair_id(product, store))
    if row is None and price is not None:
        at = trail.at
        key, kept = pair_id(product, store), check_price(price)
        row = StorePrice(
            id=key, product=product, store=store, price=kept, created_at=at, updated_at=at
        )
        session.add(row)
        session.flush()
        trail.created(row)
    elif row is not None and price is None:
        trail.deleted(row)
        session.delete(row)
    elif row is not None and price is not None:
        before = fields_of(row)
        row.price = check_price(price)
        if trail.changed(row, before):
            row.updated_at = trail.at


def undo_store_prices(session: Session, command: UndoStorePrices) -> None:
    """Refused where a price was changed since. The undo can be undone by its own id."""
    require(session, command.by, Permission.EDIT_PRODUCT)
    if not was_done(session, command.batch):
        raise UserError("There is nothing to take back of this.", "Refresh.", code="gone")
    if was_done(session, command.id):
        return
    require_as_made(session, command.batch, table_of(StorePrice))
    trail = Trail(session, command.id, command.by, command.at)
    revert_batch(session, command.batch, trail, "The product or the store is gone by now.")
