"""The line in a cell while it is edited, and what is wrong with it in a bubble below."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.ui.theme import current_theme
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.painting import paint_box
from desktop.ui.widgets.shape import Shape

BUBBLE = 300
ICON = 14
PASSING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
KEYS = {
    Qt.Key.Key_Return: "down",
    Qt.Key.Key_Enter: "down",
    Qt.Key.Key_Tab: "next",
    Qt.Key.Key_Backtab: "back",
}


class Bubble(QWidget):
    """A sentence in red over the rows, with a shape."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self._words = Label("", "small", "bad", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 7, 10, 7)
        row.setSpacing(8)
        row.addWidget(Shape("circle-alert", "bad.text", ICON), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.hide()

    def say(self, text: str, cell: QRect) -> None:
        """Below the cell, or above it where there is no room."""
        self._words.setText(text)
        width = min(current_theme().px(BUBBLE), self._room.width() - 8)
        height = self.heightForWidth(width)
        left = max(4, min(cell.x(), self._room.width() - width - 4))
        fits = cell.bottom() + 4 + height <= self._room.height()
        top = cell.bottom() + 4 if fits else cell.y() - height - 4
        self.setGeometry(left, top, width, height)
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        edge, ground = theme.color("bad.text"), theme.color("bg.raised")
        paint_box(QPainter(self), self.rect(), theme.radius("control"), ground, edge)


class CellEditor(QLineEdit):
    """``ended``: where to go, "down", "next" or "back"; ``left``: another place was clicked.

    ``cancelled``: Escape, or the page went away under it.
    """

    ended = Signal(str)
    cancelled = Signal()
    left = Signal()

    def __init__(self, viewport: QWidget, name: str, text: str, is_right: bool) -> None:
        super().__init__(text, viewport)
        self.setAccessibleName(name)
        self.setProperty("uiKind", "cell")
        if is_right:
            self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.bubble = Bubble(viewport)
        self.waiting: list[QKeyEvent] | None = None  # keys while the answer is awaited
        self.installEventFilter(self)

    def place(self, cell: QRect) -> None:
        """Over its cell, where the ring was; the bubble goes along."""
        self.setGeometry(cell.adjusted(2, 2, -2, -3))
        if self.bubble.isVisible():
            self.bubble.say(self.accessibleDescription(), self.geometry())

    def refuse(self, text: str) -> None:
        """Stays open, red, with the sentence below and for screen readers."""
        self._mark("true" if text else "false")
        self.setAccessibleDescription(text)
        if text:
            self.bubble.say(text, self.geometry())
        else:
            self.bubble.hide()

    def close_for_good(self) -> None:
        """Away with the line and its bubble."""
        self.removeEventFilter(self)
        for widget in (self.bubble, self):
            widget.hide()
            widget.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QKeyEvent) and kind == QEvent.Type.ShortcutOverride:
            is_own = event.key() == Qt.Key.Key_Escape or event.key() in KEYS
            event.setAccepted(is_own)
            return is_own
        if isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress:
            return self._on_key(event)
        if isinstance(event, QFocusEvent) and event.lostFocus():
            self._on_focus_lost(event.reason())
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        if self.waiting is not None:
            self.waiting.append(event.clone())
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
            return True
        if event.key() in KEYS:
            self.ended.emit(KEYS[Qt.Key(event.key())])
            return True
        return False

    def _on_focus_lost(self, reason: Qt.FocusReason) -> None:
        """Not where a menu of the line's own, or another window, is in front for a while."""
        if reason == Qt.FocusReason.MouseFocusReason:
            self.left.emit()
        elif reason not in PASSING:
            self.cancelled.emit()

    def _mark(self, error: str) -> None:
        if self.property("uiError") != error:
            self.setProperty("uiError", error)
            self.style().unpolish(self)
            self.style().polish(self)
