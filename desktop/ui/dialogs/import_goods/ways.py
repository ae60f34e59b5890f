"""How a file is read: what was found out, and what else may be said of it."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.jobs.importing import Choices
from desktop.jobs.importing.choices import EIGHT_BIT
from desktop.jobs.importing.previewing import Preview
from desktop.ui.dialogs.import_goods.words import KINDS
from desktop.ui.text import tr
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.line_edit import LineEdit

NO_NAMES = 0
ROWS = 6  # that may hold the names of the columns
SIGNS = {",": "Comma ,", ";": "Semicolon ;", "\t": "Tab", "|": "Bar |"}
DECIMALS = {".": "12.50", ",": "12,50"}
ACROSS = 5
# A text has letters and signs between its cells, a workbook sheets: they share a place.
PLACES = ((0, 0), (0, 1), (0, 2), (0, 3), (0, 4), (0, 3), (1, 0))
NAMES = ("profile", "header", "decimal", "encoding", "delimiter", "sheet")


class Ways(QWidget):
    """``changed`` when a person says something else; the first choice is what was found out."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        titles = (tr("Kind of file"), tr("Names of columns"), tr("Decimals"), tr("Letters"),
                  tr("Between cells"), tr("Sheet"))  # fmt: skip
        self.combos = {name: Combo() for name in NAMES}
        self.vendor = LineEdit("", tr("Who asks these prices"))
        self._fields = {
            name: Field(title, self.combos[name]) for name, title in zip(NAMES, titles, strict=True)
        }
        self._fields["vendor"] = Field(tr("Vendor"), self.vendor)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        for at, field in enumerate(self._fields.values()):
            self._grid.addWidget(field, *PLACES[at])
        for column in range(ACROSS):
            self._grid.setColumnStretch(column, 1)
        for combo in self.combos.values():
            combo.chosen.connect(lambda _key: self.changed.emit())
        self.vendor.editingFinished.connect(self._on_vendor)
        self._said = ""

    def choices(self, columns: tuple[tuple[str, str], ...], leaves_out: bool) -> Choices:
        """All that was said."""
        told = {name: combo.current_key() for name, combo in self.combos.items()}
        header = told["header"]
        return Choices(
            encoding=str(told["encoding"] or ""),
            delimiter=str(told["delimiter"] or ""),
            decimal=str(told["decimal"] or ""),
            sheet=str(told["sheet"] or ""),
            header=header if isinstance(header, int) else None,
            columns=columns,
            profile=str(told["profile"] or "auto"),
            vendor=self.vendor.text().strip(),
            leaves_out=leaves_out,
        )

    def forget(self) -> None:
        """Another file: nothing is said of it yet."""
        for combo in self.combos.values():
            combo.set_items(())
        self.vendor.clear()
        self._said = ""

    def show_ways(self, seen: Preview) -> None:
        """What was found out; what a person said stays."""
        table, report = seen.table, seen.report
        kind = report.profile if report is not None else "plain"
        self._offer("profile", tr(KINDS[kind]), KINDS.items())
        self._offer("header", _header(table.header_row), _headers())
        decimal = report.decimal if report is not None else ""
        found = tr(DECIMALS[decimal]) if decimal else tr("Nothing tells")
        self._offer("decimal", found, DECIMALS.items())
        self._offer("encoding", table.encoding.upper(), _letters())
        self._offer("delimiter", tr(SIGNS.get(table.delimiter, table.delimiter)), SIGNS.items())
        self._offer("sheet", table.sheet, ((name, name) for name in table.sheets))
        is_book = not table.delimiter
        for name in ("encoding", "delimiter"):
            self._fields[name].setVisible(not is_book)
        self._fields["sheet"].setVisible(is_book and len(table.sheets) > 1)
        self._fields["vendor"].setVisible(kind == "vendor")

    def _offer(self, name: str, found: str, items: Iterable[tuple[object, str]]) -> None:
        """What was found stands first, and once: only what would be another way follows."""
        combo = self.combos[name]
        now = combo.current_key()
        is_said = now not in (None, "")
        first = combo.itemText(0) if is_said and combo.count() else found or tr("Found out")
        others = [(key, tr(word)) for key, word in items if key == now or tr(word) != first]
        combo.set_items([("", first), *others], now or "" if now != NO_NAMES else now)

    def _on_vendor(self) -> None:
        if self.vendor.text().strip() != self._said:
            self._said = self.vendor.text().strip()
            self.changed.emit()


def _header(row: int) -> str:
    return tr("Row {n}", n=row) if row else tr("They have no names")


def _headers() -> list[tuple[object, str]]:
    rows: list[tuple[object, str]] = [(n, tr("Row {n}", n=n)) for n in range(1, ROWS)]
    return [*rows, (NO_NAMES, tr("They have no names"))]


def _letters() -> list[tuple[object, str]]:
    return [("utf-8", "UTF-8"), ("utf-16", "UTF-16"), *EIGHT_BIT.items()]
