"""A vendor's form: make one or change one; mistakes are shown at their field."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.commands.vendors import SaveVendor, save_vendor
from desktop.domain.conflict import ChangedMeanwhile
from desktop.domain.errors import UserError
from desktop.queries.vendors import VendorCard
from desktop.ui.context import Context
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.form import Form
from desktop.ui.widgets.line_edit import LineEdit

WORDS = ("name", "code", "email", "phone", "address", "terms", "notes")
ACTIVE, INACTIVE = "active", "inactive"


class VendorForm(Dialog):
    """``card`` None makes a new one. ``done(vendor)`` is called after the commit."""

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        card: VendorCard | None = None,
        done: Callable[[UUID], object] | None = None,
    ) -> None:
        title = tr("New vendor") if card is None else tr("Change {name}", name=card.name)
        super().__init__(parent, title, icon="truck")
        self._context = context
        self._card = card
        self._done = done
        self._id = context.ids.new()
        fields = {
            "name": Field(tr("Name"), LineEdit()),
            "code": Field(tr("Code"), LineEdit(), "" if card else tr("Empty: made from the name")),
            "terms": Field(tr("Terms"), LineEdit(), tr("As “30 days net”")),
            "email": Field(tr("E-mail"), LineEdit()),
            "phone": Field(tr("Phone"), LineEdit()),
            "address": Field(tr("Address"), LineEdit()),
            "notes": Field(tr("Notes"), LineEdit()),
        }
        if card is not None:
            states = [(ACTIVE, tr("Active")), (INACTIVE, tr("Inactive"))]
            fields["state"] = Field(tr("State"), Combo(states))
        self.form = Form(fields, wide=("name", "address", "notes"))
        self.form.show_values(_values(card) if card else {})
        shown = (*WORDS, "is_active")
        self._seen = {key: getattr(card, key) for key in shown} if card else {}
        self.body.addWidget(self.form)
        self.add_cancel()
        self._save = self.add_button(Button(tr("Save"), "primary", "check", self._on_save))

    def _on_save(self) -> None:
        self.form.clear_errors()
        self._save.setEnabled(False)
        context, card, typed = self._context, self._card, self.form.typed()
        command = SaveVendor(
            self._id,
            context.actor(),
            context.clock.now(),
            **{key: typed[key] for key in WORDS},
            is_active=typed.get("state", ACTIVE) == ACTIVE,
            vendor=card.vendor if card else None,
            version=card.version if card else 0,
            seen=self._seen if card else None,
        )
        context.work.write(self, save_vendor, command, then=self._on_saved, failed=self._on_refused)

    def _on_saved(self, vendor: UUID) -> None:
        self.accept()
        if self._done:
            self._done(vendor)

    def _on_refused(self, error: UserError) -> None:
        """Nothing typed is lost; where someone was faster, it is asked whose value stays."""
        self._save.setEnabled(True)
        if not isinstance(error, ChangedMeanwhile):
            self.form.refuse(error)
            return
        names = {"is_active": "state"}
        self.form.show_clashes(error, self._context.shop.zone, _words, self._save, names)
        self._seen |= {clash.field: clash.now for clash in error.clashes}


def _words(field: str, value: Any) -> str:
    """A value of the command as the form's word for it."""
    if field == "is_active":
        return ACTIVE if value else INACTIVE
    return str(value)


def _values(card: VendorCard) -> dict[str, str]:
    """The card as the form's words."""
    state = ACTIVE if card.is_active else INACTIVE
    return {**{key: getattr(card, key) for key in WORDS}, "state": state}
