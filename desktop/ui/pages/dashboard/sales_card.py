"""Sales by day against the days before: as a chart, as a table, as a sentence."""

from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.queries.sales import SalesDay
from desktop.ui.actions import Command, install, key_words
from desktop.ui.context import Context
from desktop.ui.pages.dashboard.frame import INSET, CardFrame
from desktop.ui.pages.dashboard.tiles import change_of, percent_of
from desktop.ui.text import MINUS, calendar_day, money, number, tr
from desktop.ui.widgets.button import IconButton
from desktop.ui.widgets.legend import Legend, Sample
from desktop.ui.widgets.row_table import RowTable
from desktop.ui.widgets.segments import Segments

if TYPE_CHECKING:
    from desktop.ui.charts.days import DaysChart, DaysCourse

SPANS = (7, 30, 90)
USUAL = 30
ZERO = Decimal(0)


@dataclass(frozen=True)
class Sums:
    """What all days but the unfinished last one sold, and the days before them."""

    now: Decimal
    before: Decimal

    @classmethod
    def of(cls, days: list[SalesDay]) -> "Sums":
        whole = days[:-1]
        return cls(sum((d.amount for d in whole), ZERO), sum((d.before for d in whole), ZERO))


class SalesCard(CardFrame):
    """``span_chosen`` wants other days; ``day_opened`` the rows behind one of them."""

    span_chosen = Signal(int)
    day_opened = Signal(object)  # date

    def __init__(self, context: Context) -> None:
        self._context = context
        self._days: list[SalesDay] = []
        self._chart: DaysChart | None = None
        self._table: RowTable | None = None
        self._is_importing = False
        self.span = USUAL
        self._views = QStackedWidget()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(INSET, 0, INSET, 0)
        column.setSpacing(4)
        self.legend = Legend()
        column.addWidget(self.legend)
        column.addWidget(self._views, 1)
        super().__init__(_title(USUAL), inside)
        self._switch = IconButton("list", tr("Show as table"), self._on_switched)
        items = [(n, tr("{n} d", n=n), tr("Sales of the last {n} days", n=n)) for n in SPANS]
        self._segments = Segments(items, USUAL)
        self._segments.chosen.connect(self._on_span)
        save = Command(tr("Export sales by day"), "Ctrl+E", self.save, "download")
        install(self, [save], is_inside=True)
        self.head.addWidget(self._switch)
        self.head.addWidget(IconButton("download", tr("Export"), self.save, key_words("Ctrl+E")))
        self.head.addWidget(self._segments)

    @property
    def is_at_rest(self) -> bool:
        """Whether the chart, once there are figures, is there too."""
        return not self._is_importing

    def show_days(self, days: list[SalesDay]) -> None:
        """Other figures. The chart's code is fetched with the first ones, half of it aside."""
        if len(days) != self.span:
            return  # of the span that was chosen before
        self._days = days
        if self._chart is not None:
            self._show()
        elif not self._is_importing:
            self._is_importing = True
            self._context.work.job(self, import_module, "numpy", then=lambda _: self._on_ready())

    def _on_ready(self) -> None:
        from desktop.ui.charts.days import DaysChart

        decimals = self._context.shop.decimals
        self._chart = DaysChart(lambda value: _axis(value, decimals))
        self._chart.opened.connect(lambda place: self.day_opened.emit(self._days[place].day))
        self._views.insertWidget(0, self._chart)
        self._views.setCurrentIndex(0)
        self._is_importing = False
        self._show()

    def _on_span(self, span: int) -> None:
        if span != self.span:
            self.span = span
            self.span_chosen.emit(span)

    def _show(self) -> None:
        if self._chart is None or not self._days:
            return
        title, sentence = _title(self.span), self.sentence()
        self.title.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        samples = [
            Sample("line", "chart.1", tr("Last {n} days", n=self.span)),
            Sample("dashes", "chart.6", tr("{n} days before", n=self.span)),
            Sample("diamond", "chart.3", tr("Promotion or event begins")),
        ]
        self.legend.show_samples(samples if any(_begins(self._days)) else samples[:2])
        self._chart.show_course(self._course(), title, sentence)
        if self._table is not None:
            self._fill(self._table)
        self.show_content()

    def sentence(self) -> str:
        """The whole in words, as a screen reader says it."""
        sums = Sums.of(self._days)
        decimals = self._context.shop.decimals
        words = tr(
            "{amount} in {n} days without today",
            amount=money(sums.now, decimals),
            n=len(self._days) - 1,
        )
        change = change_of(sums.now, sums.before)
        if change is None:
            return words + "."
        if change == 0:
            return words + ", " + tr("as much as in the days before.")
        what = tr("more") if change > 0 else tr("less")
        share = percent_of(change).lstrip(f"+{MINUS}")
        return words + ", " + tr("{share} {what} than in the days before.", share=share, what=what)

    def _course(self) -> "DaysCourse":
        from desktop.ui.charts.days import DaysCourse

        return DaysCourse(
            labels=tuple(calendar_day(day.day) for day in self._days),
            now=tuple(float(day.amount) for day in self._days),
            before=tuple(float(day.before) for day in self._days),
            marks=tuple(_begins(self._days)),
            spoken=tuple(self._spoken(day) for day in self._days),
        )

    def _spoken(self, day: SalesDay) -> str:
        decimals = self._context.shop.decimals
        parts = [
            f"{calendar_day(day.day, 'ddd d MMM')}: {money(day.amount, decimals)}",
            tr("{n} days before {amount}", n=self.span, amount=money(day.before, decimals)),
        ]
        if day.promo:
            parts.append(tr("on promotion {amount}", amount=money(day.promo, decimals)))
        return " · ".join([*parts, *day.events])

    def save(self) -> None:
        """The days as they are shown, the newest first; or the chart as a picture."""
        from desktop.ui.chart_file import ChartFile, ask_and_save

        if not self._days:
            return
        rows = [
            (day.day, day.amount, day.before, day.promo, ", ".join(day.events))
            for day in reversed(self._days)
        ]
        titles = ("day", "sales", "before", "on_promotion", "events")
        name = f"{_title(self.span)} {self._days[-1].day.isoformat()}"
        ask_and_save(self, self._context, ChartFile(name, titles, rows, self._chart))

    def _on_switched(self) -> None:
        """Chart or table; the figures are the same."""
        if self._chart is None:
            return
        table = self._table or self._new_table()
        is_table = self._views.currentWidget() is not table
        self._views.setCurrentWidget(table if is_table else self._chart)
        self.legend.setVisible(not is_table)
        self._switch.set_icon("trending-up" if is_table else "list")
        self._switch.set_name(tr("Show as chart") if is_table else tr("Show as table"))

    def _new_table(self) -> RowTable:
        self._table = RowTable(tr("Sales by day"))
        self._table.opened.connect(lambda row: self.day_opened.emit(self._days[-1 - row].day))
        self._fill(self._table)
        self._views.addWidget(self._table)
        return self._table

    def _fill(self, table: RowTable) -> None:
        """The newest day first."""
        decimals = self._context.shop.decimals
        titles = (tr("Day"), tr("Sales"), tr("Days before"), tr("On promotion"), tr("Events"))
        rows = [
            (
                calendar_day(day.day, "ddd d MMM"),
                *(money(amount, decimals) for amount in (day.amount, day.before, day.promo)),
                ", ".join(day.events),
            )
            for day in reversed(self._days)
        ]
        table.show_rows(titles, rows)


def _begins(days: list[SalesDay]) -> list[bool]:
    """On which days an event begins, or something is on promotion and nothing was the day before.

    What was sold before the first day is not known, so it is never said to begin a promotion.
    """
    promos = [day.promo != 0 for day in days]
    news = [False, *(now and not before for before, now in pairwise(promos))]
    return [is_new or day.begins for is_new, day in zip(news, days, strict=True)]


def _title(span: int) -> str:
    return tr("Sales, last {n} days", n=span)


def _axis(value: float, decimals: int) -> str:
    """A round number of the axis; with decimals only where it is a small one."""
    return number(Decimal(str(round(value, decimals))).normalize())
