"""Starts on a shop of another schema, in the real program: upgraded, worked with, or looked at."""

import pytest
from sqlalchemy import make_url, text

from desktop import __version__
from desktop.commands.shop import CreateShop
from desktop.db import migrate, version
from desktop.db.snapshot import named, snapshot
from desktop.domain.clock import SystemClock
from desktop.domain.ids import Ids
from desktop.jobs import migrating, opening
from desktop.settings import Settings
from tests.keeping import hashes
from tests.migrations.newer import NUMBER, upgraded
from tests.trade import add_product, scan
from tests.ui.driver import Drive, Driver
from tests.ui.test_app import OPEN

CODE = "4006381333931"
BUTTONS = "[b for b in shown(QAbstractButton) if b.isEnabled()]"
WRITING = {
    "scan": ("Sell", "Receive", "Count", "Complete it", "Go on with it"),
    "products": ("New product", "Change"),
    "movements": ("Take back",),
    "documents": ("Void", "Return"),
    "vendors": ("New vendor",),
    "alerts": ("Count it", "Acknowledge all", "Snooze"),
    "stock_then": ("Restore stock to then …",),
    "database": ("Schema…", "Restore…", "Back up now", "Something is wrong…"),
    "settings": ("Save",),
}


@pytest.fixture
def place(empty_settings: Settings) -> Settings:
    """A shop called Corner Shop with one product, of which fewer than nothing are there."""
    answers = CreateShop(Ids().new(), SystemClock().now(), name="Corner Shop")
    chosen = opening.create(empty_settings, answers)
    shop = opening.open_shop(chosen, "command")
    add_product(shop, "TEA", CODE)
    scan(shop, CODE, "sell", 3)
    shop.database.close()
    return chosen


def start(drive: Drive, place: Settings) -> Driver:
    words = {} if place.url.startswith("sqlite") else {"DATABASE_URL": place.url}
    return drive("--data-dir", place.data_dir, **words)


def receive(window: Driver) -> None:
    """One item comes in, and the window ends when it is booked."""
    window.ask(f"hand.window.open_page('scan', mode='receive', code={CODE!r})")
    assert window.end() == 0


def kinds(place: Settings) -> list[str]:
    with snapshot(make_url(place.url)) as connection:
        told = connection.execute(text("SELECT kind FROM stock_move ORDER BY recorded_at"))
        return list(told.scalars())


def test_an_older_shop_is_upgraded_and_worked_with(drive: Drive, place: Settings) -> None:
    """A file by itself, after its backup; a server's is asked for in the dialog of the schema."""
    url = make_url(place.url)
    with migrate.migration(url) as connection:  # untold: nobody took it back on purpose
        version.downgrade(connection, "0001")
    window = start(drive, place)
    if not place.url.startswith("sqlite"):
        window.until_says("This shop waits for an upgrade")
        window.until(
            "QApplication.focusWidget() and words(QApplication.focusWidget()) == 'Upgrade'"
        )
        assert window.ask("hand.problems()") == []
        window.ask("hand.press('Upgrade')")
    window.until(OPEN)
    assert migrating.current(url) == version.HEAD
    assert list((place.data_dir / "backups").glob("*-0001-*"))
    receive(window)
    assert kinds(place) == ["sale", "receive"]


def test_a_newer_shop_that_takes_this_program_is_worked_with(drive: Drive, place: Settings) -> None:
    shop = opening.open_shop(place, "command")
    upgraded(shop, place.data_dir, __version__)
    window = start(drive, place)
    window.until(OPEN)
    assert window.ask("hand.pill()[0]").startswith(("SQLite", "PostgreSQL"))
    assert not window.ask("hand.says('Update this program')")
    window.ask("hand.window.open_page('database')")
    window.until_says("Schema…")
    window.ask("hand.press('Schema…')")
    for words in (NUMBER, version.HEAD, "only the newer one changes it", "update this program"):
        window.until_says(words)
    receive(window)
    assert kinds(place) == ["sale", "receive"]
    with snapshot(make_url(place.url)) as connection:
        assert named(connection).revision == NUMBER, "it is left as new as it is"


def test_a_newer_shop_that_wants_a_newer_program_is_only_looked_at(
    drive: Drive, place: Settings
) -> None:
    """Safety: it opens read-only and names both versions; nothing that would write is offered."""
    shop = opening.open_shop(place, "command")
    upgraded(shop, place.data_dir, "9.1")
    before = hashes(make_url(place.url))
    window = start(drive, place)
    window.until(OPEN)
    assert window.ask("hand.pill()")[0].startswith("Read only · ")
    for words in (NUMBER, "Onhand 9.1", version.HEAD, f"Onhand {__version__}"):
        window.until_says(words)
    for page, writing in WRITING.items():
        window.ask(f"hand.window.open_page({page!r})")
        window.until("hand.is_at_rest()")
        offered = window.ask(f"[b.text() for b in {BUTTONS}]")
        assert offered and not [words for words in offered if words in writing], page
    look_up(window)
    assert window.end() == 0
    assert hashes(make_url(place.url)) == before


def look_up(window: Driver) -> None:
    """A scan says what is there and books nothing, in whatever mode it was asked for."""
    window.ask(f"hand.window.open_page('scan', mode='sell', code={CODE!r})")
    window.ask("hand.window.open_page('scan', code='nobody-knows')")
    assert window.ask("hand.problems()") == []
    window.ask("hand.window.open_page('products', new=True)")
    window.until("any('Update this program' in t.text for t in shown(Toast))")
    assert not window.ask("hand.says('Reorder at')")
