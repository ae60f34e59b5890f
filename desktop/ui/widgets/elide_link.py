"""A name that leads somewhere: a link, shortened with … where there is little room, in line."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout

from desktop.ui.theme import Theme
from desktop.ui.widgets.button import LOOKS, Button
from desktop.ui.widgets.painting import LEFT, paint_text

LEAST = 80
PAD = LOOKS["link"].pad


def flush(link: Button) -> QHBoxLayout:
    """A row of its own for a link, whose words begin where the words above and below begin."""
    row = QHBoxLayout()
    row.setSpacing(0)
    row.addSpacing(-PAD)
    row.addWidget(link, 1 if isinstance(link, ElideLink) else 0)
    if not isinstance(link, ElideLink):
        row.addStretch(1)
    return row


class ElideLink(Button):
    """Its tooltip and accessible name say where it leads."""

    def __init__(self, text: str, leads: str, on_click: Callable[[], object]) -> None:
        super().__init__(text, "link", on_click=on_click)
        self.setAccessibleName(leads)
        self.setToolTip(leads)

    def sizeHint(self) -> QSize:
        full = super().sizeHint()
        return QSize(min(full.width(), LEAST), full.height())

    def _paint_words(self, painter: QPainter, theme: Theme) -> None:
        rect = self.rect().adjusted(PAD, 0, -PAD, 0)
        paint_text(
            painter, rect, self.text(), theme.font("medium"), theme.color(self._tone()), LEFT
        )
