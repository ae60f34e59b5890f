"""What a person keeps for themselves: saved views of lists, and how a list's columns stand."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.texts import check_name, whole
from desktop.db.prepared import insert_or_skip
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor, Permission
from desktop.schema import Setting
from desktop.schema.base import table_of

KINDS = ("view:", "columns:")
LONGEST = 60
LARGEST = 20_000
MOST = 500
_INSERT = insert_or_skip(table_of(Setting), "scope", "scope_id", "key")


@dataclass(frozen=True)
class KeepOwn:
    """``values``: by key the fields that change; None takes the whole away.

    Fields that are not named stay, so that two who change different ones keep both. ``is_there``
    refuses to make anew what somebody has taken away meanwhile.
    """

    id: UUID
    by: Actor
    at: datetime
    values: Mapping[str, Mapping[str, Any] | None]
    is_there: bool = False


def keep_own(session: Session, command: KeepOwn) -> None:
    """Nobody else sees it, and it changes no goods: it leaves no trail. Doing it twice is once."""
    require(session, command.by, Permission.KEEP_OWN)
    for key, fields in sorted(command.values.items()):
        if len(key) > 100 or not key.startswith(KINDS):
            raise UserError(f"“{key[:60]}” is nothing that a person keeps.", code="unknown")
        row = _row(session, command, key)
        if fields is None:
            if row is not None:
                session.delete(row)
        else:
            _merge(session, command, key, row, _checked(fields))
    session.flush()


def _row(session: Session, command: KeepOwn, key: str) -> Setting | None:
    """Lock: the row, so that what another window changes of it at the same time is not lost."""
    own = (Setting.scope == "user", Setting.scope_id == command.by.user, Setting.key == key)
    wanted = select(Setting).where(*own).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).first()


def _merge(
    session: Session, command: KeepOwn, key: str, row: Setting | None, fields: dict[str, Any]
) -> None:
    if row is None:
        row = _new(session, command, key)
    value = {**(row.value if isinstance(row.value, dict) else {}), **fields}
    if len(json.dumps(value)) > LARGEST:
        raise UserError("This is too much to be kept as one view.", code="too_large")
    row.value = value
    row.updated_at = command.at


def _new(session: Session, command: KeepOwn, key: str) -> Setting:
    if command.is_there:
        raise UserError(
            "This view was deleted, perhaps in another window.",
            "Save what is shown as a new view.",
            code="gone",
        )
    user = command.by.user
    own = select(func.count()).where(Setting.scope == "user", Setting.scope_id == user)
    if (session.scalar(own) or 0) >= MOST:
        raise UserError("There are too many saved views.", "Delete some first.", code="too_many")
    values = {
        "id": uuid5(user, key), "scope": "user", "scope_id": user, "key": key, "value": {},
        "created_at": command.at, "updated_at": command.at,
    }  # fmt: skip
    session.execute(_INSERT(session.get_bind().dialect.name), values)
    row = _row(session, command, key)
    assert row is not None
    return row


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Text that both engines take; a title is a name of one line, whoever sends it."""
    kept: dict[str, Any] = whole(fields)
    if "title" in kept:
        kept["title"] = check_name(str(kept["title"]), "title", LONGEST)
    return kept
