"""Care while the shop works: room given back, fresh statistics, indexes anew; scans meanwhile."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import text

from desktop.db.giving_way import ask_for_way, standing_back
from desktop.db.stoppable import stoppable
from desktop.db.upkeep import upkeep
from desktop.domain.errors import Unavailable
from desktop.domain.progress import Cancelled
from desktop.jobs import tending
from desktop.jobs.opening import Shop
from desktop.jobs.verify import examine
from desktop.queries.indexes import index_facts
from desktop.queries.vitals import vitals
from tests import books
from tests.trade import add_product, scan

CARE = (tending.vacuum, tending.analyze, tending.reindex, tending.mend_indexes)


class Steps:
    """Remembers what was told; may stop at the first word."""

    def __init__(self, stops: bool = False) -> None:
        self.told: list[tuple[int, int, str]] = []
        self._stops = stops

    def report(self, done: int, total: int, message: str = "") -> None:
        self.told.append((done, total, message))
        if self._stops:
            raise Cancelled


@pytest.mark.parametrize("care", CARE)
def test_each_leaves_the_shop_as_it_was_and_the_till_working(
    shop: Shop, care: Callable[..., tending.Tended]
) -> None:
    """B30: with the shop open, as the window has it; the books are sound before and after."""
    add_product(shop, "TEA")
    scan(shop, "TEA")
    done = care(shop.database, Steps())
    assert done.summary
    assert scan(shop, "TEA").on_hand == -2
    assert examine(shop.database).is_whole


ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 1 FROM n"
    " WHERE i < 0",
    "postgres": "SELECT pg_sleep(600)",
}


def refuse() -> None:
    raise Cancelled


def test_a_statement_that_takes_long_is_stopped_in_the_middle(shop: Shop, engine_name: str) -> None:
    with shop.database.read(3600) as session:
        connection = session.connection()
        with pytest.raises(Cancelled), stoppable(connection, refuse):
            connection.exec_driver_sql(ENDLESS[engine_name])
        session.rollback()
    with shop.database.read() as session:
        assert session.scalar(text("SELECT 1")) == 1


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_check_is_stopped_while_it_reads_the_pages(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """integrity_check of a large file takes minutes."""
    with shop.database.write() as session:
        rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)"
        session.execute(text(f"CREATE TABLE litter AS {rows} SELECT i, 'words' w FROM n"))
    monkeypatch.setattr("desktop.db.stoppable.LOOK_S", 0.001)

    class Impatient:
        """Stops as soon as somebody else than the work itself asks."""

        def report(self, done: int, total: int, message: str = "") -> None:
            if threading.current_thread().name == "stoppable":
                raise Cancelled

    with pytest.raises(Cancelled):
        examine(shop.database, Impatient())
    assert examine(shop.database).problems == []


def fill(shop: Shop) -> None:
    """A table's worth of rows, deleted again."""
    rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
    with shop.database.write() as session:
        session.execute(text(f"CREATE TABLE litter AS {rows} SELECT i, 'some words' w FROM n"))
    with shop.database.write() as session:
        session.execute(text("DROP TABLE litter"))


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_vacuum_gives_the_free_pages_of_a_file_back(shop: Shop) -> None:
    """B30: free pages go down, also while readers hold their connections."""
    fill(shop)
    with shop.database.read() as session:
        assert (vitals(session).free or 0) > 100_000
    done = tending.vacuum(shop.database)
    assert done.before - done.after > 100_000
    with shop.database.read() as session:
        assert vitals(session).free == 0


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_vacuum_beside_a_till_ends_itself_before_a_scan_has_waited_too_long(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_product(shop, "TEA")
    fill(shop)
    monkeypatch.setattr(tending, "BESIDE_S", -1.0)
    monkeypatch.setattr("desktop.db.upkeep._STEPS", 10)
    with shop.database.read() as session:
        before = vitals(session).free
        session.rollback()
        with pytest.raises(Unavailable) as refused:
            tending.vacuum(shop.database)
    assert refused.value.code == "too_large"
    with shop.database.read() as session:
        assert vitals(session).free == before
    assert scan(shop, "TEA").on_hand == -1


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("where", ["another program", "here"])
def test_a_vacuum_gives_way_to_who_wants_to_book(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """He waits for the next look only; the file is as it was, and nothing lies beside it."""
    path = shop.database.path
    assert path is not None
    add_product(shop, "TEA")
    fill(shop)
    monkeypatch.setattr("desktop.db.upkeep._STEPS", 10)
    before, beside = path.stat().st_size, {each.name for each in path.parent.iterdir()}
    looks = Steps()

    def waits() -> bool:
        if len(looks.told) == 3 and where != "here":
            ask_for_way(path)  # a note of this very program is no reason
            assert place.exists()
            monkeypatch.setattr("os.getpid", lambda: 1)
            ask_for_way(path)
            assert not place.exists()
        return where == "here" and len(looks.told) > 3

    place = path.with_name(f"{path.name}-upkeep")
    with pytest.raises(Unavailable) as gave_way:
        tending.vacuum(shop.database, looks, waits)
    assert gave_way.value.code == tending.GAVE_WAY
    assert len(looks.told) < 7, "at the next look"
    assert path.stat().st_size == before
    assert {each.name for each in path.parent.iterdir()} == beside
    assert scan(shop, "TEA").on_hand == -1


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_writer_that_waits_asks_for_its_way(shop: Shop) -> None:
    """Of another program, beside a statement that would run for ever."""
    assert shop.database.path is not None
    add_product(shop, "TEA")
    with upkeep(shop.database.url) as kept, standing_back(shop.database.path) as is_asked:
        place = shop.database.path.with_name(f"{shop.database.path.name}-upkeep")
        place.write_text("1")

        def look() -> None:
            if is_asked():
                raise Cancelled

        till = threading.Thread(target=scan, args=(shop, "TEA"))
        kept.run("BEGIN IMMEDIATE", look)
        till.start()
        with pytest.raises(Cancelled):
            kept.run(ENDLESS["sqlite"], look)
        kept.run("ROLLBACK", lambda: None)
        till.join()
    assert scan(shop, "TEA").on_hand == -2


@pytest.mark.parametrize("care", CARE[:3])
def test_each_can_be_stopped_and_leaves_all_as_it_was(
    shop: Shop, care: Callable[..., tending.Tended], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.db.upkeep._STEPS", 10)
    fill(shop)
    with pytest.raises(Cancelled):
        care(shop.database, Steps(stops=True))
    with shop.database.read() as session:
        assert index_facts(session).missing == ()
        assert books.faults(session) == []


def test_a_long_statement_is_stopped_in_its_middle(shop: Shop) -> None:
    """The one that runs, not only the one after it."""
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        if shop.database.is_sqlite
        else "SELECT pg_sleep(60)"
    )
    with upkeep(shop.database.url) as kept, pytest.raises(Cancelled):
        kept.run(endless, lambda: Steps(stops=True).report(0, 0))


def test_missing_indexes_are_made_again_with_their_conditions(shop: Shop) -> None:
    """C35: what the schema names, as the migration made it."""
    names = ("ix_stock_move_kind", "ix_stock_move_counts", "uq_barcode_primary")
    asked = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        if shop.database.is_sqlite
        else "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
    )
    with shop.database.read() as session:
        before = {name: " ".join(sql.split()) for name, sql in session.execute(text(asked))}
    with shop.database.write() as session:
        for name in names:
            session.execute(text(f"DROP INDEX {name}"))
    done = tending.mend_indexes(shop.database)
    assert all(name in done.summary for name in names)
    with shop.database.read() as session:
        after = {name: " ".join(sql.split()) for name, sql in session.execute(text(asked))}
        assert index_facts(session).missing == ()
    assert {name: after[name].lower() for name in names} == {
        name: before[name].lower() for name in names
    }
    assert "nothing" not in tending.mend_indexes(shop.database).summary


def test_an_examination_names_what_the_database_and_what_the_books_say(shop: Shop) -> None:
    """A28: one look for both, in a sentence."""
    assert examine(shop.database).summary.startswith("All is sound")
    with shop.database.write() as session:
        session.execute(text("DROP INDEX ix_stock_move_kind"))
    found = examine(shop.database)
    assert not found.is_whole
    assert "ix_stock_move_kind" in found.summary
