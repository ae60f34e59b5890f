"""How a trial ended, in a tinted box: a shape, a bold line, a fact at its right, what it means."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.theme import current_theme
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.painting import paint_box
from desktop.ui.widgets.shape import Shape

SHAPES = {
    "ok": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-alert",
    "info": "info",
    "neutral": "circle-dot",
}
ICON, PAD = 18, 12


class Verdict(QWidget):
    """``tone`` is neutral, ok, warn, bad or info."""

    def __init__(self) -> None:
        super().__init__()
        self.tone = "neutral"
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._shape = Shape("circle-dot", "text.muted", ICON)
        self._title = Label("", "strong", wrap=True)
        self._fact = ElideLabel("", "small", "secondary")
        self._sentence = Label("", "small", "secondary", wrap=True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._shape)
        head.addWidget(self._title, 1)
        head.addWidget(self._fact)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, 10, PAD, 10)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._sentence)

    def say(self, tone: str, title: str, sentence: str = "", fact: str = "") -> None:
        """Other words in place."""
        self.tone = tone
        ink = "text.muted" if tone == "neutral" else f"{tone}.text"
        self._shape.set(SHAPES[tone], ink)
        self._title.setText(title)
        self._fact.setText(fact)
        self._fact.setVisible(bool(fact))
        self._sentence.setText(sentence or " ")
        self.setAccessibleName(f"{title} {fact} {sentence}".strip())
        self.update()

    def text(self) -> str:
        """All that it says."""
        return self.accessibleName()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        is_plain = self.tone == "neutral"
        ground = theme.color("bg.sunken" if is_plain else f"{self.tone}.tint")
        edge = theme.color("border.subtle" if is_plain else f"{self.tone}.text")
        paint_box(painter, QRect(self.rect()), 8, ground, edge)
