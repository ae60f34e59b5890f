"""A feed's reading that waits for an answer says so, and when a later one brought it.

SQLite cannot alter a rule, so there the table is made anew with its rows.

Revision: 0005, after 0004, 2026-11-22, by the Onhand contributors
"""

from alembic import op
from sqlalchemy import Connection

revision = "0005"
down_revision = "0004"

_BEFORE = "status IN ('running', 'done', 'failed', 'cancelled', 'nothing_new', 'undone')"
_AFTER = _BEFORE.replace("'running'", "'running', 'waiting', 'answered'")
_SQLITE = """
DROP INDEX ix_sync_run_started_at

DROP INDEX ix_sync_run_feed

ALTER TABLE sync_run RENAME TO sync_run_before

CREATE TABLE sync_run (
    id BLOB NOT NULL,
    feed BLOB,
    peer VARCHAR(500) NOT NULL,
    direction VARCHAR(5) NOT NULL,
    status VARCHAR(15) NOT NULL,
    received INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    conflicts INTEGER NOT NULL,
    cursor TEXT NOT NULL,
    details JSON NOT NULL,
    message TEXT NOT NULL,
    batch BLOB,
    user BLOB,
    started_at VARCHAR(26) NOT NULL,
    finished_at VARCHAR(26),
    CONSTRAINT pk_sync_run PRIMARY KEY (id),
    CONSTRAINT ck_sync_run_direction CHECK (direction IN ('in', 'out')),
    CONSTRAINT ck_sync_run_status CHECK ({rule}),
    CONSTRAINT fk_sync_run_feed FOREIGN KEY(feed) REFERENCES feed (id) ON DELETE SET NULL,
    CONSTRAINT fk_sync_run_user FOREIGN KEY(user) REFERENCES app_user (id) ON DELETE SET NULL
)

INSERT INTO sync_run SELECT * FROM sync_run_before

DROP TABLE sync_run_before

CREATE INDEX ix_sync_run_started_at ON sync_run (started_at)

CREATE INDEX ix_sync_run_feed ON sync_run (feed)
"""
_POSTGRESQL = """
ALTER TABLE sync_run DROP CONSTRAINT ck_sync_run_status

ALTER TABLE sync_run ADD CONSTRAINT ck_sync_run_status CHECK ({rule})
"""
_SAID = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'sync_run'",
    "postgresql": """SELECT pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conname = 'ck_sync_run_status' AND connamespace = current_schema()::regnamespace""",
}


def upgrade() -> None:
    """Readings of feeds may wait; those that did were said to have failed."""
    _rule(_AFTER)
    op.execute(
        "UPDATE sync_run SET status = 'waiting' WHERE status = 'failed' AND conflicts > 0"
        " AND batch IS NULL AND finished_at IS NOT NULL"
    )


def validate(connection: Connection) -> None:
    """The rule knows the word."""
    if not _knows(connection):
        raise ValueError("readings of feeds cannot wait")


def validate_downgrade(connection: Connection) -> None:
    """The rule no longer knows it."""
    if _knows(connection):
        raise ValueError("readings of feeds can still wait")


def downgrade() -> None:
    """What waits or waited is said to have failed, as before."""
    op.execute("UPDATE sync_run SET status = 'failed' WHERE status IN ('waiting', 'answered')")
    _rule(_BEFORE)


def _rule(rule: str) -> None:
    is_file = op.get_context().dialect.name == "sqlite"
    for statement in (_SQLITE if is_file else _POSTGRESQL).strip().split("\n\n"):
        op.execute(statement.format(rule=rule))


def _knows(connection: Connection) -> bool:
    said = connection.exec_driver_sql(_SAID[connection.dialect.name]).scalar() or ""
    return "'waiting'" in said
