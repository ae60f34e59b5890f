"""Rows written in bulk read back exactly as they were given, defaults and all."""

from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import select

from desktop.db.bulk import insert_rows, update_rows
from desktop.domain.ids import ZERO
from desktop.jobs.opening import Shop
from desktop.schema import AuditEntry, LogEntry, Product, Unit
from desktop.schema.base import table_of

AT = datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
NASTY = "tab\there, \\N, \\\\x41, line\nbreak\rreturn “quotes” 'and' \"more\" 🧾 שלום = +1"


def test_every_type_of_column_survives(shop: Shop) -> None:
    with shop.database.write() as session:
        unit = session.scalars(select(Unit.id).where(Unit.code == "kg")).one()
        key = shop.ids.new()
        names = ("id", "sku", "name", "category", "unit", "price", "unit_cost", "created_at")
        row = (key, NASTY[:99], NASTY, ZERO, unit, Decimal("12.3400"), None, AT)
        insert_rows(session.connection(), table_of(Product), names, [row])
    with shop.database.read() as session:
        product = session.get_one(Product, key)
        assert (product.sku, product.name, product.unit) == (NASTY[:99], NASTY, unit)
        assert (product.price, product.unit_cost, product.created_at) == (
            Decimal("12.34"),
            None,
            AT,
        )
        assert (product.status, product.version, product.is_template) == ("active", 1, False)
        assert (product.options, product.tax_rate) == ({}, 0)


def test_json_survives(shop: Shop) -> None:
    after = {"name": NASTY, "n": 1, "none": None, "list": [1, {"a": "b"}]}
    key = shop.ids.new()
    names = ("id", "entity", "entity_id", "action", "before", "after", "user", "at", "batch")
    row = (key, "product", key, "create", None, after, shop.actor.user, AT, key)
    with shop.database.write() as session:
        insert_rows(session.connection(), table_of(AuditEntry), names, [row])
    with shop.database.read() as session:
        entry = session.get_one(AuditEntry, key)
        assert (entry.before, entry.after, entry.at) == (None, after, AT)


def test_many_rows_are_announced_once(shop: Shop) -> None:
    heard: list[frozenset[str]] = []
    shop.database.listeners.append(heard.append)
    names = ("id", "level", "logger", "text", "created_at")
    rows = ((shop.ids.new(), "INFO", "test", str(n), AT) for n in range(12_345))
    with shop.database.write() as session:
        insert_rows(session.connection(), table_of(LogEntry), names, rows)
    with shop.database.read() as session:
        assert len(session.scalars(select(LogEntry.id)).all()) == 12_345
    assert heard == [frozenset({"log_entry"})]


def test_no_rows_are_no_error(shop: Shop) -> None:
    with shop.database.write() as session:
        insert_rows(session.connection(), table_of(LogEntry), ("id",), [])


def test_every_type_of_column_is_updated_and_the_version_rises(shop: Shop) -> None:
    """NULL and hostile text included; other rows stay."""
    names = ("id", "sku", "name", "category", "unit")
    keys = [shop.ids.new() for _ in range(3)]
    table = table_of(Product)
    with shop.database.write() as session:
        unit = session.scalars(select(Unit.id).where(Unit.code == "kg")).one()
        rows = [(key, f"S{n}", "x", ZERO, unit) for n, key in enumerate(keys)]
        insert_rows(session.connection(), table, names, rows)
    heard: list[frozenset[str]] = []
    shop.database.listeners.append(heard.append)
    changes = [(keys[0], NASTY, Decimal("1.25"), AT), (keys[1], "", None, AT)]
    with shop.database.write() as session:
        update_rows(session.connection(), table, ("name", "unit_cost", "updated_at"), changes)
        update_rows(session.connection(), table, ("brand",), [(keys[1], "=1+1")])
    with shop.database.read() as session:
        found = [session.get_one(Product, key) for key in keys]
        assert [(p.name, p.unit_cost, p.brand, p.version) for p in found] == [
            (NASTY, Decimal("1.25"), "", 2),
            ("", None, "=1+1", 3),
            ("x", None, "", 1),
        ]
        assert found[0].updated_at == AT
    assert heard == [frozenset({"product"})]
