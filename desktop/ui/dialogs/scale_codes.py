"""How the shop's scales write their codes: templates of EAN-13 with a weight or a price."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.commands.shop_changes import ChangeShop, change_shop
from desktop.domain.barcode import barcode_key
from desktop.domain.errors import UserError
from desktop.domain.measure_codes import (
    MOST,
    SETTING,
    Template,
    measured,
    right_check_digit,
    templates_of,
)
from desktop.domain.permissions import Permission
from desktop.domain.quantity import plain
from desktop.queries.shop import measure_codes
from desktop.ui.context import Context
from desktop.ui.rights import Right
from desktop.ui.text import money, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import CodeEdit, LineEdit

HEADS = ("Begins with", "Item digits", "Value digits", "Value is", "One step is")
KINDS = (("weight", "Weight in kg"), ("price", "Price"))
STEPS = ("0.001", "0.01", "0.1", "1")
EMPTY = "–"


class _Row:
    """One template's inputs."""

    def __init__(self, of: Template | None = None) -> None:
        self.prefix = LineEdit(of.prefix if of else "")
        self.item = LineEdit(str(of.item_digits) if of else "5")
        self.value = LineEdit(str(of.value_digits) if of else "5")
        self.kind = Combo([(key, tr(words)) for key, words in KINDS], of.kind if of else "weight")
        steps = list(dict.fromkeys([*STEPS, plain(of.factor)] if of else STEPS))
        self.factor = Combo([(step, step) for step in steps], plain(of.factor) if of else STEPS[0])
        for edit, name in zip(self.inputs, HEADS, strict=True):
            edit.setAccessibleName(tr(name))

    @property
    def inputs(self) -> tuple[QWidget, ...]:
        return (self.prefix, self.item, self.value, self.kind, self.factor)

    def kept(self) -> dict[str, Any] | None:
        """As the setting keeps it; None for an empty row."""
        if not self.prefix.text().strip():
            return None
        return {
            "prefix": self.prefix.text().strip(),
            "item_digits": self.item.text().strip(),
            "value_digits": self.value.text().strip(),
            "factor": str(self.factor.current_key()),
            "kind": str(self.kind.current_key()),
        }


class ScaleCodesDialog(Dialog):
    """An emptied row goes when it is saved. A code that is scanned into the last line is read."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        about = tr("EAN-13 of 02 and 20 to 29: an item number, then a weight or a price.")
        super().__init__(parent, tr("Codes of scales"), about, "scale", width=640)
        self._context = context
        self._seen: list[dict[str, Any]] = []
        self.rows: list[_Row] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(8)
        for column, words in enumerate(HEADS):
            self._grid.addWidget(Label(tr(words), "small", "secondary"), 0, column)
        self.body.addLayout(self._grid)
        self._add = Button(tr("One more"), icon="plus", on_click=self._on_more)
        self.body.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self.code = CodeEdit()
        self._try = Field(tr("Try a code"), self.code, EMPTY)
        self.code.textChanged.connect(self._on_tried)
        self.body.addWidget(self._try)
        self.add_cancel()
        self._save = self.add_button(Button(tr("Save"), "primary", "check", self._on_save))
        Right(self, context, Permission.EDIT_SETTINGS, self._save)
        asked = (measure_codes, context.shop.store)
        context.work.read(self, *asked, then=self.show_templates, failed=self._refused)

    def show_templates(self, kept: tuple[Template, ...]) -> None:
        """What holds now, and an empty row where there is none."""
        self._seen = [template.to_json() for template in kept]
        for template in kept or (None,):
            self._put(_Row(template))
        self.place()
        self.rows[0].prefix.setFocus()

    def templates(self) -> tuple[Template, ...]:
        """What is typed; UserError where one cannot be."""
        return templates_of([kept for row in self.rows if (kept := row.kept()) is not None])

    def _put(self, row: _Row) -> None:
        self.rows.append(row)
        for column, each in enumerate(row.inputs):
            self._grid.addWidget(each, len(self.rows), column)
        self._add.setEnabled(len(self.rows) < MOST)

    def _on_more(self) -> None:
        self._put(_Row())
        self.place()
        self.rows[-1].prefix.setFocus()

    def _on_tried(self, text: str) -> None:
        """What the typed templates read from a code."""
        self._try.set_error("")
        try:
            label = measured(barcode_key(text), self.templates())
        except UserError as error:
            self._try.set_error(str(error))
            return
        if label is None:
            self._say_unread(text.strip())
            return
        value = money(label.price, self._context.shop.decimals) if label.price is not None else ""
        weight = f"{plain(label.amount)} kg" if label.amount is not None else ""
        words = tr("Item {item}, {value}", item=label.codes[-1], value=value or weight)
        self._try.set_hint(words)

    def _say_unread(self, code: str) -> None:
        """Why nothing was read; a slip in typing is told from a code of another kind."""
        right = right_check_digit(code, self.templates())
        if right:
            said = "Its check digit is wrong: with {digit} at the end it would be right."
            self._try.set_error(tr(said, digit=right))
        else:
            self._try.set_hint(tr("No template reads it.") if code else EMPTY)

    def _on_save(self) -> None:
        try:
            wanted = [template.to_json() for template in self.templates()]
        except UserError as error:
            self._refused(error)
            return
        context = self._context
        head = context.signed()
        command = ChangeShop(*head, {SETTING: wanted}, {SETTING: self._seen})
        self._save.setEnabled(False)

        def then(_: None) -> None:
            self.accept()
            context.notify(tr("The codes of scales are saved."), "ok")

        context.work.write(self, change_shop, command, then=then, failed=self._refused)

    def _refused(self, error: UserError) -> None:
        self._save.setEnabled(True)
        self._try.set_error(str(error))
        self.place()
