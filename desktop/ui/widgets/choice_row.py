"""A large answer on a number key: key, drawing, title and a sentence."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from desktop.ui.theme import Theme, current_theme
from desktop.ui.widgets.painting import CENTER, paint_box, paint_text

TALL, LEAST = 64, 52


class ChoiceRow(QAbstractButton):
    """``key`` is what the person presses for the same; the page listens for it."""

    def __init__(
        self, key: str, icon: str, title: str, sentence: str, run: Callable[[], object]
    ) -> None:
        super().__init__()
        self.key, self.title, self.sentence = key, title, sentence
        self._icon = icon
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.clicked.connect(lambda _checked=False: run())

    def sizeHint(self) -> QSize:
        return QSize(320, current_theme().px(TALL))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, current_theme().px(LEAST))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        ground = "bg.hover" if self.underMouse() or self.isDown() else "bg.surface"
        edge, width = ("border.focus", 2) if self.hasFocus() else ("border.subtle", 1)
        paint_box(painter, self.rect(), 8, theme.color(ground), theme.color(edge), width)
        middle = self.height() // 2
        key = QRect(16, middle - theme.px(14), theme.px(24), theme.px(28))
        paint_box(painter, key, 4, theme.color("bg.sunken"), theme.color("border.control"))
        paint_text(
            painter, key, self.key, theme.font("mode"), theme.color("text.secondary"), CENTER
        )
        side = theme.px(26)
        shape = QRect(key.right() + 16, middle - side // 2, side, side)
        theme.icons.paint(painter, shape, self._icon, "accent.text")
        end = QRect(self.width() - 16 - 20, middle - 10, 20, 20)
        theme.icons.paint(painter, end, "chevron-right", "text.secondary")
        self._paint_words(painter, theme, shape.right() + 16, end.left() - 8)

    def _paint_words(self, painter: QPainter, theme: Theme, left: int, right: int) -> None:
        middle = self.height() // 2
        title = QRect(left, middle - theme.px(24), right - left, theme.px(26))
        sentence = QRect(left, middle + theme.px(2), right - left, theme.px(20))
        paint_text(painter, title, self.title, theme.font("mode"), theme.color("text.primary"))
        paint_text(
            painter, sentence, self.sentence, theme.font("note"), theme.color("text.secondary")
        )
