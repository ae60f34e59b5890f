"""One more product on a purchase order: which, and how many."""

from decimal import Decimal

from PySide6.QtWidgets import QWidget

from desktop.commands.purchases import Ordered, SetOrderLine, set_order_line
from desktop.domain.errors import UserError
from desktop.queries.product import Found, product_details
from desktop.queries.purchases import OrderCard
from desktop.ui.context import Context
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.product_pick import ProductPick
from desktop.ui.widgets.quantity_edit import QuantityEdit


class OrderProduct(Dialog):
    """A product that is on the order already gets this quantity."""

    def __init__(self, parent: QWidget, context: Context, card: OrderCard) -> None:
        title = tr("Add to {number}", number=card.number)
        super().__init__(parent, title, card.vendor_name, "package-plus", width=440)
        self._context, self._order = context, card.id
        self._id = context.ids.new()
        self._pick = ProductPick(context, tr("Product"))
        self._quantity = QuantityEdit(None, 3, "quantity", least=Decimal(0))
        self._field = Field(tr("How many"), self._quantity)
        self._pick.picked.connect(self._on_picked)
        self._pick.resized.connect(self.place)
        self.body.addWidget(self._pick)
        self.body.addWidget(self._field)
        self.add_cancel()
        self._save = self.add_button(Button(tr("Add"), "primary", "plus", self._on_add))

    def _on_picked(self, found: Found) -> None:
        """Its units and cases may be typed as soon as they are read."""
        self._quantity.setFocus()
        place = self._context.actor().location
        self._context.work.read(
            self, product_details, found.product, place,
            then=lambda card: self._quantity.count_in(card.counted_in),
        )  # fmt: skip

    def _on_add(self) -> None:
        if self._pick.chosen is None:
            self._pick.field.set_error(tr("Which product?"))
            self._pick.line.setFocus()
            return
        try:
            quantity = self._quantity.value()
        except UserError as error:
            self._field.set_error(str(error))
            return
        context = self._context
        command = SetOrderLine(
            self._id, context.actor(), context.clock.now(), self._order,
            self._pick.chosen.product, quantity or Decimal(0),
        )  # fmt: skip
        self._save.setEnabled(False)
        context.work.write(self, set_order_line, command, then=self._on_done, failed=self._refused)

    def _on_done(self, _order: Ordered) -> None:
        self.accept()

    def _refused(self, error: UserError) -> None:
        self._save.setEnabled(True)
        self._field.set_error(str(error))
