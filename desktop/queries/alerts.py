"""The list of alerts, each with its sentence, and how many are open."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from desktop.queries.columns import Choice, Column, Facet, Filter
from desktop.queries.list_query import Join, ListQuery
from desktop.queries.stock import on_hand_of
from desktop.schema import Alert, Product
from desktop.schema.base import table_of

A, P = table_of(Alert), table_of(Product)
_ON_HAND = on_hand_of(A.c.product)
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
)
STANDING = (Filter("status", "in", ("open", "acknowledged", "snoozed")),)
GRAVITY = case({"critical": 0, "warning": 1}, value=A.c.severity, else_=2)


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert; ``message`` is made here from what the alert is about."""

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
    message: str = ""


_SENTENCES = {
    "negative": "{name} is below zero",
    "out_of_stock": "{name} is out of stock",
    "low_stock": "{name} is at or below its reorder point",
}


def _worded(_: Session, rows: list[AlertRow]) -> list[AlertRow]:
    return [replace(row, message=_message(row)) for row in rows]


def _message(row: AlertRow) -> str:
    sentence = _SENTENCES.get(row.type)
    return sentence.format(name=row.name) if sentence else row.type


ALERTS = ListQuery(
    name="alerts",
    row=AlertRow,
    main=A,
    fields=(
        A.c.id,
        A.c.type,
        A.c.severity,
        A.c.status,
        P.c.sku,
        P.c.name,
        A.c.created_at,
        A.c.resolved_at,
        _ON_HAND,
        P.c.reorder_point,
        A.c.product,
    ),
    joins=(Join(P, P.c.id == A.c.product, is_optional=True),),
    columns=(
        Column("severity", "Severity", "choice", 110, GRAVITY, choices=SEVERITIES),
        Column("message", "Alert", "product", 0, P.c.name, detail="sku"),
        Column("type", "Rule", "choice", 130, A.c.type, choices=TYPES),
        Column("on_hand", "On hand", "level", 170, _ON_HAND, detail="reorder_point"),
        Column("at", "Since", "age", 110, A.c.created_at, descending=True),
        Column("status", "State", "choice", 120, A.c.status, hidden_below=1600, choices=STATES),
        Column("sku", "SKU", sort=P.c.sku, hidden_below=9999),
        Column("name", "Product", sort=P.c.name, hidden_below=9999),
    ),
    sort="at",
    descending=True,
    is_newest_first=True,
    search=(P.c.search_text, P.c.name),
    facets=(
        Facet("status", "State", "choice", A.c.status, STATES),
        Facet("severity", "Severity", "choice", A.c.severity, SEVERITIES),
        Facet("type", "Rule", "choice", A.c.type, TYPES),
    ),
    extra=_worded,
    printed=(
        *("id", "type", "severity", "status", "sku", "name", "on_hand", "reorder_point"),
        *("at", "resolved_at", "message"),
    ),
)


def alert_counts(session: Session, store: UUID) -> dict[str, int]:
    """How many alerts are open, by severity."""
    rows = session.execute(
        select(A.c.severity, func.count().label("number"))
        .where(A.c.status == "open", A.c.store == store)
        .group_by(A.c.severity)
    )
    return {row.severity: row.number for row in rows}
