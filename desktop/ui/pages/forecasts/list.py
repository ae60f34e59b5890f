"""All forecasts, what runs out first at the top; the current row is the one that is drawn."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from desktop.queries.columns import Column, Request
from desktop.queries.forecasts import FORECASTS
from desktop.ui.context import Context
from desktop.ui.table.facets import Days
from desktop.ui.table.filters import FilterBar
from desktop.ui.table.sharing import Sharing, shown_by
from desktop.ui.table.short import ShortList, with_columns
from desktop.ui.table.words import Words
from desktop.ui.text import number, tr
from desktop.ui.widgets.card import Card, line
from desktop.ui.widgets.status_page import State

SHOWN = with_columns(
    FORECASTS,
    Column("name", "Product", "product", 0, detail="sku", icon="category"),
    Column("depletion_date", "Runs out", "date", 112),
    Column("on_hand", "On hand", "quantity", 78),
    Column("daily_rate", "A day", "rate", 72),
    Column("chance", "Before delivery", "percent", 112),
    Column("earliest_date", "Earliest", "date", 112, hidden_below=1600),
    Column("confidence", "Confidence", "percent", 96, hidden_below=1600),
    Column("on_order", "On order", "quantity", 84, hidden_below=1600),
)


class ForecastList(Card):
    """``chosen`` gives a product by moving to its row, ``opened`` by Enter."""

    chosen = Signal(object)  # UUID
    opened = Signal(object)  # UUID

    def __init__(self, context: Context) -> None:
        super().__init__(padding=0, spacing=0)
        self._context = context
        self._is_given = False
        sentence = tr("What runs out when will stand here once there are products.")
        empty = State("trending-up", tr("No products yet"), sentence)
        words = Words(context.shop, context.clock)
        self.rows = ShortList(context, SHOWN, words, empty, self.clear, has_head=True)
        days = Days(context.shop, context.clock)
        self.filters = FilterBar(FORECASTS.facets, context.work, days, tr("Filter products"))
        self.search = self.filters.edit
        self.sharing = Sharing(self, context, SHOWN, lambda: shown_by(self.rows.table))
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 8)
        head.setSpacing(8)
        head.addWidget(self.filters, 1)
        head.addWidget(self.sharing.button(has_words=False))
        self.add(head)
        self.add(line())
        self.add(self.rows, 1)
        self.filters.asked.connect(self._ask)
        self.search.returnPressed.connect(self.rows.setFocus)
        self.rows.model.counted.connect(self._on_counted)
        self.rows.table.current_changed.connect(self._on_current)
        self.rows.table.opened.connect(lambda row: self.opened.emit(row.id))
        self.filters.set_request(Request(given=self._given()))
        self.rows.show_of((), self._given())
        self.rows.table.head.show_order(*_order(Request()))

    def keep(self) -> None:
        """A product was named: the first row does not take its place by itself."""
        self._is_given = True

    def clear(self) -> None:
        """Without filters and search."""
        self._ask(Request(given=self._given()))

    def _given(self) -> tuple[tuple[str, Any], ...]:
        return (("store", self._context.shop.store),)

    def _ask(self, request: Request) -> None:
        self.filters.set_request(request)
        self.rows.model.ask(request)
        self.rows.table.head.show_order(*_order(request))

    def _on_counted(self, rows: int, is_whole: bool) -> None:
        self.filters.set_count(number(rows) if is_whole else "…")

    def _on_current(self, row: Any) -> None:
        if row is not None and not self._is_given:
            self.chosen.emit(row.id)
        self._is_given = False


def _order(request: Request) -> tuple[int, bool]:
    """The column that the rows are ordered by."""
    by, descending = SHOWN.order(request)
    return [column.key for column in SHOWN.columns].index(by), descending
