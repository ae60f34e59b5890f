"""Reports: questions about trade, answered as bars and as rows that lead to what is behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.queries.categories import category_choices
from desktop.queries.columns import Choice, Filter
from desktop.queries.product import Found, find_products
from desktop.queries.reports import REPORTS, Report, every_report, report_named
from desktop.ui.actions import Command, install, key_words
from desktop.ui.chart_file import ChartFile, ask_and_save
from desktop.ui.context import Context
from desktop.ui.figures import Figures, Turns
from desktop.ui.pages.reports.words import Spelled, title_of
from desktop.ui.text import calendar_day, rounded, tr
from desktop.ui.widgets.button import IconButton
from desktop.ui.widgets.card import Card, line
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.label import ElideLabel
from desktop.ui.widgets.row_table import RowTable
from desktop.ui.widgets.segments import Segments
from desktop.ui.widgets.status_page import State, StatusPage, failed
from desktop.ui.widgets.tab_bar import TabBar

if TYPE_CHECKING:
    from desktop.ui.charts.fan import FanChart

SPANS = (30, 90, 365)
USUAL = 90
DRAWN = 30  # products; days are all drawn
LONGEST = 14  # letters below a bar
DAY = timedelta(days=1)
TEXTS = ("day", "made_on", "sku", "name", "by", "of")
TABLES = ("document", "document_line", "stock_move", "product", "category", "event", "job")
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Asked:
    """Which report, of how many whole days up to yesterday, of which goods."""

    report: Report
    days: int
    category: UUID | None


class ReportsPage(QWidget):
    """A report is chosen by its tab; Enter on a row, or on a bar, leads to what is behind it."""

    keys = (
        ("Tab", "Reports, days, chart, rows"),
        ("← →", "Bar by bar in the chart"),
        ("Enter", "What is behind a row or a bar"),
        ("Ctrl E", "Export the rows or the chart"),
        ("F5", "Read again"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.report, self.days = REPORTS[0], USUAL
        self.category: UUID | None = None
        self.rows: list[Row] = []
        self.tabs = TabBar([(each.name, tr(each.title)) for each in every_report()], spacing=10)
        spans = [(n, tr("{n} d", n=n), tr("The last {n} days", n=n)) for n in SPANS]
        self.spans = Segments(spans, USUAL)
        self.branches = Combo([(None, tr("All categories"))])
        self.branches.setAccessibleName(tr("Category"))
        self.branches.setMinimumContentsLength(18)
        self._question = ElideLabel("", "medium", "secondary")
        self.chart: FanChart | None = None
        self.table = RowTable(tr("Rows of the report"))
        self._place = QVBoxLayout()
        self._status = StatusPage()
        self._stack = QStackedWidget()
        self._put_together()
        self.first = self.tabs
        command = Command(tr("Export the report"), "Ctrl+E", self.save, "download")
        install(self, [command], is_inside=True)
        self.figures = Figures(context.work, _answer, self._arguments, TABLES, Turns(), self, True)
        self.figures.came.connect(self._on_answer)
        self.figures.failed.connect(self._on_failed)
        self.branches.chosen.connect(self._on_branch)
        self.tabs.chosen.connect(self.show_report)
        self.spans.chosen.connect(self._on_span)
        self.table.opened.connect(self._on_opened)

    def _put_together(self) -> None:
        card = Card(padding=0, spacing=0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 12, 0)
        self._save = IconButton("download", tr("Export"), self.save, key_words("Ctrl+E"))
        for widget in (self.spans, self._save):
            head.addWidget(widget)
        head.insertWidget(0, self.tabs, 1)
        card.add(head)
        card.add(line())
        asked = QHBoxLayout()
        asked.setContentsMargins(16, 8, 12, 4)
        asked.addWidget(self._question, 1)
        asked.addWidget(self.branches)
        card.add(asked)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 0, 14, 8)
        column.setSpacing(8)
        column.addLayout(self._place, 2)
        column.addWidget(self.table, 3)
        self._stack.addWidget(inside)
        self._stack.addWidget(self._status)
        card.add(self._stack, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)

    @property
    def is_at_rest(self) -> bool:
        """Whether the answer is there."""
        return self.figures.is_at_rest

    def open_with(self, report: str = "") -> None:
        """One of them by its name."""
        if report:
            self.show_report(report)

    def show_report(self, name: str) -> None:
        """Another question."""
        self.report = report_named(name)
        self.tabs.set_current(name)
        self.branches.setVisible(self.report.is_by_goods)
        self._ask()

    def refresh(self) -> None:
        """Reads the answer, of whole days up to yesterday."""
        self.figures.read()

    def _ask(self) -> None:
        """Another question."""
        self.figures.forget()
        self.refresh()

    def _arguments(self) -> tuple[Any, ...]:
        category = self.category if self.report.is_by_goods else None
        return self._context, Asked(self.report, self.days, category)

    def showEvent(self, event: QShowEvent) -> None:
        """What changed since is read anew, and categories may be others."""
        super().showEvent(event)
        self._context.work.read(self, category_choices, then=self._on_branches)
        self.figures.set_active(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.figures.set_active(False)

    def save(self) -> None:
        """Rows as CSV, the chart as a picture."""
        if self.rows:
            name = f"{tr(self.report.title)} {self._context.clock.now().date().isoformat()}"
            file = ChartFile(name, self.report.columns, self.rows, self.chart)
            ask_and_save(self, self._context, file)

    def _on_span(self, days: int) -> None:
        self.days = days
        self._ask()

    def _on_branches(self, found: list[Choice]) -> None:
        items = [(None, tr("All categories")), *((each.value, each.title) for each in found)]
        self.branches.set_items(items, self.category)

    def _on_branch(self, category: UUID | None) -> None:
        self.category = category
        self._ask()

    def _on_failed(self, error: UserError) -> None:
        self._status.show_state(failed(tr("The report could not be read"), error, self.refresh))
        self._stack.setCurrentIndex(1)

    def _on_answer(self, answer: tuple[Asked, list[Row]]) -> None:
        """NumPy is there by now: the chart's code is the rest."""
        asked, rows = answer
        if asked != self._arguments()[1]:
            return  # another one was asked for meanwhile
        if asked.report.name == "demand" and not any(row[1] for row in rows):
            rows = []  # days of nothing at all
        self.rows = rows
        self._question.setText(tr(self.report.question))
        if not rows:
            sentence = tr("In these days there is nothing that it could be told from.")
            self._status.show_state(State("chart-column", tr("Nothing to tell yet"), sentence))
        self._stack.setCurrentIndex(0 if rows else 1)
        names = self.report.columns
        words = Spelled(names, rows, self._context.shop.decimals)
        titles = [title_of(name) for name in names]
        texts = [n for n, name in enumerate(names) if name in TEXTS]
        self.table.show_rows(titles, words, texts)
        if rows:
            self._draw(titles, words)

    def _draw(self, titles: Sequence[str], words: "Spelled") -> None:
        from desktop.ui.charts.fan import FanChart, FanCourse

        if self.chart is None:
            self.chart = FanChart(rounded)
            self.chart.opened.connect(self._on_opened)
            self._place.addWidget(self.chart)
            QWidget.setTabOrder(self._save, self.chart)
        at = self.report.columns.index(self.report.drawn)
        shown, label = _drawn(self.report, self.rows)
        spoken = [
            " · ".join(f"{title} {text}" for title, text in zip(titles, row, strict=True) if text)
            for row in islice(words, shown)
        ]
        values = tuple(float(row[at] or 0) for row in self.rows[:shown])
        labels = tuple(_label(row[label]) for row in self.rows[:shown])
        course = FanCourse(labels, tuple(spoken), values, ("",) * shown)
        sentence = tr("{question} {n} rows.", question=tr(self.report.question), n=len(self.rows))
        self.chart.show_course(course, f"{tr(self.report.title)}: {titles[at]}", sentence)

    def _on_opened(self, place: int) -> None:
        """A day's sales, or the product."""
        row, context = self.rows[place], self._context
        if self.report.columns[0] == "sku":
            store = context.shop.store
            context.work.read(self, find_products, row[0], store, 1, then=self._on_found)
        elif self.report.name == "demand":
            shop, title = context.shop, calendar_day(row[0], "ddd d MMM")
            filters = (
                Filter("kind", "in", ("sale", "return"), f"{tr('Sale')}, {tr('Return')}"),
                Filter("at", "from", shop.begins(row[0]), title),
                Filter("at", "until", shop.begins(row[0] + DAY), title),
            )
            context.go("movements", filters=(*filters, *self._of_category()))
        elif self.report.name == "spending":
            context.go("documents", filters=_bought(context, row, self.days))
        else:
            context.go("forecasts")

    def _of_category(self) -> tuple[Filter, ...]:
        """The rows of the report are those of one category, and so are the movements behind."""
        chosen = self.category if self.report.is_by_goods else None
        return (
            () if chosen is None
            else (Filter("category", "in", (chosen,), self.branches.currentText()),)
        )  # fmt: skip

    def _on_found(self, found: list[Found]) -> None:
        if found:
            self._context.go("products", product=found[0].product)


def _bought(context: Context, row: Row, days: int) -> tuple[Filter, ...]:
    """The deliveries of a row's month, or of all days of the report."""
    shop, today = context.shop, context.shop.day_of(context.clock.now())
    first, until = today - days * DAY, today
    if row[0] == "month":
        month = date.fromisoformat(f"{row[1]}-01")
        first, until = max(first, month), min(until, (month + 31 * DAY).replace(day=1))
    return (
        Filter("kind", "in", ("receipt",), tr("Delivery")),
        Filter("at", "from", shop.begins(first), calendar_day(first)),
        Filter("at", "until", shop.begins(until), calendar_day(until)),
    )


def _drawn(report: Report, rows: Sequence[Row]) -> tuple[int, int]:
    """How many of the rows are drawn, and which column names them: of blocks the first."""
    if report.columns[0] == "by":
        return min(DRAWN, sum(row[0] == rows[0][0] for row in rows)), 1
    return (len(rows) if report.chart == "line" else min(DRAWN, len(rows))), 0


def _label(first: Any) -> str:
    """What stands below a bar; names that would run into each other are cut."""
    words = calendar_day(first) if isinstance(first, date) else str(first)
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _answer(context: Context, asked: Asked) -> tuple[Asked, list[Row]]:
    """In a thread of its own, where NumPy is imported too."""
    import_module("numpy")
    shop = context.shop
    last = shop.day_of(context.clock.now()) - DAY
    first = last - (asked.days - 1) * DAY
    with context.work.patient() as session:
        return asked, list(asked.report.answer(session, shop, first, last, asked.category))
