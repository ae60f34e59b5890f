"""A clerk at the real window: scans and presses keys as Qt delivers them, and counts both."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import Executable, create_engine, text

from desktop.commands.products import CreateProduct, NewBarcode, create_product
from desktop.commands.stock import BookStock, book_stock
from desktop.domain.barcode import GROUP_SEPARATOR, check_digit
from desktop.domain.scanning import ScannerSettings
from desktop.jobs.health.pulse import Pulse
from desktop.jobs.opening import Shop
from desktop.queries.shop import shop_info
from desktop.ui.actions import Also
from desktop.ui.context import Context, Place
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.scan import ScanPage
from desktop.ui.pages.scan.ticket_list import TicketList
from desktop.ui.sound import Sound
from desktop.ui.theme import Theme
from desktop.ui.widgets.number_tile import NumberTile
from desktop.ui.widgets.scan_band import ScanBand
from desktop.ui.widgets.scan_field import ScanField, ScanFilter
from desktop.ui.widgets.scan_list import ScanList
from desktop.ui.work import Work
from tests.stage import let_write

START = datetime(2026, 11, 14, 10, 24, 7, tzinfo=UTC)
SCANNER_GAP_MS = 4
FINGER_GAP_MS = 150
ENTER = "\r"
KEYS = {ENTER: Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab}
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


class HandClock:
    """The keyboard's milliseconds and the shop's time, moved together by the clerk."""

    def __init__(self) -> None:
        self.milliseconds = 1000

    def now(self) -> datetime:
        return START + timedelta(milliseconds=self.milliseconds)


class Ear(QObject):
    """Notes the tones that were asked for; the real Sound in silent mode says them as flashes."""

    def __init__(self) -> None:
        super().__init__()
        self.sound = Sound(is_on=False, parent=self)
        self.tokens: list[str] = []
        self.sound.flash_wanted.connect(self.tokens.append)


class Desk:
    """The window on a shop, and a clerk before it; ``scans`` and ``keys`` are what a task cost.

    ``first``: the page that the window opens with.
    """

    def __init__(
        self, qtbot: QtBot, app: QApplication, theme: Theme, shop: Shop, first: str = "scan"
    ) -> None:
        self.bot = qtbot
        self.shop = shop
        self.clock = HandClock()
        self.ear = Ear()
        self.work = Work(shop.database)
        self.notices: list[str] = []
        self.scans = self.keys = 0
        self.window = MainWindow(theme, self.clock)
        self.filter = ScanFilter(app, ScannerSettings(), lambda: self.clock.milliseconds)
        with shop.database.read() as session:
            info = shop_info(session, shop.actor)
        self.context = Context(
            work=self.work,
            clock=self.clock,
            ids=shop.ids,
            shop=info,
            settings=shop.settings,
            place=Place(shop.database.is_sqlite, "test", shop.revision),
            by=shop.actor,
            user_name="Ines Okafor",
            role="clerk",
            go=self.window.open_page,
            notify=self._notify,
            save_settings=lambda _settings: None,
            scanner=self.filter,
            sound=self.ear.sound,
            pulse=Pulse(shop.database),
        )
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.open_page(first)
        self.window.attach(self.context)
        qtbot.waitUntil(self.window.isActiveWindow)
        if first == "scan":
            self.find_page()

    def find_page(self) -> None:
        """The Scan page and its parts, once there is one."""
        page = self.window.findChild(ScanPage)
        assert page is not None
        self.page = page
        self.field = self.one(ScanField)
        self.list = self.one(TicketList)

    def _notify(
        self,
        text: str,
        tone: str = "",
        action_label: str = "",
        action: Callable[[], None] | None = None,
        also: Also | None = None,
    ) -> None:
        self.notices.append(text)
        self.window.notify(text, tone or "info", action_label, action, also)

    # -- what the clerk does

    def scan(self, code: str, after_ms: int = 900) -> None:
        """A code as a scanner types it, ended by Enter, wherever the focus is."""
        self.scans += 1
        self.clock.milliseconds += after_ms
        for character in code + ENTER:
            self.clock.milliseconds += SCANNER_GAP_MS
            self._send(character)

    def write(self, text: str) -> None:
        """Slowly, like a person: numbers and names, which are no keys of the count."""
        for character in text:
            self.clock.milliseconds += FINGER_GAP_MS
            self._send(character)
            self.filter.settle()

    def press(self, key: Qt.Key | str, modifier: Qt.KeyboardModifier = NONE) -> None:
        """One key that is counted."""
        self.keys += 1
        self.clock.milliseconds += FINGER_GAP_MS
        self._send(key, modifier)
        self.filter.settle()

    def _send(self, key: Qt.Key | str, modifier: Qt.KeyboardModifier = NONE) -> None:
        target = QApplication.focusWidget() or self.window
        if key == GROUP_SEPARATOR:  # as a scanner types FNC1
            bracket = Qt.Key.Key_BracketRight
            QTest.sendKeyEvent(QTest.KeyAction.Click, target, bracket, key, CTRL)
            return
        if isinstance(key, str) and not key.isascii():
            letter = Qt.Key(ord(key.upper()))
            QTest.sendKeyEvent(QTest.KeyAction.Click, target, letter, key, modifier)
            return
        wanted = KEYS.get(key, key) if isinstance(key, str) else key
        QTest.keyClick(target, wanted, modifier)  # type: ignore[arg-type]

    # -- what the clerk sees

    def one(self, kind: type[Any]) -> Any:
        """The page's part of this class."""
        return self.page.findChild(kind)

    @property
    def band(self) -> ScanBand:
        """The band that is on the screen."""
        return next(band for band in self.page.findChildren(ScanBand) if band.isVisible())

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """Name, count and amount of each line in the list, newest first."""
        found = self.list.findChild(ScanList)
        return [(row.title, row.count, row.amount) for row in found.rows.rows]

    @property
    def tiles(self) -> list[str]:
        """The large numbers."""
        tiles = self.page.findChildren(NumberTile)
        return [tile.value for tile in tiles if tile.isVisible()]

    @property
    def dialog(self) -> QDialog:
        """The dialog that is open."""
        found = QApplication.activeModalWidget()
        assert isinstance(found, QDialog)
        return found

    def sees(self, words: str) -> None:
        """Waits until the band says so."""
        self.bot.waitUntil(lambda: self.band.words == words)

    def sees_title(self, title: str) -> None:
        """Waits until the card is of this product, or its message says so."""
        from PySide6.QtWidgets import QLabel

        def is_seen() -> bool:
            labels = self.page.findChildren(QLabel)
            return any(label.isVisible() and label.text() == title for label in labels)

        self.bot.waitUntil(is_seen)

    def hears(self, *tokens: str) -> None:
        """The tones since last asked, by the colour of their flash."""
        heard, self.ear.tokens[:] = list(self.ear.tokens), []
        assert heard == list(tokens)

    # -- what is in the shop

    def ask(self, statement: Executable) -> list[Any]:
        """Rows straight from the database."""
        with self.shop.database.read() as session:
            return list(session.execute(statement).all())

    def has(self, name: str, price: str, on_hand: int = 0, code: str = "", **more: Any) -> str:
        """A product, with stock when wanted; returns its barcode."""
        shop = self.shop
        code = code or ean(name)
        more.setdefault("sku", f"SKU-{code[:12]}")
        command = CreateProduct(
            shop.ids.new(),
            shop.actor,
            START,
            name=name,
            price=Decimal(price),
            barcodes=(NewBarcode(code),),
            **more,
        )
        product = shop.database.run(create_product, command)
        if on_hand:
            received = BookStock(
                shop.ids.new(), shop.actor, START, "receive", product, Decimal(on_hand)
            )
            shop.database.run(book_stock, received)
        return code

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """The data can be read and not written meanwhile, as on a full or write-protected disk."""
        self.allow_writing(False)
        yield
        self.allow_writing(True)

    def allow_writing(self, may: bool) -> None:
        """The data can be written from now on, or only read."""
        database = self.shop.database
        if database.is_sqlite:
            let_write(self.shop, may)
            return
        engine = create_engine(self.shop.settings.url, isolation_level="AUTOCOMMIT")
        name = database.url.database
        with engine.connect() as connection:
            connection.execute(text("SET default_transaction_read_only = off"))
            setting = "RESET default_transaction_read_only"
            if not may:
                setting = "SET default_transaction_read_only = on"
            connection.execute(text(f'ALTER DATABASE "{name}" {setting}'))
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = :name AND pid <> pg_backend_pid()"
                ),
                {"name": name},
            )
        engine.dispose()

    def close(self) -> None:
        """Ends the threads and takes the filter off."""
        app = QApplication.instance()
        assert app is not None
        app.removeEventFilter(self.filter)
        self.work.close()
        self.filter.deleteLater()
        self.work.deleteLater()
        self.ear.sound.close()


def ean(name: str) -> str:
    """A right EAN-13 made from a name."""
    digits = "200" + f"{sum(ord(c) * 31**i for i, c in enumerate(name)) % 10**9:09d}"
    return digits + check_digit(digits)
