"""Backups by themselves: when due and changed, on exit, in a second folder; thinned as promised."""

import errno
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.commands.closing import CloseDay, close_day
from desktop.commands.jobs import NoteJob, note_job
from desktop.db.kept import backups
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.progress import Cancelled, Silent
from desktop.jobs import opening
from desktop.jobs.backup.drill import drill, is_due, last_drill
from desktop.jobs.backup.formats import verified
from desktop.jobs.backup.keeping import COPYING, copy_to, keep_safe
from desktop.jobs.backup.retention import EVERY
from desktop.jobs.backup.upkeep import check_second
from desktop.jobs.opening import Shop
from tests import trade


def test_a_round_makes_one_when_it_is_due_and_something_changed(shop: Shop, tmp_path: Path) -> None:
    url, folder, now = shop.database.url, tmp_path / "b", shop.clock.now()
    assert keep_safe(url, folder, now).made is not None
    trade.add_product(shop, "A")
    assert keep_safe(url, folder, now + timedelta(hours=1)).made is None
    assert keep_safe(url, folder, now + EVERY).made is not None
    assert keep_safe(url, folder, now + 3 * EVERY).made is None, "nothing changed"
    opening.open_shop(shop.settings, "till").database.close()
    assert keep_safe(url, folder, now + 4 * EVERY).made is None, "signing on is no change"
    trade.scan(shop, "A", "receive", 3)
    assert keep_safe(url, folder, now + 5 * EVERY).made is not None
    assert len(backups(folder)) == 3


def test_that_a_backup_ran_is_no_change_but_a_closed_day_is(shop: Shop, tmp_path: Path) -> None:
    """Else each backup, being a job, would be the reason for the next one."""
    url, folder, now = shop.database.url, tmp_path / "b", shop.clock.now()
    keep_safe(url, folder, now)
    note = NoteJob(shop.ids.new(), shop.actor, now + EVERY, "backup", "Backup", "done")
    shop.database.run(note_job, note)
    assert keep_safe(url, folder, now + 2 * EVERY).made is None
    at = now + 2 * EVERY
    close = CloseDay(shop.ids.new(), shop.actor, at, at.date(), shop.ids.new(), {"total": "1"})
    shop.database.run(close_day, close)
    assert keep_safe(url, folder, now + 3 * EVERY).made is not None


def test_at_the_end_of_the_program_every_change_is_kept(shop: Shop, tmp_path: Path) -> None:
    url, folder, now = shop.database.url, tmp_path / "b", shop.clock.now()
    keep_safe(url, folder, now)
    assert keep_safe(url, folder, now + timedelta(minutes=1), is_ending=True).made is None
    trade.add_product(shop, "A")
    assert keep_safe(url, folder, now + timedelta(minutes=2), is_ending=True).made is not None


def test_the_second_folder_has_the_same_proven_backup(shop: Shop, tmp_path: Path) -> None:
    second = tmp_path / "stick"
    done = keep_safe(shop.database.url, tmp_path / "b", shop.clock.now(), second)
    (copied,) = backups(second)
    assert done.made is not None
    assert copied.read_bytes() == done.made.path.read_bytes()
    assert verified(copied, Silent())["rows"] == done.made.rows
    assert done.warning == ""


def test_a_second_folder_that_is_gone_is_told_and_the_first_is_safe(
    shop: Shop, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    second = tmp_path / "file" / "stick"
    done = keep_safe(shop.database.url, tmp_path / "b", shop.clock.now(), second)
    assert len(backups(tmp_path / "b")) == 1
    assert "The first one is safe" in done.warning


class Ending:
    """A Progress that raises at a message."""

    def __init__(self, at: str, error: Exception) -> None:
        self._at, self._error = at, error

    def report(self, done: int, total: int, message: str = "") -> None:
        if message == self._at:
            raise self._error


@pytest.mark.parametrize(
    "error", [OSError(errno.EIO, "Input/output error"), Cancelled()], ids=["unplugged", "stopped"]
)
def test_of_a_copy_that_was_not_read_back_nothing_stays_in_the_second_folder(
    shop: Shop, tmp_path: Path, error: Exception
) -> None:
    """While it is written, and while it is read back."""
    second = tmp_path / "stick"
    first = keep_safe(shop.database.url, tmp_path / "b", shop.clock.now()).made
    assert first is not None
    for message in (COPYING, Seen.last_of(first.path)):
        with pytest.raises(Cancelled if isinstance(error, Cancelled) else Unavailable):
            copy_to(first.path, second, Ending(message, error))
        assert list(second.iterdir()) == []
    assert verified(first.path, Silent())["rows"] == first.rows


class Seen:
    """What a check of a backup reports."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def report(self, done: int, total: int, message: str = "") -> None:
        self.messages.append(message)

    @classmethod
    def last_of(cls, path: Path) -> str:
        seen = cls()
        verified(path, seen)
        return seen.messages[-1]


def test_a_stick_that_is_not_there_does_not_appear_on_the_disk(shop: Shop, tmp_path: Path) -> None:
    second = tmp_path / "media" / "STICK" / "onhand"
    done = keep_safe(shop.database.url, tmp_path / "b", shop.clock.now(), second)
    assert "No such file or directory" in done.warning
    assert not (tmp_path / "media").exists()
    assert done.made is not None
    assert copy_to(done.made.path, tmp_path / "b") == done.made.path  # twice the same folder
    assert done.made.path.exists()


def test_an_empty_mount_point_is_a_stick_that_is_not_there(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its folder is on this very disk: nothing would be safer by a copy in it."""
    stick = tmp_path / "stick"
    stick.mkdir()
    table = tmp_path / "fstab"
    table.write_text(f"LABEL=STICK {stick} vfat noauto 0 0\n")
    monkeypatch.setattr("desktop.db.mounts.WANTED", table)
    done = keep_safe(shop.database.url, tmp_path / "b", shop.clock.now(), stick / "onhand")
    assert f"no disk is mounted at {stick}" in done.warning and "The first one" in done.warning
    with pytest.raises(UserError, match="no disk is mounted"):
        check_second(stick / "onhand")
    assert list(stick.iterdir()) == []


def test_a_drill_is_due_weekly_and_again_after_a_failure(shop: Shop, tmp_path: Path) -> None:
    folder, now = tmp_path / "b", shop.clock.now()
    assert not is_due(folder, now), "there is nothing to try"
    keep_safe(shop.database.url, folder, now)
    assert is_due(folder, now)
    done = drill(folder, now)
    assert (done.ok, last_drill(folder)) == (True, done)
    assert not is_due(folder, now + timedelta(days=6))
    assert is_due(folder, now + timedelta(days=7))
    newest = backups(folder)[0]
    newest.write_bytes(newest.read_bytes()[:-99])
    assert not drill(folder, now + timedelta(days=7)).ok
    assert is_due(folder, now + timedelta(days=7, hours=1))
