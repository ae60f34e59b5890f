"""Before a restore it is told what would be lost: all that is newer than the backup."""

from pathlib import Path

from sqlalchemy import make_url

from desktop.jobs.backup.archive import prove, write_archive
from desktop.jobs.backup.lost import lost
from desktop.jobs.opening import Shop
from tests import trade
from tests.keeping import stocked


def test_what_is_newer_than_the_backup_is_counted_and_named(shop: Shop, tmp_path: Path) -> None:
    stocked(shop)
    made = write_archive(shop.database.url, tmp_path / "b", shop.clock.now())
    manifest = prove(made.path)
    assert not lost(shop.database.url, manifest).rows
    trade.add_product(shop, "LATE", name="Late tea")
    trade.scan(shop, "LATE", "receive", 7)
    trade.scan(shop, "ODD", "sell", 2)
    found = lost(shop.database.url, manifest)
    assert found.is_known
    assert (found.new["stock_move"], found.new["product"], found.new["document"]) == (2, 1, 2)
    said = [row.what for row in found.rows]
    assert "Received 7 Late tea" in said
    assert "LATE Late tea" in said
    assert any(what.startswith("Sale −2 ") for what in said)


def test_where_the_shop_cannot_be_read_nobody_can_tell(shop: Shop, tmp_path: Path) -> None:
    made = write_archive(shop.database.url, tmp_path / "b", shop.clock.now())
    gone = shop.database.url.set(database=str(tmp_path / "none"))
    assert not lost(gone, prove(made.path)).is_known


def test_an_empty_file_in_the_shops_place_is_no_failure(shop: Shop, tmp_path: Path) -> None:
    made = write_archive(shop.database.url, tmp_path / "b", shop.clock.now())
    empty = tmp_path / "empty.onhand"
    empty.touch()
    assert not lost(make_url(f"sqlite:///{empty}"), prove(made.path)).is_known
