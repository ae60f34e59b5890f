"""The note of a migration in the audit trail: who brought the schema from where to where, when."""

from datetime import datetime

from sqlalchemy import Connection, insert

from desktop.domain.ids import ZERO, Ids
from desktop.schema import AuditEntry
from desktop.schema.base import table_of

ENTITY = "schema"


def note_migration(
    connection: Connection,
    before: str,
    after: str,
    by: str,
    program: str,
    at: datetime,
    milliseconds: int = 0,
    size: int = 0,
) -> None:
    """In the transaction of the migration itself. ``by``: the login name of a person, or ''.

    ``milliseconds`` it took with its backup, at how many bytes: the next one is told from them.
    """
    took = {"milliseconds": milliseconds, "size": size} if milliseconds else {}
    ids = Ids()
    row = {
        "id": ids.new(),
        "entity": ENTITY,
        "entity_id": ZERO,
        "action": "update",
        "before": {"revision": before},
        "after": {"revision": after, "by": by, "program": program, **took},
        "user": ZERO,
        "at": at,
        "batch": ids.new(),
    }
    connection.execute(insert(table_of(AuditEntry)).values(row))
