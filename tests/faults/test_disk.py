"""SQLite's disk: full, forbidden, gone, exchanged. Refused aloud, nothing half, no restart."""

import errno
import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.commands.scans import BookScan, book_scan
from desktop.commands.shop import CreateShop
from desktop.domain.clock import SystemClock
from desktop.domain.errors import Unavailable
from desktop.domain.ids import Ids
from desktop.jobs import opening
from desktop.jobs.opening import Shop
from desktop.jobs.verify import verify
from desktop.settings import load
from tests import books, trade
from tests.faults.piped import Piped

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])


def until_refused(run: Piped) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Scans until a line is refused: what was booked, and the refusal."""
    booked = []
    while (answer := run.ask("TEA"))["ok"]:
        booked.append(answer)
    return booked, answer


def assert_whole(shop: Shop, answered: int) -> None:
    """Every answered line is booked, and nothing else is."""
    with shop.database.read() as session:
        assert books.faults(session) == []
        assert len(books.moves(session)) == answered
    assert verify(shop.database).is_whole


def fill_up(path: Path) -> None:
    """Takes all the room that a disk has left."""
    try:
        with path.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise


@pytest.fixture
def tiny_disk(engine_name: str, tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("only root can make a small disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_on_a_full_disk_scans_are_refused_and_go_on_when_there_is_room(tiny_disk: Path) -> None:
    """Safety, "Rule for every failure": nothing is half, and no restart is needed."""
    answers = CreateShop(Ids().new(), SystemClock().now())
    shop = opening.open_shop(opening.create(load(tiny_disk, environment={}), answers), "till")
    trade.add_product(shop, "TEA")
    run = Piped(shop.settings)
    assert run.ask("TEA")["ok"]
    ballast = tiny_disk / "ballast"
    fill_up(ballast)
    booked, refused = until_refused(run)
    assert (refused["error"], run.ask("TEA")["error"]) == ("disk_full", "disk_full")
    assert "Make room" in refused["message"]
    ballast.unlink()
    assert run.ask("TEA")["ok"]
    assert run.end() == 0
    assert_whole(shop, len(booked) + 2)
    shop.database.close()


def test_a_file_that_may_not_grow_is_refused_and_goes_on_when_it_may(shop: Shop) -> None:
    trade.add_product(shop, "TEA")
    run = Piped(shop.settings)
    assert run.ask("TEA")["ok"]
    unlimited = resource.prlimit(run.process.pid, resource.RLIMIT_FSIZE)
    assert shop.database.path is not None
    small = shop.database.path.stat().st_size
    resource.prlimit(run.process.pid, resource.RLIMIT_FSIZE, (small, unlimited[1]))
    booked, refused = until_refused(run)
    assert refused["error"] in ("disk_full", "disk_error")
    assert "Nothing was changed." in refused["message"]
    resource.prlimit(run.process.pid, resource.RLIMIT_FSIZE, unlimited)
    assert run.ask("TEA")["ok"]
    assert run.end() == 0
    assert_whole(shop, len(booked) + 2)


def test_a_file_with_no_page_left_refuses_and_takes_the_same_command_later(shop: Shop) -> None:
    """The refused command is sent again when there is room: booked, and once."""
    trade.add_product(shop, "TEA")
    set_most_pages(shop, 1)
    taken, command = until_full(shop)
    assert_whole(shop, taken)
    set_most_pages(shop, 1_000_000)
    assert not shop.database.run(book_scan, command).is_repeat
    assert shop.database.run(book_scan, command).is_repeat
    assert_whole(shop, taken + 1)


def until_full(shop: Shop) -> tuple[int, BookScan]:
    """Receives until the disk is full: how many were booked, and the refused command."""
    for taken in range(10_000):
        ids = shop.ids.new(), shop.ids.new()
        command = BookScan(ids[0], shop.actor, shop.clock.now(), "TEA", "receive", ids[1])
        try:
            shop.database.run(book_scan, command)
        except Unavailable as refused:
            if refused.code != "disk_full":
                raise
            return taken, command
    raise AssertionError("the disk was never full")


def set_most_pages(shop: Shop, pages: int) -> None:
    """The writer's connection may use so many pages; SQLite never goes below what is there."""
    connection = shop.database.writer.raw_connection()
    connection.cursor().execute(f"PRAGMA max_page_count={pages}")
    connection.close()


@pytest.mark.parametrize(("is_replaced", "code"), [(False, "file_gone"), (True, "file_replaced")])
def test_without_its_file_a_scan_books_nothing_until_the_file_is_back(
    shop: Shop, is_replaced: bool, code: str
) -> None:
    trade.add_product(shop, "TEA")
    run = Piped(shop.settings)
    path = shop.database.path
    assert path is not None
    assert run.ask("TEA")["ok"]
    aside = path.with_name("aside")
    path.rename(aside)
    if is_replaced:
        shutil.copy(aside, path)
    assert [run.ask("TEA")["error"] for _ in range(2)] == [code] * 2
    aside.replace(path)
    assert run.ask("TEA")["ok"]
    assert run.end() == 0
    assert_whole(shop, 2)


def test_where_sqlite_may_only_read_a_booking_is_refused_and_reading_goes_on(shop: Shop) -> None:
    trade.add_product(shop, "TEA")
    connection = shop.database.writer.raw_connection()
    connection.cursor().execute("PRAGMA query_only=ON")
    connection.close()
    with pytest.raises(Unavailable) as refused:
        trade.scan(shop, "TEA")
    assert refused.value.code == "read_only"
    assert_whole(shop, 0)
