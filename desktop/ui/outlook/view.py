"""The chart of one product's demand or stock, its legend, and the same as a table and a file."""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.outlook import BANDS, MIDDLE, Outlook
from desktop.ui.chart_file import ChartFile, ask_and_save
from desktop.ui.context import Context
from desktop.ui.outlook.words import HIGH80, LOW80, sentence, share
from desktop.ui.text import calendar_day, rounded, tr
from desktop.ui.widgets.legend import Legend, Sample
from desktop.ui.widgets.row_table import RowTable

if TYPE_CHECKING:
    from desktop.jobs.exporting.figures import Cell
    from desktop.ui.charts.fan import FanChart

DEMAND, STOCK = "demand", "stock"
FANS = ("chart.fan50", "chart.fan80", "chart.fan95")
ROWS = (
    "day", "sold", "on_hand", "promotion", "closed", "out_of_stock", "expected",
    *(f"sold_{name}" for name in ("low_95", "low_80", "low_50", "high_50", "high_80", "high_95")),
    "chance_out",
)  # fmt: skip


class OutlookView(QWidget):
    """``day_opened`` gives a day of the past, whose rows are wanted.

    Left and Right read day by day. ``legend`` is put where there is room for it. The chart's code
    is fetched when there is something to draw.
    """

    day_opened = Signal(object)  # date

    def __init__(self, context: Context, kind: str = DEMAND, days: int = 45) -> None:
        super().__init__()
        self.kind, self.days = kind, days
        self.told: Outlook | None = None
        self.chart: FanChart | None = None
        self.table: RowTable | None = None
        self._context = context
        self._is_importing = False
        self.before: QWidget | None = None  # what comes before the chart by Tab
        self.legend = Legend()
        stays = self.legend.sizePolicy()
        stays.setRetainSizeWhenHidden(True)
        self.legend.setSizePolicy(stays)
        self._views = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._views, 1)

    @property
    def is_at_rest(self) -> bool:
        """Whether the chart, once there are figures, is there too."""
        return not self._is_importing

    @property
    def is_table(self) -> bool:
        """Whether the figures are shown as a table."""
        return self.table is not None and self._views.currentWidget() is self.table

    def show_outlook(self, told: Outlook) -> None:
        """Another product, or the same anew."""
        self.told = told
        if self.chart is not None:
            self._show()
        elif not self._is_importing:
            self._is_importing = True
            self._context.work.job(self, import_module, "numpy", then=lambda _: self._on_ready())

    def show_as(self, kind: str, days: int) -> None:
        """Demand or stock, so many days ahead."""
        self.kind, self.days = kind, days
        if self.told is not None and self.chart is not None:
            self._show()

    def switch(self) -> None:
        """Chart or table; the figures are the same."""
        if self.chart is None:
            return
        if self.table is None:
            self.table = RowTable(tr("Day by day"))
            self.table.opened.connect(self._on_row)
            self._views.addWidget(self.table)
            self._fill(self.table)
            self.table.show_row(self._today())
        is_table = not self.is_table
        self._views.setCurrentWidget(self.table if is_table else self.chart)
        self.legend.setVisible(not is_table)

    def save(self) -> None:
        """As a file: rows or picture."""
        if self.told is not None:
            ask_and_save(self, self._context, self.figures())

    def figures(self) -> ChartFile:
        """What is shown, for a file; the whole history is in it."""
        assert self.told is not None
        name = tr("Forecast {sku} {day}", sku=self.told.sku, day=self.told.today.isoformat())
        return ChartFile(name, ROWS, _rows(self.told), self.chart)

    def take_keys(self) -> None:
        """The days take the keys."""
        (self.table if self.is_table and self.table else self.chart or self).setFocus()

    def _on_ready(self) -> None:
        from desktop.ui.charts.fan import FanChart

        self.chart = FanChart(rounded)
        self.chart.opened.connect(self._on_place)
        self._views.insertWidget(0, self.chart)
        self._views.setCurrentIndex(0)
        if self.before is not None:
            QWidget.setTabOrder(self.before, self.chart)
        self._is_importing = False
        self._show()

    def _show(self) -> None:
        from desktop.ui.outlook.courses import demand_course, stock_course

        told, chart = self.told, self.chart
        assert told is not None and chart is not None
        make = demand_course if self.kind == DEMAND else stock_course
        name = tr("Demand of {name}") if self.kind == DEMAND else tr("Stock of {name}")
        chart.show_course(make(told, self.days), name.format(name=told.name), sentence(told))
        self.legend.show_samples(samples(told, self.kind))
        if self.table is not None:
            self._fill(self.table)

    def _on_place(self, place: int) -> None:
        """A day of the past has rows; a day ahead has none yet."""
        assert self.told is not None
        past = self.told.past[-2 * self.days :]
        if place < len(past):
            self.day_opened.emit(past[place].day)

    def _on_row(self, row: int) -> None:
        assert self.told is not None
        number = row - len(self.told.ahead[: self.days])
        if number >= 0:
            self.day_opened.emit(self.told.past[-1 - number].day)

    def _today(self) -> int:
        """The row of today: the first of the days ahead stands under the others."""
        return max(0, len(self.told.ahead[: self.days]) - 1) if self.told is not None else 0

    def _fill(self, table: RowTable) -> None:
        """The last day first, as far back as the chart goes."""
        assert self.told is not None
        titles = (tr("Day"), tr("Sold"), tr("Expected"), tr("80 %"), tr("On hand"), tr("Out"))
        table.show_rows(titles, table_rows(self.told, self.days))


def samples(told: Outlook, kind: str) -> list[Sample]:
    """The legend, left to right in drawing order; what is not in sight is left out."""
    past = told.past
    found = [
        Sample("box", "chart.history", tr("Sold")) if kind == DEMAND
        else Sample("line", "chart.history", tr("On hand"))
    ]  # fmt: skip
    if kind == DEMAND and any(day.is_promo for day in past):
        found.append(Sample("box", "chart.3", tr("On promotion")))
    if kind == DEMAND and any(day.is_closed for day in past):
        found.append(Sample("hatched", "border.control", tr("Closed")))
    if any(day.is_out for day in past):
        found.append(Sample("cross", "bad.text", tr("Out of stock")))
    if told.ahead:
        found.append(Sample("line", "chart.forecast", tr("Forecast")))
        names = [name for name, _, _ in reversed(BANDS)]
        found += [Sample("box", color, name) for color, name in zip(FANS, names, strict=True)]
    if told.happenings:
        found.append(Sample("diamond", "chart.3", tr("Event")))
    return found


def table_rows(told: Outlook, days: int) -> list[tuple[str, ...]]:
    """Days ahead and days before in words, the last one first."""
    ahead = [
        (
            calendar_day(day.day, "ddd d MMM"), "", rounded(day.expected),
            f"{rounded(day.sold[LOW80])} – {rounded(day.sold[HIGH80])}",
            rounded(told.left(day, MIDDLE)), share(day.out),
        )
        for day in told.ahead[:days]
    ]  # fmt: skip
    past = [
        (
            calendar_day(day.day, "ddd d MMM"),
            tr("closed") if day.is_closed else rounded(day.sold),
            "" if day.expected is None else rounded(day.expected), "",
            rounded(day.on_hand), tr("out of stock") if day.is_out else "",
        )
        for day in told.past[-2 * days :]
    ]  # fmt: skip
    return [*reversed(ahead), *reversed(past)]


def _rows(told: Outlook) -> "Sequence[Sequence[Cell]]":
    past: list[Sequence[Cell]] = [
        (day.day, day.sold, day.on_hand, day.is_promo, day.is_closed, day.is_out, day.expected,
         *(None,) * 7)
        for day in told.past
    ]  # fmt: skip
    lows, highs = [low for _, low, _ in BANDS], [high for _, _, high in BANDS][::-1]
    ahead = [
        (day.day, None, told.left(day, MIDDLE), day.is_promo, day.is_closed, None, day.expected,
         *(day.sold[at] for at in (*lows, *highs)), day.out)
        for day in told.ahead
    ]  # fmt: skip
    return [*past, *ahead]
