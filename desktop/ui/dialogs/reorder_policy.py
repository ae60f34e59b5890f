"""The policy of ordering: how surely goods shall last, when one looks again, what may be spent."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.commands.reorder_policy import (
    ChangePolicy,
    UndoPolicy,
    change_policy,
    undo_policy,
)
from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.domain.reorder_policy import LEAST_PERCENT, MOST_DAYS, MOST_PERCENT, Policy
from desktop.queries.reorder_policy import reorder_policy
from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.rights import Right
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Spin
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.money_edit import MoneyEdit

CLASSES = (
    ("a", "Class A", "They earn the first 80 %"),
    ("b", "Class B", "They earn the next 15 %"),
    ("c", "Class C", "All others, new goods too"),
)


class PolicyDialog(Dialog):
    """Shows what holds now; ``done`` after it was saved or taken back."""

    def __init__(
        self, parent: QWidget, context: Context, edits: Edits, done: Callable[[], object]
    ) -> None:
        subtitle = tr("Reorder, alerts and the last year lived again all go by it.")
        super().__init__(parent, tr("Order policy"), subtitle, "sliders-horizontal", width=560)
        self._context, self._edits, self._done = context, edits, done
        self.seen = Policy()
        self._spins = {key: Spin(95, LEAST_PERCENT, MOST_PERCENT, " %") for key, *_ in CLASSES}
        self._days = Spin(7, 0, MOST_DAYS, f" {tr('days')}")
        self._budget = MoneyEdit(None, context.shop.decimals, "budget")
        self._fields = {
            key: Field(tr(title), self._spins[key], tr(hint)) for key, title, hint in CLASSES
        }
        self._build()
        self._save = self.add_button(Button(tr("Save"), "primary", "check", self._on_save))
        self._may = Right(self, context, Permission.EDIT_SETTINGS, self._save)
        if self._may.reason:
            self.body.addWidget(Label(self._may.reason, "small", "muted", wrap=True))
        context.work.read(
            self, reorder_policy, context.shop.store, then=self.show_policy, failed=self._refused
        )

    def _build(self) -> None:
        words = tr("Of 100 times, how often goods shall last until the delivery after the next:")
        self.body.addWidget(Label(words, "body", "secondary", wrap=True))
        classes = QWidget()
        row = QHBoxLayout(classes)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        for field in list(self._fields.values()):
            row.addWidget(field, 1)
        self.body.addWidget(classes)
        days = tr("Orders last until then. More days: fewer and larger orders.")
        self._fields["review_days"] = Field(tr("Looked at again after"), self._days, days)
        currency = self._context.shop.currency
        money = tr("No more is proposed at once, the most urgent first. Empty: no limit.")
        self._fields["budget"] = Field(tr("Budget in {name}", name=currency), self._budget, money)
        for key in ("review_days", "budget"):
            self.body.addWidget(self._fields[key])
        self.add_button(Button(tr("Alerts…"), "link", on_click=self._on_alerts), left=True)
        self.add_cancel()

    def show_policy(self, policy: Policy) -> None:
        """What holds now."""
        self.seen = policy
        for key, spin in self._spins.items():
            spin.setValue(getattr(policy, key))
            if spin.hasFocus():
                spin.selectAll()  # what is typed takes its place
        self._days.setValue(policy.review_days)
        self._budget.set_value(policy.budget)

    def chosen(self) -> Policy:
        """What stands in the fields; UserError where the budget is no amount."""
        percents = {key: spin.value() for key, spin in self._spins.items()}
        return Policy(**percents, review_days=self._days.value(), budget=self._budget.value())

    def _on_save(self) -> None:
        context = self._context
        try:
            wanted = self.chosen()
        except UserError as error:
            self._refused(error)
            return
        command = ChangePolicy(*self._now(), wanted, self.seen)
        self._save.setEnabled(False)
        saved = (tr("the policy"), tr("The policy is saved."))

        def then(_: Policy) -> None:
            self.accept()
            if wanted == self.seen:
                context.notify(tr("The policy is as it was."), "info")
                return
            self._edits.note_with(lambda: self._take_back(command), *saved)
            self._done()

        context.work.write(self, change_policy, command, then=then, failed=self._refused)

    def _take_back(self, command: ChangePolicy) -> None:
        context, done, owner = self._context, self._done, self._owner

        def then(_: Policy) -> None:
            context.notify(tr("The policy is as before."), "ok")
            done()

        def failed(error: UserError) -> None:
            context.notify(str(error), "bad")

        back = UndoPolicy(*self._now(), command.id)
        context.work.write(owner, undo_policy, back, then=then, failed=failed)

    def _now(self) -> tuple[Any, Any, Any]:
        return self._context.signed()

    def _on_alerts(self) -> None:
        """From which chance on goods that run out are told is a rule of alerts."""
        self.reject()
        self._context.go("settings", card="alerts")

    def _refused(self, error: UserError) -> None:
        self._save.setEnabled(not self._may.reason)
        for field in self._fields.values():
            field.set_error("")
        at = self._fields.get(error.field)
        if at is not None:
            at.set_error(str(error))
            at.editor.setFocus()
        else:
            self._context.notify(str(error), "bad")
