"""A backup counts when it was read back; seven are kept; a failure leaves the shop as it was."""

import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from desktop.commands.products import CreateProduct, EditProduct, create_product, edit_product
from desktop.commands.shop_changes import ChangeShop, change_shop
from desktop.db.version import HEAD
from desktop.domain.errors import Unavailable
from desktop.domain.progress import Cancelled
from desktop.jobs import opening
from desktop.jobs.backup import back_up, backups, is_backed_up
from desktop.jobs.opening import Shop
from tests.trade import add_product, scan

AT = datetime(2026, 11, 14, 10, 24, tzinfo=UTC)


@pytest.fixture
def engine_name() -> str:
    """Only SQLite is backed up as a file."""
    return "sqlite"


def add(shop: Shop, number: int) -> None:
    command = CreateProduct(
        shop.ids.new(), shop.actor, shop.clock.now(), f"S-{number}", f"Product {number}", Decimal(1)
    )
    shop.database.run(create_product, command)


def test_a_backup_opens_as_the_same_shop(shop: Shop, tmp_path: Path) -> None:
    add(shop, 1)
    made = back_up(shop.database, tmp_path / "b", AT)
    assert made.path.name == f"onhand-M1-{HEAD}-20261114T102400Z.onhand"
    connection = sqlite3.connect(made.path)
    assert connection.execute("SELECT sku FROM product").fetchall() == [("S-1",)]
    connection.close()
    left = sorted(path.name for path in (tmp_path / "b").iterdir())
    assert left == [made.path.name, f"{made.path.name}.sha256"]


def test_the_newest_come_first(shop: Shop, tmp_path: Path) -> None:
    """C32: sorted by name they are sorted by time."""
    for day in range(3):
        back_up(shop.database, tmp_path, AT + timedelta(days=day))
    names = [path.stem[-16:] for path in backups(tmp_path)]
    assert names == [f"202611{day}T102400Z" for day in (16, 15, 14)]
    assert backups(tmp_path) == sorted(tmp_path.glob("*.onhand"), reverse=True)


def test_it_is_one_moment_while_others_write(shop: Shop, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            add(shop, number)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = back_up(shop.database, tmp_path / "b", AT)
    finally:
        stop.set()
        writer.join()
    connection = sqlite3.connect(made.path)
    products, lots = (
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("product", "lot")
    )
    connection.close()
    assert products == lots


def test_only_the_newest_backup_of_the_present_state_counts(shop: Shop, tmp_path: Path) -> None:
    """Whoever wrote: a product, an edit, a movement, a setting; and signing on is no change."""
    product = add_product(shop, "S-1", "4006381333931")
    edit = EditProduct(shop.ids.new(), shop.actor, shop.clock.now(), product, {"name": "Tea"})
    rename = ChangeShop(shop.ids.new(), shop.actor, shop.clock.now(), {"name": "Corner"})
    changes: list[Callable[[], Any]] = [
        lambda: shop.database.run(edit_product, edit),
        lambda: scan(shop, "4006381333931", "receive", 50),
        lambda: shop.database.run(change_shop, rename),
        lambda: altered(shop, "UPDATE stock_level SET on_hand = on_hand + 1"),
    ]
    assert not is_backed_up(shop.database, tmp_path)
    for minute, change in enumerate(changes):
        change()
        assert not is_backed_up(shop.database, tmp_path)
        back_up(shop.database, tmp_path, AT + timedelta(minutes=minute))
        assert is_backed_up(shop.database, tmp_path)
    opening.open_shop(shop.settings, "till").database.close()
    assert is_backed_up(shop.database, tmp_path)
    backups(tmp_path)[0].write_bytes(b"no backup any more")
    assert not is_backed_up(shop.database, tmp_path)


def altered(shop: Shop, statement: str) -> None:
    """What no command does, only ``verify --rebuild``."""
    with shop.database.write() as session:
        session.execute(text(statement))


class _Stop:
    def report(self, done: int, total: int, message: str = "") -> None:
        raise Cancelled


def test_a_cancelled_backup_leaves_nothing(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        back_up(shop.database, tmp_path / "b", AT, _Stop())
    assert list((tmp_path / "b").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said_in_words(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable) as failed:
        back_up(shop.database, tmp_path / "file" / "b", AT)
    assert failed.value.code == "backup_failed"
    add(shop, 1)


def test_a_backup_put_back_opens(shop: Shop, tmp_path: Path) -> None:
    add(shop, 7)
    made = back_up(shop.database, tmp_path / "b", AT)
    place = tmp_path / "restored"
    place.mkdir()
    made.path.rename(place / "shop.onhand")
    from desktop.settings import load

    opened = opening.open_shop(load(place, environment={}), "till")
    assert opened.actor.store == shop.actor.store
    assert opened.actor.writer != shop.actor.writer, "a restored copy is another workstation"
    opened.database.close()
