"""Everything a database is made of, as sorted lines: what Alembic's comparison overlooks too."""

import re

from sqlalchemy import Connection, text

_POSTGRES = {
    "column": """
        SELECT format('%s.%s %s %s default %s', c.relname, a.attname,
                      format_type(a.atttypid, a.atttypmod),
                      CASE WHEN a.attnotnull THEN 'not null' ELSE 'null' END,
                      coalesce(pg_get_expr(d.adbin, d.adrelid), '-'))
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
          AND c.relnamespace = 'public'::regnamespace""",
    "constraint": """
        SELECT format('%s on %s: %s', conname, conrelid::regclass, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "index": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "trigger": """
        SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t WHERE NOT t.tgisinternal""",
    "function": """
        SELECT pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace""",
}


def fingerprint(connection: Connection) -> list[str]:
    """Columns, types, defaults, constraints, indexes, triggers, functions; normalised."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT type, sql FROM sqlite_master WHERE sql NOTNULL"))
        entries = [entry for kind, sql in rows for entry in _statement(kind, sql)]
    else:
        entries = [
            f"{kind} {_flat(row[0])}"
            for kind, query in _POSTGRES.items()
            for row in connection.execute(text(query))
        ]
    return sorted(entry for entry in entries if "alembic_version" not in entry)


def _flat(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).strip()


def _statement(kind: str, sql: str) -> list[str]:
    """A table's parts one by one, so that their order does not matter; anything else as it is."""
    flat = _flat(sql)
    if kind != "table":
        return [flat]
    head, body = flat.split("(", 1)
    return [f"{head.strip()}: {part}" for part in _parts(body.rpartition(")")[0])]


def _parts(body: str) -> list[str]:
    """Splits at the commas outside of brackets."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(body):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append(body[start:place])
            start = place + 1
    return [part.strip() for part in [*parts, body[start:]]]
