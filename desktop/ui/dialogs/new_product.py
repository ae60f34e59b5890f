"""A new product with a name and a price; everything else can wait."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.commands.products import CreateProduct, NewBarcode, create_product
from desktop.domain.barcode import barcode_key, shown
from desktop.domain.errors import UserError
from desktop.ui.context import Context
from desktop.ui.incomplete import tell_incomplete
from desktop.ui.text import percent, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit
from desktop.ui.widgets.money_edit import MoneyEdit

NONE = Decimal(0)


class NewProductDialog(Dialog):
    """``created`` is called with the new product's id. A ``code`` becomes its barcode and its SKU.

    The id is made once, so that pressing Enter again after a lost connection makes no second one.
    """

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        created: Callable[[UUID], None],
        code: str = "",
        name: str = "",
    ) -> None:
        self._code = shown(barcode_key(code)) if code else ""
        about = tr("For the code {code}.", code=self._code[:60]) if code else ""
        super().__init__(parent, tr("New product"), about, "circle-plus", width=460)
        self._context = context
        self._created = created
        self._id = context.ids.new()
        self._name = _Name(name)
        self._price = MoneyEdit(None, context.shop.decimals)
        self._sku = LineEdit(self._code[:100])
        self._tax = Combo([(rate, percent(rate)) for rate in context.shop.tax_rates])
        price = tr("Price ({currency})", currency=context.shop.currency)
        self._fields = {
            "name": Field(tr("Name"), self._name),
            "price": Field(price, self._price),
            "tax_rate": Field(tr("Tax"), self._tax),
            "sku": Field(tr("SKU"), self._sku, tr("The shop's own number; the code will do.")),
        }
        self._problem = Label("", "medium", "bad", wrap=True)
        self._problem.hide()
        self._build()

    def _build(self) -> None:
        self.body.addWidget(self._fields["name"])
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._fields["price"], 2)
        row.addWidget(self._fields["tax_rate"], 1)
        self.body.addLayout(row)
        self.body.addWidget(self._fields["sku"])
        self.body.addWidget(self._problem)
        self.add_cancel()
        self.add_button(Button(tr("Create"), "primary", "check", self._create))

    def _create(self) -> None:
        self._show_error(None)
        try:
            price = self._price.value() or NONE
        except UserError as error:
            self._show_error(error)
            return
        context = self._context
        command = CreateProduct(
            self._id,
            context.actor(),
            context.clock.now(),
            self._sku.text() or self._name.text(),
            self._name.text(),
            price,
            tax_rate=self._rate(),
            barcodes=(NewBarcode(self._code),) if self._code else (),
        )
        context.work.write(
            self, create_product, command, then=self._on_created, failed=self._show_error
        )

    def _rate(self) -> Decimal:
        rate = self._tax.current_key()
        return rate if isinstance(rate, Decimal) else NONE

    def _on_created(self, product: UUID) -> None:
        self.accept()
        tell_incomplete(self._context, self._name.text())
        self._created(product)

    def _show_error(self, error: UserError | None) -> None:
        """At its field, else under all of them."""
        for field in self._fields.values():
            field.set_error("")
        self._problem.setVisible(error is not None and error.field not in self._fields)
        if error is None:
            return
        self._problem.setText(str(error))
        if error.field in self._fields:
            field = self._fields[error.field]
            field.set_error(str(error))
            field.editor.setFocus()


class _Name(LineEdit):
    """A name that was begun before the dialog opened is typed on, not over."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.end(False)
