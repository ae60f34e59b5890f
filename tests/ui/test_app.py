"""The real program in its own process: first start, next starts, ends, refusals, lost servers."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from desktop.commands.products import EditProduct, edit_product
from desktop.commands.shop import CreateShop
from desktop.domain.clock import SystemClock
from desktop.domain.ids import Ids
from desktop.jobs import backup, opening
from desktop.jobs.opening import Shop
from desktop.settings import Settings, load
from tests import servers
from tests.stage import NOW, make_shop
from tests.trade import add_product, scan
from tests.ui.driver import Drive, Driver

OPEN = "hand.window.windowTitle() == 'Corner Shop – Onhand'"


def found(place: Path, url: str = "") -> Settings:
    """A new shop called Corner Shop."""
    clock = SystemClock()
    chosen = load(place, environment={"DATABASE_URL": url} if url else {})
    return opening.create(chosen, CreateShop(Ids(clock).new(), clock.now(), name="Corner Shop"))


def second_till(chosen: Settings, place: Path) -> Shop:
    """Another workstation on the same data."""
    return opening.open_shop(load(place, environment={"DATABASE_URL": chosen.url}), "till")


def test_the_first_start_asks_and_the_second_opens(drive_cold: Drive, tmp_path: Path) -> None:
    first = drive_cold("--data-dir", tmp_path)
    first.until_says("Welcome to Onhand")
    assert not list(tmp_path.glob("*.onhand")), "nothing is made before it is asked for"
    first.ask("hand.press('Open my shop')")
    first.until_says("The shop needs a name.")
    first.ask("hand.type('Name of the shop', 'Corner Shop')")
    first.ask("hand.type('Tax rates in percent', '19 7')")
    first.ask("hand.press('Open my shop')")
    first.until(OPEN)
    assert first.ask("hand.pill()") == ["SQLite · this computer", "info"]
    assert first.end() == 0
    second = drive_cold("--data-dir", tmp_path)
    second.until(OPEN)
    assert not second.ask("hand.says('Welcome to Onhand')")
    assert second.end() == 0


def test_a_shop_made_without_the_window_opens_without_questions(
    drive: Drive, tmp_path: Path
) -> None:
    found(tmp_path)
    window = drive("--data-dir", tmp_path)
    window.until(OPEN)
    assert window.end() == 0


def test_the_theme_button_writes_the_theme_and_no_option_of_this_start(
    drive: Drive, tmp_path: Path
) -> None:
    other = tmp_path / "other" / "shop.onhand"
    found(other.parent)
    file = tmp_path / "settings.toml"
    file.write_text('database = "postgresql://shop.example/x"  # the real one\nstore_id = "abc"\n')
    before = file.read_text()
    window = drive("--data-dir", tmp_path, "--database", other, "--user", "owner")
    window.until(OPEN)
    was = window.ask("hand.window._theme.is_dark")
    window.ask(f"hand.press({'Light colours' if was else 'Dark colours'!r})")
    assert window.end() == 0
    assert file.read_text() == f'{before}theme = "{"light" if was else "dark"}"\n'


def test_the_demo_shop_lies_beside_the_real_one(drive: Drive, tmp_path: Path) -> None:
    found(tmp_path)
    real = (tmp_path / "shop.onhand").read_bytes()
    make_shop(tmp_path / "demo", products=20, movements=50).database.close()
    window = drive("--demo", "--data-dir", tmp_path)
    window.until("hand.pill()[0] == 'SQLite · demo shop'")
    window.ask("hand.window.open_page('products')")
    window.until("len(hand.rows()) > 10")
    assert window.end() == 0
    assert (tmp_path / "shop.onhand").read_bytes() == real
    assert not (tmp_path / "backups").exists()


def test_a_second_window_raises_the_first_and_ends(drive: Drive, tmp_path: Path) -> None:
    found(tmp_path)
    first = drive("--data-dir", tmp_path)
    first.until(OPEN)
    first.ask("hand.window.showMinimized()")
    first.until("hand.window.isMinimized()")
    assert drive("--data-dir", tmp_path).wait() == (0, "")
    first.until("not hand.window.isMinimized()")
    assert first.end() == 0


def test_a_killed_window_does_not_keep_the_next_one_out(drive: Drive, tmp_path: Path) -> None:
    found(tmp_path)
    first = drive("--data-dir", tmp_path)
    first.until(OPEN)
    first.kill()
    second = drive("--data-dir", tmp_path)
    second.until(OPEN)
    assert second.end() == 0


def test_what_changed_is_backed_up_on_exit_and_others_stay(drive: Drive, tmp_path: Path) -> None:
    shop = second_till(found(tmp_path), tmp_path / "other")
    folder = tmp_path / backup.FOLDER
    for day in range(7):
        backup.back_up(shop.database, folder, NOW - timedelta(days=day))
    before = backup.backups(folder)
    window = drive("--data-dir", tmp_path)
    window.until(OPEN)
    add_by_window(window, "Gouda")
    assert window.end() == 0
    after = backup.backups(folder)
    assert (len(after), set(after) - set(before)) == (8, {after[0]})
    with sqlite3.connect(after[0]) as copy:
        assert copy.execute("SELECT name FROM product").fetchall() == [("Gouda",)]
    copy.close()
    shop.database.close()


def add_by_window(window: Driver, name: str) -> None:
    """A new product through the form."""
    window.ask("hand.window.open_page('products')")
    window.until_says("New product")
    window.ask("hand.press('New product')")
    window.until("hand.says('Barcode')")
    window.ask(f"hand.type('Name', {name!r})")
    window.ask("hand.type('SKU', 'S-1')")
    window.ask("hand.type('Price', '2.50')")
    window.ask("hand.press('Save')")
    window.until("len(hand.rows()) == 1")


def test_without_a_change_the_exit_writes_no_second_backup(drive: Drive, tmp_path: Path) -> None:
    found(tmp_path)
    for _ in range(2):
        window = drive("--data-dir", tmp_path)
        window.until(OPEN)
        assert window.end() == 0
        assert len(backup.backups(tmp_path / backup.FOLDER)) == 1


def test_what_another_program_wrote_is_backed_up_on_exit(drive: Drive, tmp_path: Path) -> None:
    """Scans by pipe between two windows, then an edit: each time the exit writes it down."""
    folder = tmp_path / backup.FOLDER
    chosen = found(tmp_path)
    shop = opening.open_shop(chosen, "command")
    product = add_product(shop, "S-1", "4006381333931")
    look_in(drive, tmp_path)
    assert saved(folder, "SELECT count(*) FROM stock_move") == [0]
    scan(shop, "4006381333931", "receive", 50)
    look_in(drive, tmp_path)
    assert saved(folder, "SELECT set_qty IS NULL FROM stock_move") == [1]
    edit = EditProduct(shop.ids.new(), shop.actor, shop.clock.now(), product, {"name": "Gouda"})
    shop.database.run(edit_product, edit)
    look_in(drive, tmp_path)
    assert saved(folder, "SELECT name FROM product") == ["Gouda"]
    assert len(backup.backups(folder)) == 3
    shop.database.close()


def look_in(drive: Drive, place: Path) -> None:
    """Opens the window and closes it."""
    window = drive("--data-dir", place)
    window.until(OPEN)
    assert window.end() == 0


def saved(folder: Path, question: str) -> list[Any]:
    """The newest backup's answer."""
    with closing(sqlite3.connect(backup.backups(folder)[0])) as copy:
        return [row[0] for row in copy.execute(question)]


def make_foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE letters (words)")
    other.close()


def make_newer(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.close()


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (Path.unlink, "is gone."),
        (lambda path: path.write_bytes(b""), "is empty."),
        (lambda path: path.write_bytes(b"Dear diary, " * 500), "not"),
        (make_foreign, "not"),
        (make_newer, "9999"),
    ],
    ids=["gone", "empty", "text", "foreign", "newer"],
)
def test_a_file_that_is_not_the_shop_is_refused_and_left_alone(
    drive: Drive, tmp_path: Path, harm: Callable[[Path], Any], sentence: str
) -> None:
    found(tmp_path)
    path = tmp_path / "shop.onhand"
    harm(path)
    before = path.read_bytes() if path.exists() else None
    window = drive("--data-dir", tmp_path)
    window.until_says("The shop could not be opened")
    assert window.ask(f"hand.says({sentence!r})")
    assert window.end() == 0
    assert (path.read_bytes() if path.exists() else None) == before
    assert not [found for found in tmp_path.iterdir() if found.name.startswith("shop.onhand.")]


def test_a_file_that_is_brought_back_opens_with_try_again(drive: Drive, tmp_path: Path) -> None:
    found(tmp_path)
    path = tmp_path / "shop.onhand"
    shutil.copy(path, tmp_path / "kept")
    path.write_bytes(b"")
    window = drive("--data-dir", tmp_path)
    window.until_says("is empty")
    shutil.copy(tmp_path / "kept", path)
    window.ask("hand.press('Try again')")
    window.until(OPEN)
    assert window.end() == 0


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Server]:
    """A server of this file's own, to be stopped."""
    made = servers.Server(servers.wheel_binaries())
    made.start()
    yield made
    made.stop()
    made.remove()


@pytest.fixture
def server_url(server: servers.Server) -> Iterator[str]:
    """A shop on that server."""
    admin = create_engine(server.url.format(name="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE corner"))
    yield server.url.format(name="corner")
    admin.dispose()
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE corner WITH (FORCE)"))
    admin.dispose()


def test_a_server_that_is_down_at_the_start_is_tried_again(
    drive: Drive, tmp_path: Path, server: servers.Server, server_url: str
) -> None:
    found(tmp_path, server_url)
    server.stop()
    try:
        window = drive("--data-dir", tmp_path, DATABASE_URL=server_url)
        window.until_says("The database server does not answer.")
        assert window.ask("hand.pill()") == ["Not connected", "warn"]
    finally:
        server.start()
    window.ask("hand.press('Try again')")
    window.until(OPEN)
    assert window.ask("hand.pill()") == ["PostgreSQL · corner", "ok"]
    assert window.end() == 0


def test_a_server_that_goes_and_comes_back_is_noticed_without_a_hand(
    drive: Drive, tmp_path: Path, server: servers.Server, server_url: str
) -> None:
    chosen = found(tmp_path, server_url)
    window = drive("--data-dir", tmp_path, DATABASE_URL=server_url)
    window.until(OPEN)
    window.ask("hand.window.open_page('products')")
    window.until_says("No products yet")
    window.ask("hand.calm()")
    server.stop()
    try:
        window.until("hand.pill() == ['Server lost · corner', 'warn']", 10)
        window.ask("hand.window.open_page('movements')")
        window.ask("hand.window.open_page('products')")
        assert window.ask("hand.longest") < 0.25, "the window answers all the time"
    finally:
        server.start()
    window.until("hand.pill() == ['PostgreSQL · corner', 'ok']", 10)
    shop = second_till(chosen, tmp_path / "other")
    add_product(shop, "S-1")
    shop.database.close()
    window.until("len(hand.rows()) == 1", 5)
    assert window.end() == 0


def test_rows_of_another_process_appear_within_two_seconds(
    drive: Drive, database_settings: Settings, tmp_path: Path
) -> None:
    url = "" if database_settings.url.startswith("sqlite") else database_settings.url
    chosen = found(database_settings.data_dir, url)
    other = second_till(chosen, tmp_path / "other")
    add_product(other, "S-1", "4006381333931")
    window = drive("--data-dir", chosen.data_dir, **({"DATABASE_URL": url} if url else {}))
    window.until(OPEN)
    window.ask("hand.window.open_page('products')")
    window.until("len(hand.rows()) == 1")
    add_product(other, "S-2")
    window.until("len(hand.rows()) == 2", 2)
    scan(other, "4006381333931", "receive", 24)
    window.until("any('24' in cell for cell in hand.rows()[0])", 2)
    window.ask("hand.window.open_page('movements')")
    window.until("len(hand.rows()) == 1")
    scan(other, "4006381333931", "sell")
    window.until("len(hand.rows()) == 2 and 'Sale' in hand.rows()[0]", 2)
    other.database.close()
    assert window.end() == 0
