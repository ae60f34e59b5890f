"""Sales by day against the days before: as a chart, as a table, as a sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.queries.sales import SalesDay
from desktop.ui.context import Context
from desktop.ui.pages.dashboard.frame import INSET, CardFrame
from desktop.ui.pages.dashboard.tiles import change_of, percent_of
from desktop.ui.text import MINUS, calendar_day, money, number, tr
from desktop.ui.theme import Theme, current_theme
from desktop.ui.widgets.button import IconButton
from desktop.ui.widgets.painting import paint_text, text_width
from desktop.ui.widgets.segments import Segments

if TYPE_CHECKING:
    from desktop.ui.charts.days import DaysChart, DaysCourse
    from desktop.ui.pages.dashboard.sales_table import SalesTable

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
        self._table: SalesTable | None = None
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
        self.head.addWidget(self._switch)
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
        self.legend.show_items(
            tr("Last {n} days", n=self.span),
            tr("{n} days before", n=self.span),
            tr("Promotion begins") if any(_begins(self._days)) else "",
        )
        self._chart.show_course(self._course(), title, sentence)
        if self._table is not None:
            self._table.show_days(self._days)
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
        return " · ".join(parts)

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

    def _new_table(self) -> "SalesTable":
        from desktop.ui.pages.dashboard.sales_table import SalesTable

        self._table = SalesTable(self._context.shop.decimals)
        self._table.opened.connect(self.day_opened)
        self._table.show_days(self._days)
        self._views.addWidget(self._table)
        return self._table


def _begins(days: list[SalesDay]) -> list[bool]:
    """On which days something is on promotion and nothing was on the day before.

    What was before the first day is not known, so it is never said to begin anything.
    """
    promos = [day.promo != 0 for day in days]
    return [False, *(now and not before for before, now in pairwise(promos))]


def _title(span: int) -> str:
    return tr("Sales, last {n} days", n=span)


def _axis(value: float, decimals: int) -> str:
    """A round number of the axis; with decimals only where it is a small one."""
    return number(Decimal(str(round(value, decimals))).normalize())


class Legend(QWidget):
    """The lines and marks of the chart with their words, from left to right."""

    def __init__(self) -> None:
        super().__init__()
        self._items: tuple[str, ...] = ("", "", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_items(self, now: str, before: str, mark: str) -> None:
        """Words of the line, the dashed line and the mark; an empty one is left out."""
        self._items = (now, before, mark)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, current_theme().px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        drawings: tuple[Callable[[QPainter, QRect, Theme], None], ...] = (_line, _dashes, _diamond)
        x, font = 2, theme.font("small")
        for words, draw in zip(self._items, drawings, strict=True):
            if not words:
                continue
            draw(painter, QRect(x, 0, 20, self.height()), theme)
            box = QRect(x + 27, 0, text_width(font, words) + 2, self.height())
            paint_text(painter, box, words, font, theme.color("text.secondary"))
            x = box.right() + 18


def _line(painter: QPainter, box: QRect, theme: Theme) -> None:
    painter.setPen(QPen(theme.color("chart.1"), 2.2))
    painter.drawLine(box.left(), box.center().y(), box.right(), box.center().y())


def _dashes(painter: QPainter, box: QRect, theme: Theme) -> None:
    painter.setPen(QPen(theme.color("chart.6"), 1.6, Qt.PenStyle.DashLine))
    painter.drawLine(box.left(), box.center().y(), box.right(), box.center().y())


def _diamond(painter: QPainter, box: QRect, theme: Theme) -> None:
    painter.save()
    painter.translate(box.center())
    painter.rotate(45)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("chart.3"))
    painter.drawRect(QRect(-4, -4, 8, 8))
    painter.restore()
