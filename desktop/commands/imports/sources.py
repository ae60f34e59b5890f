"""Which column of a source is which field, as a person set it once for all of its files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, was_done
from desktop.commands.store_settings import held, keep
from desktop.domain.permissions import Actor, Permission
from desktop.domain.search import folded
from desktop.schema import Setting

KEY = "import_columns"
MOST = 100  # sources; the one that was set longest ago is forgotten


@dataclass(frozen=True)
class RememberColumns:
    """``header``: the columns' names, by which a source is known again; no columns: forgotten."""

    id: UUID
    by: Actor
    at: datetime
    header: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]


def source_of(header: Iterable[str]) -> str:
    """Files with the same columns, in whatever order, come from one source."""
    return "|".join(sorted(folded(name).strip() for name in header if name))


def remember_columns(session: Session, command: RememberColumns) -> None:
    """Clock: the command's. Locks the setting."""
    require(session, command.by, Permission.IMPORT)
    if was_done(session, command.id):
        return
    setting = held(session, command.by.store, KEY, {}, command.at)
    source = source_of(command.header)
    value = {name: columns for name, columns in setting.value.items() if name != source}
    if command.columns:
        value[source] = [list(pair) for pair in command.columns]
    value = dict(list(value.items())[-MOST:])
    if value != setting.value:
        keep(
            session, setting, value, Trail(session, command.id, command.by, command.at), command.at
        )


def remembered_columns(
    session: Session, store: UUID, header: Iterable[str]
) -> tuple[tuple[str, str], ...]:
    """What a person set for files with these columns; nothing for others."""
    wanted = select(Setting.value).where(
        Setting.scope == "store", Setting.scope_id == store, Setting.key == KEY
    )
    value: Mapping[str, Any] = session.scalars(wanted).first() or {}
    return tuple((column, field) for column, field in value.get(source_of(header), ()))
