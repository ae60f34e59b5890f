"""Alerts on stock: raised and resolved by the movements themselves, one per product and rule."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, case, func, literal_column, select, update

from desktop.db.prepared import Prepared, insert_or_skip
from desktop.domain.ids import command_of
from desktop.domain.quantity import plain
from desktop.schema import Alert, Location, Product, StockLevel
from desktop.schema.base import table_of

LEVEL = table_of(StockLevel)
ALERT = table_of(Alert)
PRODUCT = table_of(Product)
LOCATION = table_of(Location)
STOCK_TYPES = ("negative", "out_of_stock", "low_stock")
SEVERITY = {"negative": "critical", "out_of_stock": "critical", "low_stock": "warning"}

_SELLABLE = select(LOCATION.c.id).where(
    LOCATION.c.store == bindparam("store"), LOCATION.c.is_sellable
)
_STANDING = (
    select(
        PRODUCT.c.id,
        PRODUCT.c.status,
        PRODUCT.c.reorder_point,
        func.sum(LEVEL.c.on_hand).label("total"),
        func.min(LEVEL.c.on_hand).label("lowest"),
    )
    .join_from(
        PRODUCT,
        LEVEL,
        and_(LEVEL.c.product == PRODUCT.c.id, LEVEL.c.location.in_(_SELLABLE)),
        isouter=True,
    )
    .where(PRODUCT.c.id.in_(bindparam("products", expanding=True)))
    .group_by(PRODUCT.c.id, PRODUCT.c.status, PRODUCT.c.reorder_point)
)
_OPEN = select(
    ALERT.c.id, ALERT.c.type, ALERT.c.product, ALERT.c.status, ALERT.c.snooze_until
).where(
    ALERT.c.product.in_(bindparam("products", expanding=True)),
    ALERT.c.store == bindparam("store"),
    ALERT.c.status != "resolved",
    ALERT.c.type.in_(STOCK_TYPES),
)
# One look at a product tells most bookings that there is nothing to do.
_STANDS = and_(
    ALERT.c.dedupe_key.in_([bindparam(name) for name in STOCK_TYPES]),
    ALERT.c.status != literal_column("'resolved'"),  # the words of the index over what is open
)
# One that slept long enough counts twice: something is to be done, it is woken.
_SLEPT = and_(
    ALERT.c.status == literal_column("'snoozed'"), ALERT.c.snooze_until <= bindparam("at")
)
_WEIGHT = case((_SLEPT, literal_column("2")), else_=literal_column("1"))
_GLANCE = Prepared(
    select(
        PRODUCT.c.status,
        PRODUCT.c.reorder_point,
        func.sum(LEVEL.c.on_hand).label("total"),
        func.min(LEVEL.c.on_hand).label("lowest"),
        select(func.coalesce(func.sum(_WEIGHT), literal_column("0")))
        .where(_STANDS)
        .scalar_subquery()
        .label("standing"),
        select(func.min(ALERT.c.type)).where(_STANDS).scalar_subquery().label("type"),
    )
    .join_from(
        PRODUCT,
        LEVEL,
        and_(LEVEL.c.product == PRODUCT.c.id, LEVEL.c.location.in_(_SELLABLE)),
        isouter=True,
    )
    .where(PRODUCT.c.id == bindparam("product"))
    .group_by(PRODUCT.c.id, PRODUCT.c.status, PRODUCT.c.reorder_point)
)
_RESOLVE = (
    update(ALERT)
    .where(ALERT.c.id == bindparam("key"))
    .values(status="resolved", resolved_at=bindparam("at"), updated_at=bindparam("at"))
)
_WAKE = (
    update(ALERT)
    .where(ALERT.c.id == bindparam("key"))
    .values(status="open", snooze_until=None, updated_at=bindparam("at"))
)
_RAISE = insert_or_skip(ALERT)
_CHUNK = 500


def due(status: str, total: Decimal, lowest: Decimal, reorder_point: Decimal | None) -> str:
    """Which stock alert a product deserves: at most one, the gravest; "" for none.

    ``total`` and ``lowest`` are the sum and the smallest level over the store's sellable locations.
    """
    if status != "active":
        return ""
    if lowest < 0:
        return "negative"
    if total == 0:
        return "out_of_stock"
    if reorder_point is not None and reorder_point > 0 and total <= reorder_point:
        return "low_stock"
    return ""


def review(
    connection: Connection, store: UUID, products: Sequence[UUID], at: datetime, cause: UUID
) -> dict[UUID, Decimal]:
    """Raises what is due and resolves what is over, for products whose stock or rule changed.

    What somebody acknowledged or snoozed stands on as it is; a snooze that is over by now is ended.
    A product that has never had a level (nothing moved) is left alone. Returns the sums that were
    compared: what the store's sellable locations hold of each product.
    """
    if len(products) == 1:
        keys = {name: _dedupe_key(name, store, products[0]) for name in STOCK_TYPES}
        asked = {"product": products[0], "store": store, "at": at}
        row = _GLANCE.first(connection, asked | keys)
        if row is not None and _is_settled(row):
            return {} if row.total is None else {products[0]: row.total}
    number = 0
    totals: dict[UUID, Decimal] = {}
    for start in range(0, len(products), _CHUNK):
        values = {"products": list(products[start : start + _CHUNK]), "store": store}
        rows = connection.execute(_STANDING, values).all()
        open_alerts = connection.execute(_OPEN, values).all()
        by_product: dict[UUID, list[Any]] = {}
        for alert in open_alerts:
            by_product.setdefault(alert.product, []).append(alert)
        for row in rows:
            if row.total is None:
                continue
            totals[row.id] = row.total
            wanted = due(row.status, row.total, row.lowest, row.reorder_point)
            standing = by_product.get(row.id, [])
            _settle(connection, standing, wanted, at)
            if wanted and all(alert.type != wanted for alert in standing):
                _raise(connection, store, row, wanted, at, _alert_id(cause, number))
                number += 1
    return totals


def _settle(connection: Connection, standing: Sequence[Any], wanted: str, at: datetime) -> None:
    """Ends what is no longer so, and the sleep of what has slept long enough."""
    for alert in standing:
        if alert.type != wanted:
            connection.execute(_RESOLVE, {"key": alert.id, "at": at})
        elif alert.status == "snoozed" and alert.snooze_until <= at:
            connection.execute(_WAKE, {"key": alert.id, "at": at})


def in_store(connection: Connection, store: UUID, product: UUID) -> Decimal:
    """What the store's sellable locations hold of a product: what alerts compare."""
    values = {"products": [product], "store": store}
    return connection.execute(_STANDING, values).one().total or Decimal(0)


def _is_settled(row: Any) -> bool:
    """Whether what stands is what is due."""
    if row.total is None:
        return True
    wanted = due(row.status, row.total, row.lowest, row.reorder_point)
    return (row.standing, row.type or "") == (int(bool(wanted)), wanted)


def _dedupe_key(wanted: str, store: UUID, product: UUID) -> str:
    return f"{wanted}:{store}:{product}"


def _alert_id(cause: UUID, number: int) -> UUID:
    """Alerts take ids from the upper half of the range of the command that caused them."""
    return UUID(int=command_of(cause).int + (1 << 19) + number)


def _raise(
    connection: Connection, store: UUID, row: Any, wanted: str, at: datetime, key: UUID
) -> None:
    reorder = None if row.reorder_point is None else plain(row.reorder_point)
    connection.execute(
        _RAISE(connection.dialect.name),
        {
            "id": key,
            "type": wanted,
            "severity": SEVERITY[wanted],
            "product": row.id,
            "store": store,
            "params": {"on_hand": plain(row.total), "reorder_point": reorder},
            "status": "open",
            "dedupe_key": _dedupe_key(wanted, store, row.id),
            "created_at": at,
            "updated_at": at,
        },
    )
