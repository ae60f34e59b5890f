"""Indexes of long lists: movements by kind, alerts by their times, documents by what they mend.

Without them the first page of such an order reads and sorts the whole table, and a return looks for
its sale's other returns through all of them.

Revision: 0002, after 0001, 2026-11-21
"""

from alembic import op

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


def downgrade() -> None:
    """Drops them again; no row is touched."""
    for name in reversed(_INDEXES):
        op.execute(f"DROP INDEX {name}")
