"""Above the list: open, snoozed and done with their counts, and what narrows the list."""

from functools import partial

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.queries.alerts import ALERTS, DONE, OPEN, SEVERITIES, SNOOZED, Tally
from desktop.queries.columns import Filter
from desktop.ui.table.facets import StayingMenu, choice_menu, chosen_title
from desktop.ui.text import number, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import line
from desktop.ui.widgets.line_edit import FilterEdit
from desktop.ui.widgets.tab_bar import TabBar

TYPING_MS = 120
VIEWS = {"open": ("Open", OPEN), "snoozed": ("Snoozed", SNOOZED), "done": ("Done", DONE)}
RULE = next(facet for facet in ALERTS.facets if facet.key == "type")


class Head(QWidget):
    """``asked`` after each change of view, chips or words; ``all`` acknowledges what is listed."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tally = Tally({}, {}, {}, None)
        self._rules: tuple[Filter, ...] = ()
        self._tabs = TabBar([(key, tr(title)) for key, (title, _) in VIEWS.items()])
        self._tabs.chosen.connect(lambda _key: self.asked.emit())
        self.all = Button(tr("Acknowledge all"), icon="check")
        self.rules = Button(tr("Rules"), "ghost", "sliders-horizontal")
        self.rules.setToolTip(tr("When an alert is raised"))
        self._chips = {
            choice.value: Button(tr(choice.title), "chip", on_click=partial(self._on_chip, choice))
            for choice in SEVERITIES
        }
        for chip in self._chips.values():
            chip.setChecked(True)
        self._rule = Button(tr(RULE.title), "chip", on_click=self._on_rule)
        self.edit = FilterEdit(tr("Filter alerts"))
        self.edit.setMinimumWidth(80)
        self.edit.setMaximumWidth(200)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(self.asked)
        self.edit.textChanged.connect(lambda _text: self._timer.start())
        self._more = QHBoxLayout()
        self._put_together()
        self._show_counts()

    @property
    def view(self) -> str:
        """Which tab is chosen."""
        return self._tabs.current()

    @property
    def search(self) -> str:
        """The words that are looked for."""
        return self.edit.text().strip()

    @property
    def own_filters(self) -> tuple[Filter, ...]:
        """What makes the view."""
        return VIEWS[self.view][1]

    @property
    def filters(self) -> tuple[Filter, ...]:
        """The view's, and those of the chips."""
        on = tuple(key for key, chip in self._chips.items() if chip.isChecked())
        chosen = () if len(on) == len(self._chips) else (Filter("severity", "in", on),)
        return (*self.own_filters, *chosen, *self._rules)

    def add_button(self, button: QWidget) -> None:
        """One more, behind the words that are looked for."""
        self._more.addWidget(button)

    def show_view(self, key: str) -> None:
        """A view by its key, with nothing narrowed."""
        self._tabs.set_current(key)
        self._rules = ()
        self.edit.clear()
        self._timer.stop()
        for chip in self._chips.values():
            chip.setChecked(True)
        self._show_rules()
        self._show_counts()
        self.asked.emit()

    def show_tally(self, tally: Tally) -> None:
        """Other counts."""
        self._tally = tally
        self._show_counts()

    def show_chosen(self, alerts: int) -> None:
        """How many rows are chosen: the button is for them, where they are several."""
        several = tr("Acknowledge {n}", n=number(alerts))
        self.all.setText(several if alerts > 1 else tr("Acknowledge all"))
        self.all.updateGeometry()

    def show_for_view(self) -> None:
        """What is done needs no acknowledging, and where nothing is there is nothing to do."""
        self._show_counts()

    def _counts(self) -> dict[str, dict[str, int]]:
        tally = self._tally
        return {"open": tally.open, "snoozed": tally.snoozed, "done": tally.done}

    def _show_counts(self) -> None:
        """A severity without any alert has no chip, unless it is what narrows the list."""
        found = self._counts()
        for key, counts in found.items():
            self._tabs.set_count(key, number(sum(counts.values())))
        here = found[self.view]
        self.all.setVisible(self.view != "done" and any(here.values()))
        for choice in SEVERITIES:
            chip, count = self._chips[choice.value], here.get(choice.value, 0)
            chip.setText(f"{tr(choice.title)}  {number(count)}")
            chip.updateGeometry()
            chip.setVisible(choice.value != "info" or count > 0)

    def _on_chip(self, choice: object) -> None:
        """The last chip that was on brings all of them back."""
        if not any(chip.isChecked() and not chip.isHidden() for chip in self._chips.values()):
            for chip in self._chips.values():
                chip.setChecked(True)
        self.asked.emit()

    def _on_rule(self) -> None:
        """A chip that is on is taken off; else it opens."""
        if self._rules:
            self._set_rules(())
            return
        self._show_rules()
        menu = StayingMenu(self)
        choice_menu(menu, RULE, list(RULE.choices), self._rules, self._set_rules)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._rule.mapToGlobal(QPoint(0, self._rule.height() + 4)))

    def _set_rules(self, rules: tuple[Filter, ...]) -> None:
        self._rules = rules
        self._show_rules()
        self.asked.emit()

    def _show_rules(self) -> None:
        words = f"{chosen_title(RULE, self._rules)}  ×" if self._rules else tr(RULE.title)
        self._rule.setText(words)
        self._rule.setChecked(bool(self._rules))
        self._rule.updateGeometry()

    def _put_together(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(16, 0, 12, 0)
        top.setSpacing(8)
        top.addWidget(self._tabs, 1)
        top.addWidget(self.rules)
        top.addWidget(self.all)
        chips = QHBoxLayout()
        chips.setContentsMargins(16, 9, 16, 9)
        chips.setSpacing(8)
        for chip in self._chips.values():
            chips.addWidget(chip)
        parting = line(vertical=True)
        parting.setFixedHeight(28)
        chips.addWidget(parting)
        chips.addWidget(self._rule)
        chips.addStretch(1)
        chips.addWidget(self.edit, 2)
        chips.addLayout(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(line())
        column.addLayout(chips)
