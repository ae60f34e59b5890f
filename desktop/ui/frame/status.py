"""The status bar of the window: where data goes, schema, scanner, sound, location, time."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from desktop.domain.clock import Clock
from desktop.domain.errors import UserError
from desktop.ui.reach import can_read
from desktop.ui.text import tr, wall_clock
from desktop.ui.widgets.status_bar import StatusBar
from desktop.ui.widgets.status_page import unwritable

if TYPE_CHECKING:
    from desktop.ui.context import Context

TICK_MS = 1000


class WindowStatus(StatusBar):
    """Says "Opening …" until there is a context; the first pill never disappears."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._context: Context | None = None
        self._schema = self.add("git-branch")
        self.jobs = self.add_pill(tr("Jobs"))
        self._scanner = self.add("scan-barcode", right=True)
        self._sound = self.add("volume-2", right=True)
        self._location = self.add("map-pin", right=True)
        self._time = self.add("", right=True)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._show_time)
        self._show_place("neutral", tr("Opening …"))

    def show_context(self, context: "Context") -> None:
        """Writes everything anew; from the first time on, jobs are told of."""
        from desktop.ui.frame.jobs_sign import JobsSign

        if self._context is None:
            JobsSign(self.window(), context, self.jobs)
        self._context = context
        self._location.set("map-pin", context.shop.location_name)
        self._schema.set("git-branch", tr("Schema {number}", number=context.place.schema))
        self._scanner.set("scan-barcode", tr("Scanner ready"))
        on = context.settings.sound
        words = tr("Sound on") if on else tr("Sound off")
        self._sound.set("volume-2" if on else "volume-x", words)
        self.show_reach(context.work.reach.trouble)
        self._show_time()
        self._timer.start()

    def open_log(self) -> None:
        """What the program noted, once a shop is open."""
        if self._context is not None:
            from desktop.ui.dialogs.log import LogDialog
            from desktop.ui.log_source import of_shop

            LogDialog(self.window(), of_shop(self._context)).open()

    def show_reach(self, error: UserError | None) -> None:
        """Amber while the data is out of reach or cannot be written; the reason as tooltip."""
        if self._context is None:
            return
        place = self._context.place
        if error is not None and can_read(error):
            why = f"{unwritable(error)} · {place.name}"
            self._show_place("warn", why, "shield-alert", str(error))
        elif error is not None:
            lost = tr("File out of reach") if place.is_sqlite else tr("Server lost")
            self._show_place("warn", f"{lost} · {place.name}", "cloud-off", str(error))
        elif place.is_sqlite:
            self._show_place("info", f"SQLite · {place.name}")
        else:
            self._show_place("ok", f"PostgreSQL · {place.name}")

    def show_new(self) -> None:
        """Nothing is set up yet."""
        self._show_place("neutral", tr("Not set up yet"))

    def show_aside(self) -> None:
        """The shop is closed while something is done with it; another cannot be chosen."""
        self._show_place("neutral", tr("Closed meanwhile"))
        self.connection.setEnabled(False)

    def show_unconnected(self) -> None:
        """There is no data yet, and something has to be done about it."""
        self._show_place("warn", tr("Not connected"), "cloud-off")

    def _show_place(self, tone: str, words: str, icon: str = "dot", why: str = "") -> None:
        self.connection.setEnabled(True)
        self.connection.set(words, tone, icon)
        self.connection.setToolTip(why)

    def _show_time(self) -> None:
        if self._context is not None:
            now = wall_clock(self._clock.now(), self._context.shop.zone)
            if now != self._time.text():
                self._time.set("", now)
