"""From one place of the data to another in the running program: nothing is lost, no restart."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from desktop.settings import FILE, load
from tests import servers
from tests.faults.power import Power
from tests.trade import add_product
from tests.ui.driver import PATIENCE_S, Drive, Driver
from tests.ui.test_app import found, second_till

OPEN = "hand.window.windowTitle() == 'Corner Shop – Onhand'"


@pytest.fixture(scope="module")
def power() -> Iterator[Power]:
    """A server on a port, without passwords."""
    server = servers.Server(servers.wheel_binaries())
    server.listen(rules="host all all 127.0.0.1/32 trust")
    switch = Power(server)
    switch.on()
    yield switch
    switch.off("immediate")
    server.remove()


def where(power: Power) -> tuple[str, int, str]:
    """A new shop on the server: its URL, port and the database's name."""
    url = power.new_database()
    return url, power._server.port, make_url(url).database or ""


def until_moved(window: Driver, expression: str) -> None:
    """As ``until``, but asked from outside: a loop within the first one would not let it end."""
    end = time.monotonic() + PATIENCE_S
    while not window.ask(f"hand.is_there() and {expression}"):
        assert time.monotonic() < end, " | ".join(window.ask("hand.texts()"))


def fill_in(window: Driver, port: int, name: str) -> None:
    for label, words in (("Server", "127.0.0.1"), ("Port", port), ("Database", name),
                         ("User", "onhand")):  # fmt: skip
        window.ask(f"hand.type({label!r}, {str(words)!r})")


def test_a_shop_moves_to_a_server_without_a_restart_and_stays_there(
    drive: Drive, tmp_path: Path, power: Power
) -> None:
    url, port, name = where(power)
    found(tmp_path / "far", url)
    found(tmp_path / "here")
    window = drive("--data-dir", tmp_path / "here")
    window.until(OPEN)
    window.ask("QTest.mouseClick(hand.window._status.connection, Qt.MouseButton.LeftButton)")
    window.until_says("Where is your data?")
    window.until_says("This is the shop that is open now")
    window.ask("hand.press('Store server')")
    fill_in(window, port, name)
    window.until_says("Connected in")
    window.ask("hand.press('Connect')")
    until_moved(window, f"hand.pill() == ['PostgreSQL · {name}', 'ok']")
    assert window.end() == 0
    saved = (tmp_path / "here" / FILE).read_text("utf-8")
    assert f"@127.0.0.1:{port}/{name}" in saved
    again = drive("--data-dir", tmp_path / "here")
    again.until(f"hand.pill() == ['PostgreSQL · {name}', 'ok']")
    assert again.end() == 0


def test_first_start_connects_to_a_server_that_is_there(
    drive: Drive, tmp_path: Path, power: Power
) -> None:
    url, port, name = where(power)
    found(tmp_path / "far", url)
    window = drive("--data-dir", tmp_path / "new")
    window.until_says("Welcome to Onhand")
    window.ask("hand.press('Connect to a store server')")
    fill_in(window, port, name)
    window.until_says("Connected in")
    window.ask("hand.press('Connect')")
    until_moved(window, OPEN)
    assert window.end() == 0
    assert not list((tmp_path / "new").glob("*.onhand"))


def test_a_server_that_is_gone_is_left_for_another_place(drive: Drive, tmp_path: Path) -> None:
    place = tmp_path / "here"
    found(place)
    (place / FILE).write_text('database = "postgresql://onhand@127.0.0.1:1/x"\n')
    window = drive("--data-dir", place)
    window.until_says("The shop could not be opened")
    window.ask("hand.press('Choose another place')")
    window.until_says("no database server runs")
    window.ask("hand.press('This computer')")
    window.until_says("Found in")
    window.ask("hand.press('Connect')")
    until_moved(window, OPEN)
    assert window.end() == 0
    assert load(place, environment={}).database_from == "default"


def test_an_environment_that_wins_is_named(drive: Drive, tmp_path: Path) -> None:
    found(tmp_path)
    url = f"sqlite:///{tmp_path / 'shop.onhand'}"
    window = drive("--data-dir", tmp_path, DATABASE_URL=url)
    window.until(OPEN)
    window.ask("hand.window.place_wanted.emit()")
    window.until_says("DATABASE_URL")
    window.ask("hand.window.activateWindow()")
    assert window.end() == 0


def test_the_first_shop_is_backed_up_and_whole_after_the_move(drive: Drive, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    shop = second_till(found(first), tmp_path / "other")
    add_product(shop, "TEA")
    shop.database.close()
    found(second)
    window = drive("--data-dir", first)
    window.until(OPEN)
    window.ask("hand.window.place_wanted.emit()")
    window.until_says("This is the shop that is open now")
    window.ask(f"hand.type('File', {str(second / 'shop.onhand')!r})")
    window.until_says("Found in")
    window.ask("hand.press('Connect')")
    until_moved(window, "hand.pill()[0] == 'SQLite · this computer'")
    until_moved(window, "len([w for w in QApplication.topLevelWidgets() if w.isVisible()]) == 1")
    assert window.end() == 0
    assert list((first / "backups").glob("*")), "the shop that was left is backed up"
    now = load(first, environment={})
    assert now.url.endswith("second/shop.onhand")
    assert now.store_id


def test_known_places_are_gone_to_from_the_menu_and_the_palette(
    drive: Drive, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    found(first)
    found(second)
    window = drive("--data-dir", first)
    window.until(OPEN)
    assert window.ask("[c.text for c in hand.window._commands if 'Work on' in c.text]") == []
    window.ask("hand.window.place_wanted.emit()")
    window.until_says("This is the shop that is open now")
    window.ask(f"hand.type('File', {str(second / 'shop.onhand')!r})")
    window.until_says("Found in")
    window.ask("hand.press('Connect')")
    back = "Work on: Corner Shop · this computer"
    offered = "[c.text for c in hand.window._commands if 'Work on' in c.text]"
    until_moved(window, f"{offered} == [{back!r}]")
    assert window.ask(f"[a.text() for a in hand.window._actions].index({back!r})") > 0
    window.ask("QTimer.singleShot(0, [a for a in hand.window._actions"
               " if 'Work on' in a.text()][0].trigger)")  # fmt: skip
    until_moved(window, f"{offered} == ['Work on: Corner Shop · second/shop.onhand']")
    assert window.end() == 0
    assert load(first, environment={}).database == ""
