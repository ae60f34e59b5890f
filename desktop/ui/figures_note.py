"""Writes the window's counters where ``db metrics`` finds them, and once a day how many rows."""

from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from desktop.domain.errors import UserError
from desktop.jobs.health import growth, metrics
from desktop.jobs.health.pulse import Pulse
from desktop.queries.vitals import Vitals, vitals
from desktop.ui.context import Context

FIRST_LOOK_MS = 60_000  # when the start is long over


def take_note(context: Context, database: Any, parent: QObject) -> None:
    """From now on the context feels the database's pulse, and the figures are written down."""
    context.pulse = Pulse(database)
    note = FiguresNote(context, parent)
    app = QCoreApplication.instance()
    if app is not None:
        app.aboutToQuit.connect(note.close)


class FiguresNote(QObject):
    """Lives as long as its window; ``close`` takes the figures away again."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._write = QTimer(self)
        self._write.setInterval(metrics.EVERY_S * 1000)
        self._write.timeout.connect(self._on_write)
        self._write.start()
        QTimer.singleShot(FIRST_LOOK_MS, self, self._count)

    def _on_write(self) -> None:
        context = self._context
        if context.pulse is None:
            return
        found = metrics.metrics_of(context.pulse, "window", context.clock.now())
        place = context.settings.data_dir
        context.work.job(self, metrics.write, place, found, failed=_say_nothing)

    def _count(self) -> None:
        if self._context.pulse is not None:
            pulse = self._context.pulse
            self._context.work.job(self, pulse.read, _note, self._context, failed=_say_nothing)

    def close(self) -> None:
        """The window ends."""
        self._write.stop()
        metrics.forget(self._context.settings.data_dir)


def _note(session: Any, context: Context) -> Vitals:
    found = vitals(session)
    note_rows(found, context)
    return found


def note_rows(found: Vitals, context: Context) -> None:
    """The day's rows, kept beside the settings; only the first of a day stays."""
    today = context.shop.day_of(context.clock.now())
    growth.note(context.settings.data_dir, found.store_id, today, found.rows)


def _say_nothing(_: UserError) -> None:
    """Figures that are missing trouble nobody at the till."""
