"""The backup after the window was closed: a small window says it, and it can be skipped."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.domain.progress import Progress
from desktop.ui.aside import Aside
from desktop.ui.doing import Doing
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.steps import Bar

SHOWN_AFTER_MS = 300  # mostly nothing has changed, and it is over before
READ_MS = 15_000  # a failure is told that long, if nobody closes it
WIDTH, PAD = 420, 20
FAILED = "The backup when closing failed"


class ExitBackup(QWidget):
    """``wait`` comes back when ``run`` has ended, was skipped, or its failure was read.

    Escape and closing it skip; no key that a scanner sends does.
    """

    def __init__(self, run: Callable[[Progress], Any], over: QWidget) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setWindowTitle("Onhand")
        self._loop = QEventLoop()
        self._failure: UserError | None = None
        aside = Aside(tr("Backup when closing"), run, lambda *_: None, self._on_failed)
        self._doing = Doing(aside, self)
        self._doing.progressed.connect(self._on_progress, Qt.ConnectionType.QueuedConnection)
        self._doing.ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)
        self._title = Label(tr("Backing up before closing …"), "subtitle", wrap=True)
        self._words = ElideLabel("", "small", "secondary")
        self._bar = Bar()
        self.skip = Button(tr("Skip"), icon="x", on_click=self._on_skip)
        self._lay_out()
        self.move(over.frameGeometry().center() - self.rect().center())

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self._words, 1)
        foot.addWidget(self.skip)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        column.setSpacing(12)
        for part in (self._title, self._bar):
            column.addWidget(part)
        column.addLayout(foot)
        self.setFixedWidth(current_theme().px(WIDTH))
        self.adjustSize()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wait(self) -> None:
        """Nothing is seen of it where it takes no time."""
        self._doing.start()
        QTimer.singleShot(SHOWN_AFTER_MS, self, self._show)
        self._loop.exec()
        self._doing.close()
        self.hide()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._on_skip()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self._on_skip()

    def _show(self) -> None:
        if not self._doing.is_ended:
            self.show()
            self.raise_()
            self.activateWindow()
            self.setFocus()

    def _on_progress(self, done: int, total: int, message: str) -> None:
        self._bar.say(done / total if total else None)
        self._words.setText(tr(message))

    def _on_skip(self) -> None:
        """What is begun is taken back; the backups from before stay as they are."""
        if self._failure is not None:
            self._loop.quit()
            return
        self._doing.stop()
        self.skip.setEnabled(False)
        self._words.setText(tr("Stopping …"))

    def _on_ended(self) -> None:
        self._doing.tell(None, lambda _: None)
        if self._failure is None:
            self._loop.quit()

    def _on_failed(self, _: Any, error: UserError) -> None:
        """Told here: the window that could tell it is gone."""
        self._failure = error
        is_here = error.code == "second_failed"
        title = tr("Backed up, but not in the second folder") if is_here else tr(FAILED)
        self._title.setText(title)
        self._bar.hide()
        self._words.setText("")
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        why = Label(str(error), "body", "secondary", wrap=True)
        column.insertWidget(1, why)
        why.show()  # now: what is hidden has no height
        self.skip.setText(tr("Close"))
        self.skip.setEnabled(True)
        self.show()
        column.activate()
        self.resize(self.width(), column.totalHeightForWidth(self.width()))
        self.setFocus()
        QTimer.singleShot(READ_MS, self._loop, self._loop.quit)
