"""What people do about alerts: acknowledge, snooze, assign, reopen, and take that back.

Alerts are raised and resolved by the movements (``alerts``). Here only alerts that stand are
touched, so that at most one stands per fact; one that is over by now is passed by in silence.
All take the caller's time, and lock the alerts in the order of their keys.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, was_done
from desktop.domain.clock import iso
from desktop.domain.errors import UserError
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor, Permission
from desktop.schema import Alert, AppUser, AuditEntry
from desktop.schema.base import table_of

ALERT, AUDIT = table_of(Alert), table_of(AuditEntry)
STANDING = ("open", "acknowledged", "snoozed")
LONGEST = timedelta(days=366)
_STATE = ("status", "snooze_until", "user")
_Change = tuple[UUID, dict[str, Any], dict[str, Any]]


@dataclass(frozen=True)
class AcknowledgeAlerts:
    """Somebody has seen them: they stand on, and are open no longer."""

    id: UUID
    by: Actor
    at: datetime
    alerts: tuple[UUID, ...]


@dataclass(frozen=True)
class SnoozeAlerts:
    """Out of the way until a moment; then they are open again by themselves."""

    id: UUID
    by: Actor
    at: datetime
    alerts: tuple[UUID, ...]
    until: datetime


@dataclass(frozen=True)
class ReopenAlerts:
    """What was acknowledged or snoozed is open again."""

    id: UUID
    by: Actor
    at: datetime
    alerts: tuple[UUID, ...]


@dataclass(frozen=True)
class AssignAlert:
    """Whose an alert is; ``user`` None: nobody's."""

    id: UUID
    by: Actor
    at: datetime
    alert: UUID
    user: UUID | None


@dataclass(frozen=True)
class UndoAlerts:
    """Takes back what one of these commands did; ``target`` is its id."""

    id: UUID
    by: Actor
    at: datetime
    target: UUID


@dataclass(frozen=True)
class Handled:
    """How many alerts a command changed."""

    id: UUID
    alerts: int


def acknowledge_alerts(session: Session, command: AcknowledgeAlerts) -> Handled:
    """Those that are open or snoozed."""
    values = {"status": "acknowledged", "snooze_until": None}
    return _handle(session, command, command.alerts, ("open", "snoozed"), values)


def snooze_alerts(session: Session, command: SnoozeAlerts) -> Handled:
    """Those that stand, also to another time."""
    if not timedelta() < command.until - command.at <= LONGEST:
        raise UserError(
            "A snooze ends later than now, and within a year.", field="until", code="bad_time"
        )
    values = {"status": "snoozed", "snooze_until": command.until}
    return _handle(session, command, command.alerts, STANDING, values)


def reopen_alerts(session: Session, command: ReopenAlerts) -> Handled:
    """Those that stand and are not open."""
    values = {"status": "open", "snooze_until": None}
    return _handle(session, command, command.alerts, ("acknowledged", "snoozed"), values)


def assign_alert(session: Session, command: AssignAlert) -> Handled:
    """To somebody who is active, or to nobody."""
    if command.user is not None:
        user = session.get(AppUser, command.user)
        if user is None or not user.is_active:
            raise UserError(
                "This person does not work here any more.", "Choose another one.", code="unknown"
            )
    return _handle(session, command, (command.alert,), STANDING, {"user": command.user})


def undo_alerts(session: Session, command: UndoAlerts) -> Handled:
    """As it was before. What somebody else changed since, or what is over, stays as it is."""
    require(session, command.by, Permission.HANDLE_ALERTS)
    if was_done(session, command.id):
        return _again(session, command.id)
    told = (AUDIT.c.entity_id, AUDIT.c.before, AUDIT.c.after)
    entries = session.execute(
        select(*told).where(AUDIT.c.batch == command.target, AUDIT.c.entity == ALERT.name)
    ).all()
    if not entries:
        raise UserError("There is nothing to take back.", code="nothing")
    changes: list[_Change] = []
    for part in parts(entries):
        rows = _locked(session, [entry.entity_id for entry in part], STANDING, command.by.store)
        now = {row.id: row for row in rows}
        for entry in part:
            row = now.get(entry.entity_id)
            if row is not None and all(_plain(row, name) == v for name, v in entry.after.items()):
                before = {name: getattr(row, name) for name in entry.after}
                changes.append((row.id, before, _values(entry.before)))
    for key, _before, after in changes:
        _write(session, [key], after, command.at)
    Trail(session, command.id, command.by, command.at).replaced(ALERT, changes)
    return Handled(command.id, len(changes))


def _handle(
    session: Session,
    command: Any,
    alerts: Sequence[UUID],
    status: tuple[str, ...],
    values: dict[str, Any],
) -> Handled:
    """Gives these values to those alerts of the store that have one of these states."""
    require(session, command.by, Permission.HANDLE_ALERTS)
    if was_done(session, command.id):
        return _again(session, command.id)
    changes: list[_Change] = []
    for part in parts(sorted(set(alerts))):
        rows = _locked(session, part, status, command.by.store)
        found: list[_Change] = []
        for row in rows:
            differing = [name for name, value in values.items() if getattr(row, name) != value]
            if differing:
                before = {name: getattr(row, name) for name in differing}
                found.append((row.id, before, {name: values[name] for name in differing}))
        _write(session, [key for key, _, _ in found], values, command.at)
        changes += found
    Trail(session, command.id, command.by, command.at).replaced(ALERT, changes)
    return Handled(command.id, len(changes))


def _locked(
    session: Session, alerts: Sequence[UUID], status: tuple[str, ...], store: UUID
) -> Sequence[Any]:
    return session.execute(
        select(ALERT.c.id, *(ALERT.c[name] for name in _STATE))
        .where(ALERT.c.id.in_(alerts), ALERT.c.status.in_(status), ALERT.c.store == store)
        .order_by(ALERT.c.id)
        .with_for_update()
    ).all()


def _write(session: Session, alerts: Sequence[UUID], values: dict[str, Any], at: datetime) -> None:
    if alerts:
        changed = values | {"updated_at": at}
        session.execute(update(ALERT).where(ALERT.c.id.in_(alerts)).values(changed))


def _again(session: Session, command: UUID) -> Handled:
    """The answer to a command that was done before."""
    count = select(func.count()).select_from(AUDIT).where(AUDIT.c.batch == command)
    return Handled(command, session.execute(count).scalar_one())


def _plain(row: Any, name: str) -> Any:
    """A field as the trail writes it."""
    value = getattr(row, name)
    if isinstance(value, datetime):
        return iso(value)
    return str(value) if isinstance(value, UUID) else value


def _values(told: dict[str, Any]) -> dict[str, Any]:
    """What the trail wrote, as the table has it."""
    found = dict(told)
    if found.get("snooze_until"):
        found["snooze_until"] = datetime.fromisoformat(found["snooze_until"])
    if found.get("user"):
        found["user"] = UUID(found["user"])
    return found
