"""The first shop: stores, people, products, documents, the ledger and what is derived from it.

The statements stand beside this file, one text per engine, so that each reads as it runs.
Left out on purpose: descending twins of the date indexes (both engines read an index backwards)
and an index over (quantity, date), which no report uses.

Revision: 0001, after nothing, 2026-11-21, by the Onhand contributors
"""

from pathlib import Path

from alembic import op
from sqlalchemy import Connection

revision = "0001"
down_revision = None

_TABLES = [
    "audit_entry",
    "log_entry",
    "job",
    "alert",
    "stock_level",
    "stock_move",
    "document_line",
    "document",
    "lot",
    "vendor_price",
    "vendor",
    "barcode",
    "product",
    "unit",
    "category",
    "setting",
    "writer",
    "workstation",
    "app_user",
    "location",
    "store",
]


def upgrade() -> None:
    """Creates everything, in the order of the file."""
    engine = op.get_context().dialect.name
    text = Path(__file__).with_name(f"0001_first_shop.{engine}.sql").read_text("utf-8")
    body = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    for statement in body.strip().removesuffix(";").split(";\n\n"):
        op.execute(statement.strip().replace(":", "\\:"))


_THERE = {
    "sqlite": "SELECT name, type FROM sqlite_master",
    "postgresql": """SELECT c.relname, 'table' FROM pg_class c
        WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
        UNION SELECT t.tgname, 'trigger' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace""",
}


def validate(connection: Connection) -> None:
    """Every table is there, and what keeps the ledger from being changed."""
    rows = connection.exec_driver_sql(_THERE[connection.dialect.name])
    found = {(name, kind) for name, kind in rows}
    wanted = {(name, "table") for name in _TABLES} | {("stock_move_no_delete", "trigger")}
    missing = sorted(name for name, _ in wanted - found)
    if missing:
        raise ValueError(f"{', '.join(missing)} is not there")


def downgrade() -> None:
    """Drops everything; triggers and indexes go with their tables."""
    for table in _TABLES:
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION onhand_is_frozen(uuid)")
        op.execute("DROP FUNCTION onhand_refuse()")
