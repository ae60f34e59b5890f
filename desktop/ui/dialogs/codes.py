"""A product's codes: each with how many it stands for; added and taken away at once."""

from datetime import datetime
from decimal import Decimal
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop.commands.products import AddBarcode, RemoveBarcode, add_barcode, remove_barcode
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor, Permission
from desktop.queries.product import ProductCard, product_details
from desktop.queries.product_parts import Code
from desktop.ui.context import Context
from desktop.ui.packs import stands_for
from desktop.ui.rights import Right
from desktop.ui.text import tr, units
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.line_edit import CodeEdit
from desktop.ui.widgets.quantity_edit import QuantityEdit
from desktop.ui.widgets.scrolled import Scrolled, clear

TALL = 176


class CodesDialog(Dialog):
    """Scan or type a code, say how many are in it, Enter adds it. Each change is undone alone."""

    def __init__(self, parent: QWidget, context: Context, card: ProductCard) -> None:
        about = tr("A code may stand for one or for a case; scanning it books so many.")
        super().__init__(parent, tr("Codes of {name}", name=card.name), about, "barcode", width=560)
        self._context = context
        self.card = card
        self._grid = QGridLayout()
        self._grid.setColumnStretch(0, 1)
        self._list = Scrolled(self._grid, tr("Codes"))
        self._list.setFixedHeight(TALL)
        self.code, self.pack = CodeEdit(), QuantityEdit(None, card.decimals, "pack_qty")
        self._code = Field(tr("Another code"), self.code)
        self._pack = Field(tr("Stands for"), self.pack, units(card.unit))
        self._put_together()
        self._show()
        self.code.setFocus()

    def _put_together(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._code, 2, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._pack, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self._list)
        self.body.addLayout(line)
        self.add_cancel(tr("Close"))
        self._add = self.add_button(Button(tr("Add"), "primary", "plus", self._on_add))
        self._may_add = Right(self, self._context, Permission.ADD_PRODUCT, self._add)

    def _show(self) -> None:
        clear(self._grid)
        if not self.card.codes:
            self._grid.addWidget(Label(tr("It has no code yet."), "body", "muted"), 0, 0)
        for row, code in enumerate(self.card.codes):
            self._grid.addWidget(ElideLabel(code.code, "strong"), row, 0)
            words = f"{code.kind}  ·  {stands_for(code.pack_qty, self.card)}"
            self._grid.addWidget(Label(words, "small", "muted"), row, 1)
            remove = Button(tr("Remove"), "link", on_click=partial(self._on_remove, code))
            remove.setAccessibleName(tr("Remove the code {code}", code=code.code))
            Right(self, self._context, Permission.EDIT_PRODUCT, remove)
            self._grid.addWidget(remove, row, 2)
        self._grid.setRowStretch(len(self.card.codes), 1)

    def _on_add(self) -> None:
        for field in (self._code, self._pack):
            field.set_error("")
        try:
            pack = self.pack.value()
        except UserError as error:
            self._refused(error)
            return
        pack = Decimal(1) if pack is None else pack
        command = AddBarcode(*self._now(), self.card.product, self.code.text(), pack)
        self._add.setEnabled(False)
        self._context.work.write(
            self, add_barcode, command, then=self._on_done, failed=self._refused
        )

    def _on_remove(self, code: Code) -> None:
        command = RemoveBarcode(*self._now(), code.id)
        self._context.work.write(
            self, remove_barcode, command, then=self._on_done, failed=self._refused
        )

    def _now(self) -> tuple[UUID, Actor, datetime]:
        context = self._context
        return context.signed()

    def _on_done(self, _result: object) -> None:
        context, card = self._context, self.card
        place = context.actor().location
        self._add.setEnabled(True)
        self.code.clear()
        self.pack.clear()
        self.code.setFocus()
        asked = (product_details, card.product, place)
        context.work.read(self, *asked, then=self._on_card, failed=self._refused)

    def _on_card(self, card: ProductCard) -> None:
        self.card = card
        self._show()

    def _refused(self, error: UserError) -> None:
        self._add.setEnabled(True)
        field = self._pack if error.field == "pack_qty" else self._code
        field.set_error(str(error))
        field.editor.setFocus()
