"""The left side of the dialog: template, copies, where on the sheet and where to."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.label import Template
from desktop.queries.label_facts import MOST_COPIES
from desktop.ui.context import Context
from desktop.ui.dialogs.print_labels.source import LabelSource
from desktop.ui.dialogs.print_labels.target import TargetChoice
from desktop.ui.labels.run import Target
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.choices import Combo, Spin
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label

WIDE = 400


class Choices(QWidget):
    """``changed`` when other labels are meant, ``placed`` when the same lie elsewhere."""

    changed = Signal()
    placed = Signal()

    def __init__(self, context: Context, source: LabelSource) -> None:
        super().__init__()
        self._context, self._source = context, source
        self._templates: Sequence[Template] = ()
        self.template = Combo()
        least = 0 if source.received else 1
        self.copies = Spin(least, least, MOST_COPIES)
        self.copies.setSpecialValueText(source.received)
        self.start = Spin(1, 1, 1)
        self.first = Spin(1, 1, 1)
        self.target = TargetChoice(context, source.name)
        self._start = Field(tr("First free label of the sheet"), self.start)
        self._first = Field(tr("Go on at label"), self.first)
        self.setFixedWidth(current_theme().px(WIDE))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        template, copies = Field(tr("Template"), self.template), Field(tr("Copies"), self.copies)
        for part in (template, copies, self._start, self._first):
            column.addWidget(part)
        column.addWidget(Label(tr("Where to"), "medium"))
        column.addWidget(self.target)
        self._start.hide()
        self._first.hide()
        self.template.chosen.connect(self._on_template)
        self.copies.valueChanged.connect(lambda _value: self.changed.emit())
        for spin in (self.start, self.first):
            spin.valueChanged.connect(lambda _value: self.placed.emit())
        self.target.changed.connect(self._show_start)

    @property
    def is_ready(self) -> bool:
        """Whether there are templates by now."""
        return bool(self._templates)

    @property
    def chosen(self) -> Template:
        """The template that is shown."""
        key = self.template.current_key()
        return next(one for one in self._templates if one.key == key)

    def show_templates(self, found: Sequence[Template]) -> None:
        """What was used last stands there, where it is of the kind that is wanted."""
        self._templates = found
        source, kept = self._source, self._context.settings.label_template
        same = [one.key for one in found if (one.use == "lot") == (source.use == "lot")]
        usual = [one.key for one in found if one.use == source.use] or [found[0].key]
        items = [(one.key, one.name) for one in found]
        self.template.set_items(items, kept if kept in same else usual[0])
        self._on_template()

    def go_on_at(self, label: int) -> None:
        """What is out need not be printed again."""
        if label > 1:
            self._first.show()
            self.first.setValue(label)

    def keep(self, target: Target) -> None:
        """For the next time."""
        context = self._context
        kept = replace(
            context.settings, label_template=self.chosen.key, label_to=target.kind,
            label_host=target.host, label_dpi=target.dpi,
        )  # fmt: skip
        if kept != context.settings:
            context.save_settings(kept)

    def _on_template(self, _key: object = None) -> None:
        self.start.setRange(1, self.chosen.paper.per_page)
        self._show_start()
        self.changed.emit()

    def _show_start(self) -> None:
        """A printer of labels has no sheets."""
        is_page = self.target.kind.current in ("pdf", "printer")
        self._start.setVisible(bool(self._templates) and self.chosen.paper.is_sheet and is_page)
