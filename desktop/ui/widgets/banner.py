"""A lasting state, above a page: what is so, what it means, and one way on."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.painting import paint_box

SHAPES = {
    "ok": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-alert",
    "info": "info",
}
ICON = 18


class Banner(QWidget):
    """``tone`` is ok, warn, bad or info; ``strong`` is the bold word before the sentence."""

    def __init__(self, tone: str, strong: str, text: str = "") -> None:
        super().__init__()
        self._strong = Label(strong, "strong")
        self._text = ElideLabel(text, "body", "secondary")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(22 + current_theme().px(ICON), 8, 12, 8)
        self._row.setSpacing(10)
        self._row.addWidget(self._strong)
        self._row.addWidget(self._text, 1)
        self.say(tone, strong, text)

    def say(self, tone: str, strong: str, text: str = "", icon: str = "") -> None:
        """Other words in place; ``icon`` where the tone's own shape says too little."""
        self._tone = tone
        self._icon = icon or SHAPES[tone]
        self._strong.setText(strong)
        self._strong.setVisible(bool(strong))
        self._text.setText(text)
        self.setAccessibleName(f"{strong} {text}".strip())
        self.update()

    def add_action(self, text: str, run: Callable[[], object], icon: str = "") -> Button:
        """A plain button at the right."""
        button = Button(text, "ghost", icon, run)
        self._row.addWidget(button)
        return button

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), current_theme().px(50))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        ink = theme.color(f"{self._tone}.text")
        paint_box(painter, self.rect(), 8, theme.color(f"{self._tone}.tint"), ink)
        side = theme.px(ICON)
        shape = QRect(14, (self.height() - side) // 2, side, side)
        theme.icons.paint(painter, shape, self._icon, f"{self._tone}.text")
