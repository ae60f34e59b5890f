"""A file that was looked at: how it was read, what it would do, what is in its way, its columns."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.commands.imports import RowChange
from desktop.domain.shop import ShopInfo
from desktop.jobs.importing import Choices, Report
from desktop.jobs.importing.previewing import Preview
from desktop.ui.dialogs.import_goods import words
from desktop.ui.dialogs.import_goods.columns import ColumnMap
from desktop.ui.dialogs.import_goods.pictures import PictureChecks
from desktop.ui.dialogs.import_goods.ways import Ways
from desktop.ui.goods_words import GoodsWords
from desktop.ui.text import number, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.choices import Check
from desktop.ui.widgets.findings import MOST, Findings
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.segments import Segments

TALL, LEAST, AROUND = 236, 120, 470  # of the rows, and of all that is above and below them
TOLD, SOME = 400, 5


class SeenFile(QWidget):
    """``changed`` when a person says something else of the file: it is to be looked at again."""

    changed = Signal()

    def __init__(self, room: int, shop: ShopInfo) -> None:
        super().__init__()
        self._goods = GoodsWords(shop)
        theme = current_theme()
        self._tall = max(theme.px(LEAST), min(theme.px(TALL), room - theme.px(AROUND)))
        self.ways, self.columns = Ways(), ColumnMap()
        titles = (tr("Row"), tr("SKU"), tr("Name"), tr("What happens"))
        self.changes = Findings(tr("What would happen"), titles)
        titles = (tr("Row"), tr("Column"), tr("Value"), tr("Reason"))
        self.problems = Findings(tr("What is wrong with the file"), titles)
        self.said = Label("", "body", "secondary", wrap=True)
        self.leave = Check(tr("Leave rows with problems out"))
        self.pictures = PictureChecks()
        parts = {"changes": tr("What would happen"), "problems": tr("Problems")}
        parts["columns"] = tr("Columns")
        self.tabs = Segments([(key, each, each) for key, each in parts.items()], "changes")
        self.tabs.setAccessibleName(tr("What is shown"))
        self._stack = QStackedWidget()
        self._put_together()
        self.tabs.chosen.connect(self._on_tab)
        self.ways.changed.connect(self.changed)
        self.columns.changed.connect(self.changed)
        self.leave.clicked.connect(lambda _on: self.changed.emit())
        self.pictures.changed.connect(self.changed)

    def _put_together(self) -> None:
        for part in (self.changes, self.problems, self.columns):
            self._stack.addWidget(part)
        self._stack.setFixedHeight(self._tall)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.ways)
        column.addWidget(self.said)
        column.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._stack)
        column.addWidget(self.leave)
        column.addWidget(self.pictures)

    def forget(self) -> None:
        """Another file: nothing was said of it yet."""
        self.ways.forget()
        self.columns.forget()
        self.leave.setChecked(False)
        self.pictures.forget()
        self._turn_to("changes")

    @property
    def choices(self) -> Choices:
        """All that was said of the file."""
        choices = self.ways.choices(self.columns.columns(), self.leave.isChecked())
        return replace(choices, pictures=self.pictures.wanted)

    def show_file(self, seen: Preview) -> None:
        """What was found out by the newest look."""
        self._goods = replace(self._goods, own=seen.infos)
        self.ways.show_ways(seen)
        self.columns.show_columns(seen)
        self.pictures.show_counts(*seen.pictures)
        if seen.report is None:
            self.say(str(seen.error), "bad")
            self.leave.hide()
            self._turn_to("columns")
        else:
            self.tell(seen.report)

    def tell(self, report: Report) -> None:
        """What would happen; with problems these first, but who looks at the columns stays."""
        problems = report.problems or report.left_out
        self.changes.show_rows(words.change_row(change, self._goods) for change in _sorted(report))
        self.problems.show_rows(words.problem_row(problem) for problem in problems)
        self.leave.setVisible(bool(problems) and not report.asked_date)
        told = [words.summary(report), *report.notes]
        if report.asked_date:
            told = [
                tr("No row tells whether the day or the month comes first: choose it at Dates.")
            ]
        elif report.problems:
            told.insert(1, tr("Nothing is imported until they are mended or left out."))
        if max(len(report.changes), len(problems)) > MOST:
            told.insert(1, tr("The first {n} rows are listed.", n=number(MOST)))
        if report.ignored:
            told.append(tr("Not read: {names}.", names=_some(report.ignored)))
        self.say(_cut(" ".join(told)), "bad" if report.problems else "secondary")
        if self.tabs.current != "columns":
            self._turn_to("problems" if report.problems else "changes")

    def say(self, text: str, tone: str = "secondary") -> None:
        """The sentence above the rows."""
        self.said.set_tone(tone)
        self.said.setText(text)

    def _turn_to(self, key: str) -> None:
        self.tabs.set_current(key)
        self._on_tab(key)

    def _on_tab(self, key: object) -> None:
        at = {"changes": self.changes, "problems": self.problems, "columns": self.columns}
        self._stack.setCurrentWidget(at[str(key)])


def _sorted(report: Report) -> Iterator[RowChange]:
    """What changes stands first, what stays as it is last, each in the order of the rows."""
    for state in ("changed", "new", "sold", "sold_here", "same"):
        yield from (change for change in report.changes if change.state == state)


def _some(names: Sequence[str]) -> str:
    more = len(names) - SOME
    told = ", ".join(names[:SOME])
    return tr("{names} and {n} more", names=told, n=number(more)) if more > 0 else told


def _cut(text: str) -> str:
    """At a word's end."""
    return text if len(text) <= TOLD else f"{text[:TOLD].rsplit(' ', 1)[0]} …"
