"""How a file is read: what was found out, and what else may be said of it."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.domain.dates import DAY_FIRST, MONTH_FIRST, YEAR_FIRST, both_ways
from desktop.jobs.importing import Choices, Report
from desktop.jobs.importing.choices import EIGHT_BIT
from desktop.jobs.importing.previewing import Preview
from desktop.ui.dialogs.import_goods.words import KINDS
from desktop.ui.text import calendar_day, tr
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.line_edit import LineEdit

NO_NAMES = 0
ROWS = 6  # that may hold the names of the columns
SIGNS = {",": "Comma ,", ";": "Semicolon ;", "\t": "Tab", "|": "Bar |"}
DECIMALS = {".": "12.50", ",": "12,50"}
DATES = {DAY_FIRST: "31/12/2025", MONTH_FIRST: "12/31/2025", YEAR_FIRST: "25/12/31"}
ACROSS = 5
# A text has letters and signs between its cells, a workbook sheets: they share a place.
PLACES = ((0, 0), (0, 1), (0, 2), (0, 3), (0, 4), (0, 3), (1, 0), (1, 0))
NAMES = ("profile", "header", "decimal", "encoding", "delimiter", "sheet", "dates")


class Ways(QWidget):
    """``changed`` when a person says something else; the first choice is what was found out."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        titles = (tr("Kind of file"), tr("Names of columns"), tr("Decimals"), tr("Letters"),
                  tr("Between cells"), tr("Sheet"), tr("Dates"))  # fmt: skip
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
            self._grid.addWidget(field, *PLACES[at], 1, 1 + (at == NAMES.index("dates")))
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
            dates=str(told["dates"] or ""),
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
        self._fields["header"].setVisible(table.encoding != "json")
        self._fields["sheet"].setVisible(is_book and len(table.sheets) > 1)
        self._fields["vendor"].setVisible(kind == "vendor")
        self._show_dates(report)

    def _show_dates(self, report: Report | None) -> None:
        """Asked where no row tells which of the numbers is the day."""
        asked = report.asked_date if report is not None else ""
        order = report.dates if report is not None else ""
        found = tr("Day or month first?") if asked else tr(DATES.get(order, "As they are"))
        items = _both(asked) if asked else DATES.items()
        self._offer("dates", found, items)
        self._fields["dates"].setVisible(report is not None and report.profile == "sales")

    def _offer(self, name: str, found: str, items: Iterable[tuple[object, str]]) -> None:
        """What was found stands first, and once: only what would be another way follows."""
        combo = self.combos[name]
        now = combo.current_key()
        is_said = now not in (None, "")
        first = combo.itemText(0) if is_said and combo.count() else found or tr("Automatic")
        others = [(key, tr(word)) for key, word in items if key == now or tr(word) != first]
        combo.set_items([("", first), *others], now or "" if now != NO_NAMES else now)

    def _on_vendor(self) -> None:
        if self.vendor.text().strip() != self._said:
            self._said = self.vendor.text().strip()
            self.changed.emit()


def _both(text: str) -> list[tuple[object, str]]:
    """A date that reads both ways, as either of them."""
    return [
        (order, tr("{text} is {day}", text=text, day=calendar_day(day, "d MMMM yyyy")))
        for order, day in zip((DAY_FIRST, MONTH_FIRST), both_ways(text), strict=True)
    ]


def _header(row: int) -> str:
    return tr("Row {n}", n=row) if row else tr("They have no names")


def _headers() -> list[tuple[object, str]]:
    rows: list[tuple[object, str]] = [(n, tr("Row {n}", n=n)) for n in range(1, ROWS)]
    return [*rows, (NO_NAMES, tr("They have no names"))]


def _letters() -> list[tuple[object, str]]:
    return [("utf-8", "UTF-8"), ("utf-16", "UTF-16"), *EIGHT_BIT.items()]
