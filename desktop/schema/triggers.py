"""Triggers that keep the ledger append-only and posted documents as they are, on both engines."""

from sqlalchemy import DDL, event

from desktop.schema.base import Base, table_of
from desktop.schema.document import Document, DocumentLine

LEDGER = "a movement is never changed or deleted"
DOCUMENT = "a posted document is never changed or deleted"
# A document is frozen once posted. Only its status still moves between posted and void: undo takes
# back everything it booked, redo books it again. A purchase order, which books nothing, may be open
# again: when a delivery that completed it is taken back, or when closing it was a mistake. A line
# lets go of a category that is deleted, as its foreign key says.
_CLOSED = "OLD.status IN ('posted', 'void')"
_FLIPPED = ("status", "updated_at")
_LET_GO = "category"

# name, table, when, the rows whose document is asked, sentence
RULES = (
    ("stock_move_no_update", "stock_move", "UPDATE", (), LEDGER),
    ("stock_move_no_delete", "stock_move", "DELETE", (), LEDGER),
    ("document_frozen", "document", "UPDATE", (), DOCUMENT),
    ("document_kept", "document", "DELETE", (), DOCUMENT),
    ("document_line_frozen", "document_line", "UPDATE", ("OLD", "NEW"), DOCUMENT),
    ("document_line_kept", "document_line", "DELETE", ("OLD",), DOCUMENT),
    ("document_line_closed", "document_line", "INSERT", ("NEW",), DOCUMENT),
)
FUNCTIONS = (
    """CREATE FUNCTION onhand_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE FUNCTION onhand_is_frozen(document_id uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM document WHERE id = document_id
    AND status IN ('posted', 'void')) $$""",
)


def _changed(dialect: str, of: type[Base], *but: str) -> str:
    """Whether any other column is another in the new row."""
    if dialect == "postgresql":
        kept = " - ".join(["to_jsonb({row})", *(f"'{name}'" for name in but)])
        return f"{kept.format(row='OLD')} <> {kept.format(row='NEW')}"
    columns = [column.name for column in table_of(of).columns if column.name not in but]
    return " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in columns)


def _frozen(dialect: str) -> str:
    """Whether an update of a closed document is more than a flip between posted and void."""
    changed = _changed(dialect, Document, *_FLIPPED)
    leaves = "NEW.status NOT IN ('posted', 'void') AND OLD.kind <> 'purchase'"
    return f"{_CLOSED} AND ({leaves} OR {changed})"


def _condition(name: str, rows: tuple[str, ...], dialect: str) -> str:
    if name == "document_frozen":
        return _frozen(dialect)
    if name == "document_kept":
        return "OLD.status <> 'draft'"
    if not rows:
        return ""
    if name == "document_line_frozen":
        changed = _changed(dialect, DocumentLine, _LET_GO)
        return f"({_closed(rows, dialect)}) AND (NEW.{_LET_GO} IS NOT NULL OR {changed})"
    return _closed(rows, dialect)


def _closed(rows: tuple[str, ...], dialect: str) -> str:
    """Whether one of the rows is of a closed document."""
    if dialect == "postgresql":
        return " OR ".join(f"onhand_is_frozen({row}.document)" for row in rows)
    documents = ", ".join(f"{row}.document" for row in rows)
    found = f"WHERE id IN ({documents}) AND status IN ('posted', 'void')"
    return f"EXISTS (SELECT 1 FROM document {found})"


def sqlite_statements() -> list[str]:
    """CREATE TRIGGER statements for SQLite."""
    statements = []
    for name, table, when, rows, sentence in RULES:
        test = _condition(name, rows, "sqlite")
        guard = f" WHEN {test}" if test else ""
        statements.append(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table}{guard}"
            f" BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )
    return statements


def postgres_statements() -> list[str]:
    """The functions that refuse, and the triggers that call them, for PostgreSQL."""
    statements = list(FUNCTIONS)
    for name, table, when, rows, sentence in RULES:
        test = _condition(name, rows, "postgresql")
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
            ddl = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
            event.listen(Base.metadata, "after_create", ddl.execute_if(dialect=dialect))


_attach()
