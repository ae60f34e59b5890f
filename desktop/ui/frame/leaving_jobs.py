"""Closing the window while jobs run: stopped, waited for, or not closed; never without a word."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.context import Context
from desktop.ui.text import plural, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.label import Label

STOP, WAIT = 2, 3  # what was answered, beside Qt's own 0 for staying


class LeavingJobs(QObject):
    """Asks once; when the last job has ended the window closes by itself."""

    stayed = Signal()

    def __init__(self, window: QWidget, context: Context) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = context.jobs
        self._notify = context.notify
        self._dialog: Dialog | None = None
        self._is_going = False
        context.jobs.changed.connect(self._on_changed)

    def may_go(self) -> bool:
        """Whether nothing runs; else a person is asked."""
        if not self._jobs.running:
            return True
        if self._dialog is not None:
            self._dialog.activateWindow()
        else:
            self._ask()
        return False

    def _ask(self) -> None:
        running = self._jobs.running
        title = plural("{n} job is still running.", "{n} jobs are still running.", len(running))
        self._dialog = dialog = Dialog(self._window, title, icon="loader-circle", width=520)
        for job in running:
            dialog.body.addWidget(Label(job.title, "medium", wrap=True))
        can_stop = any(job.is_cancellable for job in running)
        words = tr("Stopped, it leaves nothing half done, and the shop is as it was before.")
        if not can_stop:
            words = tr("It cannot be stopped half way. Onhand can close as soon as it is done.")
        dialog.body.addWidget(Label(words, "body", "secondary", wrap=True))
        if can_stop:
            stop = Button(tr("Stop and close"), icon="x", on_click=lambda: dialog.done(STOP))
            dialog.add_button(stop, left=True)
        wait = Button(tr("Close when done"), icon="clock", on_click=lambda: dialog.done(WAIT))
        dialog.add_button(wait)
        stay = dialog.add_button(Button(tr("Stay"), "primary", on_click=dialog.reject))
        dialog.finished.connect(self._on_answered)
        dialog.open()
        stay.setFocus()

    def _on_answered(self, answer: int) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self._is_going = answer in (STOP, WAIT)
        if not self._is_going:
            self.stayed.emit()
            return
        if answer == STOP:
            for job in self._jobs.running:
                job.stop()
        if self._jobs.running:
            self._notify(tr("Onhand closes as soon as the last job has ended."), "info")
        self._on_changed()

    def _on_changed(self) -> None:
        """A job ended while it was asked: there may be nothing left to ask about."""
        if self._jobs.running:
            return
        if self._dialog is not None:
            self._dialog.done(WAIT)
        elif self._is_going:
            self._is_going = False
            self._window.close()
