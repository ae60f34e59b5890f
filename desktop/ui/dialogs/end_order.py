"""A purchase order comes to its end: nothing more is waited for, or it was never wanted."""

from PySide6.QtWidgets import QWidget

from desktop.commands.purchase_states import CloseOrder, VoidOrder, close_order, void_order
from desktop.commands.purchases import Ordered
from desktop.domain.errors import UserError
from desktop.queries.purchases import OrderCard
from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.orders import undo_order
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit


class EndOrder(Dialog):
    """Type why, Enter ends it: closed where something came in, else void."""

    def __init__(self, parent: QWidget, context: Context, card: OrderCard, edits: Edits) -> None:
        self._closes = card.is_begun
        words = tr("Close {number}?") if self._closes else tr("Void {number}?")
        super().__init__(parent, words.format(number=card.number), card.vendor_name, "ban", 460)
        self._page, self._context, self._card, self._edits = parent, context, card, edits
        self._id = context.ids.new()
        said = tr("It is as if it had never been ordered. It is kept as void.")
        if self._closes:
            said = tr("What came in stays. Nothing more is waited for, and nothing is on order.")
        self.body.addWidget(Label(said, "body", "secondary", wrap=True))
        self._reason = LineEdit("", tr("Such as: sold out there"))
        self._field = Field(tr("Why?"), self._reason)
        self.body.addWidget(self._field)
        self.add_cancel()
        word = tr("Close it") if self._closes else tr("Void it")
        self._agree = self.add_button(Button(word, "danger", "ban", self._on_agreed))

    def _on_agreed(self) -> None:
        context = self._context
        head = (self._id, context.actor(), context.clock.now(), self._card.id)
        self._agree.setEnabled(False)
        if self._closes:
            context.work.write(
                self, close_order, CloseOrder(*head, self._reason.text()), then=self._on_done,
                failed=self._refused,
            )  # fmt: skip
        else:
            context.work.write(
                self, void_order, VoidOrder(*head, self._reason.text()), then=self._on_done,
                failed=self._refused,
            )  # fmt: skip

    def _on_done(self, order: Ordered) -> None:
        self.accept()
        words = tr("{number} is closed.") if self._closes else tr("{number} is void.")
        said = words.format(number=order.number)
        undo_order(self._page, self._context, self._id, said, self._edits)

    def _refused(self, error: UserError) -> None:
        self._agree.setEnabled(True)
        self._field.set_error(str(error))
        self._reason.setFocus()
