"""Indexes for the orders of long lists: movements by kind and change, alerts by their times.

Without them the first page of such an order reads and sorts the whole table. On PostgreSQL an index
that is read backwards begins with the rows that have no value, so the largest change first has one
of its own; SQLite reads one index for both ways.

Revision: 0002, after 0001, 2026-11-21
"""

from alembic import op

revision = "0002"
down_revision = "0001"

_BOTH = {
    "ix_stock_move_kind": "stock_move (kind, id)",
    "ix_stock_move_qty": "stock_move (qty, id)",
    "ix_alert_created_at": "alert (created_at, id)",
    "ix_alert_updated_at": "alert (updated_at, id)",
    "ix_alert_resolved_at": "alert (resolved_at)",
}
_POSTGRES = {"ix_stock_move_qty_down": "stock_move (qty DESC NULLS LAST, id DESC)"}


def _indexes() -> dict[str, str]:
    is_server = op.get_context().dialect.name == "postgresql"
    return _BOTH | (_POSTGRES if is_server else {})


def upgrade() -> None:
    """Makes the indexes; no row is touched."""
    for name, columns in _indexes().items():
        op.execute(f"CREATE INDEX {name} ON {columns}")


def downgrade() -> None:
    """Drops them again; no row is touched."""
    for name in reversed(_indexes()):
        op.execute(f"DROP INDEX {name}")
