"""Steps in a row, each with a shape that says how it went: waiting, running, done, failed."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.painting import paint_text, text_width

ICON, GAP, APART = 15, 5, 14
SHAPES = {
    "waiting": ("circle-dot", "text.muted", "text.muted"),
    "running": ("refresh-cw", "accent.text", "text.primary"),
    "done": ("circle-check", "ok.text", "text.secondary"),
    "failed": ("circle-x", "bad.text", "bad.text"),
}


@dataclass(frozen=True)
class StepState:
    """A step's words and how it went."""

    words: str
    state: str = "waiting"


class StepList(QWidget):
    """Painted; a screen reader is told all of it as one sentence."""

    def __init__(self, steps: Sequence[StepState] = ()) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.steps: tuple[StepState, ...] = ()
        self.show_steps(steps)

    def show_steps(self, steps: Sequence[StepState]) -> None:
        """Other steps, or how they go on."""
        self.steps = tuple(steps)
        said = {"waiting": tr("waiting"), "running": tr("running"), "done": tr("done"),
                "failed": tr("failed")}  # fmt: skip
        self.setAccessibleName(", ".join(f"{s.words}: {said[s.state]}" for s in self.steps))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._width(), current_theme().px(22))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _width(self) -> int:
        theme = current_theme()
        font = theme.font("small")
        each = [theme.px(ICON) + GAP + text_width(font, step.words) for step in self.steps]
        return sum(each) + theme.px(APART) * max(0, len(each) - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        side, font, x = theme.px(ICON), theme.font("small"), 0
        for step in self.steps:
            icon, shape, ink = SHAPES[step.state]
            theme.icons.paint(
                painter, QRect(x, (self.height() - side) // 2, side, side), icon, shape
            )
            wide = text_width(font, step.words)
            box = QRect(x + side + GAP, 0, wide, self.height())
            paint_text(painter, box, step.words, font, theme.color(ink))
            x += side + GAP + wide + theme.px(APART)
