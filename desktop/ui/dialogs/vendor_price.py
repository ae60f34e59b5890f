"""What a vendor asks for a product: a new price, or another one; checked in place."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.commands.vendors import SetVendorPrice, set_vendor_price
from desktop.domain.conflict import ChangedMeanwhile
from desktop.domain.errors import UserError
from desktop.queries.columns import Choice
from desktop.queries.product import Found
from desktop.queries.vendor_prices import VendorPriceRow, price_of
from desktop.queries.vendors import vendor_choices
from desktop.ui.context import Context
from desktop.ui.text import money, quantity, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.decimal_edit import DecimalEdit
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.form import Form
from desktop.ui.widgets.line_edit import LineEdit
from desktop.ui.widgets.money_edit import MoneyEdit
from desktop.ui.widgets.product_pick import ProductPick
from desktop.ui.widgets.quantity_edit import QuantityEdit

ZERO, ONE = Decimal(0), Decimal(1)
FIELDS = (
    *("unit_price", "pack_qty", "min_order_qty", "lead_time_days"),
    *("vendor_sku", "is_preferred"),
)


class VendorPriceForm(Dialog):
    """``row`` is changed; else a new price of this vendor or of this product: the other is asked.

    A pair that has a price is refused at once.
    """

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        row: VendorPriceRow | None = None,
        vendor: Choice | None = None,
        product: Choice | None = None,
    ) -> None:
        if row is not None:
            vendor, product = Choice(row.vendor, row.vendor_name), Choice(row.product, row.name)
        title = tr("New price") if row is None else tr("Price of {name}", name=row.name)
        of = tr("Of {product}", product=product.title) if product else ""
        super().__init__(
            parent, title, tr("At {vendor}", vendor=vendor.title) if vendor else of, "tag"
        )
        self._context = context
        self._vendor, self._product = vendor, product
        self._row = row
        self._id = context.ids.new()
        self._seen = {key: getattr(row, key) for key in FIELDS} if row else {}
        self.pick: ProductPick | None = None
        self._vendors = Combo()
        self._build_inputs()
        if product is None:
            self._ask_product()
        elif vendor is None:
            self._ask_vendor()
        self.body.addWidget(self.form)
        self.add_cancel()
        self._save = self.add_button(Button(tr("Save"), "primary", "check", self._on_save))

    def _ask_product(self) -> None:
        self.pick = ProductPick(self._context, tr("Product"))
        self.pick.picked.connect(self._on_picked)
        self.pick.resized.connect(self.place)
        self.body.addWidget(self.pick)

    def _ask_vendor(self) -> None:
        """The first one stands there; another is a key away."""
        self._whose = Field(tr("Vendor"), self._vendors)
        self.body.addWidget(self._whose)
        self._vendors.chosen.connect(lambda _key: self._check_pair())
        self._context.work.read(self, vendor_choices, then=self._on_vendors)

    def _on_vendors(self, found: list[Choice]) -> None:
        self._vendors.set_items((choice.value, choice.title) for choice in found)
        if found:
            self._check_pair()
        else:
            self._whose.set_error(tr("There is no vendor yet. Add one under Vendors first."))
            self._save.setEnabled(False)

    def _build_inputs(self) -> None:
        shop = self._context.shop
        self._numbers: dict[str, DecimalEdit] = {
            "unit_price": MoneyEdit(None, shop.decimals, "unit_price"),
            "lead_time_days": QuantityEdit(None, 0, "lead_time_days", least=ZERO),
            "min_order_qty": QuantityEdit(None, 3, "min_order_qty", least=ZERO),
            "pack_qty": QuantityEdit(None, 3, "pack_qty", least=ONE),
        }
        preferred = Combo([("no", tr("No")), ("yes", tr("Yes, buy here first"))])
        fields = {
            "unit_price": Field(
                tr("Unit price"), self._numbers["unit_price"], tr("For one, not for a pack")
            ),
            "vendor_sku": Field(tr("Vendor's code"), LineEdit()),
            "lead_time_days": Field(tr("Lead time, days"), self._numbers["lead_time_days"]),
            "min_order_qty": Field(tr("Minimum order"), self._numbers["min_order_qty"]),
            "pack_qty": Field(tr("Pack"), self._numbers["pack_qty"], tr("How many in one pack")),
            "is_preferred": Field(tr("Preferred"), preferred),
        }
        self.form = Form(fields)
        self.form.show_values(self._values(self._row))

    def _values(self, row: VendorPriceRow | None) -> dict[str, str]:
        if row is None:
            return {"lead_time_days": "0", "min_order_qty": "0", "pack_qty": "1"}
        return {
            "unit_price": money(row.unit_price, self._context.shop.decimals),
            "vendor_sku": row.vendor_sku or "",
            "lead_time_days": quantity(Decimal(row.lead_time_days)),
            "min_order_qty": quantity(row.min_order_qty),
            "pack_qty": quantity(row.pack_qty),
            "is_preferred": "yes" if row.is_preferred else "no",
        }

    def _on_picked(self, _found: Found) -> None:
        """Says at once when the vendor has a price for it."""
        self._numbers["unit_price"].setFocus()
        self._check_pair()

    def _check_pair(self) -> None:
        pair = self._pair()
        if self.pick is None:
            self._whose.set_error("")
        self._context.work.read(
            self, price_of, *pair, then=lambda price: self._on_checked(pair, price)
        )

    def _on_checked(self, pair: tuple[UUID, UUID], price: Decimal | None) -> None:
        if price is None or self._pair() != pair:
            return
        name = self._vendor.title if self._vendor else self._vendors.currentText()
        words = money(price, self._context.shop.decimals)
        self._refuse_pair(tr("{vendor} asks {price} for it already.", vendor=name, price=words))

    def _refuse_pair(self, sentence: str) -> None:
        """At the product or the vendor, whichever is asked for."""
        if self.pick is None:
            self._whose.set_error(sentence)
            return
        self.pick.field.set_error(sentence)
        self.pick.line.setFocus()
        self.pick.line.selectAll()

    def _pair(self) -> tuple[UUID, UUID]:
        """Vendor and product, given or chosen."""
        vendor: Any = self._vendor.value if self._vendor else self._vendors.current_key()
        if self._product is not None:
            return vendor, self._product.value
        assert self.pick is not None
        if self.pick.chosen is None:
            raise UserError(tr("Which product?"), field="product", code="missing")
        return vendor, self.pick.chosen.product

    def _number(self, key: str) -> Decimal | None:
        """What is typed; what nobody touched exactly as it was."""
        if self._row is not None and not self.form.is_touched(key):
            return Decimal(self._seen[key])
        return self._numbers[key].value()

    def _command(self) -> SetVendorPrice:
        context, typed, row = self._context, self.form.typed(), self._row
        vendor, product = self._pair()
        numbers = {key: self._number(key) for key in self._numbers}
        price = numbers["unit_price"]
        if price is None:
            raise UserError(tr("What does one cost?"), field="unit_price", code="missing")
        pack = numbers["pack_qty"]
        return SetVendorPrice(
            self._id, context.actor(), context.clock.now(), vendor, product, price,
            pack_qty=ONE if pack is None else pack,
            min_order_qty=numbers["min_order_qty"] or ZERO,
            lead_time_days=int(numbers["lead_time_days"] or 0),
            vendor_sku=typed["vendor_sku"],
            is_preferred=typed["is_preferred"] == "yes",
            is_new=row is None,
            version=row.version if row else 0,
            seen=self._seen if row else None,
        )  # fmt: skip

    def _on_save(self) -> None:
        self.form.clear_errors()
        try:
            command = self._command()
        except UserError as error:
            self._on_refused(error)
            return
        self._save.setEnabled(False)
        self._context.work.write(
            self, set_vendor_price, command, then=self._on_saved, failed=self._on_refused
        )

    def _on_saved(self, _price: UUID) -> None:
        self.accept()

    def _on_refused(self, error: UserError) -> None:
        """Nothing typed is lost; where someone was faster, it is asked whose value stays."""
        self._save.setEnabled(True)
        if error.field == "product" and self._row is None:
            self._refuse_pair(str(error))
            return
        if isinstance(error, ChangedMeanwhile):
            self.form.show_clashes(error, self._context.shop.zone, self._words, self._save)
            self._seen |= {clash.field: clash.now for clash in error.clashes}
            return
        field = "unit_price" if error.field == "price" else error.field
        self.form.refuse(UserError(error.message, error.hint, field, error.code))

    def _words(self, field: str, value: Any) -> str:
        """A value of the command as the form's word for it."""
        if field == "is_preferred":
            return "yes" if value else "no"
        edit = self._numbers.get(field)
        return edit.words(Decimal(value)) if edit is not None else value or ""
