"""The window's composition root: paints first, then opens the shop, then hands out the context."""

import logging
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from desktop import settings as chosen
from desktop.domain.clock import SystemClock
from desktop.domain.errors import UserError
from desktop.settings import Settings
from desktop.ui import errors
from desktop.ui.aside import Aside
from desktop.ui.aside_page import AsidePage, refusal
from desktop.ui.doing import Doing
from desktop.ui.first_paint import FirstPaint
from desktop.ui.garbage import Collector
from desktop.ui.instance import Instance, come_forward
from desktop.ui.main_window import MainWindow
from desktop.ui.moving import Here, Moving
from desktop.ui.opening import Opened, Opening
from desktop.ui.text import tr
from desktop.ui.theme import MODES, SCALES, Theme
from desktop.ui.trouble.page import moved, trouble

if TYPE_CHECKING:
    import argparse

    from desktop.jobs.connecting import Choice
    from desktop.jobs.opening import Shop
    from desktop.ui.context import Context
    from desktop.ui.sound import Sound

CLOCK_IS_WRONG = "This computer's clock is wrong. Bookings carry the server's time."
_log = logging.getLogger("onhand.app")


class Program(QObject):
    """One run of the window: opening in a thread, then the context, at the end the backup."""

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        is_demo: bool,
        wanted: "Choice | Aside | None" = None,
    ) -> None:
        super().__init__(window)
        place = None if isinstance(wanted, Aside) else wanted
        self._doing = Doing(wanted, self) if isinstance(wanted, Aside) else None
        self.window = window
        self.clock = SystemClock()
        self.context: Context | None = None
        self._shop: Shop | None = None
        self.moving = Moving(window, self._where)
        window.place_wanted.connect(self.moving.ask)
        window.log_wanted.connect(self._show_log)
        self._opening = Opening(window, settings, is_demo, place)
        self._opening.opened.connect(self._attach)
        self._opening.failed.connect(self._show_problem)
        errors.install(lambda details: self._opening.here(lambda: self._show_fault(details)))

    @property
    def settings(self) -> Settings:
        """As they are now: the open shop's, else those it is to be opened with."""
        return self._opening.settings if self.context is None else self.context.settings

    @property
    def is_demo(self) -> bool:
        """Whether it is the demo shop, also when it was chosen at the first start."""
        return self._opening.is_demo

    def begin(self) -> None:
        """Opens the shop; what is to be done on the closed one comes first."""
        if self._doing is None or self._doing.is_ended:
            self._opening.begin(self.clock, self.moving)
            return
        self._doing.ended.connect(self.begin, Qt.ConnectionType.QueuedConnection)
        self.window.show_instead(AsidePage(self._doing), is_aside=True)
        self._doing.start()

    def _attach(self, opened: Opened) -> None:
        self._shop = opened.shop
        self.context = context = self._context_of(opened)
        context.jobs.end_left()
        if opened.shop.read_only is not None:
            context.work.reach.only_looks(opened.shop.read_only)
        self.window.attach(context)
        if self._doing is not None:
            self._doing.tell(context, partial(refusal, self.window, self._doing.aside.title))
        self._watch(context, opened.shop)
        if self.clock.is_wrong:
            self.window.notify(tr(CLOCK_IS_WRONG), "warn")

    def _context_of(self, opened: Opened) -> "Context":
        from desktop.ui.context import Context, Place
        from desktop.ui.widgets.scan_field import ScanFilter
        from desktop.ui.work import Work

        shop, window = opened.shop, self.window
        work = Work(shop.database, self)
        work.unheard.connect(lambda error: window.notify(str(error), errors.tone_of(error)))
        work.crashed.connect(lambda error: self._show_fault(errors.details_of(error)))
        app, scanner = QApplication.instance(), chosen.scanner_settings(shop.settings)
        assert isinstance(app, QApplication)
        return Context(
            work=work,
            clock=self.clock,
            ids=shop.ids,
            shop=opened.info,
            settings=shop.settings,
            place=Place(shop.database.is_sqlite, _place_name(shop, self.is_demo), shop.revision),
            by=shop.actor,
            user_name=opened.user_name,
            role=opened.role,
            go=window.open_page,
            notify=window.notify,
            save_settings=self._save_settings,
            choose_place=window.place_wanted.emit,
            aside=self.moving.go,
            scanner=ScanFilter(app, scanner, lambda: time.monotonic_ns() // 1_000_000),
            sound=self._new_sound(shop.settings),
        )

    def _watch(self, context: "Context", shop: "Shop") -> None:
        from desktop.ui.alerts.count import AlertCount
        from desktop.ui.figures_note import take_note
        from desktop.ui.labels.count import LabelCount
        from desktop.ui.watch.backups import Keeper
        from desktop.ui.watch.feeds import Feeder
        from desktop.ui.watch.forecasts import Forecaster
        from desktop.ui.watch.tints import Tints

        Tints(context.work, self)
        AlertCount(context, partial(self.window.set_count, "alerts", is_alarm=True), self)
        LabelCount(context, partial(self.window.set_count, "labels"), self)
        take_note(context, shop.database, self)
        if shop.read_only is None:
            Forecaster(context, self)
            Feeder(context, self)
        if not self.is_demo:
            Keeper(context, self)

    def _new_sound(self, settings: Settings) -> "Sound":
        from desktop.ui.sound import Sound

        sound = Sound(settings.sound, settings.volume)
        sound.flash_wanted.connect(self.window.flash)
        return sound

    def _save_settings(self, settings: Settings) -> None:
        context, before = self.context, self.settings
        assert context is not None
        context.settings = settings
        if context.sound is not None:
            context.sound.set(settings.sound, settings.volume)
        context.scanner.set_settings(chosen.scanner_settings(settings))
        self.window.renew()
        try:
            chosen.save(settings, before)
        except (OSError, UserError) as error:
            self.window.notify(tr("The settings could not be saved: {e}.", e=error), "bad")

    def _show_problem(self, error: UserError) -> None:
        if error.code == "moved":
            self.window.show_instead(moved(error, self._follow, self._stay))
            return
        state = trouble(error, self.window, self.settings, self.moving, self.begin, self._show_log)
        self.window.show_instead(state)
        if error.code == "needs_migration":
            state.actions[-1].run()

    def _follow(self) -> None:
        """To where the shop has moved."""
        from desktop.jobs import connecting

        there = replace(self.settings, database=self._opening.moved_to, database_from="saved")
        self.moving.go(connecting.chosen(there))

    def _stay(self) -> None:
        self._opening.stays = True
        self.begin()

    def _show_log(self) -> None:
        """Where no shop is open; else the window does it."""
        if self.context is None:
            from desktop.ui.dialogs.log import LogDialog
            from desktop.ui.log_source import without_shop

            LogDialog(self.window, without_shop(self.settings, self.window.notify)).open()

    def _where(self) -> Here:
        opened = self._shop.database.path if self._shop is not None else None
        return Here(self.settings, opened, self.is_demo, self._opening.keeps_password)

    def _show_fault(self, details: str) -> None:
        """Something of ours went wrong: said once, in words; the details only for the clipboard."""

        def copy() -> None:
            QApplication.clipboard().setText(details)

        words = tr("Something went wrong in the program. What was booked is safe.")
        self.window.notify(words, "bad", tr("Copy details"), copy)

    def end(self) -> None:
        """Finishes the writes, backs a SQLite shop up when it changed, lets the files go."""
        if self._doing is not None:
            self._doing.close()
        self._opening.end()
        if self.context is not None:
            # The next window has one of its own; two would hand each other their keys for ever.
            self.context.scanner.deleteLater()
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
        from desktop.jobs.backup.upkeep import is_kept_on_exit, keep_on_exit
        from desktop.ui.exit_backup import ExitBackup

        if is_kept_on_exit(self.settings):
            now = self.clock.now()
            ExitBackup(partial(keep_on_exit, self.settings, now), self.window).wait()


def _place_name(shop: "Shop", is_demo: bool) -> str:
    if is_demo:
        return tr("demo shop")
    here = tr("this computer")
    return here if shop.database.is_sqlite else str(shop.database.url.database)


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
