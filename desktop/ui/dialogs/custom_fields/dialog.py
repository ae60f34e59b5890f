"""The shop's own fields: all of them in their order, and what can be done with each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.commands.custom_fields import (
    ChangeField,
    DeleteField,
    OrderFields,
    UseGroup,
    change_field,
    delete_field,
    order_fields,
    use_group,
)
from desktop.commands.field_undo import UndoFields, undo_fields
from desktop.domain.custom_field import FieldInfo
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor, Permission
from desktop.queries.custom_fields import fields_in, values_held
from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.dialogs.custom_fields.food import food_menu
from desktop.ui.dialogs.custom_fields.form import FieldForm
from desktop.ui.dialogs.custom_fields.words import row_of, titles
from desktop.ui.edits import Edits
from desktop.ui.rights import Right
from desktop.ui.text import plural, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.button import Button, IconButton
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.row_table import RowTable

TABLES = frozenset({"*", "custom_field", "product"})
WIDTH, TALL = 960, 300
Told = tuple[tuple[FieldInfo, ...], dict[str, int]]


class CustomFields(Dialog):
    """Enter changes, Ins makes a new one, Del deletes, Alt with arrows moves, Ctrl+Z undoes."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        subtitle = tr("They are in use at once: in form, list, filter, search, files and on labels")
        super().__init__(parent, tr("Custom fields"), subtitle, icon="list-checks", width=WIDTH)
        self._context = context
        self._fields: tuple[FieldInfo, ...] = ()
        self._held: dict[str, int] = {}
        self.table = RowTable(tr("Fields"))
        self.table.setFixedHeight(current_theme().px(TALL))
        self.told = Label("", "body", "secondary", wrap=True)
        self.warning = Banner("warn", "")
        self.agree = self.warning.add_action("", self._delete_now, "trash-2")
        self.warning.hide()
        self.edits = Edits(self, context, self._back)
        self._build()
        self._may = Right(self, context, Permission.DEFINE_FIELDS, *self._buttons)
        self.table.opened.connect(lambda _row: self.change())
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_buttons())
        context.work.changed.connect(self._on_changed)
        self._on_changed(TABLES)

    def _build(self) -> None:
        new = Button(tr("New field"), "primary", "plus", self.define)
        self._edit = Button(tr("Change …"), "default", "pencil", self.change)
        self._retire = Button(tr("Retire"), "default", "eye-off", self.retire)
        self._delete = Button(tr("Delete"), "default", "trash-2", self.delete)
        self._up = IconButton("chevron-up", tr("Further up"), lambda: self.move_by(-1), "Alt+Up")
        self._down = IconButton(
            "chevron-down", tr("Further down"), lambda: self.move_by(1), "Alt+Down"
        )
        self._food = Button(tr("Food …"), "default", "leaf", self.open_food)
        self._buttons = (
            new, self._edit, self._retire, self._delete, self._up, self._down, self._food,
        )  # fmt: skip
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in self._buttons[:-1]:
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._food)
        self.body.addLayout(row)
        self.body.addWidget(self.warning)
        self.body.addWidget(self.table)
        self.body.addWidget(self.told)
        self.add_cancel(tr("Close"))
        install(
            self,
            [
                Command(tr("New field"), "Ins", self.define, "plus"),
                Command(tr("Delete the field"), "Del", self.delete, "trash-2"),
                Command(tr("Field further up"), "Alt+Up", lambda: self.move_by(-1), "chevron-up"),
                Command(
                    tr("Field further down"), "Alt+Down", lambda: self.move_by(1), "chevron-down"
                ),
            ],
        )

    @property
    def chosen(self) -> FieldInfo | None:
        """The field of the current row."""
        row = self.table.currentIndex().row()
        return self._fields[row] if 0 <= row < len(self._fields) else None

    def define(self) -> None:
        """A new field."""
        if self._may.reason:
            return
        FieldForm(self, self._context, None, self._on_saved).open()

    def change(self) -> None:
        """The form of the chosen one."""
        if self.chosen is not None and not self._may.reason:
            FieldForm(self, self._context, self.chosen, self._on_saved).open()

    def retire(self) -> None:
        """Hides the chosen field with its values, or brings it back."""
        info = self.chosen
        if info is None:
            return
        words = tr("{name} retired") if info.is_active else tr("{name} is back")
        command = ChangeField(*self._begin(), info.key, {"is_active": not info.is_active})
        self._write(change_field, command, words.format(name=info.label))

    def delete(self) -> None:
        """At once where no product has a value; else it is told first what is lost."""
        info = self.chosen
        if info is None or self._may.reason:
            return
        lost = self._held.get(info.key, 0)
        if not lost:
            self._delete_now()
            return
        said = plural(
            "{name} has a value for {n} product.", "{name} has a value for {n} products.", lost,
            name=info.label,
        )  # fmt: skip
        self.warning.say("warn", said, tr("Retired, it keeps them."))
        self.agree.setText(plural("Delete with {n} value", "Delete with {n} values", lost))
        self.agree.show()
        self.warning.show()
        self.agree.setFocus()
        self.place()

    def _delete_now(self) -> None:
        info = self.chosen
        self.warning.hide()
        if info is None:
            return
        command = DeleteField(*self._begin(), info.key)
        self._write(delete_field, command, tr("{name} deleted", name=info.label))

    def move_by(self, step: int) -> None:
        """The chosen field changes its place with its neighbour."""
        here, keys = self.table.currentIndex().row(), [info.key for info in self._fields]
        there = here + step
        if not (0 <= here < len(keys) and 0 <= there < len(keys)) or self._may.reason:
            return
        keys.insert(there, keys.pop(here))
        self.table.selectRow(there)
        self._write(order_fields, OrderFields(*self._begin(), tuple(keys)), tr("Order changed"))

    def open_food(self) -> None:
        """Ready-made groups, each with a check; all of them with one key."""
        menu = food_menu(self, self._fields, self._use)
        menu.popup(self._food.mapToGlobal(QPoint(0, self._food.height() + 4)))

    def _use(self, group: str, title: str, is_on: bool) -> None:
        words = tr("{name}: in use") if is_on else tr("{name}: hidden, values kept")
        self._write(use_group, UseGroup(*self._begin(), group, is_on), words.format(name=title))

    def _begin(self) -> tuple[UUID, Actor, datetime]:
        """What every command begins with."""
        return self._context.signed()

    def _back(self, batch: UUID) -> tuple[Any, Any]:
        return undo_fields, UndoFields(*self._begin(), batch)

    def _write(self, function: Any, command: Any, words: str) -> None:
        def done(_result: object) -> None:
            self.edits.note(command.id, words, f"{words}.")

        self._context.work.write(self, function, command, then=done, failed=self._on_refused)

    def _on_saved(self, batch: UUID, label: str) -> None:
        words = tr("{name} saved", name=label)
        self.edits.note(batch, words, f"{words}.")

    def _on_refused(self, error: UserError) -> None:
        self.agree.hide()
        self.warning.say("bad", str(error))
        self.warning.show()
        self.place()

    def _on_changed(self, tables: frozenset[str]) -> None:
        if tables & TABLES:
            self._context.work.read(self, _told, then=self._on_read, failed=self._on_refused)

    def _on_read(self, told: Told) -> None:
        first = not self._fields
        self._fields, self._held = told
        held = self._held
        rows = [row_of(n, i, held[i.key]) for n, i in enumerate(self._fields, start=1)]
        self.table.show_rows(titles(), rows, left=(0, 1, 2, 3, 4))
        if first and rows and self.table.currentIndex().row() < 0:
            self.table.selectRow(0)
        if not rows:
            self._buttons[0].setFocus()
        used = sum(info.is_active for info in self._fields)
        said = plural("{n} field is in use.", "{n} fields are in use.", used)
        nothing = tr("None yet: make one, or take those of food as they are.")
        self.told.setText(said if self._fields else nothing)
        self.table.setVisible(bool(rows))
        self._show_buttons()

    def _show_buttons(self) -> None:
        info, reason = self.chosen, self._may.reason
        for button in (self._edit, self._retire, self._delete, self._up, self._down):
            button.setEnabled(info is not None and not reason)
        is_back = info is not None and not info.is_active
        self._retire.setText(tr("Bring back") if is_back else tr("Retire"))
        self.warning.hide()


def _told(session: Any) -> Told:
    fields = fields_in(session, also_retired=True)
    return fields, values_held(session, fields)
