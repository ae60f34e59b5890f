"""A restored or moved shop begins a new epoch, so that every workstation signs on anew."""

from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import Connection, delete, insert

from desktop.commands.moved import KEY as MOVED
from desktop.domain.ids import ZERO
from desktop.schema import Setting
from desktop.schema.base import table_of

KEY = "epoch"
_SETTING = table_of(Setting)


def begin_epoch(connection: Connection, epoch: UUID, at: datetime) -> None:
    """Marks the shop as another than the one it was copied from; no person asks for this alone.

    Where the old one has gone is no word about this one.
    """
    gone = _SETTING.c.key.in_((KEY, MOVED))
    connection.execute(delete(_SETTING).where(_SETTING.c.scope == "system", gone))
    connection.execute(
        insert(_SETTING).values(
            id=uuid5(ZERO, f"system:{KEY}"),
            scope="system",
            scope_id=ZERO,
            key=KEY,
            value=epoch.hex,
            created_at=at,
            updated_at=at,
        )
    )
