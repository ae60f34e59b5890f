"""Purchasing: the orders to vendors, what of each came in, and what can be done with one."""

from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.permissions import Permission
from desktop.queries.columns import Filter
from desktop.queries.purchases import PURCHASES
from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.orders import undo_order
from desktop.ui.pages.purchasing.panel import OrderPanel
from desktop.ui.rights import Right
from desktop.ui.table.beside import Beside
from desktop.ui.table.page import LIST_KEYS, ListPage, View
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.status_page import Action, State

VIEWS = (
    View("live", "Open", (Filter("status", "in", ("draft", "open")),)),
    View("drafts", "Drafts", (Filter("status", "in", ("draft",)),)),
    View("late", "Late", (Filter("late", "is", True),)),
    View("all", "All"),
)
LEAST = 400  # at 100 %: what the columns of the lines need


class PurchasingPage(QWidget):
    """Arrows choose, Enter opens the panel and then goes into its lines."""

    keys = (
        ("↑ ↓", "Choose an order"),
        ("Enter", "Open it, then its lines"),
        ("Ctrl N", "New order"),
        ("← →", "Choose a cell of a line to edit"),
        ("Ctrl Enter", "Edit it; a figure is just typed"),
        ("Ctrl V Ctrl D", "Paste cells; fill down"),
        ("S", "Mark as sent"),
        ("M", "Send as file"),
        ("R", "Receive it on the Scan page"),
        ("Ctrl Shift P", "Print labels of its goods"),
        ("+", "Add a product to it"),
        ("Ctrl Z", "Undo the last change"),
        *LIST_KEYS,
        ("Esc", "Close the panel"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        new = Button(tr("New order"), "primary", "plus", self._on_new)
        self._right = Right(self, context, Permission.ORDER, new)
        self.list = ListPage(
            context, PURCHASES, views=VIEWS, empty=self._empty(), given=(("today", self._today),)
        )
        self.list.add_action(new)
        self.edits = Edits(self, context)
        self.panel = OrderPanel(context, self.edits)
        self.side = Beside(
            self.list,
            self.list.table,
            self.panel,
            self.panel.show_order,
            self.panel.lines.states,
            least=LEAST,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.side)
        self.first = self.list.states
        self._install()
        self._right.changed.connect(lambda: self.list.states.set_empty(self._empty()))

    def _install(self) -> None:
        deeds = self.panel.deeds
        install(self, [Command(tr("New order"), "Ctrl+N", self._on_new, "plus")])
        of_one = (
            (tr("Mark as sent"), "S", deeds.send, "check"),
            (tr("Send as file"), "M", deeds.send_file, "external-link"),
            (tr("Receive it on the Scan page"), "R", deeds.receive, "arrow-down-to-line"),
            (tr("Add a product to it"), "+", deeds.add, "package-plus"),
            (tr("Change due date and note"), "", deeds.change, "pencil"),
            (tr("Close or void the order"), "", deeds.end, "ban"),
            (tr("Print labels of its goods"), "Ctrl+Shift+P", deeds.label, "tags"),
        )
        install(
            self,
            [
                Command(words, key, lambda run=run: self._with_chosen(run), icon)  # type: ignore[misc]
                for words, key, run, icon in of_one
            ],
        )

    def _empty(self) -> State:
        sentence = tr("What is ordered from vendors will stand here.")
        actions = [Action(tr("New order"), self._on_new, "plus", "primary")]
        if self._right.reason:
            actions = []
        return State("shopping-cart", tr("No open orders"), sentence, actions=actions)

    def _today(self) -> Any:
        context = self._context
        return context.shop.day_of(context.clock.now())

    def open_with(
        self, order: UUID | None = None, view: str = "", new: bool = False,
        made: UUID | None = None, words: str = "",
    ) -> None:  # fmt: skip
        """An order at the side, a view, or the form of a new one.

        ``made``: the command that just made drafts, in ``words``; here it is taken back.
        """
        if made is not None:
            undo_order(self, self._context, made, words, self.edits)
        if view:
            self.list.show_view(view)
        if order is not None:
            self.side.open_on(order)
        if new:
            self._on_new()

    def refresh(self) -> None:
        """Reads the list again."""
        self.list.reload()

    def _with_chosen(self, run: Any) -> None:
        """Keys mean what the panel shows, and open it first where it is not there."""
        if self.side.is_open and self.panel.card is not None:
            run()
            return
        rows = self.list.table.place.rows()
        row: Any = self.list.model.row(rows[0]) if len(rows) == 1 else None
        if row is not None:
            self.side.open_on(row.id)

    def _on_new(self) -> None:
        if self._right.reason:
            self._context.notify(self._right.reason, "warn")
            return
        from desktop.ui.dialogs.order_form import OrderForm

        OrderForm(self, self._context, done=self.side.open_on).open()
