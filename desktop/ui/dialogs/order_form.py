"""A purchase order: to whom, when it is due, and what is noted on it."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QWidget

from desktop.commands.purchases import (
    ChangeOrder,
    DraftOrders,
    NewOrder,
    Ordered,
    change_order,
    draft_orders,
)
from desktop.domain.errors import UserError
from desktop.queries.columns import Choice
from desktop.queries.purchases import OrderCard
from desktop.queries.vendors import vendor_choices
from desktop.ui.context import Context
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.date_edit import DateEdit
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.line_edit import LineEdit


class OrderForm(Dialog):
    """``card`` is changed; without one a draft is made for a vendor. ``done``: with its id."""

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        card: OrderCard | None = None,
        done: Callable[[UUID], object] | None = None,
    ) -> None:
        title = tr("New order") if card is None else tr("Order {number}", number=card.number)
        super().__init__(parent, title, card.vendor_name if card else "", "truck", width=440)
        self._context, self._card, self._done = context, card, done
        self._id = context.ids.new()
        today = context.shop.day_of(context.clock.now())
        due = card.due if card and card.due else today
        self._vendors = Combo()
        self._whose = Field(tr("Vendor"), self._vendors)
        self._due = DateEdit(QDate(due.year, due.month, due.day), tr("Due"))
        self._note = LineEdit(card.note if card else "", tr("Such as: deliver before noon"))
        self._field = Field(tr("Note"), self._note)
        if card is None:
            self.body.addWidget(self._whose)
            context.work.read(self, vendor_choices, then=self._on_vendors)
        self.body.addWidget(Field(tr("Due"), self._due))
        self.body.addWidget(self._field)
        self.add_cancel()
        self._save = self.add_button(Button(tr("Save"), "primary", "check", self._on_save))

    def _on_vendors(self, found: list[Choice]) -> None:
        self._vendors.set_items((choice.value, choice.title) for choice in found)
        if not found:
            self._whose.set_error(tr("There is no vendor yet. Add one under Vendors first."))
            self._save.setEnabled(False)

    def _on_save(self) -> None:
        context, day = self._context, self._due.date()
        due = date(day.year(), day.month(), day.day())
        head = (self._id, context.actor(), context.clock.now())
        self._save.setEnabled(False)
        if self._card is not None:
            change = ChangeOrder(*head, self._card.id, due, self._note.text())
            context.work.write(
                self, change_order, change, then=lambda one: self._on_done((one,)),
                failed=self._refused,
            )  # fmt: skip
            return
        vendor: Any = self._vendors.current_key()
        order = NewOrder(vendor, (), due, self._note.text()) if vendor else None
        if order is None:
            self._save.setEnabled(True)
            return
        context.work.write(
            self, draft_orders, DraftOrders(*head, (order,)), then=self._on_done,
            failed=self._refused,
        )  # fmt: skip

    def _on_done(self, made: tuple[Ordered, ...]) -> None:
        self.accept()
        if self._done is not None:
            self._done(made[0].document)

    def _refused(self, error: UserError) -> None:
        self._save.setEnabled(True)
        at_vendor = error.field == "vendor" and self._card is None
        (self._whose if at_vendor else self._field).set_error(str(error))
