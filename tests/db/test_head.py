"""Looking at the shop's own file does not take SQLite's locks away from this program."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.db import version
from desktop.db.head import head
from desktop.domain.errors import UserError
from tests.locks import NEEDED, locked

pytestmark = NEEDED


@pytest.fixture
def open_file(tmp_path: Path) -> Iterator[Path]:
    """A database with a journal beside it, held open as the window holds its shop."""
    path = tmp_path / "shop.onhand"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE a (b)")
    connection.commit()
    yield path
    connection.close()


def test_the_head_of_an_open_file_is_read_and_its_locks_stay(open_file: Path) -> None:
    before = locked(open_file.parent)
    assert open_file.name in before
    assert head(open_file, 16) == b"SQLite format 3\0"
    with pytest.raises(UserError, match="not"):
        version.inspect_file(open_file)  # another program's file
    assert locked(open_file.parent) == before


def test_a_file_opened_by_itself_would_take_them(open_file: Path) -> None:
    with open_file.open("rb") as file:
        file.read(16)
    assert open_file.name not in locked(open_file.parent)


def test_a_file_that_is_not_open_is_read_and_closed(tmp_path: Path) -> None:
    (tmp_path / "short").write_bytes(b"abc")
    before = len(os.listdir("/dev/fd"))
    assert head(tmp_path / "short", 16) == b"abc"
    assert len(os.listdir("/dev/fd")) == before
    with pytest.raises(FileNotFoundError):
        head(tmp_path / "gone", 16)
