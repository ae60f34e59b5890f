"""Keys and indexes as both databases tell them, and plans that use them for the daily questions."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, inspect, select, text
from sqlalchemy.orm import Session

from desktop.db.engine import Database
from desktop.db.types import Uuid
from desktop.jobs import demo
from desktop.jobs.opening import Shop
from desktop.queries.movements import moves_of
from desktop.queries.product import product_by_code
from desktop.schema import Base, Product
from tests import trade

# table → columns of unique keys, columns of other indexes
WANTED: dict[str, tuple[set[str], set[str]]] = {
    "product": (
        {"sku", "parent options_key"},
        {"name", "category", "parent", "status name"},
    ),
    "barcode": ({"code"}, {"product"}),
    "stock_move": ({"writer seq", "reverses"}, {"product occurred_at", "occurred_at id", "user"}),
    "vendor_price": ({"vendor product"}, {"product"}),
    "app_user": ({"username", "email"}, {"created_at"}),
    "store": ({"code", "shop_domain"}, {"status"}),
    "alert": ({"dedupe_key"}, {"product", "status severity"}),
    "event": ({"name event_date store"}, {"event_date", "type"}),
    "category": ({"slug", "parent name"}, {"path"}),
}
PARTIAL = {
    ("alert", "uq_alert_open"),
    ("app_user", "uq_app_user_email"),
    ("barcode", "uq_barcode_primary"),
    ("product", "uq_product_parent_options_key"),
    ("stock_move", "ix_stock_move_counts"),
    ("stock_move", "uq_stock_move_reverses"),
    ("store", "uq_store_shop_domain"),
}


def indexes(session: Session, table: str, is_unique: bool) -> set[str]:
    """The columns of each unique key, or of each other index, of a table."""
    seen = inspect(session.connection())
    found = [
        one["column_names"] for one in seen.get_indexes(table) if bool(one["unique"]) is is_unique
    ]
    if is_unique:
        found += [[*one["column_names"]] for one in seen.get_unique_constraints(table)]
    return {" ".join(map(str, columns)) for columns in found}


@pytest.mark.parametrize("table", WANTED)
def test_what_is_looked_up_has_an_index_and_what_names_a_thing_is_unique(
    database: Database, table: str
) -> None:
    """A31, B2, B4, B10, B11, C26, D17, D19: as the inspector tells them on both engines."""
    unique, others = WANTED[table]
    with database.read() as session:
        assert unique - indexes(session, table, is_unique=True) == set()
        assert others - indexes(session, table, is_unique=False) == set()


def test_some_indexes_hold_only_the_rows_that_they_are_for(database: Database) -> None:
    """C26: partial on both engines."""
    with database.read() as session:
        seen = inspect(session.connection())
        option = f"{session.connection().dialect.name}_where"
        partial = {
            (table, str(one["name"]))
            for table in seen.get_table_names()
            for one in seen.get_indexes(table)
            if one.get("dialect_options", {}).get(option) is not None
        }
    assert partial >= PARTIAL


def test_every_table_has_a_primary_key_of_uuids() -> None:
    """E1: nothing is counted up by a database, so that two of them can be put together."""
    for table in Base.metadata.sorted_tables:
        kinds = {type(column.type) for column in table.primary_key.columns}
        assert kinds == {Uuid}, table.name


def plan_of(shop: Shop, ask: Callable[[Session], Any], number: int = 0) -> str:
    """How the database goes about one statement of a query, the first if nothing is said."""
    sent: list[Any] = []
    with shop.database.read() as session:
        connection = session.connection()
        if not shop.database.is_sqlite:  # a few rows are read whole faster than by any index
            session.execute(text("SET LOCAL enable_seqscan = off"))
            session.execute(text("SET LOCAL enable_bitmapscan = off"))
        event.listen(connection, "before_cursor_execute", lambda *told: sent.append(told[2:4]))
        ask(session)
        statement, values = sent[number]
        explain = "EXPLAIN QUERY PLAN" if shop.database.is_sqlite else "EXPLAIN"
        rows = connection.exec_driver_sql(f"{explain} {statement}", values)
        return "\n".join(str(row[-1]) for row in rows)


def test_a_scanned_code_is_found_through_the_index_of_codes(shop: Shop) -> None:
    """A31: EXPLAIN of the lookup by barcode."""
    trade.add_product(shop, "TEA", "4006381333931")
    plan = plan_of(shop, lambda s: product_by_code(s, "4006381333931", shop.actor.location))
    index = "sqlite_autoindex_barcode" if shop.database.is_sqlite else "uq_barcode_code"
    assert index in plan
    assert "SCAN barcode" not in plan


def test_a_products_movements_come_newest_first_without_sorting_them(shop: Shop) -> None:
    """A32: its index holds them in order; at most the rows of one instant are put by their id."""
    demo.fill(shop.database, shop.clock, products=40, movements=1200, days=30)
    with shop.database.read() as session:
        product = session.scalars(select(Product.id).order_by(Product.sku).limit(1)).one()
    plan = plan_of(shop, lambda session: moves_of(session, product), 1)
    assert re.search(r"ix_stock_move_(product_)?occurred_at", plan), plan
    for step in plan.splitlines():
        if "Sort  (" in step or "TEMP B-TREE" in step:
            assert re.search(r"Incremental Sort|(RIGHT|LAST) .*OF ORDER BY", step), plan


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_scan_reads_no_table_whole_and_no_products_whole_history(shop: Shop) -> None:
    """Every statement of the second scan of a sale, as the driver ran it."""
    trade.add_product(shop, "TEA", "4006381333931")
    document, sent = shop.ids.new(), list[str]()
    trade.scan(shop, "4006381333931", document=document)
    raw = shop.database.writer.raw_connection()
    driver: Any = raw.dbapi_connection
    raw.close()  # the one kept connection, which the scan takes again
    driver.set_trace_callback(sent.append)
    trade.scan(shop, "4006381333931", document=document)
    driver.set_trace_callback(None)
    asked = [line for line in sent if line.startswith(("SELECT", "UPDATE"))]
    plans = {line: driver.execute(f"EXPLAIN QUERY PLAN {line}").fetchall() for line in asked}
    steps = [str(row[-1]) for plan in plans.values() for row in plan]
    assert not [step for step in steps if step.startswith("SCAN")], plans
    assert any("ix_document_line_product (product=? AND document=?)" in step for step in steps)
    assert "SEARCH alert USING INDEX uq_alert_open (dedupe_key=?)" in steps
