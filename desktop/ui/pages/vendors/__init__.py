"""Vendors: the table with its filters, and the chosen vendor with its prices beside it."""

from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.permissions import Permission
from desktop.queries.columns import Filter
from desktop.queries.vendors import VENDORS, VendorCard
from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.pages.vendors.panel import VendorPanel
from desktop.ui.rights import Right
from desktop.ui.table.beside import Beside
from desktop.ui.table.page import LIST_KEYS, ListPage, View
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.status_page import Action, State

VIEWS = (
    View("active", "Active", (Filter("is_active", "in", (True,)),)),
    View("all", "All"),
)


class VendorsPage(QWidget):
    """Arrows choose, Enter opens the panel and then goes into its prices."""

    keys = (
        ("↑ ↓", "Choose a vendor"),
        ("Enter", "Open it, then a price’s product"),
        ("Ctrl N", "New vendor"),
        ("← →", "Choose a cell of a price to edit"),
        ("Ctrl Enter", "Edit it; a figure is just typed"),
        ("Ctrl V Ctrl D", "Paste cells; fill down"),
        ("Ctrl Z", "Undo the last change"),
        *LIST_KEYS,
        ("Esc", "Close the panel"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        new = Button(tr("New vendor"), "primary", "plus", self._on_new)
        self._right = Right(self, context, Permission.EDIT_VENDOR, new)
        self.list = ListPage(context, VENDORS, views=VIEWS, empty=self._empty())
        self.list.add_action(new)
        self.panel = VendorPanel(context)
        self.side = Beside(
            self.list, self.list.table, self.panel, self.panel.show_vendor, self.panel.prices.states
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.side)
        self.first = self.list.states
        install(self, [Command(tr("New vendor"), "Ctrl+N", self._on_new, "plus")])
        self.panel.edit_wanted.connect(self._on_edit)
        self.panel.delete_wanted.connect(self._on_delete)
        self._right.changed.connect(lambda: self.list.states.set_empty(self._empty()))

    def _empty(self) -> State:
        sentence = tr("Who sells to the shop, and for what price, will stand here.")
        actions = [Action(tr("New vendor"), self._on_new, "plus", "primary")]
        held = self._right.reason
        return State("truck", tr("No vendors yet"), sentence, actions=[] if held else actions)

    def open_with(self, vendor: UUID | None = None, new: bool = False) -> None:
        """Shows a vendor at the side, or the form of a new one."""
        if vendor is not None:
            self.side.open_on(vendor)
        if new:
            self._on_new()

    def refresh(self) -> None:
        """Reads the list again."""
        self.list.reload()

    # Dialogs and the commands behind them are imported when they are first wanted.

    def _on_new(self) -> None:
        if self._right.reason:
            self._context.notify(self._right.reason, "warn")
            return
        from desktop.ui.dialogs.vendor_form import VendorForm

        VendorForm(self, self._context, done=self.side.open_on).open()

    def _on_edit(self, card: VendorCard) -> None:
        from desktop.ui.dialogs.vendor_form import VendorForm

        VendorForm(self, self._context, card).open()

    def _on_delete(self, card: VendorCard) -> None:
        from desktop.ui.pages.vendors.deleting import delete_after_question

        delete_after_question(self, self._context, card, self.side.put_away)
