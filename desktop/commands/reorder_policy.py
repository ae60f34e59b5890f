"""The shop's policy of ordering: changed as a whole, with a trail and a way back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, was_done
from desktop.commands.store_settings import held, keep, stale
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor, Permission
from desktop.domain.reorder_policy import KEY, Policy, check_policy, kept_of, policy_from
from desktop.schema import AuditEntry, Setting


@dataclass(frozen=True)
class ChangePolicy:
    """``seen``: the policy that the editor read; without it nothing is compared."""

    id: UUID
    by: Actor
    at: datetime
    policy: Policy
    seen: Policy | None = None


@dataclass(frozen=True)
class UndoPolicy:
    """Takes back a change of the policy; ``target`` is its id."""

    id: UUID
    by: Actor
    at: datetime
    target: UUID


def change_policy(session: Session, command: ChangePolicy) -> Policy:
    """The policy that holds now. Refused where somebody else changed it since it was read."""
    require(session, command.by, Permission.EDIT_SETTINGS)
    wanted = check_policy(command.policy)
    if was_done(session, command.id):
        return wanted
    setting = _held(session, command)
    before = policy_from(setting.value)
    if command.seen is not None and before != command.seen:
        raise _stale(session, setting)
    if wanted != before:
        trail = Trail(session, command.id, command.by, command.at)
        keep(session, setting, kept_of(wanted), trail, command.at)
    return wanted


def undo_policy(session: Session, command: UndoPolicy) -> Policy:
    """The policy as it was before; refused where it was changed again since."""
    require(session, command.by, Permission.EDIT_SETTINGS)
    setting = _held(session, command)
    now = policy_from(setting.value)
    if was_done(session, command.id):
        return now
    told = session.execute(
        select(AuditEntry.before, AuditEntry.after).where(
            AuditEntry.batch == command.target, AuditEntry.entity_id == setting.id
        )
    ).first()
    if told is None:
        raise UserError("There is nothing to take back.", code="nothing")
    if now != policy_from(told.after["value"]):
        raise _stale(session, setting)
    policy = policy_from((told.before or {}).get("value"))
    trail = Trail(session, command.id, command.by, command.at)
    keep(session, setting, kept_of(policy), trail, command.at)
    return policy


def _held(session: Session, command: ChangePolicy | UndoPolicy) -> Setting:
    return held(session, command.by.store, KEY, kept_of(Policy()), command.at)


def _stale(session: Session, setting: Setting) -> UserError:
    return stale(
        session, setting, "The policy was changed by {name} meanwhile.",
        "Nothing was changed. Look at the new policy first.",
    )  # fmt: skip
