"""Picks a product by a few letters: matches below the line, arrows choose, Enter or Tab takes.

Of goods with variants, these are offered.
"""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.queries.product import Found, find_goods
from desktop.ui.context import Context
from desktop.ui.text import money, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.line_edit import LineEdit
from desktop.ui.widgets.scan_list import ScanList, ScanRow
from desktop.ui.widgets.thumb import thumb_of

HITS = 3
TALL = 57
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ProductPick(QWidget):
    """``chosen`` is the picked product; typing again forgets it."""

    picked = Signal(object)  # Found
    resized = Signal()  # the matches came or went

    def __init__(self, context: Context, label: str) -> None:
        super().__init__()
        self._context = context
        self._found: list[Found] = []
        self._asked = ""
        self._is_asking = False
        self._is_agreed = False
        self.chosen: Found | None = None
        self.line = LineEdit("", tr("Name, SKU or barcode"), "search")
        self.field = Field(label, self.line)
        self.hits = ScanList(tr("Products that match"))
        self.hits.show_pictures(context.pictures)
        self.hits.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hits.setFixedHeight(HITS * current_theme().px(TALL))
        self.hits.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.field)
        column.addWidget(self.hits)
        self.line.textEdited.connect(self._on_edited)
        self.line.editingFinished.connect(self._agree)
        self.hits.clicked.connect(self._on_clicked)

    def forget(self) -> None:
        """An empty line again."""
        self.chosen, self._found = None, []
        self.line.clear()
        self.field.set_error("")
        self._set_open(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            row = self.hits.currentIndex().row() + steps[Qt.Key(event.key())]
            if 0 <= row < len(self._found):
                self.hits.setCurrentIndex(self.hits.rows.index(row))
        elif event.key() not in ENTER:  # Enter takes the product; it does not save
            super().keyPressEvent(event)

    def _on_edited(self) -> None:
        self.chosen = None
        self._is_agreed = False
        self.field.set_error("")
        self._ask()

    def _ask(self) -> None:
        """One question at a time; what was typed meanwhile is asked next."""
        if self._is_asking:
            return
        self._asked, self._is_asking = self.line.text(), True
        self._context.work.read(
            self, find_goods, self._asked, self._context.shop.store, HITS,
            then=self._show, failed=self._on_failed,
        )  # fmt: skip

    def _show(self, found: list[Found]) -> None:
        self._is_asking = False
        if self.chosen is not None:
            return
        if self.line.text() != self._asked:
            self._ask()
            return
        self._found = found
        self.hits.set_rows([self._row(each) for each in found])
        if found:
            self.hits.setCurrentIndex(self.hits.rows.index(0))
        elif self._asked.strip():
            self.field.set_error(tr("No product matches."))
        self._set_open(bool(found))
        if self._is_agreed and len(found) == 1:
            self._take()

    def _row(self, found: Found) -> ScanRow:
        price = money(found.price, self._context.shop.decimals)
        look = thumb_of(found.name, found.category or "")
        return ScanRow(found.product, found.name, found.sku, look, "", price, found.product)

    def _on_failed(self, error: Exception) -> None:
        self._is_asking = False
        self.field.set_error(str(error))

    def _on_clicked(self, index: QModelIndex) -> None:
        self.hits.setCurrentIndex(index)
        self._take()

    def _agree(self) -> None:
        """Leaving the line takes the chosen match; before the answer is there it is kept."""
        self._is_agreed = self._is_asking
        if not self._is_asking:
            self._take()

    def _take(self) -> None:
        row = self.hits.currentIndex().row()
        if self.chosen is not None or not 0 <= row < len(self._found):
            return
        self.chosen = self._found[row]
        self.line.setText(f"{self.chosen.name} ({self.chosen.sku})")
        self.line.setCursorPosition(0)
        self._found = []
        self._set_open(False)
        self.picked.emit(self.chosen)

    def _set_open(self, is_open: bool) -> None:
        if self.hits.isHidden() == is_open:
            self.hits.setVisible(is_open)
            self.resized.emit()
