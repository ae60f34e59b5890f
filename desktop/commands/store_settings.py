"""A setting of the store that holds several values: kept with its trail, told who was faster."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.audit import Trail, fields_of
from desktop.domain.errors import UserError
from desktop.schema import AppUser, AuditEntry, Setting


def held(session: Session, store: UUID, key: str, usual: Any, at: datetime) -> Setting:
    """The row that keeps it, held; a new one with what is usual where nothing was ever changed."""
    wanted = select(Setting).where(
        Setting.scope == "store", Setting.scope_id == store, Setting.key == key
    )
    found = session.scalars(wanted.with_for_update()).first()
    if found is not None:
        return found
    return Setting(
        id=uuid5(store, f"store:{key}"), scope="store", scope_id=store, key=key, value=usual,
        created_at=at, updated_at=at,
    )  # fmt: skip


def keep(session: Session, setting: Setting, value: Any, trail: Trail, at: datetime) -> None:
    """Sets it, and says so in the trail."""
    before = fields_of(setting)
    setting.value = value
    setting.updated_at = at
    session.add(setting)
    session.flush()
    trail.changed(setting, before)
    session.flush()


def stale(session: Session, setting: Setting, words: str, hint: str) -> UserError:
    """Tells the second of two editors who was faster; ``words`` has a place for the ``{name}``."""
    names = select(AppUser.full_name).join(AuditEntry, AuditEntry.user == AppUser.id)
    of = names.where(AuditEntry.entity == setting.__tablename__, AuditEntry.entity_id == setting.id)
    name = session.scalar(of.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(1))
    return UserError(words.format(name=name or "someone else"), hint, code="stale")
