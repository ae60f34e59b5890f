"""Vendors: the table with its filters, and the chosen vendor with its prices beside it."""

from uuid import UUID

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.queries.columns import Filter
from desktop.queries.vendor_prices import VendorPriceRow
from desktop.queries.vendors import VENDORS, VendorCard, VendorRow
from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.pages.vendors.panel import SHORT, WIDE, VendorPanel
from desktop.ui.pages.vendors.rights import hold_back, may_edit, reason
from desktop.ui.table.page import ListPage, View
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.status_page import Action, State

WIDE_FROM = 1600
VIEWS = (
    View("active", "Active", (Filter("is_active", "in", (True,)),)),
    View("all", "All"),
)


class VendorsPage(QWidget):
    """Arrows choose, Enter opens the panel and then goes into its prices."""

    keys = (
        ("↑ ↓", "Choose a vendor"),
        ("Enter", "Open it, then a price’s product"),
        ("/", "Filter"),
        ("Ctrl N", "New vendor"),
        ("Esc", "Close the panel"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._current: VendorRow | None = None
        self._new = Button(tr("New vendor"), "primary", "plus", self._on_new)
        self.list = ListPage(context, VENDORS, views=VIEWS, empty=self._empty())
        self.list.add_action(self._new)
        self.panel = VendorPanel(context)
        self.panel.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.list, 1)
        row.addWidget(self.panel)
        self.first = self.list.states
        install(
            self,
            [
                Command(tr("New vendor"), "Ctrl+N", self._on_new, "plus"),
                Command(tr("Close the panel"), "Esc", self._on_closed, "x"),
            ],
        )
        self.list.table.opened.connect(self._on_opened)
        self.list.table.current_changed.connect(self._on_current)
        self.panel.closed.connect(self._on_closed)
        self.panel.edit_wanted.connect(self._on_edit)
        self.panel.delete_wanted.connect(self._on_delete)
        self.panel.prices.new_wanted.connect(self._on_new_price)
        self.panel.prices.edit_wanted.connect(self._on_edit_price)
        self.panel.prices.remove_wanted.connect(self._on_remove_price)
        self._context.work.reach.changed.connect(self._show_rights)

    def _empty(self) -> State:
        sentence = tr("Who sells to the shop, and for what price, will stand here.")
        actions = [Action(tr("New vendor"), self._on_new, "plus", "primary")]
        has_right = may_edit(self._context)
        return State("truck", tr("No vendors yet"), sentence, actions=actions if has_right else [])

    def open_with(self, vendor: UUID | None = None, new: bool = False) -> None:
        """Shows a vendor at the side, or the form of a new one."""
        if vendor is not None:
            self._show(vendor)
        if new:
            self._on_new()

    def refresh(self) -> None:
        """Reads the list again."""
        self.list.reload()

    def showEvent(self, event: QShowEvent) -> None:
        """The person may have another role than the last time."""
        super().showEvent(event)
        self._show_rights()

    def _show_rights(self) -> None:
        hold_back(self._context, self._new)
        self.list.states.set_empty(self._empty())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.panel.setFixedWidth(WIDE if self.window().width() >= WIDE_FROM else SHORT)

    def _show(self, vendor: UUID) -> None:
        self.panel.show_vendor(vendor)
        self.panel.show()

    def _on_opened(self, row: VendorRow) -> None:
        if self.panel.isVisible() and self.panel.vendor == row.id:
            self.panel.prices.states.setFocus()
        else:
            self._show(row.id)

    def _on_current(self, row: VendorRow | None) -> None:
        """The panel, once open, follows the chosen row; not the one that is first by itself."""
        before, self._current = self._current, row
        is_other = row is not None and before is not None and row.id != before.id
        if row is not None and is_other and self.panel.isVisible():
            self._show(row.id)

    def _on_closed(self) -> None:
        self.panel.hide()
        self.list.table.setFocus()

    # Dialogs and the commands behind them are imported when they are first wanted.

    def _on_new(self) -> None:
        if not may_edit(self._context):
            self._context.notify(reason(self._context), "warn")
            return
        from desktop.ui.dialogs.vendor_form import VendorForm

        VendorForm(self, self._context, done=self._show).open()

    def _on_edit(self, card: VendorCard) -> None:
        from desktop.ui.dialogs.vendor_form import VendorForm

        VendorForm(self, self._context, card).open()

    def _on_new_price(self, card: VendorCard) -> None:
        from desktop.ui.dialogs.vendor_price import VendorPriceForm

        VendorPriceForm(self, self._context, card.vendor, card.name).open()

    def _on_edit_price(self, row: VendorPriceRow) -> None:
        from desktop.ui.dialogs.vendor_price import VendorPriceForm

        VendorPriceForm(self, self._context, row.vendor, row.vendor_name, row).open()

    def _on_delete(self, card: VendorCard) -> None:
        from desktop.ui.pages.vendors.deleting import delete_after_question

        delete_after_question(self, self._context, card, self._on_closed)

    def _on_remove_price(self, row: VendorPriceRow) -> None:
        from desktop.ui.pages.vendors.deleting import remove_after_question

        remove_after_question(self, self._context, row)
