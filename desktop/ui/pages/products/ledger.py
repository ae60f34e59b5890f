"""A product's movements, newest first, each with what was on hand before and after it."""

from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.queries.columns import Column, Filter
from desktop.queries.movements import MOVEMENTS, MoveRow
from desktop.ui.context import Context
from desktop.ui.pages.products.words import LedgerWords
from desktop.ui.table.short import ShortList, with_columns
from desktop.ui.text import tr
from desktop.ui.widgets.status_page import State

COLUMNS = (
    Column("kind", "Movement", "text", 0, detail="user"),
    Column("quantity", "Change", "change", 120, detail="set_qty"),
)


class Ledger(QWidget):
    """Enter leads to the list of movements, filtered by the product. ``name``: of the product."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._product: UUID | None = None
        self.name = ""
        empty = State("history", tr("No movements yet"), tr("Nothing was booked yet."))
        query = with_columns(MOVEMENTS, *COLUMNS)
        self.list = ShortList(context, query, LedgerWords(context.shop, context.clock), empty)
        self.setFocusProxy(self.list)
        self.list.table.opened.connect(self._on_opened)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)

    def show_of(self, product: UUID) -> None:
        """Another product's."""
        self._product = product
        self.list.show_of((Filter("product", "is", product),))

    def _on_opened(self, _row: MoveRow) -> None:
        self._context.go("movements", product=self._product, name=self.name)
