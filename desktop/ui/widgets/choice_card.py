"""One of a few large choices side by side: drawing, title, a sentence, and which one is chosen."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from desktop.ui.theme import current_theme
from desktop.ui.widgets.painting import paint_box, paint_text

TALL = 60


class ChoiceCard(QAbstractButton):
    """Checkable; put those that exclude each other into one parent: the arrow keys choose."""

    def __init__(self, icon: str, title: str, sentence: str) -> None:
        super().__init__()
        self._icon, self._sentence = icon, sentence
        self.setText(title)
        self.setAccessibleDescription(sentence)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(220, current_theme().px(TALL))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        on = self.isChecked()
        ground = "accent.tint" if on else "bg.hover" if self.underMouse() else "bg.surface"
        edge = "border.focus" if self.hasFocus() else "accent.text" if on else "border.control"
        width = 2 if on or self.hasFocus() else 1
        paint_box(painter, self.rect(), 10, theme.color(ground), theme.color(edge), width)
        if on and self.hasFocus():
            inner = self.rect().adjusted(4, 4, -4, -4)
            paint_box(painter, inner, 7, None, theme.color("border.focus"), 1)
        middle = self.height() // 2
        side, mark = theme.px(24), theme.px(18)
        shape = QRect(16, middle - side // 2, side, side)
        theme.icons.paint(painter, shape, self._icon, "accent.text" if on else "text.secondary")
        tick = QRect(self.width() - 16 - mark, middle - mark // 2, mark, mark)
        drawing, tone = ("circle-check", "accent.text") if on else ("circle-dot", "text.muted")
        theme.icons.paint(painter, tick, drawing, tone)
        left = shape.right() + 12
        wide = tick.left() - 8 - left
        words = theme.color("text.primary")
        box = QRect(left, middle - theme.px(19), wide, theme.px(20))
        paint_text(painter, box, self.text(), theme.font("strong"), words)
        box = QRect(left, middle + theme.px(1), wide, theme.px(18))
        second = theme.color("text.secondary")
        paint_text(painter, box, self._sentence, theme.font("small"), second)
