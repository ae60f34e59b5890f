"""The small picture of a product's last two weeks."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.text import quantity, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.sparkline import paint_course

TALL = 72


class Course(QWidget):
    """On hand day by day, as a line; its description says from where to where."""

    def __init__(self) -> None:
        super().__init__()
        self._values: tuple[float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("On hand, last 14 days"))

    def show_values(self, values: Sequence[Decimal], decimals: int) -> None:
        """Another course, oldest first."""
        self._values = tuple(float(value) for value in values)
        first, last = (quantity(n, decimals) for n in (values[0], values[-1]))
        high, low = (quantity(n, decimals) for n in (max(values), min(values)))
        words = tr("From {a} to {b}; at most {high}, at least {low}.",
                   a=first, b=last, high=high, low=low)  # fmt: skip
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, current_theme().px(TALL))

    def paintEvent(self, event: QPaintEvent) -> None:
        color = current_theme().color("accent.text")
        paint_course(QPainter(self), self.rect(), self._values, color)
