"""The columns of a file: what each is called, some of its values, and the field it is read as."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.jobs.importing.choices import IGNORED
from desktop.jobs.importing.new_fields import is_new
from desktop.jobs.importing.previewing import Preview
from desktop.ui.dialogs.import_goods.words import NEW_FIELDS
from desktop.ui.goods_words import FIELDS
from desktop.ui.text import number, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.scrolled import Scrolled

MOST = 60


class ColumnMap(Scrolled):
    """``changed`` when a person gives a column another field."""

    changed = Signal()

    def __init__(self) -> None:
        self._inside = QWidget()
        super().__init__(self._inside, tr("What each column is"))
        self._header: tuple[str, ...] = ()
        self._known: tuple[str, ...] = ()
        self._words: dict[str, str] = {}
        self.combos: list[Combo] = []
        self._samples: list[ElideLabel] = []
        self._is_said = False
        self._taken: dict[str, Combo] = {}  # the column that a field was taken from

    def columns(self) -> tuple[tuple[str, str], ...]:
        """What was said; nothing while all is as it was found."""
        if not self._is_said:
            return ()
        keys = (str(combo.current_key() or IGNORED) for combo in self.combos)
        return tuple((name, key) for name, key in zip(self._header, keys, strict=False) if name)

    def forget(self) -> None:
        """Another file."""
        self._header, self._is_said = (), False

    def show_columns(self, seen: Preview) -> None:
        """The columns of another file, or what they are read as by now."""
        if (seen.header, seen.known) != (self._header, self._known):
            self._header, self._known = seen.header, seen.known
            self._is_said = False
            self._words = FIELDS | NEW_FIELDS | dict(seen.own)
            self._lay(seen.header, "")
        for combo, label, field, values in zip(
            self.combos, self._samples, seen.fields, seen.samples, strict=False
        ):
            combo.set_current(field)
            label.setText("  ·  ".join(values))

    def _lay(self, header: Sequence[str], words: str) -> None:
        self._inside = QWidget()
        grid = QGridLayout(self._inside)
        grid.setContentsMargins(0, 4, 12, 4)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for column, share in enumerate((3, 5, 3)):
            grid.setColumnStretch(column, share)
        self.combos, self._samples, self._taken = [], [], {}
        for row, name in enumerate(header[:MOST]):
            self._add(grid, row, name)
        if len(header) > MOST:
            words = tr("… and {n} more columns", n=number(len(header) - MOST))
        if words:
            grid.addWidget(Label(words, "body", "secondary", wrap=True), MOST, 0, 1, 3)
        grid.setRowStretch(MOST + 1, 1)
        self.setWidget(self._inside)

    def _add(self, grid: QGridLayout, row: int, name: str) -> None:
        words = self._words
        combo = Combo([("", tr(words[""])), *((key, tr(words[key])) for key in self._known)])
        combo.setAccessibleName(tr("Field of the column {name}", name=name or str(row + 1)))
        combo.setMinimumWidth(current_theme().px(180))
        combo.chosen.connect(partial(self._on_chosen, combo))
        samples = ElideLabel("", "body", "secondary")
        grid.addWidget(ElideLabel(name or tr("Column {n}", n=row + 1), "strong"), row, 0)
        grid.addWidget(samples, row, 1)
        grid.addWidget(combo, row, 2)
        self.combos.append(combo)
        self._samples.append(samples)

    def _on_chosen(self, chosen: Combo, field: object) -> None:
        """Of two columns for one field the one that was just chosen counts while it has it."""
        self._is_said = True
        self._taken = {key: combo for key, combo in self._taken.items() if combo is not chosen}
        self._give_back()
        for combo in self.combos:
            is_one = field != "barcode" and not is_new(str(field))
            if field and combo is not chosen and is_one and combo.current_key() == field:
                combo.set_current("")
                self._taken[str(field)] = combo
        self.changed.emit()

    def _give_back(self) -> None:
        """A field that no column has any more goes to the one from which it was taken."""
        had = {combo.current_key() for combo in self.combos}
        for field in self._taken.keys() - had:
            combo = self._taken.pop(field)
            if not combo.current_key():
                combo.set_current(field)
