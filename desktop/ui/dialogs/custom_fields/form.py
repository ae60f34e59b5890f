"""The form of one field: its words, type, choices, heading, and whether it may be empty."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.commands.custom_fields import ChangeField, DefineField, change_field, define_field
from desktop.domain.conflict import ChangedMeanwhile
from desktop.domain.custom_field import TYPES, FieldInfo
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor
from desktop.ui.context import Context
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.form import Form
from desktop.ui.widgets.line_edit import LineEdit

PART = ";"
NAMES = {"options": "choices"}  # of the command's refusals, where the form's are other ones


class FieldForm(Dialog):
    """``info`` None makes a new one. ``done(batch, label)`` is called after the commit."""

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        info: FieldInfo | None,
        done: Callable[[UUID, str], object],
    ) -> None:
        title = tr("New field") if info is None else tr("Change {name}", name=info.label)
        super().__init__(parent, title, icon="plus" if info is None else "pencil")
        self._context, self._info, self._done = context, info, done
        self._id = context.ids.new()
        must = [("no", tr("May be empty")), ("yes", tr("Must have a value"))]
        fields = {
            "label": Field(tr("Name"), LineEdit(), tr("As it stands in forms, lists and files")),
            "type": Field(tr("Type"), Combo((key, tr(name)) for key, name in TYPES.items())),
            "required": Field(tr("When saved"), Combo(must)),
            "choices": Field(tr("Choices"), LineEdit(), tr("Put ; between them")),
            "section": Field(tr("Heading"), LineEdit(), tr("In forms it stands under this")),
        }
        if info is None:
            fields["key"] = Field(tr("Key"), LineEdit(), tr("Empty: made from the name"))
        self._choices, self._type = fields["choices"], fields["type"].editor
        self.form = Form(fields, wide=("label", "choices"))
        self.form.show_values(_values(info))
        self._seen = self._wanted()
        self.body.addWidget(self.form)
        self.add_cancel()
        self._save = self.add_button(Button(tr("Save"), "primary", "check", self._on_save))
        assert isinstance(self._type, Combo)
        self._type.chosen.connect(lambda _key: self._show_choices())
        self._show_choices()

    def _show_choices(self) -> None:
        assert isinstance(self._type, Combo)
        self._choices.setVisible(self._type.current_key() == "choice")
        self.place()

    def _wanted(self) -> dict[str, Any]:
        """What stands in the form, in the command's words."""
        typed = self.form.typed()
        words = tuple(word.strip() for word in typed["choices"].split(PART) if word.strip())
        return {
            "label": typed["label"].strip(),
            "type": typed["type"],
            "required": typed["required"] == "yes",
            "choices": words if typed["type"] == "choice" else (),
            "section": typed["section"].strip(),
        }

    def _on_save(self) -> None:
        self.form.clear_errors()
        self._save.setEnabled(False)
        wanted = self._wanted()
        head = (self._id, self._context.actor(), self._context.clock.now())
        function: Callable[..., Any]
        if self._info is None:
            key = self.form.typed()["key"]
            function, command = define_field, DefineField(*head, **wanted, key=key)
        else:
            mine = {key: value for key, value in wanted.items() if value != self._seen[key]}
            function, command = change_field, self._change(head, mine)
        self._context.work.write(
            self, function, command, then=lambda _result: self._on_saved(wanted["label"]),
            failed=self._on_refused,
        )  # fmt: skip

    def _change(self, head: tuple[UUID, Actor, datetime], mine: dict[str, Any]) -> Any:
        """A choice that is called otherwise in its place is the same choice."""
        assert self._info is not None
        old, new = self._seen["choices"], mine.get("choices", ())
        pairs = zip(old, new, strict=True) if len(old) == len(new) else ()
        renamed = {a: b for a, b in pairs if a != b and a not in new and b not in old}
        seen = {key: value for key, value in self._seen.items() if key != "choices"}
        return ChangeField(*head, self._info.key, mine, renamed, 0, seen | self._kept_choices(mine))

    def _kept_choices(self, mine: dict[str, Any]) -> dict[str, Any]:
        """Choices are compared as they are kept."""
        if self._info is None or not {"choices", "type"} & mine.keys():
            return {}
        return {"choices": [{"key": o.key, "label": o.label} for o in self._info.options]}

    def _on_saved(self, label: str) -> None:
        self.accept()
        self._done(self._id, label)

    def _on_refused(self, error: UserError) -> None:
        """Nothing typed is lost; where someone was faster, it is asked whose value stays."""
        self._save.setEnabled(True)
        self._id = self._context.ids.new()
        if not isinstance(error, ChangedMeanwhile):
            self.form.refuse(error)
            self.place()
            return
        self.form.show_clashes(error, self._context.shop.zone, _words, self._save, NAMES)
        for clash in error.clashes:
            self._seen[NAMES.get(clash.field, clash.field)] = clash.now
        self.place()


def _words(field: str, value: Any) -> str:
    """A column's value as the form's word for it."""
    if field == "options":
        return f"{PART} ".join(option["label"] for option in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _values(info: FieldInfo | None) -> dict[str, str]:
    """The field as the form's words."""
    if info is None:
        return {"type": "text", "required": "no"}
    return {
        "label": info.label,
        "type": info.type,
        "required": "yes" if info.is_required else "no",
        "choices": f"{PART} ".join(option.label for option in info.options),
        "section": info.section,
    }
