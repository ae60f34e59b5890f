"""A few rows of facts under headings, painted: the first column at the left, the others right."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import current_theme
from desktop.ui.widgets.painting import LEFT, RIGHT, paint_text, text_width

ROW, GAP = 26, 16


class FactTable(QWidget):
    """``show_rows`` takes as many cells a row as there are headings; not to be chosen from."""

    def __init__(self, headings: Sequence[str]) -> None:
        super().__init__()
        self._headings = tuple(headings)
        self.rows: tuple[tuple[str, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Other facts; a screen reader is told each row as one."""
        self.rows = tuple(tuple(row) for row in rows)
        named = (zip(self._headings, row, strict=True) for row in self.rows)
        told = ("; ".join(f"{what}: {cell}" for what, cell in row if cell) for row in named)
        self.setAccessibleName(". ".join(told))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        rows = len(self.rows) + 1
        return QSize(current_theme().px(320), rows * current_theme().px(ROW))

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), current_theme()
        widths = self._widths()
        height = theme.px(ROW)
        for number, row in enumerate((self._headings, *self.rows)):
            is_head = number == 0
            font = theme.font("small" if is_head else "body")
            right = self.width()
            for at in range(len(row) - 1, -1, -1):
                wide = widths[at] if at else right
                box = QRect(right - wide, number * height, wide, height)
                token = "text.muted" if is_head else "text.secondary" if at else "text.primary"
                paint_text(painter, box, row[at], font, theme.color(token), RIGHT if at else LEFT)
                right -= wide + theme.px(GAP)

    def _widths(self) -> list[int]:
        """As wide as the widest cell; the first column takes what is left."""
        font = current_theme().font("body")
        columns = zip(self._headings, *self.rows, strict=True)
        return [max(text_width(font, cell) for cell in column) for column in columns]
