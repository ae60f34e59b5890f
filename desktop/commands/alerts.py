"""Alerts on stock: raised and resolved by the movements themselves, one per product and rule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    select,
    update,
)

from desktop.db.bulk import insert_rows
from desktop.db.prepared import Prepared, insert_or_skip
from desktop.domain.alert_rules import DEFAULTS, KEY, STOCK_KINDS, Rule, Rules, rules_of
from desktop.domain.ids import command_of
from desktop.domain.parts import parts
from desktop.domain.quantity import plain
from desktop.schema import Alert, Location, Product, Setting, StockLevel
from desktop.schema.base import table_of

LEVEL = table_of(StockLevel)
ALERT = table_of(Alert)
PRODUCT = table_of(Product)
LOCATION = table_of(Location)
SETTING = table_of(Setting)
SEVERITY = {kind: rule.severity for kind, rule in DEFAULTS.items()}  # where nobody set another one

_SELLABLE = select(LOCATION.c.id).where(
    LOCATION.c.store == bindparam("store"), LOCATION.c.is_sellable
)
_RULES = select(SETTING.c.value).where(
    SETTING.c.scope == literal_column("'store'"),
    SETTING.c.scope_id == bindparam("store"),
    SETTING.c.key == literal_column(f"'{KEY}'"),
)


def _standing() -> Select[Any]:
    """Each product's own fields with what the store's sellable locations hold of it."""
    # A parent's stock is its variants': nothing is due of it.
    status = case(
        (PRODUCT.c.is_template, literal_column("'parent'")), else_=PRODUCT.c.status
    ).label("status")
    of = (PRODUCT.c.id, status, PRODUCT.c.reorder_point)
    sums = (func.sum(LEVEL.c.on_hand).label("total"), func.min(LEVEL.c.on_hand).label("lowest"))
    here = and_(LEVEL.c.product == PRODUCT.c.id, LEVEL.c.location.in_(_SELLABLE))
    return select(*of, *sums).join_from(PRODUCT, LEVEL, here, isouter=True).group_by(PRODUCT.c.id)


_STANDING = _standing().where(PRODUCT.c.id.in_(bindparam("products", expanding=True)))
_OPEN_ALL = select(
    ALERT.c.id, ALERT.c.type, ALERT.c.product, ALERT.c.status, ALERT.c.snooze_until,
    ALERT.c.severity,
).where(
    ALERT.c.store == bindparam("store"),
    ALERT.c.status != literal_column("'resolved'"),
    ALERT.c.type.in_(STOCK_KINDS),
)  # fmt: skip
_OPEN = _OPEN_ALL.where(ALERT.c.product.in_(bindparam("products", expanding=True)))
# One look at a product tells most bookings that there is nothing to do.
_STANDS = and_(
    ALERT.c.dedupe_key.in_([bindparam(name) for name in STOCK_KINDS]),
    ALERT.c.status != literal_column("'resolved'"),  # the words of the index over what is open
)
# One that slept long enough counts twice: something is to be done, it is woken.
_SLEPT = and_(
    ALERT.c.status == literal_column("'snoozed'"), ALERT.c.snooze_until <= bindparam("at")
)
_WEIGHT = case((_SLEPT, literal_column("2")), else_=literal_column("1"))
_GLANCE = Prepared(
    _standing()
    .add_columns(
        select(func.coalesce(func.sum(_WEIGHT), literal_column("0")))
        .where(_STANDS)
        .scalar_subquery()
        .label("standing"),
        select(func.min(ALERT.c.type)).where(_STANDS).scalar_subquery().label("type"),
        _RULES.scalar_subquery().label("rules"),
    )
    .where(PRODUCT.c.id == bindparam("product"))
)
_RAISE = insert_or_skip(ALERT)
_CHUNK = 2_000


@dataclass(frozen=True)
class Reviewed:
    """How many alerts were raised, ended, and given another severity."""

    raised: int = 0
    resolved: int = 0
    graded: int = 0

    def __add__(self, other: "Reviewed") -> "Reviewed":
        return Reviewed(
            self.raised + other.raised,
            self.resolved + other.resolved,
            self.graded + other.graded,
        )


def due(
    status: str,
    total: Decimal,
    lowest: Decimal,
    reorder_point: Decimal | None,
    rules: Rules = DEFAULTS,
) -> str:
    """Which stock alert a product deserves: at most one, the gravest; "" for none.

    ``total`` and ``lowest`` are the sum and the smallest level over the store's sellable locations.
    """
    if status != "active":
        return ""
    if lowest < 0 and rules["negative"].is_on:
        return "negative"
    if total == 0 and rules["out_of_stock"].is_on:
        return "out_of_stock"
    low = rules["low_stock"]
    if low.is_on and reorder_point is not None and reorder_point > 0:
        return "low_stock" if total * 100 <= reorder_point * low.percent else ""
    return ""


@dataclass(frozen=True)
class Held:
    """A product's rule with what the store's sellable locations hold of it."""

    id: UUID
    status: str
    total: Decimal
    lowest: Decimal
    reorder_point: Decimal | None

    def due(self, rules: Rules) -> str:
        """As ``due``."""
        return due(self.status, self.total, self.lowest, self.reorder_point, rules)


def first_alerts(
    store: UUID, products: Iterable[Held], rules: Rules, at: datetime, cause: UUID
) -> list[dict[str, Any]]:
    """What is due of products that have no alert yet: rows of the table, nothing is written."""
    wanted = ((held, held.due(rules)) for held in products)
    due_now = [(held, rules[kind]) for held, kind in wanted if kind]
    return [
        _new(store, held, rule, at, _alert_id(cause, number))
        for number, (held, rule) in enumerate(due_now)
    ]


def unsettled(
    connection: Connection, store: UUID, products: Sequence[Held], rules: Rules
) -> list[UUID]:
    """Those whose open alerts are not what is due, or which somebody lets sleep: to be reviewed."""
    found = []
    for part in parts(products, _CHUNK):
        asked = {"products": [held.id for held in part], "store": store}
        standing = _by_product(connection.execute(_OPEN, asked))
        for held in part:
            open_now = standing.get(held.id, ())
            kind = held.due(rules)
            is_settled = [alert.type for alert in open_now] == ([kind] if kind else [])
            if not is_settled or any(alert.status == "snoozed" for alert in open_now):
                found.append(held.id)
    return found


def rules_in(connection: Connection, store: UUID) -> Rules:
    """The rules of the store that act now."""
    return rules_of(connection.execute(_RULES, {"store": store}).scalar())


def review(
    connection: Connection, store: UUID, products: Sequence[UUID], at: datetime, cause: UUID
) -> dict[UUID, Decimal]:
    """Raises what is due and resolves what is over, for products whose stock or rule changed.

    What somebody acknowledged or snoozed stands on as it is; a snooze that is over by now is ended.
    A product that has never had a level (nothing moved) is left alone. Returns the sums that were
    compared: what the store's sellable locations hold of each product.
    """
    if len(products) == 1:
        keys = {name: _dedupe_key(name, store, products[0]) for name in STOCK_KINDS}
        asked = {"product": products[0], "store": store, "at": at}
        row = _GLANCE.first(connection, asked | keys)
        if row is not None and _is_settled(row):
            return {} if row.total is None else {products[0]: row.total}
    rules = rules_in(connection, store)
    totals: dict[UUID, Decimal] = {}
    over: list[UUID] = []
    awake: list[UUID] = []
    new: list[dict[str, Any]] = []
    for part in parts(products, _CHUNK):
        values = {"products": part, "store": store}
        rows = connection.execute(_STANDING, values).all()
        by_product = _by_product(connection.execute(_OPEN, values))
        for row in rows:
            if row.total is None:
                continue
            totals[row.id] = row.total
            wanted = due(row.status, row.total, row.lowest, row.reorder_point, rules)
            standing = by_product.get(row.id, ())
            over += [alert.id for alert in standing if alert.type != wanted]
            kept = [alert for alert in standing if alert.type == wanted]
            awake += [alert.id for alert in kept if _has_slept(alert, at)]
            if wanted and not kept:
                new.append(_new(store, row, rules[wanted], at, _alert_id(cause, len(new))))
    resolve_alerts(connection, over, at)
    _update(connection, awake, {"status": "open", "snooze_until": None, "updated_at": at})
    raise_alerts(connection, new)
    return totals


def review_all(
    connection: Connection, store: UUID, rules: Rules, at: datetime, cause: UUID
) -> Reviewed:
    """The same for all products at once after the rules changed: two reads, then what differs.

    Standing alerts get their rule's severity. A product whose booking is under way meanwhile on
    PostgreSQL is settled by its next one.
    """
    by_product = _by_product(connection.execute(_OPEN_ALL, {"store": store}))
    new: list[dict[str, Any]] = []
    over: list[UUID] = []
    regraded: dict[str, list[UUID]] = {}
    moved = _standing().having(func.count(LEVEL.c.product) > 0)
    for row in connection.execute(moved, {"store": store}):
        standing = by_product.get(row.id, ())
        wanted = due(row.status, row.total, row.lowest, row.reorder_point, rules)
        over += [alert.id for alert in standing if alert.type != wanted]
        kept = [alert for alert in standing if alert.type == wanted]
        for alert in kept:
            if alert.severity != rules[wanted].severity:
                regraded.setdefault(rules[wanted].severity, []).append(alert.id)
        if wanted and not kept:
            new.append(_new(store, row, rules[wanted], at, _alert_id(cause, len(new))))
    resolve_alerts(connection, over, at)
    for severity, alerts in regraded.items():
        grade_alerts(connection, alerts, severity, at)
    raise_alerts(connection, new)
    return Reviewed(len(new), len(over), sum(map(len, regraded.values())))


def resolve_alerts(connection: Connection, alerts: Sequence[UUID], at: datetime) -> None:
    """Ends alerts that stand."""
    _update(connection, alerts, {"status": "resolved", "resolved_at": at, "updated_at": at})


def grade_alerts(
    connection: Connection, alerts: Sequence[UUID], severity: str, at: datetime
) -> None:
    """Gives alerts another severity."""
    _update(connection, alerts, {"severity": severity, "updated_at": at})


def raise_alerts(connection: Connection, new: Sequence[dict[str, Any]]) -> None:
    """Many alerts at once, whole rows; one that another transaction raised first is left out."""
    if len(new) == 1:
        connection.execute(_RAISE(connection.dialect.name), new[0])
    elif new:
        insert_rows(connection, ALERT, tuple(new[0]), (row.values() for row in new), skips=True)


def _update(connection: Connection, alerts: Sequence[UUID], values: dict[str, Any]) -> None:
    for part in parts(alerts, _CHUNK):
        connection.execute(update(ALERT).where(ALERT.c.id.in_(part)).values(values))


def _by_product(alerts: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for alert in alerts:
        found.setdefault(alert.product, []).append(alert)
    return found


def _has_slept(alert: Any, at: datetime) -> bool:
    return alert.status == "snoozed" and bool(alert.snooze_until <= at)


def in_store(connection: Connection, store: UUID, product: UUID) -> Decimal:
    """What the store's sellable locations hold of a product: what alerts compare."""
    values = {"products": [product], "store": store}
    return connection.execute(_STANDING, values).one().total or Decimal(0)


def _is_settled(row: Any) -> bool:
    """Whether what stands is what is due."""
    if row.total is None:
        return True
    rules = rules_of(row.rules)
    wanted = due(row.status, row.total, row.lowest, row.reorder_point, rules)
    return (row.standing, row.type or "") == (int(bool(wanted)), wanted)


def _dedupe_key(wanted: str, store: UUID, product: UUID) -> str:
    return f"{wanted}:{store}:{product}"


def _alert_id(cause: UUID, number: int) -> UUID:
    """Alerts take ids from the upper half of the range of the command that caused them."""
    return UUID(int=command_of(cause).int + (1 << 19) + number)


def _new(store: UUID, row: Any, rule: Rule, at: datetime, key: UUID) -> dict[str, Any]:
    """An alert of a product, as its table takes it."""
    reorder = None if row.reorder_point is None else plain(row.reorder_point)
    return {
        "id": key,
        "type": rule.kind,
        "severity": rule.severity,
        "product": row.id,
        "store": store,
        "params": {"on_hand": plain(row.total), "reorder_point": reorder, "percent": rule.percent},
        "status": "open",
        "dedupe_key": _dedupe_key(rule.kind, store, row.id),
        "created_at": at,
        "updated_at": at,
    }
