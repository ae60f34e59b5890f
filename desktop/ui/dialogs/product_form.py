"""A product's form: create one or change one; mistakes are shown at their field."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.commands.products import (
    CreateProduct,
    EditProduct,
    NewBarcode,
    create_product,
    edit_product,
)
from desktop.commands.shop import UNITS
from desktop.domain.conflict import ChangedMeanwhile
from desktop.domain.custom_field import PREFIX, FieldInfo
from desktop.domain.errors import UserError
from desktop.domain.quantity import plain
from desktop.queries.product import ProductCard
from desktop.ui.context import Context
from desktop.ui.own_fields import OwnFields
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.clashes import show_clashes
from desktop.ui.widgets.decimal_edit import DecimalEdit
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.line_edit import CodeEdit, LineEdit
from desktop.ui.widgets.money_edit import MoneyEdit
from desktop.ui.widgets.quantity_edit import QuantityEdit
from desktop.ui.widgets.scrolled import Scrolled

AROUND, LEAST = 220, 320  # what stands above and below the fields; and how high these are at least
FIELDS = {"unit_cost": "cost"}  # of the command, where the form's are other ones
STATUSES = (("active", "Active"), ("draft", "Draft"), ("archived", "Archived"))
TRACKING = (("none", "Not kept"), ("lot", "Kept, with their expiry"))


class ProductForm(Dialog):
    """``card`` None creates; ``own`` are the shop's fields. ``done(product)``: after the commit.

    ``pictures`` stands below the fields and keeps what it is given by itself.
    """

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        card: ProductCard | None = None,
        done: Callable[[UUID], None] | None = None,
        own: Sequence[FieldInfo] = (),
        pictures: QWidget | None = None,
    ) -> None:
        title = tr("New product") if card is None else tr("Change {name}", name=card.name)
        super().__init__(parent, title, icon="package")
        self._context = context
        self._card = card
        self._done = done
        self._build_inputs()
        self._fields = {
            "name": Field(tr("Name"), self._name),
            "sku": Field(tr("SKU"), self._sku),
            "price": Field(tr("Price"), self._price),
            "cost": Field(tr("Cost"), self._cost),
            "category": Field(tr("Category"), self._category, tr("“Drinks > Tea” makes both")),
            "unit": Field(tr("Unit"), self._unit),
            "tax_rate": Field(tr("Tax rate"), self._tax),
            "reorder_point": Field(tr("Reorder at"), self._reorder),
            "tracking": Field(tr("Lots"), self._tracking),
        }
        if card is None:
            self._fields["barcode"] = Field(tr("Barcode"), self._barcode)
        else:
            self._fields["status"] = Field(tr("Status"), self._status)
        self._own = OwnFields(own, card.custom if card else {})
        self._pictures = pictures
        self._lay_out()
        self._fields |= self._own.fields
        self.add_cancel()
        self._save = self.add_button(Button(tr("Save"), "primary", "check"))
        self._save.clicked.connect(self._on_save)
        self._seen = self._shown()

    def _build_inputs(self) -> None:
        card, shop = self._card, self._context.shop
        self._name = LineEdit(card.name if card else "")
        self._sku = LineEdit(card.sku if card else "")
        self._price = MoneyEdit(card.usual_price if card else None, shop.decimals)
        self._cost = MoneyEdit(card.cost if card else None, shop.decimals, "cost")
        self._category = LineEdit(card.category if card else "")
        self._unit = Combo([(code, name) for code, name, *_ in UNITS], card.unit if card else "")
        rates = list(shop.tax_rates)
        if card is not None and all(rate != card.tax_rate for rate in rates):
            rates.append(card.tax_rate)
        current = str((card.tax_rate if card else rates[0]).normalize())
        self._tax = Combo([(str(r.normalize()), f"{plain(r)} %") for r in rates], current)
        self._reorder = QuantityEdit(
            card.reorder_point if card else None, 3, "reorder_point", least=Decimal(0), is_bare=True
        )
        kinds = [(key, tr(words)) for key, words in TRACKING]
        self._tracking = Combo(kinds, card.tracking if card else "none")
        self._barcode = CodeEdit()
        self._status = Combo(
            [(key, tr(words)) for key, words in STATUSES], card.status if card else "active"
        )

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        fields = list(self._fields.values())
        grid.addWidget(fields[0], 0, 0, 1, 2)
        for number, field in enumerate(fields[1:]):
            place = (1 + number // 2, number % 2)
            grid.addWidget(field, *place, Qt.AlignmentFlag.AlignTop)
        grid.setContentsMargins(0, 0, 0, 0)
        if self._pictures is not None:
            grid.addWidget(self._pictures, grid.rowCount(), 0, 1, 2)
        if not self._own.fields and self._pictures is None:
            frame = QWidget()
            frame.setLayout(grid)
            self.body.addWidget(frame)  # a widget: its first input has the focus
            return
        if self._own.fields:
            grid.addWidget(self._own, grid.rowCount(), 0, 1, 2)
        grid.setContentsMargins(0, 0, 12, 0)
        self._room = Scrolled(grid, tr("All fields"))
        self._grid = grid
        self.body.addWidget(self._room)
        self.fit()

    def _focus_first(self) -> None:
        """Its name, not the room that scrolls."""
        self._name.setFocus(Qt.FocusReason.TabFocusReason)

    def fit(self) -> None:
        """As high as what is in it, as far as the window leaves room."""
        most = self._owner.window().height() - current_theme().px(AROUND)
        self._room.setFixedHeight(max(LEAST, min(self._grid.sizeHint().height() + 8, most)))

    def _on_save(self) -> None:
        for field in self._fields.values():
            field.set_error("")
        try:
            values = self._values()
            self._own.values()
        except UserError as error:
            self._on_refused(error)
            return
        self._save.setEnabled(False)
        context = self._context
        base = context.signed()
        if self._card is None:
            code = self._barcode.text().strip()
            barcodes = (NewBarcode(code),) if code else ()
            own = self._own.values()
            custom = {name.removeprefix(PREFIX): value for name, value in own.items()}
            command: Any = CreateProduct(*base, barcodes=barcodes, custom=custom, **values)
            context.work.write(
                self, create_product, command, then=self._on_saved, failed=self._on_refused
            )
            return
        values |= {"status": self._status.current_key(), **self._own.values()}
        card = self._card
        mine = {key: value for key, value in values.items() if value != self._seen[key]}
        edit = EditProduct(*base, card.product, mine, card.version, self._seen)
        context.work.write(
            self,
            edit_product,
            edit,
            then=lambda _version: self._on_saved(card.product),
            failed=self._on_refused,
        )

    def _values(self) -> dict[str, Any]:
        return {
            "sku": self._sku.text(),
            "name": self._name.text(),
            "price": self._price.value() or Decimal(0),
            "unit_cost": self._cost.value(),
            "tax_rate": Decimal(str(self._tax.current_key())),
            "reorder_point": self._reorder.value(),
            "category": self._category.text(),
            "unit": str(self._unit.current_key()),
            "tracking": str(self._tracking.current_key()),
        }

    def _shown(self) -> dict[str, Any]:
        """What the fields began with, in the command's words."""
        if self._card is None:
            return {}
        apart = {"barcode", "cost", *self._own.fields}
        names = [key for key in self._fields if key not in apart]
        own = {"unit_cost": self._card.cost, "price": self._card.usual_price}
        return {key: getattr(self._card, key) for key in names} | own | self._own.values()

    def _take(self, name: str, value: Any) -> None:
        """Another person's value into its field."""
        if name in self._own.fields:
            self._own.take(name, value)
            return
        editor = self._editor(name)
        if isinstance(editor, DecimalEdit):
            editor.set_value(value)
        elif isinstance(editor, Combo):
            editor.set_current(str(value.normalize()) if isinstance(value, Decimal) else value)
        elif isinstance(editor, LineEdit):
            editor.setText(value)

    def _editor(self, name: str) -> QWidget:
        return self._fields[FIELDS.get(name, name)].editor

    def _words(self, name: str, value: Any) -> str:
        """A value as its field would show it."""
        if name in self._own.fields:
            return self._own.words(name, value)
        editor = self._editor(name)
        if isinstance(editor, DecimalEdit):
            return editor.words(value)
        if name == "status":
            return tr(dict(STATUSES).get(value, value))
        if name == "tracking":
            return tr(dict(TRACKING).get(value, value))
        return f"{plain(value)} %" if isinstance(value, Decimal) else str(value)

    def _on_saved(self, product: UUID) -> None:
        self.accept()
        if self._done:
            self._done(product)

    def _on_refused(self, error: UserError) -> None:
        self._save.setEnabled(True)
        if isinstance(error, ChangedMeanwhile):
            fields = {c.field: self._fields[FIELDS.get(c.field, c.field)] for c in error.clashes}
            zone = self._context.shop.zone
            show_clashes(error, fields, zone, self._words, self._take, self._save)
            self._seen |= {clash.field: clash.now for clash in error.clashes}
            return
        field = self._fields.get(error.field, self._fields["name"])
        if error.code == "field_gone" and error.field in self._own.fields:
            self._own.drop(error.field)
        field.set_error(str(error))
        field.editor.setFocus()
        if self._own.fields or self._pictures is not None:
            self._room.ensureWidgetVisible(field)
