"""A copy of a shop's file is the shop page by page, and one that is not is found out."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.db.file_backup import back_up_file, copy_moment, one_moment
from desktop.db.file_check import MESSAGE, Expected, checked, described
from desktop.domain.errors import Unavailable
from desktop.domain.progress import Cancelled, Silent
from desktop.jobs.opening import Shop
from tests.keeping import stocked

PAGE = 4096
# Of the first page: WAL or not, twice; the change counters that a copy has of its own.
OWN = {18, 19, *range(24, 28), *range(40, 44), *range(92, 100)}
AT = datetime(2026, 11, 14, 10, 24, tzinfo=UTC)


@pytest.fixture
def engine_name() -> str:
    """Only SQLite is copied as a file."""
    return "sqlite"


@pytest.fixture
def file(shop: Shop) -> Path:
    """A shop that nobody has open, all of it in its file."""
    stocked(shop, movements=40)
    shop.database.close()
    assert shop.database.path is not None
    return shop.database.path


def copied(file: Path, target: Path) -> Expected:
    with one_moment(file) as reader:
        copy_moment(reader, target, Silent())
        return described(reader)


def test_a_copy_has_the_shops_pages_whatever_it_was_written_in(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    expected = copied(file, copy)
    ours, theirs = copy.read_bytes(), file.read_bytes()
    assert len(ours) == len(theirs)
    assert len(ours) % 65536, "the last piece is not a whole one"
    assert ours[PAGE:] == theirs[PAGE:]
    assert {at for at in range(PAGE) if ours[at] != theirs[at]} <= OWN
    with closing(sqlite3.connect(copy)) as opened:
        assert opened.execute("PRAGMA page_size").fetchone() == (PAGE,)
        assert opened.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert len(checked(copy, expected, Silent())) == 64


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM log_entry",
        "UPDATE stock_level SET on_hand = on_hand + 1",
        "UPDATE writer SET head_hash = zeroblob(32)",
        "UPDATE stock_level SET lot = zeroblob(16)",
        "PRAGMA writable_schema=ON; DELETE FROM sqlite_master WHERE name = 'ix_barcode_product'",
    ],
)
def test_a_copy_that_is_not_the_shop_is_refused(file: Path, tmp_path: Path, harm: str) -> None:
    """Rows, sums, chain heads, keys that lead nowhere, a structure that is not whole."""
    copy = tmp_path / "copy"
    expected = copied(file, copy)
    with closing(sqlite3.connect(copy)) as opened:
        opened.executescript(harm)
        opened.commit()
        assert opened.total_changes
    with pytest.raises(Unavailable) as refused:
        checked(copy, expected, Silent())
    assert refused.value.code == "backup_failed"


class _Stop:
    def report(self, done: int, total: int, message: str = "") -> None:
        if message == MESSAGE:
            raise Cancelled


def test_a_backup_cancelled_while_it_is_checked_leaves_nothing(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "b"
    with pytest.raises(Cancelled):
        back_up_file(file, folder, AT, _Stop())
    assert list(folder.iterdir()) == []
