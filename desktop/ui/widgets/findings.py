"""What would happen row by row, and what is in its way; the chosen row in full below."""

from collections.abc import Iterable, Sequence
from itertools import islice

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.widgets.label import Label
from desktop.ui.widgets.row_table import RowTable

MOST = 2_000


class Findings(QWidget):
    """A table of few columns and the words of its chosen row."""

    def __init__(self, name: str, titles: Sequence[str]) -> None:
        super().__init__()
        self.table = RowTable(name)
        self._titles = tuple(titles)
        self._detail = Label("", "small", "secondary", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.table, 1)
        column.addWidget(self._detail)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)

    def show_rows(self, rows: Iterable[Sequence[str]]) -> None:
        """Other rows, the first of them; what is not shown is not put into words."""
        self._detail.setText("")
        self.table.show_rows(self._titles, list(islice(rows, MOST)), range(len(self._titles)))

    def _on_row(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self._detail.setText("  ·  ".join(filter(None, self.table.words(now.row())[1:])))
