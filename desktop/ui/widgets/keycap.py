"""A key as it is printed on the keyboard, and the hint that says what it does."""

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.ui.theme import Theme, current_theme
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.painting import CENTER, paint_box, paint_text, text_width

PAD = 6
HEIGHT = 20
SPACE = 18


def keycap_width(theme: Theme, text: str) -> int:
    """How wide a key is with this text on it."""
    return max(theme.px(HEIGHT), text_width(theme.font("badge"), text) + 2 * PAD + 1)


def paint_keycap(
    painter: QPainter, rect: QRect, theme: Theme, text: str, ink: QColor | None = None
) -> None:
    """A key in ``rect``; ``ink`` draws it on a coloured ground, without a ground of its own."""
    edge = QColor(ink) if ink else theme.color("border.control")
    if ink:
        edge.setAlphaF(0.55)
    ground = None if ink else theme.color("bg.surface")
    paint_box(painter, rect, theme.radius("key"), ground, edge)
    color = ink or theme.color("text.secondary")
    paint_text(painter, rect, text, theme.font("badge"), color, CENTER)


class KeyCap(QWidget):
    """One key, such as ``Ctrl Z``."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(keycap_width(theme, self.text), theme.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_keycap(QPainter(self), self.rect(), current_theme(), self.text)


class KeyHint(QWidget):
    """A key and what it does, for the line under a page."""

    def __init__(self, key: str, text: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(KeyCap(key))
        row.addWidget(Label(text, "small", "secondary"))


class KeyHints(QWidget):
    """A line of hints, left-aligned; those at its end that have no room are left out whole."""

    def __init__(self, hints: list[tuple[str, str]]) -> None:
        super().__init__()
        self._hints = [KeyHint(key, text) for key, text in hints]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for hint in self._hints:
            row.addWidget(hint)
        row.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, max(hint.sizeHint().height() for hint in self._hints))

    def sizeHint(self) -> QSize:
        """All of them, also those that are left out now."""
        wide = sum(hint.sizeHint().width() + SPACE for hint in self._hints) - SPACE
        return QSize(wide, self.minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        """Letters of another size need other room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fill()

    def _fill(self) -> None:
        room = self.width() + SPACE
        for hint in self._hints:
            room -= hint.sizeHint().width() + SPACE
            hint.setVisible(room >= 0)


def key_hints(hints: list[tuple[str, str]]) -> QWidget:
    """A line of hints: ``[("Ctrl Z", "Undo last"), …]``."""
    return KeyHints(hints)
