"""A family as it stands: another word for an option or value, a variant out of it, a product in."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.commands.family_changes import (
    FamilyChanged,
    LeaveFamily,
    RenameOption,
    leave_family,
    rename_option,
)
from desktop.commands.family_joins import JoinFamily, join_family
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor, Permission
from desktop.queries.families import Family, FamilyMember, family_of
from desktop.ui.context import Context
from desktop.ui.rights import Right
from desktop.ui.text import quantity, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit
from desktop.ui.widgets.product_pick import ProductPick
from desktop.ui.widgets.row_table import RowTable

ROWS, LEAST = 5.4, 1.4
SMALL = 115  # per cent, as letters are set
Done = Callable[[UUID, str, str], object]


class FamilyDialog(Dialog):
    """Each change is made at once; ``done(batch, words, sentence)`` comes after each."""

    def __init__(self, parent: QWidget, context: Context, product: UUID, done: Done) -> None:
        sentence = tr("Each change is made at once and can be undone. SKUs, codes and stock stay.")
        super().__init__(parent, tr("Family"), sentence, "boxes", width=640)
        self._context, self._done, self._product = context, done, product
        self.family: Family | None = None
        self._build()
        self._may = Right(self, context, Permission.EDIT_PRODUCT)
        self._read()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a line does what stands beside it; it does not close."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not (is_enter and isinstance(self.focusWidget(), QLineEdit)):
            super().keyPressEvent(event)

    def place(self) -> None:
        """The table gives way to the matches of a product, where letters are large altogether."""
        row, is_small = current_theme().row("compact"), current_theme().px(100) <= SMALL
        for part in (self.table, self.leave):
            part.setVisible(is_small or self.pick.hits.isHidden())
        self.give_way(self.table, int(LEAST * row), int(ROWS * row))
        super().place()

    def _build(self) -> None:
        self.table = RowTable(tr("The variants of the family"))
        self.table.setFixedHeight(int(ROWS * current_theme().row("compact")))
        self.leave = Button(tr("Take out of the family"), icon="minus", on_click=self._on_leave)
        self.what = Combo()
        self.what.chosen.connect(lambda _key: self._show_word())
        self.to = LineEdit()
        self.to.returnPressed.connect(self._on_rename)
        self.rename = Button(tr("Rename"), icon="pencil", on_click=self._on_rename)
        self._words = (Field(tr("Option or value"), self.what), Field(tr("New word"), self.to))
        self.pick = ProductPick(self._context, tr("Add a product that exists"))
        self.pick.picked.connect(lambda _found: self._on_picked())
        self.pick.resized.connect(self.place)
        self.name = LineEdit("", tr("As Size"))
        self._name = Field(tr("Option"), self.name)
        self.values: list[LineEdit] = []
        self._fields: list[Field] = [self._name]
        self.join = Button(tr("Add to the family"), icon="plus", on_click=self._on_join)
        self._values = _row(self._name, self.join)
        self.told = Label("", "body", "bad", wrap=True)
        self.told.hide()
        self.body.addWidget(self.table)
        self.body.addLayout(_row(self.leave))
        self.body.addLayout(_row(*self._words, self.rename))
        self.body.addWidget(self.pick)
        self.body.addLayout(self._values)
        self.body.addWidget(self.told)
        self.add_button(Button(tr("Close"), "primary", on_click=self.accept))

    def _read(self) -> None:
        self._context.work.read(
            self, family_of, self._product, self._context.shop.store,
            then=self._on_family, failed=self._on_refused,
        )  # fmt: skip

    def _on_family(self, family: Family) -> None:
        """As it is in the books now."""
        self.family, self._product = family, family.product
        self.retitle(tr("Family of {name}", name=family.name), self._subtitle.text())
        titles = (tr("Variant"), tr("Name"), tr("SKU"), tr("On hand"))
        rows = [
            (_called(v), v.name, v.sku, quantity(v.on_hand, family.decimals))
            for v in family.variants
        ]
        self.table.show_rows(titles, rows, left=(0, 1, 2))
        if rows and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self.what.set_items(self._choices(family), self.what.current_key())
        self._show_word()
        self._show_values(family)
        may = not self._may.reason
        self.leave.setEnabled(may and bool(rows))
        self.rename.setEnabled(may and bool(rows))
        self.join.setEnabled(may)
        for each in (self.leave, self.rename, self.join):
            each.setToolTip(self._may.reason)
        self.place()

    def _choices(self, family: Family) -> list[tuple[object, str]]:
        """Every option, and after it its values."""
        found: list[tuple[object, str]] = []
        for option in family.options:
            found.append(((option.name, ""), option.name))
            found += [((option.name, v), f"{option.name}: {v}") for v in option.values]
        return found

    def _show_word(self) -> None:
        key = self.what.current_key()
        option, value = key if isinstance(key, tuple) else ("", "")
        self.to.setText(value or option)
        self.to.selectAll()

    def _show_values(self, family: Family) -> None:
        """A line for each option; where there is none yet, its name is asked, too."""
        self._name.setVisible(not family.options)
        names = [option.name for option in family.options] or [tr("Value")]
        if [field.accessibleName() for field in self._fields[1:]] == names:
            return
        for field in self._fields[1:]:
            field.hide()
            field.deleteLater()
        self.values = [LineEdit() for _ in names]
        fields = [Field(name, edit) for name, edit in zip(names, self.values, strict=True)]
        for place, (field, name, edit) in enumerate(zip(fields, names, self.values, strict=True)):
            field.setAccessibleName(name)
            known = family.options[place].values if family.options else ("S",)
            edit.setPlaceholderText(tr("As {value}", value=", ".join(known[:3])))
            edit.returnPressed.connect(self._on_join)
            self._values.insertWidget(1 + place, field, 1)
        self._fields = [self._name, *fields]

    def _on_picked(self) -> None:
        self.told.hide()
        (self.name if self._name.isVisible() else self.values[0]).setFocus()

    def _on_leave(self) -> None:
        assert self.family is not None
        row = self.table.currentIndex().row()
        if 0 <= row < len(self.family.variants):
            variant = self.family.variants[row]
            command = LeaveFamily(*self._signed(), variant.product)
            words = tr("{name} out of its family", name=variant.name)
            self._send(leave_family, command, words)

    def _on_rename(self) -> None:
        key = self.what.current_key()
        if self.family is None or not isinstance(key, tuple) or self._may.reason:
            return
        (option, value), to = key, self.to.text()
        command = RenameOption(*self._signed(), self.family.product, option, to, value)
        words = tr("{word} of {name}", word=value or option, name=self.family.name)
        self._send(rename_option, command, words)

    def _on_join(self) -> None:
        if self.family is None or self._may.reason:
            return
        if self.pick.chosen is None:
            self.pick.field.set_error(tr("Choose a product first."))
            return
        names = [option.name for option in self.family.options] or [self.name.text()]
        told = zip(names, (edit.text() for edit in self.values), strict=True)
        command = JoinFamily(
            *self._signed(), self.pick.chosen.product, self.family.product, tuple(told)
        )
        self._send(join_family, command, tr("{name} in its family", name=self.pick.chosen.name))

    def _signed(self) -> tuple[UUID, Actor, datetime]:
        context = self._context
        return context.signed()

    def _send(self, function: Callable[..., FamilyChanged], command: Any, words: str) -> None:
        for button in (self.leave, self.rename, self.join):
            button.setEnabled(False)
        self.told.hide()

        def then(changed: FamilyChanged) -> None:
            self._done(changed.batch, words, tr("{what} changed", what=words))
            self.pick.forget()
            for edit in self.values:
                edit.clear()
            self._read()

        self._context.work.write(self, function, command, then=then, failed=self._on_refused)

    def _on_refused(self, error: UserError) -> None:
        for button in (self.leave, self.rename, self.join):
            button.setEnabled(self.family is not None)
        self.told.setText(str(error))
        self.told.show()


def _called(variant: FamilyMember) -> str:
    is_archived = variant.status == "archived"
    return tr("{values} (archived)", values=variant.values) if is_archived else variant.values


def _row(*parts: QWidget) -> QHBoxLayout:
    """Side by side; fields share the width, buttons stand at their feet."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for part in parts:
        if isinstance(part, Field):
            row.addWidget(part, 1)
        else:
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignBottom)
    if not any(isinstance(part, Field) for part in parts):
        row.addStretch(1)
    return row
