"""Sets stock levels anew from the ledger, where the two differ."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.commands import alerts, levels
from desktop.commands.access import require
from desktop.commands.levels import LevelKey
from desktop.domain.permissions import Actor, Permission


@dataclass(frozen=True)
class RebuildLevels:
    """Which levels to compute anew."""

    id: UUID
    by: Actor
    at: datetime
    keys: tuple[LevelKey, ...]


def rebuild_levels(session: Session, command: RebuildLevels) -> int:
    """How many levels changed; their products' alerts follow. Locks the levels in key order."""
    require(session, command.by, Permission.RUN_DATABASE)
    connection = session.connection()
    ordered = sorted(command.keys, key=lambda key: tuple(part.int for part in key))
    changed = [levels.rebuild(connection, key) for key in ordered]
    products = list(dict.fromkeys(key.product for key in ordered))
    alerts.review(connection, command.by.store, products, command.at, command.id)
    return sum(change.before != change.after for change in changed)
