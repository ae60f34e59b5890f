"""One-time messages over the foot of the window, with an action such as Undo, seldom with two."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.actions import Also
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.banner import SHAPES
from desktop.ui.widgets.button import Button, IconButton
from desktop.ui.widgets.label import ElideLabel
from desktop.ui.widgets.painting import paint_box

SHOWN_MS = 6000
WITH_ACTION_MS = 10000
MOST = 3
WIDTH, WIDEST = 460, 720
FOOT = 46
ICON = 18


class Toast(QWidget):
    """A raised strip with a shape, a sentence, an action and a cross; gone after some seconds."""

    dismissed = Signal()

    def __init__(
        self,
        text: str,
        tone: str,
        action_label: str,
        action: Callable[[], object] | None,
        also: Also | None = None,
    ) -> None:
        super().__init__()
        self._tone = tone if tone in SHAPES else "info"
        self.text = text
        self.setAccessibleName(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(25 + current_theme().px(ICON), 7, 8, 7)
        row.setSpacing(8)
        row.addWidget(ElideLabel(text, "medium"), 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismissed)
        if also is not None:
            row.addWidget(Button(also[0], "link", on_click=lambda: self._act(also[1])))
        if action:
            row.addWidget(Button(action_label, "link", on_click=lambda: self._act(action)))
        row.addWidget(IconButton("x", tr("Dismiss"), self.dismissed.emit))
        self._timer.start(WITH_ACTION_MS if action else SHOWN_MS)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        edge = theme.color(f"{self._tone}.text")
        paint_box(painter, self.rect(), theme.radius("card"), theme.color("bg.raised"), edge)
        side = theme.px(ICON)
        shape = QRect(15, (self.height() - side) // 2, side, side)
        theme.icons.paint(painter, shape, SHAPES[self._tone], f"{self._tone}.text")

    def _act(self, action: Callable[[], object]) -> None:
        self.dismissed.emit()
        action()


class Toasts(QWidget):
    """The pile of messages over the foot of ``window``; the oldest leaves when there are four."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._pile = QVBoxLayout(self)
        self._pile.setContentsMargins(0, 0, 0, 0)
        self._pile.setSpacing(8)
        self.hide()

    def notify(
        self,
        text: str,
        tone: str = "info",
        action_label: str = "",
        action: Callable[[], object] | None = None,
        also: Also | None = None,
    ) -> None:
        """Shows a message (tone ok, warn, bad, info or neutral) and tells screen readers."""
        toast = Toast(text, tone, action_label, action, also)
        toast.dismissed.connect(lambda: self._drop(toast))
        self._pile.addWidget(toast)
        toast.show()  # a child that is not shown yet counts for nothing in sizeHint
        while self._pile.count() > MOST:
            self._drop(self.toasts()[0])
        self.place()
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(toast, text))

    def toasts(self) -> list[Toast]:
        """The messages on the screen, oldest first."""
        items = [self._pile.itemAt(i) for i in range(self._pile.count())]
        widgets = [item.widget() for item in items if item]
        return [widget for widget in widgets if isinstance(widget, Toast)]

    def _drop(self, toast: Toast) -> None:
        self._pile.removeWidget(toast)
        toast.hide()
        toast.deleteLater()
        if self._pile.count():
            self.place()
        else:
            self.hide()

    def place(self) -> None:
        """Goes back to the foot of the window; the window calls it when its size changes."""
        wanted = max((toast.sizeHint().width() for toast in self.toasts()), default=0)
        width = min(max(WIDTH, wanted), WIDEST, self._window.width() - 32)
        height = self._pile.sizeHint().height()
        x = (self._window.width() - width) // 2
        self.setGeometry(x, self._window.height() - height - FOOT, width, height)
