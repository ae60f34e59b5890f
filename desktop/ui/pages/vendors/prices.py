"""A vendor's prices: the table, and the chosen one with its terms and what it was before."""

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.permissions import Permission
from desktop.queries.columns import Request
from desktop.queries.vendor_prices import VENDOR_PRICES, VendorPriceRow, of_vendor
from desktop.queries.vendors import VendorCard
from desktop.ui.context import Context
from desktop.ui.pages.vendors.chosen_price import ChosenPrice
from desktop.ui.rights import Right
from desktop.ui.table.model import ListModel
from desktop.ui.table.states import States
from desktop.ui.table.view import TableView
from desktop.ui.table.words import Words
from desktop.ui.text import number, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import line
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import FilterEdit
from desktop.ui.widgets.status_page import State

MANY = 8  # from so many prices on, there is a filter line


class Prices(QWidget):
    """Enter on a price leads to its product. ``card`` is whose prices these are."""

    new_wanted = Signal(object)  # VendorCard
    edit_wanted = Signal(object)  # VendorPriceRow
    remove_wanted = Signal(object)  # VendorPriceRow

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.card: VendorCard | None = None
        self._words = Words(context.shop, context.clock)
        self.model = ListModel(context.work, VENDOR_PRICES, self._words, self)
        self.table = TableView(self.model, self._words)
        self.table.chosen["unit_price"] = True  # where it is narrow, the pill goes first
        sentence = tr("Nothing is bought here yet.")
        nothing = State("tags", tr("No prices yet"), sentence)
        self.states = States(self.table, self.model, nothing, self._clear, self._again)
        self._count = Label("", "small", "muted")
        self._new = Button(tr("New price"), "ghost", "plus", self._on_new)
        self.filter = FilterEdit(tr("Filter prices"))
        self.filter.hide()
        self.chosen = ChosenPrice(context)
        self._build()
        Right(self, context, Permission.EDIT_VENDOR, self._new)
        self.filter.textChanged.connect(self._on_typed)
        self.table.opened.connect(self._on_opened)
        self.table.current_changed.connect(self.chosen.show_row)
        self.model.counted.connect(self._on_counted)
        self.chosen.edit_wanted.connect(self.edit_wanted)
        self.chosen.remove_wanted.connect(self.remove_wanted)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 6, 8, 6)
        head.setSpacing(8)
        head.addWidget(Label(tr("Prices"), "strong"))
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self._new)
        search = QHBoxLayout()
        search.setContentsMargins(16, 0, 16, 8)
        search.addWidget(self.filter)
        area = QScrollArea()
        area.setWidget(self.chosen)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(tr("The chosen price"))
        area.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(search)
        column.addWidget(line())
        column.addWidget(self.states, 1)
        column.addWidget(line())
        column.addWidget(area, 1)
        self.chosen.filled.connect(area.setVisible)

    def show_vendor(self, vendor: UUID) -> None:
        """Another vendor's prices, from the top, without a search."""
        self.card = None
        self.filter.blockSignals(True)
        self.filter.clear()
        self.filter.blockSignals(False)
        self.filter.hide()
        self.chosen.show_row(None)
        self.model.own_filters = of_vendor(vendor)
        self.model.ask(Request(filters=self.model.own_filters))

    def showEvent(self, event: QShowEvent) -> None:
        """With the currency of now; nothing is read before a vendor is chosen."""
        super().showEvent(event)
        self._words.shop = self._context.shop
        self.model.feed.set_active(bool(self.model.own_filters))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.feed.set_active(False)

    def _on_typed(self, text: str) -> None:
        self.model.ask(self.model.feed.request.searching(text.strip()))

    def _on_counted(self, rows: int, is_whole: bool) -> None:
        self._count.setText(number(rows) if is_whole and rows else "")
        has_many = is_whole and rows >= MANY
        self.filter.setVisible(has_many or bool(self.filter.text()))
        if rows and not self.table.currentIndex().isValid():
            self.table.go_to(0)  # what one price costs and did cost is told without a key
        elif is_whole and not rows:
            self.chosen.show_row(None)

    def _on_opened(self, row: VendorPriceRow) -> None:
        self._context.go("products", product=row.product)

    def _on_new(self) -> None:
        if self.card is not None:
            self.new_wanted.emit(self.card)

    def _clear(self) -> None:
        self.filter.clear()

    def _again(self) -> None:
        self.model.ask(self.model.feed.request)
