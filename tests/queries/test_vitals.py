"""What the health page tells: sizes and rows as the engine's own words say, indexes, plans, WAL."""

import pytest
from sqlalchemy import inspect, text

from desktop.db.engine import Database
from desktop.jobs.opening import Shop
from desktop.queries import vitals as module
from desktop.queries.indexes import index_facts
from desktop.queries.vitals import explained, vitals
from desktop.schema import Base
from tests.trade import add_product, scan


def test_sizes_and_rows_are_the_engines_own(shop: Shop) -> None:
    """B27: numbers equal pragma and pg functions."""
    add_product(shop, "TEA")
    scan(shop, "TEA")
    with shop.database.read() as session:
        found = vitals(session)
        if shop.database.is_sqlite:
            ask = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
            per_table = "SELECT sum(pgsize) FROM dbstat WHERE name = 'stock_move'"
            least = session.scalar(text(per_table))
        else:
            ask = "SELECT pg_database_size(current_database())"
            least = session.scalar(text("SELECT pg_relation_size('stock_move')"))
        assert found.size == session.scalar(text(ask))
        assert {table.name for table in found.tables} == set(Base.metadata.tables)
        moves = next(table for table in found.tables if table.name == "stock_move")
        assert (moves.rows, moves.is_about) == (1, False)
        assert moves.size is not None and moves.size >= least > 0
        assert found.rows["product"] == 1


def test_a_large_table_is_told_about_without_counting_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        add_product(shop, f"T-{number}")
    if not shop.database.is_sqlite:
        with shop.database.write() as session:
            session.execute(text("ANALYZE product"))
    monkeypatch.setattr(module, "COUNTED", 3)
    with shop.database.read() as session:
        products = next(table for table in vitals(session).tables if table.name == "product")
    assert (products.rows, products.is_about) == (4, True)


def test_connected_workstations_are_told_apart_from_those_that_once_were(shop: Shop) -> None:
    """B28: a second program is a second entry; a file cannot tell who is connected."""
    with shop.database.read() as session:
        alone = vitals(session).stations
    assert len(alone) == 1
    if shop.database.is_sqlite:
        assert alone[0].windows is None
        assert alone[0].seen_at is not None
        return
    other = Database(shop.settings, "till-2")
    with other.read(), shop.database.read() as session:
        found = {station.name: station.windows for station in vitals(session).stations}
    other.close()
    assert found["till-2"] == 1
    assert sum(1 for windows in found.values() if windows) == 2


def test_a_missing_index_is_named_and_no_rule_is_called_unused(shop: Shop) -> None:
    """C35."""
    with shop.database.read() as session:
        before = index_facts(session)
    assert before.missing == ()
    with shop.database.write() as session:
        session.execute(text("DROP INDEX ix_stock_move_kind"))
    with shop.database.read() as session:
        found = index_facts(session)
        unique = {
            str(one["name"])
            for name in Base.metadata.tables
            for one in inspect(session.connection()).get_indexes(name)
            if one["unique"]
        }
    assert found.missing == ("ix_stock_move_kind",)
    if shop.database.is_sqlite:
        assert found.unused is None
    else:
        assert found.unused
        assert not unique & {one.name for one in found.unused}


def test_a_slow_statement_is_explained_without_its_values_and_without_running_it(
    shop: Shop,
) -> None:
    """B29, C35: as it was kept, whoever sent it; a writing one too, and nothing is written."""
    add_product(shop, "TEA")
    shop.database.counters.slow_s = 0.0
    scan(shop, "TEA")
    with shop.database.read() as session:
        session.execute(
            text("SELECT * FROM product WHERE sku = :sku AND name LIKE '%a%'"), {"sku": "TEA"}
        )
    kept = shop.database.counters.slow()
    kinds = {slow.kind for slow in kept}
    assert {"select", "insert", "update"} <= kinds
    before = len(kept)
    with shop.database.read() as session:
        moves = vitals(session).rows["stock_move"]
        plans = [(slow, explained(session, slow.statement, slow.values)) for slow in kept]
        assert vitals(session).rows["stock_move"] == moves
    assert before == len(plans)
    useless = [
        (slow.statement, plan)
        for slow, plan in plans
        if slow.kind in ("select", "update") and "gives no plan" in plan
    ]
    assert useless == []
    chosen = next(plan for slow, plan in plans if "LIKE" in slow.statement)
    assert "product" in chosen.lower()


def test_what_has_no_plan_says_so(database: Database) -> None:
    with database.read() as session:
        assert "gives no plan" in explained(session, "NONSENSE", 0)
        assert session.scalar(text("SELECT 1")) == 1


def test_archiving_is_told_as_the_server_has_it(database: Database) -> None:
    """B25: off here; what a login may not read is left open."""
    with database.read() as session:
        found = vitals(session).archiving
    if database.is_sqlite:
        assert found is None
        return
    assert found is not None
    assert (found.mode, found.is_on, found.archived, found.failed) == ("off", False, 0, 0)
    assert found.level in ("minimal", "replica", "logical")
