"""What others are writing beside the backups stays, whatever this computer's clock says."""

import os
import time
from pathlib import Path

import pytest

from desktop.db.kept import written_aside
from desktop.db.migrate import clear_stale

YEAR = 366 * 24 * 3600


@pytest.fixture
def ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """This computer's clock was set a year on; what the files' own says is as before."""
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + YEAR)


@pytest.mark.usefixtures("ahead")
def test_with_the_clock_set_on_a_backup_that_another_program_writes_stays(tmp_path: Path) -> None:
    other = tmp_path / f"0123.{os.getppid()}.onhand.part"
    other.touch()
    with written_aside(tmp_path, "onhand"):
        assert other.exists()


@pytest.mark.usefixtures("ahead")
def test_with_the_clock_set_on_a_shop_that_another_start_makes_stays(tmp_path: Path) -> None:
    begun = tmp_path / "shop.onhand.4567.new"
    begun.touch()
    clear_stale(tmp_path / "shop.onhand")
    assert begun.exists()


def test_what_nobody_writes_to_any_more_goes(tmp_path: Path) -> None:
    left = [tmp_path / f"0123.{os.getppid()}.onhand.part", tmp_path / "shop.onhand.4567.new"]
    for path in left:
        path.touch()
        os.utime(path, (0, 0))
    with written_aside(tmp_path, "onhand"):
        clear_stale(tmp_path / "shop.onhand")
    assert [path for path in left if path.exists()] == []
