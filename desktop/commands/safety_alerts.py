"""Alerts on the shop's safety: a backup that is too old, a trial that failed, broken books."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.alerts import ALERT, raise_alerts, resolve_alerts
from desktop.domain.alert_rules import SAFETY_KINDS
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor, Permission

_MILD = {"second_failed": "warning", "feed_failed": "warning", "feed_waits": "info"}


@dataclass(frozen=True)
class TellSafety:
    """How one of SAFETY_KINDS stands: ``facts`` where it is so, None where all is well."""

    id: UUID
    by: Actor
    at: datetime
    kind: str
    facts: Mapping[str, Any] | None


def tell_safety(session: Session, command: TellSafety) -> str:
    """Raises the alert once, or ends it: "raised", "resolved", or "" where nothing changed.

    What somebody acknowledged or snoozed stands as it is. Two workstations that tell the same at
    once raise one alert, by the index over what stands.
    """
    require(session, command.by, Permission.RUN_JOBS)
    if command.kind not in SAFETY_KINDS:
        raise UserError(f"There is no alert “{command.kind[:60]}”.", code="unknown_rule")
    key = f"{command.kind}:{command.by.store}"
    connection = session.connection()
    standing = connection.scalars(
        select(ALERT.c.id).where(ALERT.c.dedupe_key == key, ALERT.c.status != "resolved")
    ).all()
    if command.facts is None:
        resolve_alerts(connection, standing, command.at)
        return "resolved" if standing else ""
    if standing:
        return ""
    raise_alerts(connection, [_new(command, key)])
    return "raised"


def _new(command: TellSafety, key: str) -> dict[str, Any]:
    return {
        "id": command.id,
        "type": command.kind,
        "severity": _MILD.get(command.kind, "critical"),
        "product": None,
        "store": command.by.store,
        "params": dict(command.facts or {}),
        "status": "open",
        "dedupe_key": key,
        "created_at": command.at,
        "updated_at": command.at,
    }
