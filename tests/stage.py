"""A real window on a real shop with a frozen clock, for pictures and for tests of every page."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop import settings
from desktop.commands.shop import CreateShop
from desktop.domain.ids import Ids
from desktop.jobs import demo, opening
from desktop.jobs.health.pulse import Pulse
from desktop.jobs.opening import Shop
from desktop.queries.shop import acting_user, shop_info
from desktop.ui.context import Context, Place
from desktop.ui.main_window import MainWindow
from desktop.ui.theme import Theme
from desktop.ui.widgets.scan_field import ScanFilter
from desktop.ui.work import Work

NOW = datetime(2026, 11, 14, 10, 24, tzinfo=UTC)
SOONEST_MS, LATEST_MS = 5, 20  # between two looks at a condition


class FrozenClock:
    """Always the same moment."""

    def now(self) -> datetime:
        return NOW


def make_shop(place: Path, products: int = 0, movements: int = 0) -> Shop:
    """A shop in its own file, empty or filled with demo goods."""
    clock = FrozenClock()
    answers = CreateShop(Ids(clock).new(), NOW, name="Main Street Store")
    chosen = opening.create(settings.load(place, environment={}), answers)
    shop = opening.open_shop(chosen, "till", clock)
    if products:
        demo.fill(shop.database, clock, products=products, movements=movements)
    return shop


def let_write(shop: Shop, may: bool) -> None:
    """Whether a shop's file can be written: said to the one connection that writes, not to another.

    While the writer is at work, the pool would hand out a second one, which is closed again.
    """
    pool: Any = shop.database.writer.pool
    while True:
        connection = shop.database.writer.raw_connection()
        is_the_one = pool.overflow() <= 0
        if is_the_one:
            connection.cursor().execute(f"PRAGMA query_only={'OFF' if may else 'ON'}")
        connection.close()
        if is_the_one:
            return


def theme_of(app: QApplication) -> Theme:
    """The application's one theme, made when there is none yet."""
    return app.findChild(Theme) or Theme(app, "light")


class Stage:
    """One window with its context; ``settle`` waits until nothing is asked for any more."""

    def __init__(self, app: QApplication, theme: Theme, shop: Shop) -> None:
        self.app = app
        self.theme = theme
        self.shop = shop
        self.key_ms = 0  # when the next key comes; keys at the same moment are a scan
        self.held: list[Callable[[], object]] = []  # what lets go of what a scene holds up
        self.work = Work(shop.database)
        self.window = MainWindow(theme, FrozenClock())
        self.window.resize(1280, 800)
        self.window.show()
        with shop.database.read() as session:
            info = shop_info(session, shop.actor)
            name, role = acting_user(session, shop.actor)
        place = Place(shop.database.is_sqlite, "this computer", shop.revision)
        self.context = Context(
            work=self.work, clock=FrozenClock(), ids=shop.ids, shop=info, settings=shop.settings,
            place=place, by=shop.actor, user_name=name, role=role, go=self.window.open_page,
            notify=self.window.notify, save_settings=self._keep,
            choose_place=self.window.place_wanted.emit, pulse=Pulse(shop.database),
            scanner=ScanFilter(
                app, settings.scanner_settings(shop.settings), lambda: self.key_ms
            ),
        )  # fmt: skip
        self.window.attach(self.context)

    def _keep(self, chosen: Any) -> None:
        self.context.settings = chosen
        self.context.scanner.set_settings(settings.scanner_settings(chosen))
        self.window.renew()

    def settle(self, milliseconds: int = 250) -> None:
        """Lets the event loop run: reads come back, timers fire, the page is painted."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def lay_out(self) -> None:
        """Lets the layouts come to rest; one may ask for another."""
        for _ in range(3):
            self.app.processEvents()

    def until(self, condition: Callable[[], bool], seconds: float = 10) -> None:
        """Waits for a condition; AssertionError when it does not come true."""
        end, pause = time.monotonic() + seconds, SOONEST_MS
        while not condition():
            assert time.monotonic() < end, "it did not happen in time"
            self.settle(pause)
            pause = min(2 * pause, LATEST_MS)

    def close(self) -> None:
        self.work.close()
        self.window.close()
        self.window.deleteLater()
        self.context.scanner.deleteLater()
        # Here and now: a reader's thread that collected it as garbage could wait for this one.
        self.work.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@contextmanager
def stage(app: QApplication, theme: Theme, shop: Shop) -> Iterator[Stage]:
    """A stage that is taken down at the end."""
    built = Stage(app, theme, shop)
    try:
        yield built
    finally:
        built.close()
