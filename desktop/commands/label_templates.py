"""The shop's own label templates: saved under a name, deleted; they are one setting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, was_done
from desktop.commands.store_settings import keep
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.domain.label import SETTING, template_from
from desktop.domain.permissions import Actor, Permission
from desktop.schema import Setting

MOST = 200


@dataclass(frozen=True)
class SaveTemplate:
    """``template`` as ``Template.to_json``. ``seen``: as the editor read it, None for a new one."""

    id: UUID
    by: Actor
    at: datetime
    template: Mapping[str, Any]
    seen: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class DeleteTemplate:
    """``key`` of one of the shop's own."""

    id: UUID
    by: Actor
    at: datetime
    key: str


def save_template(session: Session, command: SaveTemplate) -> str:
    """The template's key. Refused where another person changed it meanwhile. Lock: the setting."""
    require(session, command.by, Permission.EDIT_SETTINGS)
    template = template_from(command.template)
    setting = _held(session, command.at)
    if was_done(session, command.id):
        return template.key
    kept = {one["key"]: one for one in setting.value}
    now = kept.get(template.key)
    if now is not None and now != command.seen:
        raise UserError(
            f"“{now['name']}” was changed meanwhile, perhaps in another window.",
            "Save yours under another name, or open it anew.",
            field="name",
            code="stale",
        )
    _refuse_name(kept, template.key, template.name)
    value = [*(one for key, one in kept.items() if key != template.key), template.to_json()]
    keep(session, setting, value, Trail(session, command.id, command.by, command.at), command.at)
    return template.key


def delete_template(session: Session, command: DeleteTemplate) -> None:
    """Labels that were printed with it stay. Lock: the setting."""
    require(session, command.by, Permission.EDIT_SETTINGS)
    setting = _held(session, command.at)
    if was_done(session, command.id):
        return
    left = [one for one in setting.value if one["key"] != command.key]
    if len(left) == len(setting.value):
        raise UserError("This template is gone.", "Choose another one.", code="gone")
    keep(session, setting, left, Trail(session, command.id, command.by, command.at), command.at)


def _refuse_name(kept: Mapping[str, Any], key: str, name: str) -> None:
    for other, one in kept.items():
        if other != key and one["name"].strip().casefold() == name.strip().casefold():
            raise UserError(
                f"There is a template named “{name}”.", "Choose another name.", "name", "taken"
            )
    if len(kept) >= MOST and key not in kept:
        raise UserError(f"A shop has at most {MOST} templates.", "Delete one first.", code="many")


def _held(session: Session, at: datetime) -> Setting:
    wanted = select(Setting).where(
        Setting.scope == "system", Setting.scope_id == ZERO, Setting.key == SETTING
    )
    found = session.scalars(wanted.with_for_update()).first()
    return found or Setting(
        id=uuid5(ZERO, SETTING), scope="system", scope_id=ZERO, key=SETTING, value=[],
        created_at=at, updated_at=at,
    )  # fmt: skip
