"""A journal beside a shop's file: the own one is taken up, another file's is refused untouched."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.commands.shop import CreateShop
from desktop.db.version import State
from desktop.db.waiting import prove_own
from desktop.domain.clock import SystemClock
from desktop.domain.errors import UserError
from desktop.domain.ids import Ids
from desktop.jobs import connecting, opening
from desktop.jobs.connecting import FileChoice, Step
from desktop.jobs.verify import verify
from desktop.settings import DATABASE_FILE, load
from tests.trade import add_product, scan

GOODS = 8


def a_shop(folder: Path, name: str, scans: int = 12) -> Path:
    """A closed shop's file with some goods and bookings."""
    answers = CreateShop(Ids().new(), SystemClock().now(), name=name)
    shop = opening.open_shop(opening.create(load(folder, environment={}), answers), "till")
    for number in range(GOODS):
        add_product(shop, f"P{number}")
    for number in range(scans):
        scan(shop, f"P{number % GOODS}")
    shop.database.close()
    return folder / DATABASE_FILE


def journal(file: Path, place: Path, scans: int) -> Path:
    """The journal as a killed program leaves it after so many bookings on a copy of the file."""
    place.mkdir()
    shutil.copy(file, place / DATABASE_FILE)
    shop = opening.open_shop(load(place, environment={}), "till")
    for number in range(scans):
        scan(shop, f"P{number % GOODS}")
    kept = shutil.copy(place / f"{DATABASE_FILE}-wal", place / "journal")
    shop.database.close()
    return Path(kept)


def beside(file: Path, journal: Path, place: Path) -> Path:
    """File and journal together in a folder."""
    place.mkdir()
    shutil.copy(journal, place / f"{DATABASE_FILE}-wal")
    return Path(shutil.copy(file, place / DATABASE_FILE))


def moves(file: Path) -> int:
    shop = opening.open_shop(load(file.parent, environment={}), "till")
    with shop.database.read() as session:
        found = int(session.scalar(text("SELECT count(*) FROM stock_move")) or 0)
    assert verify(shop.database).is_whole
    shop.database.close()
    return found


@pytest.mark.parametrize("scans", [0, 1, 20])
def test_the_own_journal_of_a_killed_program_is_taken_up(tmp_path: Path, scans: int) -> None:
    file = a_shop(tmp_path / "a", "A")
    left = journal(file, tmp_path / "b", scans)
    assert moves(beside(file, left, tmp_path / "c")) == 12 + scans


def test_a_start_reads_file_and_journal_whole_only_once(tmp_path: Path) -> None:
    """It looks what is at the place before it opens it."""
    file = a_shop(tmp_path / "a", "A")
    there = beside(file, journal(file, tmp_path / "b", 2), tmp_path / "c")
    place, before = load(there.parent, environment={}), prove_own.cache_info().misses
    assert opening.look(place) is State.CURRENT
    opening.open_shop(place, "till").database.close()
    assert prove_own.cache_info().misses == before + 1


def other_shop(file: Path, place: Path) -> tuple[Path, Path]:
    """Another shop with just as many goods and bookings."""
    return file, journal(a_shop(place / "x", "X"), place / "y", 5)


def other_shop_begun(file: Path, place: Path) -> tuple[Path, Path]:
    return file, journal(a_shop(place / "x", "X", 0), place / "y", 1)


def older_file(file: Path, place: Path) -> tuple[Path, Path]:
    """A backup of the same shop was copied over the file, by hand."""
    journal(file, place / "later", 9)
    return file, journal(place / "later" / DATABASE_FILE, place / "y", 1)


def newer_file(file: Path, place: Path) -> tuple[Path, Path]:
    """The journal was brought back from an older day."""
    journal(file, place / "later", 9)
    return place / "later" / DATABASE_FILE, journal(file, place / "y", 2)


def twin(file: Path, place: Path) -> tuple[Path, Path]:
    """Two copies of one shop went on each by itself."""
    journal(file, place / "later", 1)
    return place / "later" / DATABASE_FILE, journal(file, place / "y", 20)


def no_shop(file: Path, place: Path) -> tuple[Path, Path]:
    """The journal of another program."""
    with closing(sqlite3.connect(place / "other", isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE x (a)")
        other.executemany("INSERT INTO x VALUES (?)", [("y" * 900,) for _ in range(90)])
        return file, Path(shutil.copy(place / "other-wal", place / "kept"))


@pytest.mark.parametrize(
    "foreign", [other_shop, other_shop_begun, older_file, newer_file, twin, no_shop]
)
def test_the_journal_of_another_file_is_refused_and_nothing_is_touched(
    tmp_path: Path, foreign: Callable[[Path, Path], tuple[Path, Path]]
) -> None:
    file, left = foreign(a_shop(tmp_path / "a", "A"), tmp_path)
    there = beside(file, left, tmp_path / "c")
    before = there.read_bytes(), left.read_bytes()
    for _ in range(2):
        with pytest.raises(UserError) as refused:
            opening.open_shop(load(there.parent, environment={}), "till")
        assert refused.value.code == "foreign_journal"
        assert f"{DATABASE_FILE}-wal" in refused.value.hint
    told = list(connecting.probe(FileChoice(there)))[-1]
    assert isinstance(told, Step)
    assert told.error is not None
    assert (told.key, told.error.code) == ("shop", "foreign_journal")
    assert (there.read_bytes(), Path(f"{there}-wal").read_bytes()) == before
    for end in ("-wal", "-shm"):  # the way out that the sentence names
        Path(f"{there}{end}").unlink(missing_ok=True)
    assert moves(there) >= 12


def test_where_file_and_journal_are_both_unsound_it_is_damage(tmp_path: Path) -> None:
    file = a_shop(tmp_path / "a", "A")
    left = journal(file, tmp_path / "b", 5)
    there = beside(file, left, tmp_path / "c")
    whole = bytearray(there.read_bytes())
    for page in range(8, len(whole) // 4096, 2):
        whole[page * 4096 : page * 4096 + 300] = bytes(300)
    there.write_bytes(whole)
    with pytest.raises(UserError) as refused:
        opening.look(load(there.parent, environment={}))
    assert refused.value.code == "damaged"
    assert there.read_bytes() == bytes(whole)
