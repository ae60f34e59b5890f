"""The migrations that a database has seen, from the notes that each left in the audit trail."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from desktop.domain.ids import ZERO
from desktop.schema import AuditEntry
from desktop.schema.base import table_of

_AUDIT = table_of(AuditEntry)


@dataclass(frozen=True)
class Step:
    """One migration that this database has seen: when, by whom, with which program.

    ``milliseconds`` it took with its backup, at ``size`` bytes; 0 where nobody measured.
    """

    at: datetime
    before: str
    after: str
    user: str
    program: str
    milliseconds: int = 0
    size: int = 0

    @property
    def is_back(self) -> bool:
        """Whether somebody took the schema back on purpose."""
        return self.after < self.before


def migrations(connection: Connection, limit: int | None = None) -> list[Step]:
    """Newest first."""
    wanted = select(_AUDIT.c.at, _AUDIT.c.before, _AUDIT.c.after).where(
        _AUDIT.c.entity == "schema", _AUDIT.c.entity_id == ZERO
    )
    wanted = wanted.order_by(_AUDIT.c.at.desc(), _AUDIT.c.id.desc()).limit(limit)
    return [
        Step(
            at,
            before["revision"],
            after["revision"],
            str(after.get("by", "")),
            str(after.get("program", "")),
            int(after.get("milliseconds", 0)),
            int(after.get("size", 0)),
        )
        for at, before, after in connection.execute(wanted)
    ]
