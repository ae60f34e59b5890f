"""The list of alerts, each with its sentence, and how many are open, snoozed and done.

A snooze ends by itself: an alert whose time is over counts as open wherever it is read.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP as HALF_UP
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import String, and_, bindparam, case, func, literal_column, select, type_coerce
from sqlalchemy.orm import Session

from desktop.db.types import Quantity, Utc
from desktop.domain.ids import ZERO as ROOT
from desktop.domain.quantity import plain
from desktop.queries.categories import category_facet
from desktop.queries.columns import Choice, Column, Facet, Filter, Request
from desktop.queries.list_query import Join, ListQuery, matching
from desktop.queries.lists import Keys, rows
from desktop.queries.purchases import on_order_of
from desktop.queries.reorder import DRAFTED
from desktop.queries.sales import SELLING, WEEK, moved_in
from desktop.queries.stock import STORE, on_hand_of
from desktop.schema import Alert, AppUser, Category, Location, Product, StockMove, Unit
from desktop.schema.base import table_of

A, P, C = table_of(Alert), table_of(Product), table_of(Category)
U, M, PERSON = table_of(Unit), table_of(StockMove), table_of(AppUser)
_PLACE = table_of(Location)
_ON_HAND = on_hand_of(A.c.product)
_PART = 500
_NOW = bindparam("now", type_=Utc())
SEVERITIES = (
    Choice("critical", "Critical", "bad", "circle-x"),
    Choice("warning", "Warning", "warn", "triangle-alert"),
    Choice("info", "Info", "info", "info"),
)
STATES = (
    Choice("open", "Open", "bad"),
    Choice("acknowledged", "Acknowledged", "info"),
    Choice("snoozed", "Snoozed", "info"),
    Choice("resolved", "Done", "ok"),
)
TYPES = (
    Choice("negative", "Below zero", "bad", "circle-x"),
    Choice("out_of_stock", "Out of stock", "bad", "package-x"),
    Choice("low_stock", "Low stock", "warn", "triangle-alert"),
    Choice("depletion", "Runs out too soon", "warn", "trending-down"),
    Choice("price_rise", "Price rise", "info", "trending-up"),
    Choice("backup_old", "No fresh backup", "bad", "shield-alert"),
    Choice("drill_failed", "Trial restore failed", "bad", "shield-alert"),
    Choice("books_broken", "Books not whole", "bad", "circle-alert"),
    Choice("second_failed", "Second folder", "warn", "shield-alert"),
    Choice("feed_failed", "Feed not read", "warn", "refresh-cw"),
    Choice("feed_waits", "Feed waits", "info", "refresh-cw"),
)
GRAVITY = case({"critical": 0, "warning": 1}, value=A.c.severity, else_=2)
_RANK = case({"critical": 2, "warning": 1}, value=A.c.severity, else_=0)
STANDS = A.c.status != literal_column("'resolved'")  # the words of the index over what stands
_SLEPT = and_(A.c.status == "snoozed", A.c.snooze_until <= _NOW)
STATE = case((_SLEPT, "open"), else_=type_coerce(A.c.status, String()))
STANDING = (Filter("stands", "is", True),)
OPEN = (*STANDING, Filter("status", "in", ("open",)))
SNOOZED = (*STANDING, Filter("status", "in", ("snoozed",)))
DONE = (Filter("status", "in", ("acknowledged", "resolved")),)


def _sold() -> Any:
    """How much of the alert's product the store sold since "week_ago"."""
    here = select(_PLACE.c.id).where(_PLACE.c.store == STORE)
    since = bindparam("week_ago", type_=Utc())
    zero = literal_column("0", Quantity())
    total = func.coalesce(-func.sum(M.c.qty, type_=Quantity()), zero, type_=Quantity())
    return (
        select(total)
        .where(M.c.product == A.c.product, M.c.kind.in_(SELLING), M.c.occurred_at >= since)
        .where(moved_in(here))
        .scalar_subquery()
    )


@dataclass(frozen=True, slots=True)
class PriceRise:
    """A vendor's price that went up; ``margin``: what then is left of the product's, in percent.

    The margin is None where the product has no price.
    """

    vendor: UUID
    vendor_name: str
    currency: str
    old: Decimal
    new: Decimal
    percent: Decimal
    margin: Decimal | None


def rise_of(type_: str, params: dict[str, Any], price: Decimal | None) -> PriceRise | None:
    """The facts that an alert of this type keeps, with the product's price of today."""
    if type_ != "price_rise":
        return None
    old, new = Decimal(params["old"]), Decimal(params["new"])
    margin = None if not price else ((price - new) * 100 / price).quantize(Decimal(1), HALF_UP)
    percent = ((new - old) * 100 / old).quantize(Decimal("0.1"), HALF_UP)
    vendor = UUID(params["vendor"])
    return PriceRise(vendor, params["vendor_name"], params["currency"], old, new, percent, margin)


def facts_at(type_: str, params: dict[str, Any], drafted: Decimal) -> dict[str, Any]:
    """What an alert keeps; of goods that run out with what stands in draft orders now. The next
    look tells exactly what is left to order."""
    if type_ != "depletion":
        return params
    then = Decimal(params.get("drafted", "0"))
    if drafted == then:
        return params
    left = max(Decimal(0), Decimal(params.get("quantity", "0")) + then - drafted)
    return {**params, "quantity": plain(left), "drafted": plain(drafted)}


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert; ``message`` is made here from what the alert is about.

    ``status`` is as of now: a snooze that is over is open. ``at``: when it was raised;
    ``changed_at``: when somebody, or the stock, last did something to it. ``sold`` is of 7 days,
    ``drafted`` stands in orders that were not sent yet.
    """

    id: UUID
    type: str
    severity: str
    status: str
    sku: str | None
    name: str | None
    at: datetime
    resolved_at: datetime | None
    on_hand: Decimal
    reorder_point: Decimal | None
    product: UUID | None
    gravity: int
    changed_at: datetime
    snooze_until: datetime | None
    category: str
    decimals: int
    sold: Decimal
    assignee: str
    price: Decimal | None
    params: dict[str, Any]
    drafted: Decimal
    message: str = ""

    @property
    def rise(self) -> PriceRise | None:
        """What an alert on a vendor's price is about; None for any other."""
        return rise_of(self.type, self.params, self.price)


_SENTENCES = {
    "negative": "{name} is below zero",
    "out_of_stock": "{name} is out of stock",
    "low_stock": "{name} is at or below its reorder point",
    "depletion": "{name} will run out before it can be delivered",
    "price_rise": "{vendor} asks more for {name}",
    "backup_old": "No backup was proven for a week",
    "drill_failed": "A backup could not be restored on trial",
    "books_broken": "The ledger is not as it was written",
    "second_failed": "The second folder has no fresh backup",
    "feed_failed": "A feed could not be read",
    "feed_waits": "A feed waits for your answer",
}


def _worded(_: Session, rows: list[AlertRow]) -> list[AlertRow]:
    return [
        replace(row, message=_message(row), params=facts_at(row.type, row.params, row.drafted))
        for row in rows
    ]


def _message(row: AlertRow) -> str:
    sentence = _SENTENCES.get(row.type)
    vendor = row.params.get("vendor_name", "")
    return sentence.format(name=row.name, vendor=vendor) if sentence else row.type


ALERTS = ListQuery(
    name="alerts",
    row=AlertRow,
    main=A,
    fields=(
        A.c.id,
        A.c.type,
        A.c.severity,
        STATE,
        P.c.sku,
        P.c.name,
        A.c.created_at,
        A.c.resolved_at,
        _ON_HAND,
        P.c.reorder_point,
        A.c.product,
        _RANK,
        A.c.updated_at,
        A.c.snooze_until,
        case((C.c.id == ROOT, ""), else_=func.coalesce(C.c.name, "")),
        func.coalesce(U.c.decimals, 0),
        _sold(),
        func.coalesce(PERSON.c.full_name, ""),
        P.c.price,
        A.c.params,
        on_order_of(DRAFTED.c.qty),
    ),
    joins=(
        Join(P, P.c.id == A.c.product, is_optional=True),
        Join(C, C.c.id == P.c.category, is_optional=True),
        Join(U, U.c.id == P.c.unit, is_optional=True),
        Join(PERSON, PERSON.c.id == A.c.user, is_optional=True),
        Join(DRAFTED, DRAFTED.c.product == A.c.product, is_optional=True),
    ),
    where=(A.c.store == STORE,),
    columns=(
        Column("message", "Alert", "product", 0, P.c.name, detail="sku"),
        Column("severity", "Severity", "choice", 110, GRAVITY, choices=SEVERITIES),
        Column("type", "Rule", "choice", 130, A.c.type, choices=TYPES),
        Column("on_hand", "On hand", "level", 170, _ON_HAND, detail="reorder_point"),
        Column("at", "Since", "age", 110, A.c.created_at, descending=True),
        Column("status", "State", "choice", 120, STATE, hidden_below=1600, choices=STATES),
        Column("sku", "SKU", sort=P.c.sku, hidden_below=9999),
        Column("name", "Product", sort=P.c.name, hidden_below=9999),
        Column("gravity", "Gravity", "number", sort=_RANK, descending=True, hidden_below=9999),
        Column("changed_at", "Changed", "age", sort=A.c.updated_at, hidden_below=9999),
    ),
    sort="at",
    descending=True,
    is_newest_first=True,
    search=(P.c.search_text,),
    facets=(
        Facet("status", "State", "choice", STATE, STATES),
        Facet("severity", "Severity", "choice", A.c.severity, SEVERITIES),
        Facet("type", "Rule", "choice", A.c.type, TYPES),
        Facet("product", "Product", "lookup", A.c.product),
        category_facet(P.c.category),
        Facet("at", "Since", "date", A.c.created_at),
        Facet("stands", "Standing", "flag", STANDS),
    ),
    extra=_worded,
    fills=("message", "params"),
    printed=(
        *("id", "type", "severity", "status", "sku", "name", "on_hand", "reorder_point"),
        *("at", "resolved_at", "message"),
    ),
    given=(("now", lambda: datetime.now(UTC)), ("week_ago", lambda: datetime.now(UTC) - WEEK)),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many alerts there are by severity; ``wakes_at``: when the next snooze ends."""

    open: dict[str, int]
    snoozed: dict[str, int]
    done: dict[str, int]
    wakes_at: datetime | None


def given_by(store: UUID, now: Callable[[], datetime]) -> tuple[tuple[str, Any], ...]:
    """What the list of alerts is to be given where time is told by a clock of its own."""
    return (("store", store), ("now", now), ("week_ago", lambda: now() - WEEK))


def alert_tally(session: Session, store: UUID, now: datetime) -> Tally:
    """Two statements; what stands is counted through the index over it."""
    found: dict[str, dict[str, int]] = {"open": {}, "snoozed": {}, "acknowledged": {}}
    state = STATE.label("state")
    standing = session.execute(
        select(state, A.c.severity, func.count().label("number"),
               func.min(A.c.snooze_until, type_=Utc()).label("wakes_at"))
        .where(STANDS, A.c.store == store)
        .group_by(state, A.c.severity),
        {"now": now},
    ).all()  # fmt: skip
    for row in standing:
        found[row.state][row.severity] = row.number
    done = found["acknowledged"]
    resolved = session.execute(
        select(A.c.severity, func.count().label("number"))
        .where(A.c.status == "resolved", A.c.store == store)
        .group_by(A.c.severity)
    )
    for row in resolved:
        done[row.severity] = done.get(row.severity, 0) + row.number
    wakes = [row.wakes_at for row in standing if row.state == "snoozed"]
    return Tally(found["open"], found["snoozed"], done, min(wakes, default=None))


def chosen_alerts(session: Session, request: Request, keys: Keys | None) -> list[UUID]:
    """The ids of all alerts that match, or of those with these keys."""
    if keys is None:
        statement = matching(ALERTS, request, A.c.id)
        return list(session.connection().scalars(statement))
    parts = (keys[start : start + _PART] for start in range(0, len(keys), _PART))
    found = [row for part in parts for row in rows(session, ALERTS, request, part) or ()]
    return [row.id for row in found if row is not None]
