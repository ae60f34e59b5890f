"""A server that is killed, restarted, cut off or hangs in mid backup or restore: nothing half."""

from itertools import product
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from desktop.db import migrate
from desktop.db.snapshot import snapshot
from desktop.domain.errors import UserError
from desktop.jobs import opening
from desktop.jobs.backup.archive import write_archive
from desktop.jobs.backup.restore import restore
from desktop.jobs.opening import Shop
from desktop.jobs.verify import verify
from tests import trade
from tests.faults.power import Power
from tests.keeping import AT, hashes

GONE = {"server_gone", "starting", "backup_failed"}
WAYS = ("killed", "cut", "restarted", "fast", "immediate")
STEPS = ("Building the shop", "Checking every row")


class Striking:
    """Does something to the server at the first word of a step."""

    def __init__(self, power: Power, message: str, how: str) -> None:
        self._power, self._message, self._how = power, message, how

    def report(self, done: int, total: int, message: str = "") -> None:
        if message != self._message:
            return
        self._message = ""
        if self._how == "cut":
            self._power.cut()
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


def test_a_server_that_hangs_in_the_middle_of_a_restore_is_given_up_and_has_the_old_shop(
    far_shop: Shop, power: Power
) -> None:
    """A restore and a migration are one transaction each, and so is this."""
    url = far_shop.database.url
    far_shop.database.close()
    before = hashes(url)
    with pytest.raises(UserError) as failed:
        write_while_frozen(url, power)
    assert failed.value.code in GONE
    power.resume()
    assert hashes(url) == before


def write_while_frozen(url: URL, power: Power) -> None:
    with migrate.migration(url, silence_s=1.0) as connection:
        connection.execute(text("UPDATE product SET name = 'Half'"))
        power.freeze()
        connection.execute(text("UPDATE product SET name = 'Gone'"))


def test_a_server_that_hangs_in_the_middle_of_a_backup_is_given_up(
    far_shop: Shop, power: Power
) -> None:
    with pytest.raises(UserError) as failed:
        read_while_frozen(far_shop, power)
    assert failed.value.code in GONE
    power.resume()


def read_while_frozen(shop: Shop, power: Power) -> None:
    with snapshot(shop.database.url, silence_s=1.0) as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
        power.freeze()
        connection.execute(text("SELECT 2"))
