"""A server whose disk is full: refused aloud, nothing half, and it goes on when there is room."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.engine import URL

from desktop.commands.shop import CreateShop
from desktop.db import version
from desktop.domain.clock import SystemClock
from desktop.domain.errors import UserError
from desktop.domain.ids import Ids
from desktop.jobs import migrating, opening
from desktop.jobs.backup.archive import write_archive
from desktop.jobs.backup.restore import restore
from desktop.jobs.opening import Shop
from desktop.jobs.verify import verify
from desktop.settings import load
from tests import books, trade
from tests.faults.piped import Piped
from tests.faults.power import Power
from tests.faults.test_disk import fill_up, until_refused
from tests.keeping import AT, hashes, stocked


@pytest.fixture
def small_disk(power: Power) -> Iterator[Path]:
    """A disk of its own with room for a shop and not for two, where the server may write."""
    place = power.place("small")
    mount = ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(place)]
    try:
        is_there = subprocess.run(mount, stderr=subprocess.DEVNULL).returncode == 0
    except FileNotFoundError:
        is_there = False
    if not is_there:
        pytest.skip("only root can make a small disk")
    power.give(place)
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def small_shop(power: Power, small_disk: Path, tmp_path: Path) -> Iterator[Shop]:
    """A shop whose tables lie on that disk; the server's log of changes lies elsewhere."""
    url = power.new_database(small_disk)
    chosen = load(tmp_path / "small", environment={"DATABASE_URL": url})
    answers = CreateShop(Ids().new(), SystemClock().now(), name="Small shop")
    shop = opening.open_shop(opening.create(chosen, answers), "till")
    yield shop
    shop.database.close()
    power.drop_database(url)


def content(url: URL) -> dict[str, str]:
    return dict(hashes(url))


def test_scans_on_a_servers_full_disk_are_refused_and_go_on_when_there_is_room(
    small_shop: Shop, small_disk: Path
) -> None:
    trade.add_product(small_shop, "TEA")
    run = Piped(small_shop.settings)
    booked: list[dict[str, Any]] = [run.ask("TEA")]
    fill_up(small_disk / "ballast")
    more, refused = until_refused(run)
    assert (refused["error"], run.ask("TEA")["error"]) == ("disk_full", "disk_full")
    (small_disk / "ballast").unlink()
    booked += [*more, run.ask("TEA")]
    assert run.end() == 0
    with small_shop.database.read() as session:
        assert books.faults(session) == []
        assert [str(row.id) for row in books.moves(session)] == [one["id"] for one in booked]
    assert verify(small_shop.database).is_whole


def test_keeping_safe_on_a_servers_full_disk_is_done_or_refused_and_nothing_is_lost(
    small_shop: Shop, small_disk: Path, tmp_path: Path
) -> None:
    """A backup only reads; a restore and a migration write: the shop stays as it was."""
    stocked(small_shop, movements=100)
    small_shop.database.close()
    url = small_shop.database.url
    head, older = version.HEAD, "0003"  # the one after it needs room for its tables
    migrating.migrate_to(url, older, lambda: "kept", "test", AT)
    made = write_archive(url, tmp_path / "b", AT)
    before = content(url)
    fill_up(small_disk / "ballast")
    assert write_archive(url, tmp_path / "again", AT).rows == made.rows
    for write in (
        lambda: restore(url, made.path, AT, UUID(int=1)),
        lambda: migrating.migrate_to(url, head, lambda: "kept", "test", AT),
    ):
        with pytest.raises(UserError) as refused:
            write()
        assert refused.value.code == "disk_full"
        assert content(url) == before
    (small_disk / "ballast").unlink()
    migrating.migrate_to(url, head, lambda: "kept", "test", AT)
    restore(url, made.path, AT, UUID(int=2))
    opened = opening.open_shop(small_shop.settings, "till")
    assert verify(opened.database).is_whole
    opened.database.close()
