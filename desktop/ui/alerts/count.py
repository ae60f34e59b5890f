"""The number beside Alerts in the navigation: how many are open now."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from desktop.queries.alerts import Tally, alert_tally
from desktop.ui.context import Context

LONGEST_MS = 24 * 3600 * 1000


class AlertCount(QObject):
    """Counts when alerts change, and when the next snooze ends; ``show`` gets the number."""

    def __init__(self, context: Context, show: Callable[[int], object], parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._show = show
        self._wake = QTimer(self)
        self._wake.setSingleShot(True)
        self._wake.timeout.connect(self._count)
        context.work.changed.connect(self._on_changed)
        self._count()

    def _on_changed(self, tables: frozenset[str]) -> None:
        if tables & {"alert", "*"}:
            self._count()

    def _count(self) -> None:
        context = self._context
        now = context.clock.now()
        context.work.read(self, alert_tally, context.shop.store, now, then=self._on_tally)

    def _on_tally(self, tally: Tally) -> None:
        self._show(sum(tally.open.values()))
        self._wake.stop()
        if tally.wakes_at is not None:
            self._wake.start(wait_ms(self._context, tally))


def wait_ms(context: Context, tally: Tally) -> int:
    """Until the next snooze has ended; a day at most, a timer takes no more than 24 days."""
    if tally.wakes_at is None:
        return LONGEST_MS
    left = tally.wakes_at - context.clock.now()
    return min(LONGEST_MS, max(0, round(left.total_seconds() * 1000)) + 1)
