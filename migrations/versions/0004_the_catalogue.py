"""The catalogue: pictures, fields of the shop's own, prices of a store, labels and feeds.

And an index that finds goods by the values of such fields (PostgreSQL).

Revision: 0004, after 0003, 2026-11-22, by the Onhand contributors
"""

from alembic import op
from sqlalchemy import Connection

revision = "0004"
down_revision = "0003"

_TYPES = {
    "sqlite": {
        "id": "BLOB",
        "blob": "BLOB",
        "time": "VARCHAR(26)",
        "json": "JSON",
        "money": "BIGINT",
        "price_limit": "1000000000000",
        "user": "user",
    },
    "postgresql": {
        "id": "UUID",
        "blob": "BYTEA",
        "time": "TIMESTAMP WITH TIME ZONE",
        "json": "JSONB",
        "money": "NUMERIC(18, 4)",
        "price_limit": "100000000",
        "user": '"user"',
    },
}
_TABLES = (
    *("attachment", "attachment_content", "attachment_link", "custom_field", "store_price"),
    *("shelf_label", "feed", "sync_run", "external_ref"),
)
_STATEMENTS = """
CREATE TABLE attachment (
    id {id} NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    mime VARCHAR(100) NOT NULL,
    size BIGINT NOT NULL,
    name VARCHAR(500) NOT NULL,
    storage VARCHAR(10) NOT NULL,
    width INTEGER,
    height INTEGER,
    look BIGINT,
    thumbnail {blob},
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL,
    origin {id},
    CONSTRAINT pk_attachment PRIMARY KEY (id),
    CONSTRAINT ck_attachment_storage CHECK (storage IN ('blob', 'file')),
    CONSTRAINT ck_attachment_size CHECK (size >= 0),
    CONSTRAINT uq_attachment_sha256 UNIQUE (sha256)
)

CREATE INDEX ix_attachment_look ON attachment (look) WHERE look IS NOT NULL

CREATE TABLE attachment_content (
    attachment {id} NOT NULL,
    content {blob} NOT NULL,
    CONSTRAINT pk_attachment_content PRIMARY KEY (attachment),
    CONSTRAINT fk_attachment_content_attachment FOREIGN KEY(attachment)
        REFERENCES attachment (id) ON DELETE CASCADE
)

CREATE TABLE attachment_link (
    id {id} NOT NULL,
    attachment {id} NOT NULL,
    owner_type VARCHAR(20) NOT NULL,
    owner_id {id} NOT NULL,
    role VARCHAR(20) NOT NULL,
    position INTEGER NOT NULL,
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL,
    origin {id},
    CONSTRAINT pk_attachment_link PRIMARY KEY (id),
    CONSTRAINT ck_attachment_link_owner_type
        CHECK (owner_type IN ('product', 'category', 'document')),
    CONSTRAINT ck_attachment_link_role
        CHECK (role IN ('image', 'icon', 'receipt', 'datasheet')),
    CONSTRAINT uq_attachment_link_owner_type_owner_id_role_attachment
        UNIQUE (owner_type, owner_id, role, attachment),
    CONSTRAINT fk_attachment_link_attachment FOREIGN KEY(attachment)
        REFERENCES attachment (id) ON DELETE RESTRICT
)

CREATE INDEX ix_attachment_link_attachment ON attachment_link (attachment)

CREATE TABLE custom_field (
    id {id} NOT NULL,
    entity VARCHAR(20) NOT NULL,
    "key" VARCHAR(60) NOT NULL,
    label VARCHAR(500) NOT NULL,
    section VARCHAR(60) NOT NULL,
    type VARCHAR(20) NOT NULL,
    options {json} NOT NULL,
    required BOOLEAN NOT NULL,
    position INTEGER NOT NULL,
    is_active BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL,
    origin {id},
    CONSTRAINT pk_custom_field PRIMARY KEY (id),
    CONSTRAINT ck_custom_field_entity CHECK (entity IN ('product')),
    CONSTRAINT ck_custom_field_type
        CHECK (type IN ('text', 'number', 'date', 'yes_no', 'choice')),
    CONSTRAINT uq_custom_field_entity_key UNIQUE (entity, "key")
)

CREATE TABLE store_price (
    id {id} NOT NULL,
    product {id} NOT NULL,
    store {id} NOT NULL,
    price {money} NOT NULL,
    version INTEGER NOT NULL,
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL,
    origin {id},
    CONSTRAINT pk_store_price PRIMARY KEY (id),
    CONSTRAINT uq_store_price_product_store UNIQUE (product, store),
    CONSTRAINT ck_store_price_price CHECK (price >= 0),
    CONSTRAINT ck_store_price_price_limit CHECK (abs(price) <= {price_limit}),
    CONSTRAINT fk_store_price_product FOREIGN KEY(product)
        REFERENCES product (id) ON DELETE CASCADE,
    CONSTRAINT fk_store_price_store FOREIGN KEY(store)
        REFERENCES store (id) ON DELETE RESTRICT
)

CREATE INDEX ix_store_price_store ON store_price (store)

CREATE TABLE shelf_label (
    id {id} NOT NULL,
    product {id} NOT NULL,
    store {id} NOT NULL,
    printed_price {money},
    printed_name VARCHAR(500) NOT NULL,
    printed_unit VARCHAR(20) NOT NULL,
    template VARCHAR(60) NOT NULL,
    printed_at {time},
    wanted_at {time},
    copies INTEGER NOT NULL,
    CONSTRAINT pk_shelf_label PRIMARY KEY (id),
    CONSTRAINT uq_shelf_label_product_store UNIQUE (product, store),
    CONSTRAINT ck_shelf_label_copies CHECK (copies > 0),
    CONSTRAINT fk_shelf_label_product FOREIGN KEY(product)
        REFERENCES product (id) ON DELETE CASCADE,
    CONSTRAINT fk_shelf_label_store FOREIGN KEY(store)
        REFERENCES store (id) ON DELETE RESTRICT
)

CREATE INDEX ix_shelf_label_wanted_at ON shelf_label (wanted_at) WHERE wanted_at IS NOT NULL

CREATE INDEX ix_shelf_label_store ON shelf_label (store)

CREATE TABLE feed (
    id {id} NOT NULL,
    name VARCHAR(500) NOT NULL,
    place TEXT NOT NULL,
    profile VARCHAR(60) NOT NULL,
    choices {json} NOT NULL,
    every_hours INTEGER,
    is_active BOOLEAN NOT NULL,
    seen_digest VARCHAR(64) NOT NULL,
    version INTEGER NOT NULL,
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL,
    origin {id},
    CONSTRAINT pk_feed PRIMARY KEY (id),
    CONSTRAINT ck_feed_every_hours CHECK (every_hours > 0),
    CONSTRAINT uq_feed_name UNIQUE (name)
)

CREATE TABLE sync_run (
    id {id} NOT NULL,
    feed {id},
    peer VARCHAR(500) NOT NULL,
    direction VARCHAR(5) NOT NULL,
    status VARCHAR(15) NOT NULL,
    received INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    conflicts INTEGER NOT NULL,
    cursor TEXT NOT NULL,
    details {json} NOT NULL,
    message TEXT NOT NULL,
    batch {id},
    {user} {id},
    started_at {time} NOT NULL,
    finished_at {time},
    CONSTRAINT pk_sync_run PRIMARY KEY (id),
    CONSTRAINT ck_sync_run_direction CHECK (direction IN ('in', 'out')),
    CONSTRAINT ck_sync_run_status
        CHECK (status IN ('running', 'done', 'failed', 'cancelled', 'nothing_new', 'undone')),
    CONSTRAINT fk_sync_run_feed FOREIGN KEY(feed)
        REFERENCES feed (id) ON DELETE SET NULL,
    CONSTRAINT fk_sync_run_user FOREIGN KEY({user})
        REFERENCES app_user (id) ON DELETE SET NULL
)

CREATE INDEX ix_sync_run_started_at ON sync_run (started_at)

CREATE INDEX ix_sync_run_feed ON sync_run (feed)

CREATE TABLE external_ref (
    id {id} NOT NULL,
    system VARCHAR(60) NOT NULL,
    entity VARCHAR(20) NOT NULL,
    entity_id {id} NOT NULL,
    external_id VARCHAR(200) NOT NULL,
    handle VARCHAR(300) NOT NULL,
    synced_at {time} NOT NULL,
    CONSTRAINT pk_external_ref PRIMARY KEY (id),
    CONSTRAINT ck_external_ref_entity CHECK (entity IN ('product', 'category', 'vendor')),
    CONSTRAINT uq_external_ref_system_entity_external_id UNIQUE (system, entity, external_id),
    CONSTRAINT uq_external_ref_system_entity_entity_id UNIQUE (system, entity, entity_id)
)
"""
_CUSTOM = "ix_product_custom"


def upgrade() -> None:
    """Makes empty tables, and on PostgreSQL an index; no row is touched."""
    dialect = op.get_context().dialect.name
    for statement in _STATEMENTS.strip().split("\n\n"):
        op.execute(statement.format_map(_TYPES[dialect]))
    if dialect == "postgresql":
        op.execute(f"CREATE INDEX {_CUSTOM} ON product USING gin (custom jsonb_path_ops)")


_THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type IN ('table', 'index')",
    "postgresql": """SELECT relname FROM pg_class
        WHERE relkind IN ('r', 'i') AND relnamespace = current_schema()::regnamespace""",
}


def _made(connection: Connection) -> set[str]:
    return {*_TABLES, *((_CUSTOM,) if connection.dialect.name == "postgresql" else ())}


def _found(connection: Connection) -> set[str]:
    return set(connection.exec_driver_sql(_THERE[connection.dialect.name]).scalars())


def validate(connection: Connection) -> None:
    """Every table is there by its name, and the index."""
    missing = sorted(_made(connection) - _found(connection))
    if missing:
        raise ValueError(f"{', '.join(missing)} is not there")


def validate_downgrade(connection: Connection) -> None:
    """None of them is left."""
    left = sorted(_made(connection) & _found(connection))
    if left:
        raise ValueError(f"{', '.join(left)} is still there")


def downgrade() -> None:
    """Drops them with what they hold; values of the shop's own fields stay with the goods."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"DROP INDEX {_CUSTOM}")
    for table in reversed(_TABLES):
        op.drop_table(table)
