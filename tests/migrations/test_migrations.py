"""Migrated and created databases are the same, every revision goes up and down, and says what."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    MetaData,
    Table,
    create_engine,
    inspect,
    select,
)

from desktop.db import migrate, version
from desktop.db.engine import Database
from desktop.jobs import opening
from desktop.jobs.opening import Shop
from desktop.schema import Base, SyncRun
from desktop.schema.base import is_for
from tests import books
from tests.conftest import Servers
from tests.migrations.fingerprint import fingerprint
from tests.tills import till


@pytest.fixture
def created(engine_name: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database made by the classes alone, without a migration."""
    if engine_name == "sqlite":
        place = request.getfixturevalue("tmp_path") / "created.db"
        engine = create_engine(f"sqlite:///{place}")
        Base.metadata.create_all(engine)
        yield engine
        engine.dispose()
        return
    servers: Servers = request.getfixturevalue("postgres_servers")
    url = servers.empty(engine_name)
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()
    servers.drop(engine_name, url)


def of(database: Database) -> list[str]:
    with database.read() as session:
        return fingerprint(session.connection())


def test_migrated_and_created_databases_are_the_same(database: Database, created: Engine) -> None:
    """A20, A38, D20: keys and foreign keys stand in the classes."""
    with created.connect() as connection:
        assert fingerprint(connection) == of(database)
    assert len(of(database)) > 200


def test_alembic_finds_nothing_to_generate(database: Database) -> None:
    """A20: the tool that writes revisions sees no difference between classes and database."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with database.read() as session:
        dialect = session.connection().dialect.name
        options = {
            "include_object": lambda one, *_more: not isinstance(one, Index) or is_for(one, dialect)
        }
        context = MigrationContext.configure(session.connection(), opts=options)
        assert compare_metadata(context, Base.metadata) == []
        other = MetaData()
        Table("more", other, Column("number", Integer))
        found = compare_metadata(context, other)
        assert "add_table" in {one[0] for one in found if isinstance(one, tuple)}


# name → what is done to a database made by the classes, per engine
ALTERED: dict[str, tuple[str | tuple[str, str, str], str]] = {
    "a CHECK dropped": (
        ("product", "CONSTRAINT ck_product_price CHECK (price >= 0),", ""),
        "ALTER TABLE product DROP CONSTRAINT ck_product_price",
    ),
    "a CHECK loosened": (
        ("stock_move", "abs(qty) <= 1000000000", "abs(qty) <= 9000000000"),
        """ALTER TABLE stock_move DROP CONSTRAINT ck_stock_move_qty_limit,
        ADD CONSTRAINT ck_stock_move_qty_limit CHECK (abs(qty) <= 9000000)""",
    ),
    "an index without its WHERE": (
        ("uq_alert_open", " WHERE status <> 'resolved'", ""),
        """DROP INDEX uq_alert_open;
        CREATE UNIQUE INDEX uq_alert_open ON alert (dedupe_key)""",
    ),
    "an index that is no longer unique": (
        ("uq_barcode_primary", "CREATE UNIQUE INDEX", "CREATE INDEX"),
        """DROP INDEX uq_barcode_primary;
        CREATE INDEX uq_barcode_primary ON barcode (product) WHERE is_primary""",
    ),
    "a foreign key with another rule": (
        ("barcode", "ON DELETE CASCADE", "ON DELETE RESTRICT"),
        """ALTER TABLE barcode DROP CONSTRAINT fk_barcode_product,
        ADD CONSTRAINT fk_barcode_product FOREIGN KEY (product) REFERENCES product (id)
        ON DELETE RESTRICT""",
    ),
    "a column that may be NULL": (
        ("product", "name VARCHAR(500) NOT NULL", "name VARCHAR(500)"),
        "ALTER TABLE product ALTER name DROP NOT NULL",
    ),
    "a column of another type": (
        ("product", "sku VARCHAR(100)", "sku VARCHAR(90)"),
        "ALTER TABLE product ALTER sku TYPE varchar(90)",
    ),
    "a default": (
        ("product", "price BIGINT NOT NULL", "price BIGINT DEFAULT 1 NOT NULL"),
        "ALTER TABLE product ALTER price SET DEFAULT 1",
    ),
    "a trigger dropped": (
        "DROP TRIGGER stock_move_no_delete",
        "DROP TRIGGER stock_move_no_delete ON stock_move",
    ),
    "a trigger that asks less": (
        ("document_kept", "OLD.status <> 'draft'", "OLD.status = 'posted'"),
        """CREATE OR REPLACE FUNCTION onhand_is_frozen(document_id uuid) RETURNS boolean
        LANGUAGE sql STABLE AS 'SELECT false'""",
    ),
    "a table too many": ("CREATE TABLE more (a INTEGER)", "CREATE TABLE more (a INTEGER)"),
}


def test_the_fingerprint_notices_what_was_altered(created: Engine) -> None:
    with created.connect() as connection:
        before = fingerprint(connection)
        for name, (on_sqlite, on_postgres) in ALTERED.items():
            connection.exec_driver_sql("SAVEPOINT altered")
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(on_postgres)
            elif isinstance(on_sqlite, str):
                connection.exec_driver_sql(on_sqlite)
            else:
                _rewrite(connection, *on_sqlite)
            assert fingerprint(connection) != before, name
            connection.exec_driver_sql("ROLLBACK TO altered")
        assert fingerprint(connection) == before


def _rewrite(connection: Connection, name: str, old: str, new: str) -> None:
    """Alters what SQLite remembers of a table, index or trigger."""
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    done = connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?)"
        " WHERE name = ? AND sql <> replace(sql, ?, ?)",
        (old, new, name, old, new),
    )
    assert done.rowcount == 1, "the text to alter is not there"


def test_down_to_nothing_and_up_again_is_the_same(shop: Shop) -> None:
    """E30: with goods in it, too; triggers and foreign keys do not stand in the way."""
    database = shop.database
    desk = till(shop)
    desk.stock("receive", desk.product(), 3)
    before = of(database)
    with migrate.migration(database.url) as connection:
        version.downgrade(connection, "base")
    with database.read() as session:
        assert set(inspect(session.connection()).get_table_names()) <= {"alembic_version"}
    assert of(database) == []
    migrate.upgrade(database)
    assert of(database) == before


def test_every_revision_goes_down_and_up(database: Database) -> None:
    """B17."""
    fingerprints = {version.HEAD: of(database)}
    known = version.known_revisions()
    for revision in reversed(known[:-1]):
        with migrate.migration(database.url) as connection:
            version.downgrade(connection, revision)
        fingerprints[revision] = of(database)
    for revision in known:
        with migrate.migration(database.url) as connection:
            version.upgrade(connection, revision)
        assert of(database) == fingerprints[revision]


@pytest.mark.parametrize("revision", version.known_revisions()[:-1])
def test_an_older_shop_with_goods_in_it_is_opened_as_it_was(shop: Shop, revision: str) -> None:
    """And its rows stay as they are on the way back down."""
    desk = till(shop)
    product = desk.product(reorder_point=Decimal(9))
    sold = desk.stock("receive", product, 3)
    desk.undo(sold.id)
    desk.stock("receive", product, 2)
    before, rows = of(shop.database), everything(shop.database)
    with migrate.migration(shop.database.url) as connection:
        version.downgrade(connection, revision)
    assert everything(shop.database) == rows
    assert of(shop.database) != before
    asked = replace(shop.settings, auto_upgrade=True, backup_before_upgrade=False)
    opened = opening.open_shop(asked, "till", shop.clock)
    try:
        assert of(opened.database) == before
        found = everything(opened.database)
        assert {name: found[name] for name in LEFT} == {name: rows[name] for name in LEFT}
        assert len(set(found["audit_entry"]) - set(rows["audit_entry"])) == 1, "the migration's"
        assert set(rows["audit_entry"]) <= set(found["audit_entry"])
        till(opened).stock("waste", product, 1)
    finally:
        opened.database.close()


# what opening a shop does not write itself, as it signs the workstation on
LEFT = ("product", "stock_move", "stock_level", "alert", "document", "setting")


def everything(database: Database) -> dict[str, list[Any]]:
    """All rows of all tables; none where there is no table yet."""
    with database.read() as session:
        there = set(inspect(session.connection()).get_table_names())
        return {
            table.name: sorted(map(str, session.execute(select(table)).all()))
            if table.name in there
            else []
            for table in Base.metadata.sorted_tables
        }


def test_the_constant_is_the_newest_revision_and_the_line_is_single() -> None:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(version.alembic_config())
    assert scripts.get_heads() == [version.HEAD]
    assert version.known_revisions() == sorted(s.revision for s in scripts.walk_revisions())
    for script in scripts.walk_revisions():
        assert script.path.startswith(str(version.migrations_dir()))


@pytest.mark.parametrize("revision", version.known_revisions())
def test_a_revision_says_what_it_does_and_can_be_taken_back(revision: str) -> None:
    """B34: an empty message fails here."""
    path = next((version.migrations_dir() / "versions").glob(f"{revision}_*.py"))
    tree = ast.parse(path.read_text("utf-8"))
    message = ast.get_docstring(tree) or ""
    assert len(message.split("\n")[0]) > 20
    downgrade = next(
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "downgrade"
    )
    statements = [node for node in downgrade.body if not isinstance(node, ast.Pass)]
    assert len(statements) > 1, "a downgrade that does nothing"
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert not any(name.split(".")[0] == "desktop" for name in imported)


def test_a_failing_migration_changes_nothing(shop: Shop) -> None:
    desk = till(shop)
    desk.stock("receive", desk.product(), 3)
    before = of(shop.database)
    with pytest.raises(ZeroDivisionError):
        break_off(shop.database)
    assert of(shop.database) == before
    with shop.database.read() as session:
        assert len(books.moves(session)) == 1


def break_off(database: Database) -> None:
    with migrate.migration(database.url) as connection:
        connection.exec_driver_sql("DROP TABLE alert")
        connection.exec_driver_sql("UPDATE product SET name = 'half'")
        raise ZeroDivisionError


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_migration_that_leaves_orphans_is_rolled_back(shop: Shop) -> None:
    """PostgreSQL holds its foreign keys meanwhile; SQLite's are off until the end."""
    desk = till(shop)
    desk.stock("receive", desk.product(), 3)
    with pytest.raises(Exception, match="failed its check"):
        orphan(shop.database)
    with shop.database.read() as session:
        assert not books.faults(session)


def orphan(database: Database) -> None:
    with migrate.migration(database.url) as connection:
        connection.exec_driver_sql("DELETE FROM product")


def test_a_reading_that_waited_is_no_longer_said_to_have_failed(database: Database) -> None:
    at = datetime(2026, 11, 14, 10, 24, tzinfo=UTC)
    said = {"peer": "Feed", "status": "failed", "started_at": at, "finished_at": at}
    ids, conflicts = (UUID(int=1), UUID(int=2)), (3, 0)
    with database.write() as session:
        for run, asked in zip(ids, conflicts, strict=True):
            session.add(SyncRun(id=run, conflicts=asked, **said))
    for there, found in (("0004", ["failed", "failed"]), (version.HEAD, ["waiting", "failed"])):
        move = version.downgrade if there == "0004" else version.upgrade
        with migrate.migration(database.url) as connection:
            move(connection, there)
            wanted = select(SyncRun.status).order_by(SyncRun.conflicts.desc())
            assert list(connection.execute(wanted).scalars()) == found
