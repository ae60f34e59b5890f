"""The jobs that run, each with its bar and a way to stop it, and those that failed unseen."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.job import FAILED, WAITING
from desktop.ui.jobs import Jobs, RunningJob
from desktop.ui.text import seconds_left, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.steps import Bar

MOST = 3  # failed ones at once: the list below keeps its room


class JobCard(Card):
    """One job from its beginning to its end; ``settled`` when it need not be looked at any more."""

    settled = Signal()

    def __init__(self, job: RunningJob) -> None:
        super().__init__(padding=12, spacing=6, flat=True)
        self.job = job
        self._bar = Bar()
        self._percent = Label("", "strong", "accent")
        self._words = ElideLabel("", "small", "secondary")
        self._left = Label("", "small", "secondary")
        self._error = Label("", "medium", "bad", wrap=True)
        self.button = Button(tr("Stop"), icon="x", on_click=self._on_button)
        self._build(job.title)
        job.progressed.connect(self.show_job)
        job.ended.connect(self._on_ended)
        self.show_job()

    def _build(self, title: str) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(ElideLabel(title, "strong"), 1)
        head.addWidget(self._percent)
        head.addWidget(self.button)
        foot = QHBoxLayout()
        foot.addWidget(self._words, 1)
        foot.addWidget(self._left)
        self.body.addLayout(head)
        self.body.addWidget(self._bar)
        self.body.addLayout(foot)
        self.body.addWidget(self._error)
        self.button.setAccessibleName(tr("Stop: {title}", title=title))

    def show_job(self) -> None:
        """How far it is now."""
        job, share = self.job, self.job.last.share
        is_over = not job.is_running
        self._bar.setVisible(not is_over)
        self._bar.say(share)
        self._percent.setText("" if share is None or is_over else f"{int(100 * share)} %")
        self._words.setText(_words(job))
        self._words.setVisible(not is_over)
        self._left.setVisible(not is_over)
        left = None if is_over or job.is_stopping else job.seconds_left
        self._left.setText("" if left is None else seconds_left(left))
        self._error.setText(str(job.error or ""))
        self._error.setVisible(job.error is not None)
        self.button.setVisible(is_over or job.is_cancellable)
        self.button.setEnabled(not job.is_stopping)

    def _on_button(self) -> None:
        if self.job.is_running:
            self.job.stop()
        else:
            self.settled.emit()

    def _on_ended(self) -> None:
        """What failed stays until it was seen; all else is in the list below."""
        if self.job.status != FAILED:
            self.settled.emit()
            return
        self.button.setText(tr("Seen"))
        self.button.setAccessibleName(tr("Seen: {title}", title=self.job.title))
        self.show_job()


class JobCards(QWidget):
    """All that run, and above them what failed since somebody last looked; ``renew`` begins.

    ``before``: what Tab leaves to come here.
    """

    def __init__(
        self,
        jobs: Jobs,
        unseen: list[RunningJob],
        on_seen: Callable[[], object],
        before: QWidget,
    ) -> None:
        super().__init__()
        self._before = before
        self._jobs = jobs
        self._unseen = unseen
        self._on_seen = on_seen
        self._cards: dict[RunningJob, JobCard] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        jobs.changed.connect(self.renew)

    @property
    def cards(self) -> list[JobCard]:
        """Those on the screen, from above."""
        return list(self._cards.values())

    def renew(self) -> None:
        """Cards for what runs or failed, none for the rest."""
        wanted = [*self._unseen[-MOST:], *self._jobs.running]
        for job in [job for job in self._cards if job not in wanted]:
            self._drop(job)
        for job in wanted:
            if job not in self._cards:
                card = self._cards[job] = JobCard(job)
                card.settled.connect(lambda job=job: self._settle(job))
                if job in self._unseen:
                    card._on_ended()
                self._column.addWidget(card)
                QWidget.setTabOrder(self._before, card.button)
        self.setVisible(bool(self._cards))

    def _settle(self, job: RunningJob) -> None:
        if job in self._unseen:
            self._unseen.remove(job)
        self._on_seen()
        self.renew()

    def _drop(self, job: RunningJob) -> None:
        card = self._cards.pop(job)
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()


def _words(job: RunningJob) -> str:
    if job.error is not None:
        return ""
    if job.is_stopping:
        return tr("Stopping …")
    if job.status == WAITING:
        return tr("Waits for its turn")
    return tr(job.last.message) if job.last.message else tr("Running")
