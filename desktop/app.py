"""The window's composition root: paints first, then opens the shop, then hands out the context."""

import logging
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from desktop import settings as chosen
from desktop.domain.clock import SystemClock
from desktop.domain.errors import UserError
from desktop.domain.progress import Cancelled
from desktop.settings import Settings
from desktop.ui import errors
from desktop.ui.aside import Aside
from desktop.ui.aside_page import AsidePage, refusal
from desktop.ui.doing import Doing
from desktop.ui.first_paint import FirstPaint
from desktop.ui.garbage import Collector
from desktop.ui.instance import Instance, come_forward
from desktop.ui.main_window import MainWindow
from desktop.ui.moving import Here, Moving, known_from
from desktop.ui.places import commands_of
from desktop.ui.text import tr
from desktop.ui.theme import MODES, SCALES, Theme
from desktop.ui.trouble_page import trouble
from desktop.ui.widgets.status_page import State

if TYPE_CHECKING:
    import argparse

    from desktop.jobs.connecting import Choice
    from desktop.jobs.opening import Shop
    from desktop.ui.context import Context
    from desktop.ui.sound import Sound

ENDING_S = 2.0
CLOCK_IS_WRONG = "This computer's clock is wrong. Bookings carry the server's time."
_log = logging.getLogger("onhand.app")


class Program(QObject):
    """One run of the window: opening in a thread, then the context, at the end the backup."""

    _reached = Signal(object)  # a call for the GUI thread

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        is_demo: bool,
        wanted: "Choice | Aside | None" = None,
    ) -> None:
        super().__init__(window)
        self._chosen = wanted if not isinstance(wanted, Aside) else None
        self._doing = Doing(wanted, self) if isinstance(wanted, Aside) else None
        self.window = window
        self.settings = settings
        self.is_demo = is_demo
        self.clock = SystemClock()
        self.context: Context | None = None
        self._shop: Shop | None = None
        self._opening: threading.Thread | None = None
        self.is_ended = False
        self._keeps_password = False
        self.moving = Moving(window, self._where)
        window.place_wanted.connect(self.moving.ask)
        self._reached.connect(lambda call: call(), Qt.ConnectionType.QueuedConnection)
        errors.install(lambda details: self._here(lambda: self._show_fault(details)))

    def begin(self) -> None:
        """Looks what is at the chosen place, in a thread: imports never stop the paint.

        What is to be done on the closed shop comes first.
        """
        if self._doing is None or self._doing.is_ended:
            self._in_thread(self._open)
            return
        self._doing.ended.connect(self.begin, Qt.ConnectionType.QueuedConnection)
        self.window.show_instead(AsidePage(self._doing))
        self._doing.start()

    def _in_thread(self, work: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                work()
            except Cancelled:
                _log.info("the set-up was stopped")
            except UserError as error:
                problem = error
                self._here(lambda: self._show_problem(problem))
            except Exception:
                _log.exception("the shop could not be opened")
                self._here(lambda: self._show_problem(errors.fault()))

        self._opening = threading.Thread(target=guarded, name="opening", daemon=True)
        self._opening.start()

    def _here(self, call: Callable[[], None]) -> None:
        if not self.is_ended:
            self._reached.emit(call)

    def _open(self) -> None:
        from desktop.db.version import State as Found
        from desktop.jobs import connecting, opening

        if self._chosen is not None:
            self.settings = connecting.keep(self._chosen, self.settings)
            self._chosen = None
        self.settings = connecting.with_password(self.settings)
        self._keeps_password = connecting.can_keep_password()
        if opening.look(self.settings) is Found.NEW:
            if self.is_demo:
                self._make_demo()
            else:
                self._here(self._ask)
                return
        self._open_shop()

    def _open_shop(self) -> None:
        from desktop.jobs import connecting, opening
        from desktop.jobs.backup.before import keep_server
        from desktop.queries.shop import acting_user, shop_info

        shop = opening.open_shop(self.settings, "till", self.clock, keep_server)
        with shop.database.read() as session:
            info = shop_info(session, shop.actor)
            name, role = acting_user(session, shop.actor)
        if not self.is_demo:
            connecting.remember(shop.settings, info.name, self.clock.now())
            known = commands_of(known_from(shop.settings), self.moving.go)
            self._here(lambda: self.window.offer(known))
        self._here(lambda: self._attach(shop, info, name, role))

    def _ask(self) -> None:
        from desktop.ui.pages.first_start import FirstStart

        page = FirstStart(str(self.settings.data_dir))
        page.answered.connect(self._on_answered)
        page.demo_wanted.connect(self._on_demo)
        page.server_wanted.connect(lambda: self.moving.ask(wants_server=True))
        self.window.show_instead(page)

    def _on_answered(self, answers: Any) -> None:
        def create() -> None:
            from desktop.commands.shop import CreateShop
            from desktop.domain.ids import Ids
            from desktop.jobs import opening

            command = CreateShop(Ids(self.clock).new(), self.clock.now(), **vars(answers))
            self.settings = opening.create(self.settings, command)
            self._open_shop()

        self._in_thread(create)

    def _on_demo(self) -> None:
        self.is_demo = True
        self.settings = chosen.load(self.settings.data_dir / "demo", environment={})
        self.begin()

    def _make_demo(self) -> None:
        """The demo shop's own file, there only when it is full; the real one is never touched."""
        from desktop.domain.ids import Ids
        from desktop.jobs import demo, opening

        self.show_progress(0, 0, "")
        answers = demo.answers(Ids(self.clock).new(), self.clock.now())
        write = demo.filler(self.clock, progress=_Told(self))
        self.settings = opening.create(self.settings, answers, write)

    def show_progress(self, done: int, total: int, message: str) -> None:
        """How far the demo shop is, in place of the pages."""
        share = f"{100 * done // total} %" if total else ""
        state = State("store", tr("Setting up the demo shop"), f"{message} {share}".strip())
        self._here(lambda: self.window.show_instead(state))

    def _attach(self, shop: "Shop", info: Any, name: str, role: str) -> None:
        from desktop.ui.context import Context, Place
        from desktop.ui.widgets.scan_field import ScanFilter
        from desktop.ui.work import Work

        self._shop, self.settings = shop, shop.settings
        work = Work(shop.database, self)
        work.unheard.connect(lambda error: self.window.notify(str(error), errors.tone_of(error)))
        work.crashed.connect(lambda error: self._show_fault(errors.details_of(error)))
        app, scanner = QApplication.instance(), chosen.scanner_settings(self.settings)
        assert isinstance(app, QApplication)
        self.context = Context(
            work=work,
            clock=self.clock,
            ids=shop.ids,
            shop=info,
            settings=shop.settings,
            place=Place(shop.database.is_sqlite, _place_name(shop, self.is_demo), shop.revision),
            by=shop.actor,
            user_name=name,
            role=role,
            go=self.window.open_page,
            notify=self.window.notify,
            save_settings=self._save_settings,
            choose_place=self.window.place_wanted.emit,
            aside=self.moving.go,
            scanner=ScanFilter(app, scanner, lambda: time.monotonic_ns() // 1_000_000),
            sound=self._new_sound(),
        )
        self.context.jobs.end_left()
        self.window.attach(self.context)
        work.reach.unwritable(shop.read_only)
        if self._doing is not None:
            self._doing.tell(self.context, partial(refusal, self.window, self._doing.aside.title))
        self._watch(self.context, shop)
        if self.clock.is_wrong:
            self.window.notify(tr(CLOCK_IS_WRONG), "warn")

    def _watch(self, context: "Context", shop: "Shop") -> None:
        from desktop.ui.alert_count import AlertCount
        from desktop.ui.figures_note import take_note
        from desktop.ui.keeper import Keeper

        AlertCount(context, partial(self.window.set_count, "alerts", is_alarm=True), self)
        take_note(context, shop.database, self)
        if not self.is_demo:
            Keeper(context, self)

    def _new_sound(self) -> "Sound":
        from desktop.ui.sound import Sound

        sound = Sound(self.settings.sound, self.settings.volume)
        sound.flash_wanted.connect(self.window.flash)
        return sound

    def _save_settings(self, settings: Settings) -> None:
        before, self.settings = self.settings, settings
        if self.context is not None:
            self.context.settings = settings
            if self.context.sound is not None:
                self.context.sound.set(settings.sound, settings.volume)
            self.context.scanner.set_settings(chosen.scanner_settings(settings))
        self.window.renew()
        try:
            chosen.save(settings, before)
        except (OSError, UserError) as error:
            self.window.notify(tr("The settings could not be saved: {e}.", e=error), "bad")

    def _show_problem(self, error: UserError) -> None:
        state = trouble(error, self.window, self.settings, self.moving, self.begin)
        self.window.show_instead(state)

    def _where(self) -> Here:
        opened = self._shop.database.path if self._shop is not None else None
        return Here(self.settings, opened, self.is_demo, self._keeps_password)

    def _show_fault(self, details: str) -> None:
        """Something of ours went wrong: said once, in words; the details only for the clipboard."""

        def copy() -> None:
            QApplication.clipboard().setText(details)

        words = tr("Something went wrong in the program. What was booked is safe.")
        self.window.notify(words, "bad", tr("Copy details"), copy)

    def end(self) -> None:
        """Finishes the writes, backs a SQLite shop up when it changed, lets the files go."""
        self.is_ended = True
        if self._doing is not None:
            self._doing.close()
        if self._opening is not None:
            self._opening.join(ENDING_S)
        if self.context is not None:
            self.context.work.close()
            if self.context.sound is not None:
                self.context.sound.close()
        if self._shop is None:
            return
        database = self._shop.database
        if not self.is_demo:
            self._back_up()
        database.close()

    def _back_up(self) -> None:
        from desktop.jobs.backup.upkeep import keep_on_exit

        try:
            keep_on_exit(self.settings, self.clock.now())
        except UserError:
            _log.exception("the backup on exit failed")


def _place_name(shop: "Shop", is_demo: bool) -> str:
    if is_demo:
        return tr("demo shop")
    here = tr("this computer")
    return here if shop.database.is_sqlite else str(shop.database.url.database)


class _Told:
    """Progress of the demo shop, told to the window; with the window the set-up ends."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def report(self, done: int, total: int, message: str = "") -> None:
        if self._program.is_ended:
            raise Cancelled
        self._program.show_progress(done, total, message)


def _options(arguments: list[str]) -> "argparse.Namespace":
    import argparse

    parser = argparse.ArgumentParser("onhand", add_help=False)
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--database", default="")
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--user", default="")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Opens the window; returns the exit code."""
    options = _options(sys.argv[1:] if arguments is None else arguments)
    try:
        settings = chosen.load(options.data_dir, options.database)
        if options.demo:
            settings = chosen.load(settings.data_dir / "demo", environment={})
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    if options.user:
        settings = replace(settings, user=options.user)
    return run(settings, options.demo)


def run(settings: Settings, is_demo: bool) -> int:
    """Paints the window, begins, and returns when it was closed."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Onhand")
    try:
        instance = Instance(settings.data_dir)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    if not instance.is_first and instance.wake_or_follow():
        return 0
    if not instance.is_first:
        print(
            "Onhand is open already on this data directory, and its window does not answer."
            " Close it, or choose another --data-dir.",
            file=sys.stderr,
        )
        return 1
    theme = Theme(
        app,
        settings.theme if settings.theme in MODES else "system",
        settings.font_scale if settings.font_scale in SCALES else 100,
    )
    code, program = _show(theme, instance, settings, is_demo)
    while (wanted := program.moving.wanted) is not None:
        stays_demo = program.is_demo and isinstance(wanted, Aside)
        code, program = _show(theme, instance, program.settings, stays_demo, wanted)
    instance.release()
    return code


def _show(
    theme: Theme,
    instance: Instance,
    settings: Settings,
    is_demo: bool,
    wanted: "Choice | Aside | None" = None,
) -> tuple[int, Program]:
    """One window, from its first paint until it is closed; ``wanted`` is kept or done first."""
    window = MainWindow(theme, SystemClock())
    program = Program(window, settings, is_demo, wanted)
    Collector(window)
    window.show()

    def begin() -> None:
        errors.start_log(settings.data_dir / "log")
        instance.serve()
        program.begin()

    first = FirstPaint(window, begin)
    raise_it = partial(come_forward, window)
    instance.woken.connect(raise_it)
    code = QApplication.exec()
    del first
    instance.fall_silent()
    instance.woken.disconnect(raise_it)
    program.end()
    window.deleteLater()
    return code, program
