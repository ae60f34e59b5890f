"""Facts in two columns: what, and at the right its value in bold."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.ui.theme import current_theme
from desktop.ui.widgets.label import ElideLabel
from desktop.ui.widgets.scrolled import clear

ROW = 26


class KeyValue(QWidget):
    """Rows of (what, value) or (what, value, tone); ``is_left``: values below each other."""

    def __init__(self, rows: Iterable[tuple[str, ...]] = (), is_left: bool = False) -> None:
        super().__init__()
        side = Qt.AlignmentFlag.AlignLeft if is_left else Qt.AlignmentFlag.AlignRight
        self._side = side | Qt.AlignmentFlag.AlignVCenter
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self.set_rows(rows)

    def set_rows(self, rows: Iterable[tuple[str, ...]]) -> None:
        """Shows other facts."""
        for row in range(self._grid.rowCount()):
            self._grid.setRowMinimumHeight(row, 0)  # a row that goes leaves no gap
        clear(self._grid)
        for row, (what, value, *tone) in enumerate(rows):
            left = ElideLabel(what, "body", "secondary")
            right = ElideLabel(value, "strong", tone[0] if tone else "primary")
            right.setAlignment(self._side)
            self._grid.addWidget(left, row, 0)
            self._grid.addWidget(right, row, 1)
            self._grid.setRowMinimumHeight(row, current_theme().px(ROW))
