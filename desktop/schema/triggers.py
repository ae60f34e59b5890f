"""Triggers that keep the ledger append-only and posted documents as they are, on both engines."""

from typing import Any

from sqlalchemy import DDL, event

from desktop.schema.base import Base

LEDGER = "a movement is never changed or deleted"
DOCUMENT = "a posted document is never changed or deleted"
_FROZEN = (
    "OLD.status IN ('posted', 'void') AND NOT (OLD.status = 'posted' AND NEW.status = 'void'"
    " AND NEW.number = OLD.number AND NEW.total = OLD.total AND NEW.kind = OLD.kind"
    " AND NEW.posted_at = OLD.posted_at)"
)
_SQLITE_LINE = (
    "EXISTS (SELECT 1 FROM document WHERE id = {row}.document AND status IN ('posted', 'void'))"
)
_POSTGRES_LINE = "onhand_is_frozen({row}.document)"

# name, table, when, condition ("line:OLD" asks the document of that row), sentence
RULES = (
    ("stock_move_no_update", "stock_move", "UPDATE", "", LEDGER),
    ("stock_move_no_delete", "stock_move", "DELETE", "", LEDGER),
    ("document_frozen", "document", "UPDATE", _FROZEN, DOCUMENT),
    ("document_kept", "document", "DELETE", "OLD.status <> 'draft'", DOCUMENT),
    ("document_line_frozen", "document_line", "UPDATE", "line:OLD", DOCUMENT),
    ("document_line_kept", "document_line", "DELETE", "line:OLD", DOCUMENT),
    ("document_line_closed", "document_line", "INSERT", "line:NEW", DOCUMENT),
)
FUNCTIONS = (
    "CREATE FUNCTION onhand_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$",
    "CREATE FUNCTION onhand_is_frozen(document_id uuid) RETURNS boolean LANGUAGE sql STABLE AS $$"
    " SELECT EXISTS (SELECT 1 FROM document WHERE id = document_id"
    " AND status IN ('posted', 'void')) $$",
)


def _condition(condition: str, line: str) -> str:
    return line.format(row=condition[5:]) if condition.startswith("line:") else condition


def sqlite_statements() -> list[str]:
    """CREATE TRIGGER statements for SQLite."""
    statements = []
    for name, table, when, condition, sentence in RULES:
        test = _condition(condition, _SQLITE_LINE)
        guard = f" WHEN {test}" if test else ""
        statements.append(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table}{guard}"
            f" BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )
    return statements


def postgres_statements() -> list[str]:
    """The functions that refuse, and the triggers that call them, for PostgreSQL."""
    statements = list(FUNCTIONS)
    for name, table, when, condition, sentence in RULES:
        test = _condition(condition, _POSTGRES_LINE)
        guard = f" WHEN ({test})" if test else ""
        statements.append(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW{guard}"
            f" EXECUTE FUNCTION onhand_refuse('{sentence}')"
        )
    statements.append(
        "CREATE TRIGGER stock_move_no_truncate BEFORE TRUNCATE ON stock_move"
        f" FOR EACH STATEMENT EXECUTE FUNCTION onhand_refuse('{LEDGER}')"
    )
    return statements


def _attach() -> None:
    both = {"sqlite": sqlite_statements(), "postgresql": postgres_statements()}
    for dialect, statements in both.items():
        for statement in statements:
            ddl: Any = DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)
            event.listen(Base.metadata, "after_create", ddl)


_attach()
