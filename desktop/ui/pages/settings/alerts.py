"""The rules by which alerts are raised, the same on all workstations."""

from collections.abc import Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop.commands.alert_rules import (
    ChangeAlertRules,
    UndoAlertRules,
    change_alert_rules,
    undo_alert_rules,
)
from desktop.commands.alerts import Reviewed
from desktop.domain.alert_rules import DEFAULTS, MOST_PERCENT, Rule
from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.queries.alert_rules import alert_rules
from desktop.queries.alerts import SEVERITIES
from desktop.ui.context import Context
from desktop.ui.rights import Right
from desktop.ui.text import plural, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.choices import Combo, Spin, Switch
from desktop.ui.widgets.label import Label

# kind: its name, what it says, and what its percentage is of
WORDS = {
    "negative": ("Below zero", "A place holds less than nothing", ""),
    "out_of_stock": ("Out of stock", "Nothing is left of an active product", ""),
    "low_stock": ("Low stock", "On hand is at or below this share of the reorder point", "share"),
    "depletion": (
        "Runs out too soon",
        "The chance to run out before a delivery",
        "chance",
    ),
    "price_rise": ("Price rise", "A vendor asks this much more than 30 days before", "rise"),
}
MEASURES = {
    "chance": "Chance that it runs out",
    "share": "Share of the reorder point",
    "rise": "Rise of the price",
}


class _Line:
    """One rule: on or off, its severity, its percentage where it has one."""

    def __init__(self, kind: str) -> None:
        title, self.says, measure = WORDS[kind]
        self.kind = kind
        self.switch = Switch(tr(title))
        self.switch.setAccessibleDescription(tr(self.says))
        self.severity = Combo([(choice.value, tr(choice.title)) for choice in SEVERITIES])
        self.severity.setAccessibleName(f"{tr(title)}: {tr('Severity')}")
        self.percent: Spin | None = None
        if measure:
            self.percent = Spin(DEFAULTS[kind].percent, 1, MOST_PERCENT, " %")
            self.percent.setAccessibleName(f"{tr(title)}: {tr(MEASURES[measure])}")

    @property
    def controls(self) -> list[QWidget]:
        """In the order of the Tab key."""
        return [c for c in (self.switch, self.severity, self.percent) if c is not None]

    def show_rule(self, rule: Rule) -> None:
        """What acts now."""
        self.switch.setChecked(rule.is_on)
        self.severity.set_current(rule.severity)
        if self.percent is not None:
            self.percent.setValue(rule.percent)

    def rule(self) -> Rule:
        """What was chosen."""
        percent = self.percent.value() if self.percent is not None else 0
        severity = str(self.severity.current_key())
        return Rule(self.kind, severity, percent, self.switch.isChecked())


class AlertsCard(Card):
    """Saved with its button; what stands follows at once, and one undo takes all of it back."""

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Alerts"))
        self._context = context
        self.seen: tuple[Rule, ...] = ()
        self.lines = {kind: _Line(kind) for kind in DEFAULTS}
        self._save = Button(tr("Save rules"), "primary", "check", on_click=self._on_save)
        self._reason = Label("", "small", "muted", wrap=True)
        sentence = tr("Open alerts follow as soon as the rules are saved.")
        self.add(Label(sentence, "body", "secondary", wrap=True))
        self.add(self._grid())
        foot = QHBoxLayout()
        foot.addWidget(self._reason, 1)
        foot.addWidget(self._save)
        self.add(foot)
        switches = (line.switch for line in self.lines.values())
        self._right = Right(self, context, Permission.EDIT_SETTINGS, self._save, *switches)
        self._right.changed.connect(self._show_right)
        self._show_right()
        context.work.changed.connect(self._on_changed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read()

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(0)
        for number, line in enumerate(self.lines.values()):
            row = 3 * number
            grid.addWidget(line.switch, row, 0)
            for column, control in enumerate(line.controls[1:], 1):
                grid.addWidget(control, row, column)
                line.switch.toggled.connect(control.setEnabled)
            grid.addWidget(Label(tr(line.says), "small", "muted"), row + 1, 0, 1, 3)
            grid.setRowMinimumHeight(row + 2, 12)
        grid.setColumnStretch(0, 1)
        return grid

    def _read(self) -> None:
        work, store = self._context.work, self._context.shop.store
        work.read(self, alert_rules, store, then=self._on_rules, failed=self._on_refused)

    def _on_changed(self, tables: frozenset[str]) -> None:
        """Rules of another workstation are shown, unless something was chosen here meanwhile."""
        if self.isVisible() and tables & {"setting", "*"} and self._chosen() == self.seen:
            self._read()

    def _chosen(self) -> tuple[Rule, ...]:
        return tuple(line.rule() for line in self.lines.values())

    def _on_rules(self, rules: Sequence[Rule]) -> None:
        self.seen = tuple(rules)
        for rule in rules:
            line = self.lines[rule.kind]
            line.show_rule(rule)
        self._save.setEnabled(not self._right.reason)
        self._show_right()

    def _show_right(self) -> None:
        """Who may only look is told so; a rule that is off has nothing to choose."""
        self._reason.setText(self._right.reason)
        for line in self.lines.values():
            for control in line.controls[1:]:
                control.setEnabled(not self._right.reason and line.switch.isChecked())

    def _on_save(self) -> None:
        context, chosen = self._context, self._chosen()
        if chosen == self.seen:
            context.notify(tr("The rules are as they were: nothing was changed."), "info")
            return
        head = context.signed()
        command = ChangeAlertRules(*head, chosen, self.seen)
        self._save.setEnabled(False)

        def then(done: Reviewed) -> None:
            words = f"{tr('The rules are saved.')} {_told(done)}"
            context.notify(words, "ok", tr("Undo"), lambda: self._take_back(command))
            self._on_rules(chosen)

        context.work.write(self, change_alert_rules, command, then=then, failed=self._on_refused)

    def _take_back(self, command: ChangeAlertRules) -> None:
        context = self._context
        back = UndoAlertRules(*context.signed(), command.id)

        def then(done: Reviewed) -> None:
            context.notify(f"{tr('The rules are as before.')} {_told(done)}", "ok")
            self._read()

        context.work.write(self, undo_alert_rules, back, then=then, failed=self._on_refused)

    def _on_refused(self, error: UserError) -> None:
        self._save.setEnabled(not self._right.reason)
        self._context.notify(str(error), "bad")
        if error.code == "stale":
            self._read()


def _told(done: Reviewed) -> str:
    """What the rules did to the alerts, in one sentence."""
    parts = []
    if done.raised:
        parts.append(plural("{n} alert is new", "{n} alerts are new", done.raised))
    if done.resolved:
        parts.append(plural("{n} is over", "{n} are over", done.resolved))
    if not parts:
        return tr("No alert came or went.")
    return f"{', '.join(parts)}."
