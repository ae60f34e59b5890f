"""Alerts: what needs someone, raised and resolved by the movements themselves."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.queries.alerts import ALERTS, STANDING, AlertRow
from desktop.queries.columns import Filter
from desktop.ui.context import Context
from desktop.ui.table.page import ListPage, View
from desktop.ui.text import tr
from desktop.ui.widgets.status_page import State

VIEWS = (
    View("open", "Open", tuple(STANDING)),
    View("done", "Done", (Filter("status", "in", ("resolved",)),)),
)


class AlertsPage(QWidget):
    """A plain list; Enter leads to the product."""

    keys = (("↑ ↓", "Choose an alert"), ("Enter", "Open its product"), ("/", "Filter"))

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        empty = State(
            "circle-check",
            tr("Nothing needs you"),
            tr("Low and empty shelves will stand here by themselves."),
            "ok",
        )
        given = (("store", context.shop.store),)
        self.list = ListPage(context, ALERTS, views=VIEWS, empty=empty, given=given)
        self.list.table.opened.connect(self._on_opened)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        self.first = self.list.states

    def open_with(self, view: str) -> None:
        """Shows a view by its key."""
        self.list.show_view(view)

    def refresh(self) -> None:
        """Reads the list again."""
        self.list.reload()

    def _on_opened(self, row: AlertRow) -> None:
        if row.product is not None:
            self._context.go("products", product=row.product)
