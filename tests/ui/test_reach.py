"""What the first pill and the banner say of the data, and what they say it by."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QSpinBox
from sqlalchemy import create_engine, text

from desktop.domain.errors import Unavailable
from desktop.jobs.opening import Shop
from desktop.ui.frame.trouble_banner import TroubleBanner
from desktop.ui.reach import Reach, can_read
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.status_bar import StatusBar
from tests.journeys.conftest import desk, open_desk
from tests.journeys.desk import CTRL, Desk
from tests.ui.pages.hand import ONE_ENGINE

__all__ = ["desk", "open_desk"]
Key = Qt.Key
LOCKED = (
    "New product", "Change stock", "Edit", "Take back", "Save", "New vendor", "New price",
    "Acknowledge all",
)  # fmt: skip
GONE = Unavailable("The database server does not answer.", code="server_gone")
READ_ONLY = Unavailable("It can be read but not written.", "Ask.", code="read_only")
FULL = Unavailable("The disk is full.", "Make room.", code="disk_full")
HELD = Unavailable("Another workstation holds this row.", code="busy")


@pytest.fixture
def owner(qapp: object) -> QObject:
    return QObject()


@pytest.fixture
def told(owner: QObject) -> tuple[Reach, list[str]]:
    """A Reach, and the codes of what it told."""
    heard: list[str] = []
    reach = Reach(owner)
    reach.changed.connect(lambda error: heard.append(error.code if error else ""))
    return reach, heard


def test_each_trouble_is_told_once_and_its_end_too(told: tuple[Reach, list[str]]) -> None:
    reach, heard = told
    for _ in range(2):
        reach.failed(GONE)
    for _ in range(2):
        reach.answered(is_write=False)
    assert heard == ["server_gone", ""]


def test_what_can_be_read_may_still_not_be_written(told: tuple[Reach, list[str]]) -> None:
    reach, heard = told
    reach.failed(READ_ONLY, is_write=True)
    reach.answered(is_write=False)
    reach.looked(None)
    assert reach.trouble is READ_ONLY
    assert can_read(reach.trouble)
    reach.failed(GONE)
    assert not can_read(reach.trouble)
    reach.answered(is_write=False)
    reach.answered(is_write=True)
    assert heard == ["read_only", "server_gone", "read_only", ""]


def test_only_a_write_shows_that_a_full_disk_has_room_again(
    told: tuple[Reach, list[str]],
) -> None:
    reach, _ = told
    reach.failed(FULL, is_write=True)
    reach.writable()
    assert reach.trouble is FULL
    reach.answered(is_write=True)
    assert reach.trouble is None


def test_a_row_that_is_held_is_no_lost_server(told: tuple[Reach, list[str]]) -> None:
    reach, heard = told
    reach.failed(HELD, is_write=True)
    assert (reach.trouble, heard) == (None, [])


def pill(desk: Desk) -> list[str]:
    bar = desk.window.findChild(StatusBar)
    assert isinstance(bar, StatusBar)
    return [bar.connection.text, bar.connection.tone]


def banner(desk: Desk) -> TroubleBanner:
    found = desk.window.findChild(TroubleBanner)
    assert isinstance(found, TroubleBanner)
    return found


@contextmanager
def out_of_reach(shop: Shop) -> Iterator[None]:
    """The file is away, or the database of the server lets nobody in, until the end."""
    path = shop.database.path
    if path is not None:
        away = path.with_name("away")
        path.rename(away)
        yield
        away.rename(path)
        return
    url = shop.database.url
    admin = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")

    def let(may: bool) -> None:
        with admin.connect() as connection:
            connection.execute(text(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS {may}'))
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :d"),
                {"d": url.database},
            )

    let(False)
    yield
    let(True)
    admin.dispose()


def test_what_is_lost_stays_lost_when_a_setting_is_saved(desk: Desk, shop: Shop) -> None:
    def keep(chosen: Any) -> None:
        desk.context.settings = chosen
        desk.window.renew()

    desk.context.save_settings = keep
    code = desk.has("Thing", "1.00", on_hand=10)
    before = pill(desk)
    with out_of_reach(shop):
        desk.scan(code)
        desk.sees("Not booked")
        desk.bot.waitUntil(lambda: pill(desk)[1] == "warn")
        lost = pill(desk)
        desk.window.open_page("settings")
        spins = desk.window.findChildren(QSpinBox)
        spin = next(s for s in spins if s.accessibleName() == "Volume")
        spin.setValue(spin.value() + 1)
        assert desk.context.settings.volume == spin.value()
        assert pill(desk) == lost
        assert pill(desk)[0].startswith(("File out of reach · ", "Server lost · "))
        assert not banner(desk).isVisible(), "what cannot be read is told by each page"
    desk.bot.waitUntil(lambda: pill(desk) == before, timeout=15_000)


def test_a_ticket_that_cannot_be_written_says_nothing_of_the_data(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=10)
    before = pill(desk)
    told: list[Any] = []
    heard: list[Any] = []
    desk.work.unheard.connect(heard.append)
    desk.work.reachable.connect(told.append)
    (desk.context.settings.data_dir / "tickets").write_text("no folder")
    desk.scan(code)
    desk.press(Key.Key_P, CTRL)
    desk.bot.waitUntil(lambda: bool(heard))
    assert [error.code for error in heard] == ["ticket"]
    assert (told, pill(desk)) == ([], before)


def test_read_only_is_said_plainly_and_everything_stays_to_be_seen(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=10)
    before = pill(desk)
    desk.scan(code)
    desk.sees("Sold  −1")
    desk.hears("mode.sell")
    with desk.read_only():
        desk.scan(code)
        desk.sees("Not booked")
        desk.hears("bad")
        desk.bot.waitUntil(lambda: pill(desk)[0].startswith("Read only · "))
        assert pill(desk)[1] == "warn"
        for page in ("scan", "products", "movements", "vendors", "alerts", "settings"):
            desk.window.open_page(page)
            assert banner(desk).isVisible()
        for words in LOCKED:
            found = [b for b in desk.window.findChildren(Button) if b.text() == words]
            assert found, words
            for control in found:
                assert (control.isEnabled(), "not written" in control.toolTip()) == (False, True)
        words = banner(desk).accessibleName()
        for piece in ("Read only.", "You can look, not change.", "What was booked is safe."):
            assert piece in words
        desk.window.renew()
        assert pill(desk)[0].startswith("Read only · ")
    desk.bot.waitUntil(lambda: pill(desk) == before, timeout=5000)
    assert not banner(desk).isVisible()
    locked = [b.text() for b in desk.window.findChildren(Button) if "not written" in b.toolTip()]
    assert locked == []


@ONE_ENGINE
def test_a_full_disk_is_called_so_until_something_is_booked(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=10)
    let_grow(desk, 1)
    for _ in range(300):
        desk.scan(code)
        desk.bot.waitUntil(lambda: desk.page.outbox.waiting == 0 or desk.page.outbox.is_held)
        if desk.page.outbox.is_held:
            break
    desk.bot.waitUntil(lambda: pill(desk)[0].startswith("Disk full · "))
    assert banner(desk).isVisible()
    let_grow(desk, 1_000_000)
    desk.press("\r")
    desk.bot.waitUntil(lambda: pill(desk)[0].startswith("SQLite · "))
    assert not banner(desk).isVisible()


def let_grow(desk: Desk, pages: int) -> None:
    """The file may have so many pages, never fewer than it has."""
    connection = desk.shop.database.writer.raw_connection()
    connection.cursor().execute(f"PRAGMA max_page_count={pages}")
    connection.close()
