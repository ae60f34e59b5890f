"""Indexes of long lists: movements by kind, alerts by their times, documents by what they mend.

Without them the first page of such an order reads and sorts the whole table, and a return looks for
its sale's other returns through all of them.

Revision: 0002, after 0001, 2026-11-21, by the Onhand contributors
"""

from alembic import op
from sqlalchemy import Connection

revision = "0002"
down_revision = "0001"

_INDEXES = {
    "ix_stock_move_kind": "stock_move (kind, id)",
    "ix_alert_created_at": "alert (created_at, id)",
    "ix_alert_updated_at": "alert (updated_at, id)",
    "ix_alert_resolved_at": "alert (resolved_at)",
    "ix_document_source": "document (source) WHERE source IS NOT NULL",
    "ix_document_created_at": "document (created_at, id)",
}


def upgrade() -> None:
    """Makes the indexes; no row is touched."""
    for name, columns in _INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON {columns}")


_THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'",
    "postgresql": """SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indisvalid AND c.relnamespace = current_schema()::regnamespace""",
}


def validate(connection: Connection) -> None:
    """Every index is there by its name, and ready to be used."""
    found = set(connection.exec_driver_sql(_THERE[connection.dialect.name]).scalars())
    missing = sorted(_INDEXES.keys() - found)
    if missing:
        raise ValueError(f"the index {', '.join(missing)} is not there")


def validate_downgrade(connection: Connection) -> None:
    """None of them is left."""
    found = set(connection.exec_driver_sql(_THERE[connection.dialect.name]).scalars())
    left = sorted(_INDEXES.keys() & found)
    if left:
        raise ValueError(f"the index {', '.join(left)} is still there")


def downgrade() -> None:
    """Drops them again; no row is touched."""
    for name in reversed(_INDEXES):
        op.execute(f"DROP INDEX {name}")
