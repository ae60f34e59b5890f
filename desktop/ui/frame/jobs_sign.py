"""The small button in the status bar that tells of long work, and opens the drawer."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.domain.job import FAILED
from desktop.ui.context import Context
from desktop.ui.jobs import RunningJob
from desktop.ui.text import plural
from desktop.ui.widgets.pill import PillButton

if TYPE_CHECKING:
    from desktop.ui.frame.jobs_drawer import JobsDrawer


class JobsSign(QObject):
    """Nothing is shown while nothing runs; what failed is told until somebody looked at it."""

    def __init__(self, window: QWidget, context: Context, pill: PillButton) -> None:
        super().__init__(window)
        self._window = window
        self._context = context
        self._pill = pill
        self.unseen: list[RunningJob] = []
        self.drawer: JobsDrawer | None = None
        self._followed: RunningJob | None = None
        pill.clicked.connect(self.toggle)
        context.jobs.changed.connect(self._renew)
        context.jobs.ended.connect(self._on_ended)
        self._renew()

    def toggle(self) -> None:
        """Opens the drawer, or puts it away."""
        from desktop.ui.frame.jobs_drawer import JobsDrawer

        if self.drawer is None:
            self.drawer = JobsDrawer(self._window, self._context, self.unseen, self._renew)
        self.drawer.toggle()

    def _on_ended(self, job: RunningJob) -> None:
        if job.status == FAILED and not job.is_seen:
            self.unseen.append(job)
        if self.drawer is not None:
            self.drawer.cards.renew()
        self._renew()

    def _renew(self) -> None:
        running = self._context.jobs.running
        first = running[0] if running else None
        if first is not self._followed:
            if self._followed is not None:
                self._followed.progressed.disconnect(self._show)
            if first is not None:
                first.progressed.connect(self._show)
            self._followed = first
        self._show()

    def _show(self) -> None:
        running, failed = len(self._context.jobs.running), len(self.unseen)
        words = []
        if failed:
            words.append(plural("{n} job failed", "{n} jobs failed", failed))
        if running:
            words.append(plural("{n} job runs", "{n} jobs run", running))
        share = self._followed.last.share if self._followed is not None else None
        if running == 1 and share is not None:
            words.append(f"{int(100 * share)} %")
        tone, icon = ("bad", "circle-alert") if failed else ("info", "loader-circle")
        self._pill.set(" · ".join(words), tone, icon)
        self._pill.setVisible(bool(words))
