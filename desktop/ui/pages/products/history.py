"""A product's history: what was changed, by whom, and of the chosen change every field."""

from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.queries.columns import Column
from desktop.queries.history import AUDIT, AuditRow, of_product
from desktop.ui.context import Context
from desktop.ui.pages.products.words import HistoryWords
from desktop.ui.table.short import ShortList, with_columns
from desktop.ui.text import tr
from desktop.ui.widgets.card import line
from desktop.ui.widgets.key_value import KeyValue
from desktop.ui.widgets.scrolled import Scrolled
from desktop.ui.widgets.status_page import State

COLUMNS = (Column("told", "Change", "text", 0, detail="user"),)


class History(QWidget):
    """Codes and vendors' prices are part of it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._words = HistoryWords(context.shop, context.clock)
        sentence = tr("Each change of a field will stand here.")
        empty = State("history", tr("Nothing was changed yet"), sentence)
        self.list = ShortList(context, with_columns(AUDIT, *COLUMNS), self._words, empty)
        self.setFocusProxy(self.list)
        self._fields = KeyValue()
        inside = QWidget()
        parts = QVBoxLayout(inside)
        parts.setContentsMargins(0, 0, 0, 8)
        fields = QVBoxLayout()
        fields.setContentsMargins(16, 8, 16, 0)
        fields.addWidget(self._fields)
        parts.addWidget(line())
        parts.addLayout(fields)
        parts.addStretch(1)
        self._area = Scrolled(inside, tr("The chosen change"))
        self._area.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 3)
        column.addWidget(self._area, 2)
        self.list.table.current_changed.connect(self._on_current)
        self.list.model.counted.connect(self._on_counted)

    def show_of(self, product: UUID) -> None:
        """Another product's."""
        self._on_current(None)
        self.list.show_of(*of_product(product))

    def _on_current(self, row: AuditRow | None) -> None:
        self._area.setVisible(row is not None)
        if row is not None:
            self._fields.set_rows(self._words.fields(row))

    def _on_counted(self, rows: int, _is_whole: bool) -> None:
        if rows and not self.list.table.currentIndex().isValid():
            self.list.table.go_to(0)
