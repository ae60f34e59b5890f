"""Opens the chosen shop in a thread; a new one is asked for, or filled for the demo."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal

from desktop import settings as chosen
from desktop.domain.clock import SystemClock
from desktop.domain.errors import UserError
from desktop.domain.progress import Cancelled
from desktop.domain.shop import ShopInfo
from desktop.settings import Settings
from desktop.ui import errors
from desktop.ui.main_window import MainWindow
from desktop.ui.moving import Moving, known_from
from desktop.ui.places import commands_of
from desktop.ui.text import tr
from desktop.ui.widgets.status_page import State

if TYPE_CHECKING:
    from desktop.jobs.connecting import Choice
    from desktop.jobs.opening import Shop

ENDING_S = 2.0
_log = logging.getLogger("onhand.app")


@dataclass(frozen=True)
class Opened:
    """An open shop, and who acts in it."""

    shop: "Shop"
    info: ShopInfo
    user_name: str
    role: str


class Opening(QObject):
    """``opened`` and ``failed`` come on the window's thread; imports never stop the paint.

    ``settings`` and ``is_demo`` are of the shop it opens, also when another was chosen on the way.
    """

    opened = Signal(object)  # Opened
    failed = Signal(object)  # UserError
    _reached = Signal(object)  # a call for the window's thread

    def __init__(
        self, window: MainWindow, settings: Settings, is_demo: bool, wanted: "Choice | None"
    ) -> None:
        super().__init__(window)
        self._window = window
        self._wanted = wanted
        self._thread: threading.Thread | None = None
        self.settings = settings
        self.is_demo = is_demo
        self.is_ended = self.stays = False  # stays: it is worked with here although it has moved
        self.moved_to = ""
        self.keeps_password = False
        self._reached.connect(lambda call: call(), Qt.ConnectionType.QueuedConnection)

    def begin(self, clock: SystemClock, moving: Moving) -> None:
        """Looks what is at the chosen place; comes back at once."""
        self._clock, self._moving = clock, moving
        self._in_thread(self._open)

    def here(self, call: Callable[[], None]) -> None:
        """Lets the window's thread do it, as long as the window is there."""
        if not self.is_ended:
            self._reached.emit(call)

    def end(self) -> None:
        """The window goes: nothing is told to it any more."""
        self.is_ended = True
        if self._thread is not None:
            self._thread.join(ENDING_S)

    def _in_thread(self, work: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                work()
            except Cancelled:
                _log.info("the set-up was stopped")
            except UserError as error:
                problem = error
                _log.error("the shop could not be opened: %s", error.line)
                self.here(lambda: self.failed.emit(problem))
            except Exception:
                _log.exception("the shop could not be opened (fault)")
                self.here(lambda: self.failed.emit(errors.fault()))

        self._thread = threading.Thread(target=guarded, name="opening", daemon=True)
        self._thread.start()

    def _open(self) -> None:
        from desktop.jobs import connecting, opening

        if self._wanted is not None:
            self.settings = connecting.keep(self._wanted, self.settings)
            self._wanted = None
        self.settings = connecting.with_password(self.settings)
        self.keeps_password = connecting.can_keep_password()
        if opening.is_new(self.settings):
            if not self.is_demo:
                self.here(self._ask)
                return
            self._make_demo()
        self._open_shop()

    def _open_shop(self) -> None:
        from desktop.jobs import connecting, opening
        from desktop.jobs.backup.before import keep_server
        from desktop.queries.shop import acting_user, shop_info

        shop = opening.open_shop(self.settings, "till", self._clock, keep_server)
        self._refuse_moved(shop)
        with shop.database.read() as session:
            info = shop_info(session, shop.actor)
            name, role = acting_user(session, shop.actor)
        if not self.is_demo:
            connecting.remember(shop.settings, info.name, self._clock.now())
            known = commands_of(known_from(shop.settings), self._moving.go)
            self.here(lambda: self._window.offer(known))
        self.here(lambda: self.opened.emit(Opened(shop, info, name, role)))

    def _refuse_moved(self, shop: "Shop") -> None:
        """Where the shop has gone elsewhere, it is only opened when somebody says so."""
        from desktop.commands.moved import forget_moved
        from desktop.queries.epoch import moved_to

        with shop.database.read() as session:
            self.moved_to = moved_to(session)
        if not self.moved_to or shop.read_only is not None:
            return
        if self.stays:
            shop.database.run(forget_moved)
            return
        shop.database.close()
        raise UserError(
            tr("This shop has moved to {place}.", place=self._there()),
            tr("What is booked here would be missing there. Nothing was changed."),
            code="moved",
        )

    def _there(self) -> str:
        """Where it has moved, as one would say it."""
        from desktop.jobs import connecting

        at = replace(self.settings, database=self.moved_to, database_from="saved")
        there = connecting.chosen(at)
        if isinstance(there, connecting.FileChoice):
            return str(there.path)
        return tr("“{name}” on {host}", name=there.database, host=there.host)

    def _ask(self) -> None:
        from desktop.ui.pages.first_start import FirstStart

        page = FirstStart(str(self.settings.data_dir))
        page.answered.connect(self._on_answered)
        page.demo_wanted.connect(self._on_demo)
        page.server_wanted.connect(lambda: self._moving.ask(wants_server=True))
        self._window.show_instead(page)

    def _on_answered(self, answers: Any) -> None:
        def create() -> None:
            from desktop.commands.shop import CreateShop
            from desktop.domain.ids import Ids
            from desktop.jobs import opening

            command = CreateShop(Ids(self._clock).new(), self._clock.now(), **vars(answers))
            self.settings = opening.create(self.settings, command)
            self._open_shop()

        self._in_thread(create)

    def _on_demo(self) -> None:
        self.is_demo = True
        self.settings = chosen.load(self.settings.data_dir / "demo", environment={})
        self._in_thread(self._open)

    def _make_demo(self) -> None:
        """The demo shop's own file, there only when it is full; the real one is never touched."""
        from desktop.domain.ids import Ids
        from desktop.jobs import demo, opening

        told = _Told(self)
        told.report(0, 0)
        answers = demo.answers(Ids(self._clock).new(), self._clock.now())
        write = demo.filler(self._clock, progress=told)
        self.settings = opening.create(self.settings, answers, write)

    def show_progress(self, done: int, total: int, message: str) -> None:
        """How far the demo shop is, in place of the pages."""
        share = f"{100 * done // total} %" if total else ""
        state = State("store", tr("Setting up the demo shop"), f"{message} {share}".strip())
        self.here(lambda: self._window.show_instead(state))


class _Told:
    """Progress of the demo shop, told to the window; with the window the set-up ends."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening

    def report(self, done: int, total: int, message: str = "") -> None:
        if self._opening.is_ended:
            raise Cancelled
        self._opening.show_progress(done, total, message)
