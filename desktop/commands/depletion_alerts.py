"""Alerts on goods that will run out before they can be delivered: one for each product and store.

What is due is told by a run or a look, which know the distribution; here it is raised once, kept up
to date, and ended when it is due no longer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.alerts import ALERT, Reviewed, raise_alerts, resolve_alerts
from desktop.domain.alert_rules import DEPLETION, Rule
from desktop.domain.ids import member
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor, Permission

KIND = DEPLETION.kind
_FIRST_ID = 1 << 18


@dataclass(frozen=True)
class Due:
    """A product that is to be ordered; ``facts`` are what the alert tells, as plain values."""

    product: UUID
    severity: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class ReviewDepletion:
    """``products``: those that were looked at, None: all of the store."""

    id: UUID
    by: Actor
    at: datetime
    store: UUID
    due: tuple[Due, ...]
    products: tuple[UUID, ...] | None = None


def review_depletion(session: Session, command: ReviewDepletion) -> Reviewed:
    """What somebody acknowledged or snoozed stands as it is, with the facts of now."""
    require(session, command.by, Permission.RUN_JOBS)
    connection = session.connection()
    standing = {row.product: row for row in _standing(session, command)}
    due = {each.product: each for each in command.due}
    over = [row.id for product, row in standing.items() if product not in due]
    resolve_alerts(connection, over, command.at)
    graded = 0
    for product, row in standing.items():
        told = due.get(product)
        if told is not None and (row.params, row.severity) != (told.facts, told.severity):
            graded += row.severity != told.severity
            values = {"params": told.facts, "severity": told.severity, "updated_at": command.at}
            connection.execute(update(ALERT).where(ALERT.c.id == row.id).values(values))
    fresh = [each for product, each in due.items() if product not in standing]
    raise_alerts(connection, [_new(command, number, each) for number, each in enumerate(fresh)])
    return Reviewed(len(fresh), len(over), graded)


def end_depletion(connection: Connection, store: UUID, rule: Rule, at: datetime) -> Reviewed:
    """After the rule changed: what it lets go. What it makes due is told by the next look."""
    rows = connection.execute(
        select(ALERT.c.id, ALERT.c.params).where(
            ALERT.c.store == store, ALERT.c.type == KIND, ALERT.c.status != "resolved"
        )
    )
    over = [row.id for row in rows if not rule.is_on or row.params["chance"] < rule.percent]
    resolve_alerts(connection, over, at)
    return Reviewed(resolved=len(over))


def _standing(session: Session, command: ReviewDepletion) -> Sequence[Any]:
    wanted = select(ALERT.c.id, ALERT.c.product, ALERT.c.params, ALERT.c.severity).where(
        ALERT.c.store == command.store, ALERT.c.type == KIND, ALERT.c.status != "resolved"
    )
    if command.products is None:
        return session.execute(wanted).all()
    found: list[Any] = []
    for part in parts(command.products):
        found += session.execute(wanted.where(ALERT.c.product.in_(part)))
    return found


def _new(command: ReviewDepletion, number: int, due: Due) -> dict[str, Any]:
    return {
        "id": member(command.id, _FIRST_ID + number),
        "type": KIND,
        "severity": due.severity,
        "product": due.product,
        "store": command.store,
        "params": due.facts,
        "status": "open",
        "dedupe_key": f"{KIND}:{command.store}:{due.product}",
        "created_at": command.at,
        "updated_at": command.at,
    }
