"""Work on a shop that is closed meanwhile: one page with its steps instead of the window's pages.

A window is closed, a new one does the work before it opens the shop; ``then`` hears of it there.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.ui.doing import Doing
from desktop.ui.text import number, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.steps import StepLine, Steps

WIDTH, PAD = 560, 24


class AsidePage(QWidget):
    """What is being done, how far it is, and the way to stop it, on a card in the middle."""

    def __init__(self, doing: Doing) -> None:
        super().__init__()
        self._doing = doing
        told = doing.aside.steps
        lines = [StepLine(tr(words[0]), told_by=words) for words in told]
        self._last = StepLine(tr("Opening the shop"))
        self._steps = Steps([*lines, self._last])
        self.first = self._stop = Button(tr("Stop"), icon="x", on_click=self._on_stop)
        self._stop.setVisible(doing.aside.is_cancellable)
        card = QFrame()
        card.setProperty("uiKind", "card")
        card.setFixedWidth(current_theme().px(WIDTH))
        column = QVBoxLayout(card)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        column.setSpacing(16)
        column.addWidget(Label(doing.aside.title, "mode"))
        if doing.aside.about:
            column.addWidget(Label(doing.aside.about, "body", "secondary", wrap=True))
        column.addWidget(self._steps)
        column.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignRight)
        grid = QGridLayout(self)
        grid.addWidget(card, 1, 1)
        for edge in (0, 2):
            grid.setRowStretch(edge, 1)
            grid.setColumnStretch(edge, 1)
        doing.progressed.connect(self._on_progress, Qt.ConnectionType.QueuedConnection)
        doing.ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    def _on_progress(self, done: int, total: int, message: str) -> None:
        tell = self._doing.aside.counts or _counts
        counts = tell(done, total, message)
        self._steps.follow(done, total, message, counts)

    def _on_stop(self) -> None:
        self._stop.setEnabled(False)
        self._stop.setText(tr("Stopping …"))
        self._doing.stop()

    def _on_ended(self) -> None:
        self._stop.hide()
        self._steps.begin(len(self._steps.lines) - 1)
        self._steps.say(self._last.words, None)


def _counts(done: int, total: int, _: str) -> str:
    return tr("{done} of {total}", done=number(done), total=number(total)) if total else ""


def refusal(window: QWidget, title: str, error: UserError) -> None:
    """Why it was not done, over the shop that is open again."""
    dialog = Dialog(window, title, icon="circle-alert", width=500)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.body.addWidget(Label(error.message, "medium", wrap=True))
    if error.hint:
        dialog.body.addWidget(Label(error.hint, "body", "secondary", wrap=True))
    dialog.add_button(Button(tr("Close"), "primary", on_click=dialog.accept))
    dialog.open()
