"""The same rows as an import wrote, by the bare driver into another shop: executemany or COPY."""

from io import StringIO
from typing import Any
from uuid import UUID

from desktop.jobs.opening import Shop

TABLES = ("product", "lot", "barcode", "audit_entry")
_OF_BATCH = {
    "product": "id IN (SELECT entity_id FROM audit_entry WHERE batch = {0} AND entity = 'product')",
    "lot": "product IN"
    " (SELECT entity_id FROM audit_entry WHERE batch = {0} AND entity = 'product')",
    "barcode": "id IN (SELECT entity_id FROM audit_entry WHERE batch = {0} AND entity = 'barcode')",
    "audit_entry": "batch = {0}",
}
Rows = dict[str, Any]


def written(shop: Shop, batch: UUID) -> Rows:
    """What an import has written, per table, as the driver takes it again."""
    raw = shop.database.reader.raw_connection()
    cursor: Any = raw.cursor()
    found: Rows = {}
    for table in TABLES:
        if shop.database.is_sqlite:
            where = _OF_BATCH[table].format(f"x'{batch.hex}'")
            found[table] = cursor.execute(f"SELECT * FROM {table} WHERE {where}").fetchall()
        else:
            found[table] = StringIO()
            where = _OF_BATCH[table].format(f"'{batch}'")
            cursor.copy_expert(
                f"COPY (SELECT * FROM {table} WHERE {where}) TO STDOUT", found[table]
            )
    raw.close()
    return found


def write(shop: Shop, rows: Rows) -> None:
    """All of it in one transaction, nothing looked at: the other shop has other units."""
    raw = shop.database.writer.raw_connection()
    cursor: Any = raw.cursor()
    if shop.database.is_sqlite:
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("BEGIN IMMEDIATE")
        for table, values in rows.items():
            marks = ", ".join("?" * len(values[0]))
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", values)
        cursor.execute("COMMIT")
        cursor.execute("PRAGMA foreign_keys=ON")
    else:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, text in rows.items():
            text.seek(0)
            cursor.copy_expert(f"COPY {table} FROM STDIN", text)
        raw.commit()
    raw.close()
