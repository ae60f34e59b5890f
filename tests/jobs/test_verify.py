"""The books are proven whole, and every kind of damage is found and named."""

import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from desktop.commands.products import EditProduct, edit_product
from desktop.commands.stock import BookStock, book_stock
from desktop.db.engine import Database
from desktop.jobs.opening import Shop
from desktop.jobs.verify import examine, rebuild, verify
from tests import trade


@pytest.fixture
def traded(shop: Shop) -> Shop:
    """Two products with every kind of row: sales, receipts with a cost, counts, undos, reasons."""
    product = trade.add_product(shop, "A", unit_cost=Decimal("2.50"))
    trade.add_product(shop, "B")
    trade.scan(shop, "A", "receive", 10)
    sale = trade.scan(shop, "A", "sell", 3)
    count = trade.scan(shop, "A", "count", 5)
    trade.scan(shop, "A", "receive", 4)
    trade.undo(shop, sale.id)
    trade.undo(shop, count.id)
    trade.redo(shop)
    trade.scan(shop, "B", "sell", 2)
    command = BookStock(
        shop.ids.new(), shop.actor, shop.clock.now(), "adjust", product, Decimal(-1),
        reason="“broken”, naïve 猫",
    )  # fmt: skip
    shop.database.run(book_stock, command)
    shop.database.run(
        edit_product,
        EditProduct(shop.ids.new(), shop.actor, shop.clock.now(), product, {"price": Decimal(3)}),
    )
    return shop


def damage(shop: Shop, *statements: str) -> None:
    """Changes rows behind the program's back, past the triggers."""
    with shop.database.writer.connect() as connection:
        _without_triggers(connection)
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()


def _without_triggers(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        for name in ("stock_move_no_update", "stock_move_no_delete"):
            connection.execute(text(f"DROP TRIGGER {name}"))
    else:
        connection.execute(text("ALTER TABLE stock_move DISABLE TRIGGER USER"))


def test_what_the_program_wrote_is_whole(traded: Shop) -> None:
    found = verify(traded.database)
    assert found.is_whole, found.problems
    assert (found.moves, found.levels, found.writers) == (9, 2, 3)


def test_an_empty_shop_is_whole(shop: Shop) -> None:
    assert verify(shop.database).is_whole


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE stock_move SET reason = 'x' WHERE seq = 2", "Movement 2 was changed"),
        ("UPDATE stock_move SET unit_cost = NULL WHERE seq = 1", "Movement 1 was changed"),
        ("UPDATE stock_move SET set_qty = set_qty + 1 WHERE seq = 3", "Movement 3 was changed"),
        (
            "DELETE FROM stock_move WHERE seq = 8",
            "Between movement 7 and 9 something is missing",
        ),
        ("DELETE FROM stock_move WHERE seq = 9", "The newest of 9 movements is missing"),
    ],
)
def test_a_changed_or_missing_row_is_named(traded: Shop, statement: str, sentence: str) -> None:
    damage(traded, statement)
    chains = [p for p in verify(traded.database).problems if p.kind == "chain"]
    assert len(chains) == 1
    assert chains[0].where == "01 till"
    assert chains[0].message.startswith(sentence)


@pytest.mark.parametrize("column", ["on_hand", "avg_cost"])
def test_a_wrong_level_is_named_and_rebuilt(traded: Shop, column: str) -> None:
    product = "(SELECT id FROM product WHERE sku = 'A')"
    damage(traded, f"UPDATE stock_level SET {column} = {column} + 1 WHERE product = {product}")
    found = verify(traded.database)
    assert [(p.kind, p.where) for p in found.problems] == [("level", "A, Shop floor")]
    mended = rebuild(traded.database, traded.clock, traded.ids, traded.actor)
    assert (mended.faults, mended.rebuilt) == (1, 1)
    assert verify(traded.database).is_whole


def test_a_missing_level_is_made_anew(traded: Shop) -> None:
    damage(traded, "DELETE FROM stock_level")
    assert verify(traded.database).faults == 2
    rebuild(traded.database, traded.clock, traded.ids, traded.actor)
    assert verify(traded.database).is_whole


LEAF_OF_AN_INDEX, LEAF_OF_A_TABLE = 10, 13
PAGE = 4096


def flipped(path: Path, word: bytes, kind: int) -> None:
    """The word is another one on the pages of one kind, as a failing disk may leave it."""
    whole = bytearray(path.read_bytes())
    places = [at for at in range(len(whole)) if whole.startswith(word, at)]
    found = [at for at in places if whole[at // PAGE * PAGE] == kind]
    assert found, "it is on no such page"
    for at in found:
        whole[at + len(word) - 1] ^= 1
    path.write_bytes(whole)


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(
    ("word", "kind", "seen_by"),
    [(b"4006381333931", LEAF_OF_AN_INDEX, "pages"), (b"broken", LEAF_OF_A_TABLE, "chains")],
    ids=["a key that quick_check misses", "a text that integrity_check misses"],
)
def test_the_weekly_look_finds_what_sqlite_s_own_misses(
    traded: Shop, word: bytes, kind: int, seen_by: str
) -> None:
    """Safety: integrity_check for keys, the chains for texts; neither alone finds both."""
    trade.add_product(traded, "C", "4006381333931")
    traded.database.close()
    path = traded.database.path
    assert path is not None
    flipped(path, word, kind)
    with closing(sqlite3.connect(path)) as file:
        missing = "quick_check" if seen_by == "pages" else "integrity_check"
        assert file.execute(f"PRAGMA {missing}").fetchall() == [("ok",)]
    database = Database(traded.settings)
    books, all_ = verify(database), examine(database)
    database.close()
    assert (books.is_whole, all_.is_whole) == (seen_by == "pages", False)
