"""A server that is killed, restarted or hangs while backing up or restoring: said, nothing half."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

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


class Striking:
    """Does something to the server at the first word of a step."""

    def __init__(self, power: Power, message: str, how: str) -> None:
        self._power, self._message, self._how = power, message, how

    def report(self, done: int, total: int, message: str = "") -> None:
        if message == self._message:
            self._message = ""
            self._power.off(self._how)


@pytest.mark.parametrize("how", ["immediate", "fast"])
def test_a_backup_in_the_middle_of_which_the_server_goes_is_refused(
    far_shop: Shop, power: Power, how: str, tmp_path: Path
) -> None:
    folder = tmp_path / "b"
    with pytest.raises(UserError) as failed:
        write_archive(far_shop.database.url, folder, AT, Striking(power, "Writing the backup", how))
    assert failed.value.code in GONE
    assert list(folder.iterdir()) == []
    power.on()
    assert write_archive(far_shop.database.url, folder, AT).rows > 0


@pytest.mark.parametrize("step", ["Building the shop", "Checking every row"])
def test_a_restore_in_the_middle_of_which_the_server_dies_leaves_the_shop(
    far_shop: Shop, power: Power, step: str, tmp_path: Path
) -> None:
    url = far_shop.database.url
    made = write_archive(url, tmp_path / "b", AT)
    trade.scan(far_shop, "TEA", "receive", 5)
    far_shop.database.close()
    before = hashes(url)
    with pytest.raises(UserError) as failed:
        restore(url, made.path, AT, UUID(int=1), Striking(power, step, "immediate"))
    assert failed.value.code in GONE
    power.on()
    assert hashes(url) == before
    restore(url, made.path, AT, UUID(int=2))
    opened = opening.open_shop(far_shop.settings, "till")
    assert verify(opened.database).is_whole
    opened.database.close()


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
