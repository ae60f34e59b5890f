"""What will be needed when: the calendar of events, and what is expected of each product.

A purchase order that was closed, or all of which came in, may be open again from now on: the
trigger that freezes documents lets its status go back.
And the indexes over what points at lots, merged products and categories: without them each product
that goes again, as in the undo of an import, reads the whole ledger for movements of its lots. A
category that goes again is let go by the lines of posted documents, as their foreign key says.

Revision: 0003, after 0002, 2026-11-22, by the Onhand contributors
"""

from alembic import op
from sqlalchemy import Connection

revision = "0003"
down_revision = "0002"

_TYPES = {
    "sqlite": {
        "id": "BLOB",
        "time": "VARCHAR(26)",
        "json": "JSON",
        "double": "DOUBLE",
        "quantity": "BIGINT",
    },
    "postgresql": {
        "id": "UUID",
        "time": "TIMESTAMP WITH TIME ZONE",
        "json": "JSONB",
        "double": "DOUBLE PRECISION",
        "quantity": "NUMERIC(14, 3)",
    },
}
_TABLES = ("event", "event_scope", "forecast")
_INDEXES = {
    "ix_product_merged_into": "product (merged_into) WHERE merged_into IS NOT NULL",
    "ix_stock_level_lot": "stock_level (lot)",
    "ix_stock_move_lot": "stock_move (lot)",
    "ix_document_line_lot": "document_line (lot) WHERE lot IS NOT NULL",
    "ix_document_line_category": "document_line (category) WHERE category IS NOT NULL",
    "ix_alert_lot": "alert (lot) WHERE lot IS NOT NULL",
}
_STATEMENTS = """
CREATE TABLE event (
    id {id} NOT NULL,
    name VARCHAR(500) NOT NULL,
    event_date DATE NOT NULL,
    end_date DATE,
    store {id} NOT NULL,
    type VARCHAR(20) NOT NULL,
    description TEXT NOT NULL,
    include_in_prediction BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL,
    origin {id},
    CONSTRAINT pk_event PRIMARY KEY (id),
    CONSTRAINT ck_event_type CHECK (type IN ('holiday', 'promotion', 'seasonal', 'custom')),
    CONSTRAINT ck_event_end_date CHECK (end_date IS NULL OR end_date >= event_date),
    CONSTRAINT uq_event_name_event_date_store UNIQUE (name, event_date, store)
)

CREATE INDEX ix_event_event_date ON event (event_date)

CREATE INDEX ix_event_type ON event (type)

CREATE TABLE event_scope (
    id {id} NOT NULL,
    event {id} NOT NULL,
    product {id},
    category {id},
    CONSTRAINT pk_event_scope PRIMARY KEY (id),
    CONSTRAINT ck_event_scope_one CHECK ((product IS NULL) <> (category IS NULL)),
    CONSTRAINT fk_event_scope_event FOREIGN KEY(event)
        REFERENCES event (id) ON DELETE CASCADE,
    CONSTRAINT fk_event_scope_product FOREIGN KEY(product)
        REFERENCES product (id) ON DELETE CASCADE,
    CONSTRAINT fk_event_scope_category FOREIGN KEY(category)
        REFERENCES category (id) ON DELETE CASCADE
)

CREATE INDEX ix_event_scope_category ON event_scope (category)

CREATE INDEX ix_event_scope_event ON event_scope (event)

CREATE INDEX ix_event_scope_product ON event_scope (product)

CREATE TABLE forecast (
    id {id} NOT NULL,
    product {id} NOT NULL,
    store {id} NOT NULL,
    run {id} NOT NULL,
    made_at {time} NOT NULL,
    method VARCHAR(40) NOT NULL,
    horizon_days INTEGER NOT NULL,
    parameters {json} NOT NULL,
    on_hand {quantity} NOT NULL,
    on_order {quantity} NOT NULL,
    daily_rate {double} NOT NULL,
    depletion_date DATE,
    earliest_date DATE,
    p_within_lead {double} NOT NULL,
    confidence {double} NOT NULL,
    backtest_error {double},
    CONSTRAINT pk_forecast PRIMARY KEY (id),
    CONSTRAINT uq_forecast_product_store UNIQUE (product, store),
    CONSTRAINT ck_forecast_daily_rate CHECK (daily_rate >= 0),
    CONSTRAINT ck_forecast_p_within_lead CHECK (p_within_lead BETWEEN 0 AND 1),
    CONSTRAINT ck_forecast_confidence CHECK (confidence BETWEEN 0 AND 1),
    CONSTRAINT ck_forecast_horizon_days CHECK (horizon_days > 0),
    CONSTRAINT fk_forecast_product FOREIGN KEY(product)
        REFERENCES product (id) ON DELETE CASCADE,
    CONSTRAINT fk_forecast_store FOREIGN KEY(store)
        REFERENCES store (id) ON DELETE CASCADE
)

CREATE INDEX ix_forecast_depletion_date ON forecast (depletion_date)

CREATE INDEX ix_forecast_product_made_at ON forecast (product, made_at)
"""

_FROZEN = "a posted document is never changed or deleted"
_KEPT = (
    *("id", "kind", "number", "store", "location", "to_location", "vendor", "party_text", "user"),
    *("business_date", "due_date", "posted_at", "currency", "total", "source", "reverses", "note"),
    *("extra", "created_at", "origin"),
)
_CHANGED = {
    "sqlite": " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in _KEPT),
    "postgresql": "to_jsonb(OLD) - 'status' - 'updated_at' <> to_jsonb(NEW) - 'status'"
    " - 'updated_at'",
}
_TRIGGER = {
    "sqlite": "CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} WHEN {test}"
    f" BEGIN SELECT RAISE(ABORT, '{_FROZEN}'); END",
    "postgresql": "CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} FOR EACH ROW"
    f" WHEN ({{test}}) EXECUTE FUNCTION onhand_refuse('{_FROZEN}')",
}
_DROP = {
    "sqlite": "DROP TRIGGER {table}_frozen",
    "postgresql": "DROP TRIGGER {table}_frozen ON {table}",
}
_CLOSED_LINE = {
    "sqlite": "EXISTS (SELECT 1 FROM document WHERE id IN (OLD.document, NEW.document)"
    " AND status IN ('posted', 'void'))",
    "postgresql": "onhand_is_frozen(OLD.document) OR onhand_is_frozen(NEW.document)",
}
_LINE = (
    *("id", "document", "position", "product", "description", "qty", "unit", "unit_price"),
    *("discount", "tax_rate", "total", "is_promo", "lot", "location", "expected_qty"),
    *("counted_qty", "counted_at"),
)
_CHANGED_LINE = {
    "sqlite": " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in _LINE),
    "postgresql": "to_jsonb(OLD) - 'category' <> to_jsonb(NEW) - 'category'",
}


def _freeze(but: str, lets_go: bool) -> None:
    """The triggers anew; ``but``: what may leave the states that are frozen.

    ``lets_go``: whether a line may lose its category.
    """
    dialect = op.get_context().dialect.name
    leaves = f"NEW.status NOT IN ('posted', 'void'){but}"
    test = f"OLD.status IN ('posted', 'void') AND ({leaves} OR {_CHANGED[dialect]})"
    line = _CLOSED_LINE[dialect]
    if lets_go:
        line = f"({line}) AND (NEW.category IS NOT NULL OR {_CHANGED_LINE[dialect]})"
    for table, condition in (("document", test), ("document_line", line)):
        op.execute(_DROP[dialect].format(table=table))
        op.execute(_TRIGGER[dialect].format(table=table, test=condition))


def upgrade() -> None:
    """Makes three empty tables, and indexes; no row is touched."""
    types = _TYPES[op.get_context().dialect.name]
    for statement in _STATEMENTS.strip().split("\n\n"):
        op.execute(statement.format_map(types))
    _freeze(" AND OLD.kind <> 'purchase'", lets_go=True)
    for name, columns in _INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON {columns}")


_THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type IN ('table', 'index')",
    "postgresql": """SELECT relname FROM pg_class
        WHERE relkind IN ('r', 'i') AND relnamespace = current_schema()::regnamespace""",
}


def _found(connection: Connection) -> set[str]:
    return set(connection.exec_driver_sql(_THERE[connection.dialect.name]).scalars())


def validate(connection: Connection) -> None:
    """Every table and index is there by its name."""
    missing = sorted({*_TABLES, *_INDEXES} - _found(connection))
    if missing:
        raise ValueError(f"{', '.join(missing)} is not there")


def validate_downgrade(connection: Connection) -> None:
    """None of them is left."""
    left = sorted({*_TABLES, *_INDEXES} & _found(connection))
    if left:
        raise ValueError(f"{', '.join(left)} is still there")


def downgrade() -> None:
    """Drops them with what they hold; forecasts can be made anew, events cannot."""
    _freeze("", lets_go=False)
    for name in reversed(_INDEXES):
        op.execute(f"DROP INDEX {name}")
    for table in reversed(_TABLES):
        op.drop_table(table)
