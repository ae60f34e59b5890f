"""Backups that were cut off or changed by a byte: refused, or proven to hold the same shop."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from sqlalchemy.engine import URL

from desktop.db.file_backup import back_up_file
from desktop.db.kept import CHECKSUM
from desktop.domain.errors import UserError
from desktop.domain.progress import Silent
from desktop.jobs.backup.archive import prove, write_archive
from desktop.jobs.backup.manifest import Manifest
from desktop.jobs.backup.restore import restore
from desktop.jobs.backup.sources import source
from desktop.jobs.opening import Shop
from tests.keeping import AT, hashes, stocked

CUTS, CHANGES = 300, 1_000
SAMPLED = 20  # one of so many without --full

pytestmark = [
    pytest.mark.parametrize("engine_name", ["sqlite"]),
    pytest.mark.parametrize("kind", ["archive", "file"]),
    pytest.mark.timeout(7200),
]


@pytest.fixture
def made(shop: Shop, kind: str, tmp_path: Path) -> Path:
    """A backup of a shop that stays as it is."""
    stocked(shop, movements=20)
    shop.database.close()
    assert shop.database.path is not None
    if kind == "archive":
        return write_archive(shop.database.url, tmp_path / "b", AT).path
    return back_up_file(shop.database.path, tmp_path / "b", AT).path


def looked_through(path: Path) -> Manifest:
    """What a restore would take from it; UserError where it would not."""
    if path.suffix == ".zip":
        return prove(path)
    with source(path, Silent()) as found:
        return found.manifest


def number(whole: int, full: bool) -> int:
    return whole if full else whole // SAMPLED


def altered(path: Path, full: bool) -> Iterator[Path]:
    """The backup with one byte changed, again and again; at last it is as it was."""
    dice, content = Random(None if full else 5), path.read_bytes()
    for _ in range(number(CHANGES, full)):
        at = dice.randrange(len(content))
        other = (content[at] + dice.randrange(1, 256)) % 256
        path.write_bytes(content[:at] + bytes([other]) + content[at + 1 :])
        yield path
    path.write_bytes(content)


def test_a_backup_that_was_cut_off_is_refused(made: Path, full: bool) -> None:
    dice, content = Random(None if full else 5), made.read_bytes()
    lengths = {0, 1, 99, 100, len(content) - 1} | {
        dice.randrange(len(content)) for _ in range(number(CUTS, full))
    }
    for length in lengths:
        made.write_bytes(content[:length])
        with pytest.raises(UserError) as refused:
            looked_through(made)
        assert "Nothing was changed." in str(refused.value) or refused.value.hint


def test_a_backup_with_a_changed_byte_is_refused_or_holds_the_same(made: Path, full: bool) -> None:
    whole = looked_through(made)
    refusals = 0
    for path in altered(made, full):
        try:
            assert looked_through(path) == whole
        except UserError:
            refusals += 1
    assert refusals > number(CHANGES, full) // 2
    assert looked_through(made) == whole


def test_without_its_checksum_a_changed_file_never_breaks_the_program(
    made: Path, kind: str, full: bool
) -> None:
    """What SQLite and the chains cannot see, only the checksum can; here it is a copy without."""
    if kind == "archive":
        pytest.skip("an archive has its checksums inside")
    made.with_name(made.name + CHECKSUM).unlink()
    for path in altered(made, full):
        with suppress(UserError):
            looked_through(path)


@pytest.mark.parametrize("odd", ["'2026-10-22 06i30:00.000000'", "CAST(x'32c3' AS TEXT)", "7"])
def test_a_time_that_is_none_is_damage_too(made: Path, kind: str, odd: str) -> None:
    """Those that are looked at before the rows are."""
    if kind == "archive":
        pytest.skip("an archive has its checksums inside")
    made.with_name(made.name + CHECKSUM).unlink()
    with closing(sqlite3.connect(made)) as file, file:
        file.execute(f"UPDATE product SET updated_at = {odd}")
    with pytest.raises(UserError):
        looked_through(made)


def test_a_refused_restore_leaves_the_shop_and_its_folder(
    shop: Shop, made: Path, full: bool
) -> None:
    """To the last byte, with nothing beside it; what is not refused is the same shop."""
    url: URL = shop.database.url
    assert shop.database.path is not None
    folder = shop.database.path.parent
    shop_is, before, there = hashes(url), shop.database.path.read_bytes(), files(folder)
    for path in islice(altered(made, full), number(CHANGES, full) // 5):
        try:
            restore(url, path, AT, UUID(int=5))
        except UserError:
            assert shop.database.path.read_bytes() == before
            assert files(folder) == there
        else:
            assert hashes(url) == shop_is
            before, there = shop.database.path.read_bytes(), files(folder)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
