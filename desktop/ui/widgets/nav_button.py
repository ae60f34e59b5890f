"""A row of the left navigation: drawing, name, and a count at the right."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from desktop.ui.theme import Theme, current_theme
from desktop.ui.widgets.painting import paint_box, paint_text, text_width
from desktop.ui.widgets.pill import paint_pill

TALL, LEAST = 34, 25
ICON = 18
BAR = 3


class NavButton(QAbstractButton):
    """The chosen row is raised, with a coloured bar at its left and a bold name."""

    def __init__(self, icon: str, text: str, key: str = "") -> None:
        super().__init__()
        self._icon = icon
        self._count = ""
        self._tone = "neutral"
        self._key = key
        self._is_folded = False
        self.setText(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._tell()

    def set_count(self, count: str, tone: str = "neutral") -> None:
        """A number at the right, ``alarm`` in red; "" takes it away."""
        self._count, self._tone = count, tone
        self._tell()
        self.update()

    def set_folded(self, folded: bool) -> None:
        """Only the drawing, with a dot where a count would be."""
        self._is_folded = folded
        self._tell()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(60, current_theme().px(TALL))

    def minimumSizeHint(self) -> QSize:
        return QSize(32, current_theme().px(LEAST))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        if self.isChecked():
            edge = theme.color("border.subtle")
            paint_box(painter, self.rect(), 6, theme.color("bg.surface"), edge)
            tall = theme.px(16)
            bar = QRect(0, (self.height() - tall) // 2, BAR, tall)
            paint_box(painter, bar, 1, theme.color("accent.text"))
        elif self.underMouse():
            paint_box(painter, self.rect(), 6, theme.color("bg.hover"))
        self._paint_words(painter, theme)
        if self.hasFocus():
            paint_box(painter, self.rect(), 6, None, theme.color("border.focus"), 2)

    def _paint_words(self, painter: QPainter, theme: Theme) -> None:
        side = theme.px(ICON)
        chosen = self.isChecked()
        x = (self.width() - side) // 2 if self._is_folded else 11
        shape = QRect(x, (self.height() - side) // 2, side, side)
        theme.icons.paint(painter, shape, self._icon, "accent.text" if chosen else "text.secondary")
        if self._is_folded:
            if self._count:
                dot = QRect(shape.right() - 2, shape.top() - 3, 8, 8)
                paint_box(
                    painter, dot, 4, theme.color("bad" if self._tone == "alarm" else "text.muted")
                )
            return
        words = self.rect().adjusted(shape.right() + 12, 0, -10, 0)
        if self._count:
            tall = theme.px(20)
            wide = max(tall, text_width(theme.font("badge"), self._count) + 12)
            pill = QRect(self.width() - wide - 8, (self.height() - tall) // 2, wide, tall)
            paint_pill(painter, pill, theme, self._count, self._tone, role="badge")
            words.setRight(pill.left() - 6)
        ink = theme.color("text.primary" if chosen else "text.secondary")
        paint_text(painter, words, self.text(), theme.font("strong" if chosen else "medium"), ink)

    def _tell(self) -> None:
        name = f"{self.text()}, {self._count}" if self._count else self.text()
        self.setAccessibleName(name)
        tip = f"{self.text()} ({self._key})" if self._key else self.text()
        self.setToolTip(tip if self._is_folded else self._key)
