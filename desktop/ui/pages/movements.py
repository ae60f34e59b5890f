"""Movements: the whole ledger, newest first, with what was on hand before and after."""

from dataclasses import replace
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.queries.columns import Filter
from desktop.queries.movements import MOVEMENTS
from desktop.ui.context import Context
from desktop.ui.table.page import ListPage
from desktop.ui.text import tr
from desktop.ui.widgets.status_page import State


class MovementsPage(QWidget):
    """A plain list; ``open_with`` shows the movements behind one number."""

    keys = (("↑ ↓", "Choose a movement"), ("/", "Filter by product"), ("Esc", "Back to the rows"))

    def __init__(self, context: Context) -> None:
        super().__init__()
        empty = State(
            "history",
            tr("No movements yet"),
            tr("Each sale, delivery, count and correction will stand here."),
        )
        given = (("store", context.shop.store),)
        self.list = ListPage(context, MOVEMENTS, empty=empty, given=given)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        self.first = self.list.states

    def open_with(
        self, product: UUID | None = None, name: str = "", filters: tuple[Filter, ...] = ()
    ) -> None:
        """Only this product's movements, or those that match some filters."""
        if product is not None:
            filters = (Filter("product", "is", product, title=name), *filters)
        self.list.ask(replace(self.list.request.cleared(), filters=filters))

    def refresh(self) -> None:
        """Reads the list again."""
        self.list.reload()
