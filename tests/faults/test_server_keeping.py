"""A server that is killed, restarted, cut off or hangs in mid backup or restore: nothing half."""

import time
from collections.abc import Callable
from itertools import product
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from desktop.db import migrate
from desktop.db.patience import Limits
from desktop.db.snapshot import snapshot
from desktop.domain.errors import Unavailable, UserError
from desktop.jobs import opening
from desktop.jobs.backup.archive import write_archive
from desktop.jobs.backup.dump import dump
from desktop.jobs.backup.making import ways
from desktop.jobs.backup.restore import restore
from desktop.jobs.opening import Shop
from desktop.jobs.verify import verify
from tests import trade
from tests.faults.power import Power
from tests.keeping import AT, hashes

GONE = {"server_gone", "starting", "backup_failed"}
WAYS = ("killed", "cut", "restarted", "fast", "immediate")
DECIDED_S = 12.0  # safety.md says 10; a busy machine looks at its clock late
QUICK = Limits(silence=0.2, answer=1.0, deaf=1.0)
STEPS = ("Building the shop", "Checking every row")


class Striking:
    """Does something to the server at the first word of a step."""

    def __init__(self, power: Power, message: str, how: str) -> None:
        self._power, self._message, self._how = power, message, how

    def report(self, done: int, total: int, message: str = "") -> None:
        if message != self._message:
            return
        self._message = ""
        if self._how in ("cut", "freeze"):
            self._power.cut() if self._how == "cut" else self._power.freeze()
            return
        self._power.off(self._how.replace("restarted", "fast"))
        if self._how == "restarted":
            self._power.on()


def test_a_backup_in_the_middle_of_which_the_server_goes_is_refused(
    far_shop: Shop, power: Power, tmp_path: Path, full: bool
) -> None:
    folder, url = tmp_path / "b", far_shop.database.url
    for how in WAYS if full else WAYS[:3]:
        with pytest.raises(UserError) as failed:
            write_archive(url, folder, AT, Striking(power, "Writing the backup", how))
        assert failed.value.code in GONE, how
        assert list(folder.iterdir()) == [], how
        power.on()
    assert write_archive(url, folder, AT).rows > 0


def test_a_restore_in_the_middle_of_which_the_server_goes_leaves_the_shop(
    far_shop: Shop, power: Power, tmp_path: Path, full: bool
) -> None:
    url = far_shop.database.url
    made = write_archive(url, tmp_path / "b", AT)
    trade.scan(far_shop, "TEA", "receive", 5)
    far_shop.database.close()
    before = hashes(url)
    for step, how in product(STEPS, WAYS) if full else zip(STEPS, WAYS, strict=False):
        with pytest.raises(UserError) as failed:
            restore(url, made.path, AT, UUID(int=1), Striking(power, step, how))
        assert failed.value.code in GONE, (step, how)
        power.on()
        assert hashes(url) == before, (step, how)
    restore(url, made.path, AT, UUID(int=2))
    opened = opening.open_shop(far_shop.settings, "till")
    assert verify(opened.database).is_whole
    opened.database.close()


def decided(work: Callable[[], object], power: Power) -> None:
    """``work`` fails because the server hangs, in the time a person may be kept waiting."""
    began = time.monotonic()
    with pytest.raises(UserError) as failed:
        work()
    assert failed.value.code in GONE
    assert time.monotonic() - began < DECIDED_S
    power.resume()


def test_a_server_that_hangs_in_the_middle_of_a_restore_is_given_up_and_has_the_old_shop(
    far_shop: Shop, power: Power, tmp_path: Path, full: bool
) -> None:
    """Safety: a decision after 10 s."""
    url = far_shop.database.url
    made = write_archive(url, tmp_path / "b", AT)
    trade.scan(far_shop, "TEA", "receive", 5)
    far_shop.database.close()
    before = hashes(url)
    for step in (*STEPS, "Putting it in place") if full else STEPS[1:]:
        freezing = Striking(power, step, "freeze")
        decided(lambda told=freezing: restore(url, made.path, AT, UUID(int=1), told), power)  # type: ignore[misc]
        assert hashes(url) == before, step
    restore(url, made.path, AT, UUID(int=2))
    assert hashes(url) != before


def test_a_server_that_hangs_in_the_middle_of_a_backup_is_given_up_and_nothing_is_left(
    far_shop: Shop, power: Power, tmp_path: Path, full: bool
) -> None:
    """The last step needs no row of the server's any more, only the end of its snapshot."""
    if not full:
        pytest.skip("it takes its eighteen seconds: only in full runs")
    url, folder = far_shop.database.url, tmp_path / "b"
    for step in ("Writing the backup", "Reading the backup back"):
        freezing = Striking(power, step, "freeze")
        decided(lambda told=freezing: write_archive(url, folder, AT, told), power)  # type: ignore[misc]
        assert list(folder.iterdir()) == [], step


@pytest.mark.parametrize("is_at_its_end", [False, True])
def test_a_snapshot_of_a_server_that_hangs_is_given_up(
    far_shop: Shop, power: Power, is_at_its_end: bool
) -> None:
    decided(lambda: snapshot_while_frozen(far_shop.database.url, power, is_at_its_end), power)


def snapshot_while_frozen(url: URL, power: Power, is_at_its_end: bool) -> None:
    with snapshot(url, QUICK) as connection:
        connection.execute(text("SELECT 1"))
        power.freeze()
        if not is_at_its_end:
            connection.execute(text("SELECT 2"))


def test_a_server_that_hangs_in_the_middle_of_a_dump_is_given_up(
    far_shop: Shop, power: Power, tmp_path: Path, full: bool
) -> None:
    """pg_dump itself would wait for ever."""
    url, folder = far_shop.database.url, tmp_path / "b"
    if not full or not any(way.form == "pg_dump" and not way.hindrance for way in ways(url)):
        pytest.skip("only in full runs, and where a pg_dump is")
    freezing = Striking(power, "Writing the backup", "freeze")
    decided(lambda: dump(url, folder, AT, freezing), power)
    assert list(folder.iterdir()) == []


def migrate_while_frozen(url: URL, power: Power) -> None:
    with migrate.migration(url, QUICK) as connection:
        connection.execute(text("UPDATE product SET name = 'Half'"))
        power.freeze()
        connection.execute(text("UPDATE product SET name = 'Gone'"))


def test_a_server_that_hangs_in_the_middle_of_a_migration_has_the_old_schema(
    far_shop: Shop, power: Power
) -> None:
    url = far_shop.database.url
    far_shop.database.close()
    before = hashes(url)
    decided(lambda: migrate_while_frozen(url, power), power)
    assert hashes(url) == before


def commit_while_frozen(url: URL, power: Power) -> None:
    with migrate.migration(url, QUICK) as connection:
        connection.execute(text("UPDATE product SET name = 'Half'"))
        power.freeze()


def test_where_the_answer_to_the_last_step_is_lost_nobody_says_that_nothing_was_changed(
    far_shop: Shop, power: Power
) -> None:
    with pytest.raises(Unavailable, match="It is not known whether") as lost:
        commit_while_frozen(far_shop.database.url, power)
    assert lost.value.is_undecided
    power.resume()


def read_while_frozen(shop: Shop, power: Power) -> None:
    with shop.database.read(3600) as session:
        session.execute(text("SELECT 1"))
        power.freeze()
        session.execute(text("SELECT 2"))


def test_a_server_that_hangs_under_a_long_job_of_the_window_is_given_up(
    far_shop: Shop, power: Power, full: bool
) -> None:
    if not full:
        pytest.skip("it takes its nine seconds: only in full runs")
    decided(lambda: read_while_frozen(far_shop, power), power)


def test_a_long_statement_on_a_server_that_lives_is_never_cut(far_shop: Shop) -> None:
    """Nor is one that waits for a lock, nor a client that thinks, however busy the server is."""
    url = far_shop.database.url
    with snapshot(url, Limits(silence=0.1, answer=5.0, deaf=30.0)) as connection:
        assert connection.execute(text("SELECT 1 FROM pg_sleep(1)")).scalar() == 1
        with snapshot(url) as other:
            other.execute(text("SELECT pg_sleep(0.5)"))
        assert connection.execute(text("SELECT 2")).scalar() == 2


def test_a_line_that_is_deaf_while_its_server_lives_is_given_up_in_the_end(far_shop: Shop) -> None:
    """The server has long answered: what stands between keeps it."""
    url = far_shop.database.url
    with pytest.raises(Unavailable):
        read_after_a_while(url, Limits(silence=0.1, answer=5.0, deaf=0.3))


def read_after_a_while(url: URL, limits: Limits) -> None:
    with snapshot(url, limits) as connection:
        connection.execute(text("SELECT 1"))
        with snapshot(url) as other:
            other.execute(text("SELECT pg_sleep(1.5)"))
        connection.execute(text("SELECT 2"))
