"""The shop's rules for alerts: changed together, acting at once on what stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select, update
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.alerts import ALERT, Reviewed, review_all
from desktop.commands.audit import Trail, was_done
from desktop.commands.depletion_alerts import end_depletion
from desktop.commands.price_alerts import review_all_prices
from desktop.commands.store_settings import held, keep, stale
from desktop.domain.alert_rules import (
    DEFAULTS,
    DEPLETION,
    KEY,
    PRICE_RISE,
    STOCK_KINDS,
    Rule,
    Rules,
    check_rule,
    kept_of,
    rules_of,
)
from desktop.domain.errors import UserError
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor, Permission
from desktop.schema import AuditEntry, Setting
from desktop.schema.base import table_of

AUDIT = table_of(AuditEntry)


@dataclass(frozen=True)
class ChangeAlertRules:
    """``seen``: the rules that the editor read; without them nothing is compared."""

    id: UUID
    by: Actor
    at: datetime
    rules: tuple[Rule, ...]
    seen: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class UndoAlertRules:
    """Takes back what a change of the rules did; ``target`` is its id."""

    id: UUID
    by: Actor
    at: datetime
    target: UUID


def change_alert_rules(session: Session, command: ChangeAlertRules) -> Reviewed:
    """Keeps the rules, raises what they make due and ends what they let go, in one transaction.

    Refused where somebody else changed them since they were read. What was acknowledged or snoozed
    goes into the trail when it ends, so that taking the change back brings it back as it was.
    """
    require(session, command.by, Permission.EDIT_SETTINGS)
    if was_done(session, command.id):
        return Reviewed()
    setting = held(session, command.by.store, KEY, kept_of(DEFAULTS), command.at)
    before = rules_of(setting.value)
    _check_seen(session, setting, before, command.seen)
    after = dict(before) | {rule.kind: check_rule(rule) for rule in command.rules}
    if after == before:
        return Reviewed()
    trail = Trail(session, command.id, command.by, command.at)
    keep(session, setting, kept_of(after), trail, command.at)
    handled = _handled(session, command.by.store)
    done = _review(session.connection(), command.by.store, (before, after), command.at, command.id)
    trail.replaced(ALERT, _ended(session.connection(), handled))
    return done


def undo_alert_rules(session: Session, command: UndoAlertRules) -> Reviewed:
    """The rules as they were, and what the change ended stands again where it is still due."""
    require(session, command.by, Permission.EDIT_SETTINGS)
    if was_done(session, command.id):
        return Reviewed()
    setting = held(session, command.by.store, KEY, kept_of(DEFAULTS), command.at)
    entries = session.execute(
        select(AUDIT.c.entity, AUDIT.c.entity_id, AUDIT.c.before, AUDIT.c.after, AUDIT.c.at).where(
            AUDIT.c.batch == command.target
        )
    ).all()
    told = next((entry for entry in entries if entry.entity == Setting.__tablename__), None)
    if told is None:
        raise UserError("There is nothing to take back.", code="nothing")
    now = rules_of(setting.value)
    if now != rules_of(told.after["value"]):
        raise _stale(session, setting)
    rules = rules_of((told.before or {}).get("value"))
    trail = Trail(session, command.id, command.by, command.at)
    keep(session, setting, kept_of(rules), trail, command.at)
    connection = session.connection()
    back = [entry for entry in entries if entry.entity == ALERT.name]
    again = _stand_again(connection, command.by.store, told.at, back)
    done = _review(connection, command.by.store, (now, rules), command.at, command.id)
    over = _count_over(connection, again)
    return done + Reviewed(raised=len(again) - over, resolved=-over)


def _review(
    connection: Connection, store: UUID, rules: tuple[Rules, Rules], at: datetime, cause: UUID
) -> Reviewed:
    """What the rules that are new, of those before and after, make of all products or prices."""
    before, after = rules
    done = Reviewed()
    if any(before[kind] != after[kind] for kind in STOCK_KINDS):
        done += review_all(connection, store, after, at, cause)
    if before[DEPLETION.kind] != after[DEPLETION.kind]:
        done += end_depletion(connection, store, after[DEPLETION.kind], at)
    price = after[PRICE_RISE.kind]
    if before[PRICE_RISE.kind] != price:
        done += review_all_prices(connection, store, price, at, cause)
    return done


def _check_seen(session: Session, setting: Setting, now: Rules, seen: tuple[Rule, ...]) -> None:
    if any(now.get(rule.kind) != rule for rule in seen):
        raise _stale(session, setting)


def _stale(session: Session, setting: Setting) -> UserError:
    return stale(
        session, setting, "The rules were changed by {name} meanwhile.",
        "Nothing was changed. Look at the new rules first.",
    )  # fmt: skip


def _handled(session: Session, store: UUID) -> dict[UUID, str]:
    """What somebody acknowledged or snoozed, by its state."""
    wanted = select(ALERT.c.id, ALERT.c.status).where(
        ALERT.c.store == store, ALERT.c.status.in_(("acknowledged", "snoozed"))
    )
    return {row.id: row.status for row in session.execute(wanted)}


def _ended(
    connection: Connection, handled: dict[UUID, str]
) -> list[tuple[UUID, dict[str, Any], dict[str, Any]]]:
    """Those of them that stand no longer, as the trail tells it."""
    found: list[tuple[UUID, dict[str, Any], dict[str, Any]]] = []
    for part in parts(sorted(handled)):
        over = select(ALERT.c.id).where(ALERT.c.id.in_(part), ALERT.c.status == "resolved")
        for key in connection.execute(over).scalars():
            found.append((key, {"status": handled[key]}, {"status": "resolved"}))
    return found


def _stand_again(
    connection: Connection, store: UUID, ended_at: datetime, handled: Sequence[Any]
) -> list[UUID]:
    """What ended with the change stands as it was; what is not due is ended by the next review.

    A fact about which another alert stands by now is left alone: it has been raised anew.
    """
    ended = [ALERT.c.store == store, ALERT.c.status == "resolved", ALERT.c.resolved_at == ended_at]
    standing = select(ALERT.c.dedupe_key).where(
        ALERT.c.store == store, ALERT.c.status != "resolved"
    )
    taken = set(connection.execute(standing).scalars())
    was = {entry.entity_id: entry.before["status"] for entry in handled}
    groups: dict[str, list[UUID]] = {}
    for row in connection.execute(select(ALERT.c.id, ALERT.c.dedupe_key).where(*ended)):
        if row.dedupe_key not in taken:
            groups.setdefault(was.get(row.id, "open"), []).append(row.id)
    for status, keys in groups.items():
        for part in parts(keys):
            again = update(ALERT).where(ALERT.c.id.in_(part))
            connection.execute(again.values(status=status, resolved_at=None))
    return [key for keys in groups.values() for key in keys]


def _count_over(connection: Connection, alerts: Sequence[UUID]) -> int:
    """How many of them are over (again)."""
    over = select(func.count()).select_from(ALERT).where(ALERT.c.status == "resolved")
    counts = (connection.execute(over.where(ALERT.c.id.in_(p))).scalar_one() for p in parts(alerts))
    return sum(counts)
