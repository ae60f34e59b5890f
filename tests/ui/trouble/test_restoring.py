"""A restore in the real window, on both engines: what is newer goes, nothing else; and undone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, make_url, select

from desktop.db.snapshot import snapshot
from desktop.domain.clock import SystemClock
from desktop.domain.progress import Silent
from desktop.jobs.backup import FOLDER, backups
from desktop.jobs.backup.archive import write_archive
from desktop.jobs.backup.formats import as_format, known_format
from desktop.schema import StockLevel
from desktop.schema.base import table_of
from desktop.settings import Settings
from tests.conftest import Servers
from tests.trade import add_product, scan
from tests.ui.driver import Drive, Driver
from tests.ui.test_app import OPEN, found, second_till
from tests.ui.test_moving import until_moved

ASK = "__import__('desktop.ui.trouble.restoring', fromlist=['_']).ask_restore"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the shop is: "" for its own file."""
    if request.param == "sqlite":
        yield ""
        return
    servers: Servers = request.getfixturevalue("postgres_servers")
    url = servers.empty("postgres")
    yield url
    servers.drop("postgres", url)


def traded(place: Path, url: str) -> tuple[Settings, Path]:
    """A shop with five teas, its backup, and seven more that only the shop has."""
    chosen = found(place, url)
    shop = second_till(chosen, place / "other")
    add_product(shop, "TEA")
    scan(shop, "TEA", "receive", 5)
    at = make_url(chosen.url)
    form = known_format(at, None)
    made = as_format(at, form, place / FOLDER, SystemClock().now(), Silent())
    scan(shop, "TEA", "receive", 7)
    shop.database.close()
    return chosen, made.path


def teas(chosen: Settings) -> int:
    with snapshot(make_url(chosen.url)) as connection:
        on_hand = table_of(StockLevel).c.on_hand
        return int(connection.execute(select(func.sum(on_hand))).scalar_one())


def opened(drive: Drive, place: Path, url: str) -> Driver:
    environment = {"DATABASE_URL": url} if url else {}
    window = drive("--data-dir", place, **environment)
    window.until(OPEN)
    return window


def agree(window: Driver) -> None:
    """Types the name and restores."""
    window.ask("hand.type('Type the shop\\'s name to go on', 'Corner shop')")
    assert not window.ask(ENABLED), "another spelling is another name"
    window.ask("hand.type('Type the shop\\'s name to go on', 'Corner Shop')")
    assert window.ask(ENABLED)
    window.ask("hand.press('Restore')")


ENABLED = "next(b for b in shown(QAbstractButton) if b.text() == 'Restore').isEnabled()"


def test_only_what_is_newer_than_the_backup_goes_and_undo_brings_it_back(
    drive: Drive, tmp_path: Path, url: str
) -> None:
    chosen, _ = traded(tmp_path, url)
    window = opened(drive, tmp_path, url)
    window.ask(f"{ASK}(hand.window, hand.window._context)")
    window.until_says("1 movement is newer than this backup")
    assert not window.ask("hand.problems()")
    agree(window)
    until_moved(window, "hand.says('Restored and checked')")
    assert teas(chosen) == 5
    assert len(backups(tmp_path / FOLDER)) > 1, "the state before was backed up"
    window.ask("hand.press('Undo restore')")
    until_moved(window, "hand.says('The shop from before the restore is back.')")
    assert teas(chosen) == 12
    assert window.end() == 0


def test_a_damaged_shop_is_restored_from_the_page_that_says_so(
    drive: Drive, tmp_path: Path
) -> None:
    chosen, _ = traded(tmp_path, "")
    file = tmp_path / "shop.onhand"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    window = drive("--data-dir", tmp_path)
    window.until_says("is damaged")
    window.ask("hand.press('Restore a backup')")
    window.until_says("The present shop cannot be read.")
    window.ask("hand.type('Type the shop\\'s name to go on', 'M1')")
    window.ask("hand.press('Restore')")
    until_moved(window, "hand.says('Restored and checked')")
    assert teas(chosen) == 5
    assert window.end() == 0


def test_a_truncated_or_altered_backup_is_refused_with_words_and_touches_nothing(
    drive: Drive, tmp_path: Path
) -> None:
    chosen, made = traded(tmp_path, "")
    whole = made.read_bytes()
    cut = tmp_path / "cut.onhand"
    cut.write_bytes(whole[: len(whole) // 2])
    foreign = write_archive(
        make_url(found(tmp_path / "foreign").url), tmp_path / "b", SystemClock().now()
    )
    window = opened(drive, tmp_path, "")
    for path, said in ((cut, "is damaged"), (foreign.path, "is of another shop")):
        path_words = f"__import__('pathlib').Path({str(path)!r})"
        window.ask(f"{ASK}(hand.window, hand.window._context, {path_words})")
        window.until_says(said)
        window.ask("hand.type('Type the shop\\'s name to go on', 'Corner Shop')")
        assert not window.ask(ENABLED)
        window.ask("hand.press('Cancel')")
    assert teas(chosen) == 12
    assert window.end() == 0
