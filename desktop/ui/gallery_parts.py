"""What the gallery shows of whole parts: tiles, a chart, notices, pieces of Scan, the foot."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.bar_row import Bar, BarRow
from desktop.ui.widgets.kpi_tile import Kpi, KpiTile
from desktop.ui.widgets.last_scan_card import LastScanCard, Tag, Tile
from desktop.ui.widgets.level_bar import Level
from desktop.ui.widgets.scan_list import ScanList, ScanRow
from desktop.ui.widgets.scan_mode_bar import ScanMode, ScanModeBar
from desktop.ui.widgets.status_bar import StatusBar
from desktop.ui.widgets.steps import StepLine, Steps
from desktop.ui.widgets.thumb import ThumbLook
from desktop.ui.widgets.toast import Toast

COURSE = (4.0, 6.0, 5.0, 7.0, 3.0, 8.0, 9.0)
SOLD = (4.0, 6.0, 5.0, 0.0, 0.0, 8.0, 9.0)  # one day closed, one out of stock
BEFORE = (5.0, 5.0, 6.0, 6.0, 4.0, 7.0, 7.0)
GREEN, BLUE = ThumbLook("green", "apple"), ThumbLook("blue", "", "OA")
CHART, SCAN, SCANS, TOAST = 220, 380, 240, 46


def parts() -> list[tuple[str, list[QWidget | QLayout]]]:
    """Title and content of each card."""
    return [
        (tr("Figures that lead on"), [_side_by_side(_tiles()), *_bars()]),
        (tr("Charts"), [_chart(), _fan()]),
        (tr("Notices"), [_toast(tone) for tone in ("ok", "warn", "bad", "info", "neutral")]),
        (tr("Parts of Scan"), [_modes(), _side_by_side([_last_scan(), _answer()]), _scans()]),
        (tr("Long work"), [_side_by_side([_work("done"), _work("failed")])]),
        (tr("Foot of the window"), [_foot()]),
    ]


def _nowhere() -> None:
    """The gallery's buttons lead nowhere."""


def _side_by_side(widgets: Sequence[QWidget]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    for widget in widgets:
        row.addWidget(widget, 1)
    return row


def _tiles() -> list[QWidget]:
    """Up, down, unchanged with a course whose end is open, and one that could not be read."""
    kpis = (
        Kpi("1,204.50", "12 %", "arrow-up-right", "ok", "against last week", COURSE),
        Kpi("38", "5 %", "arrow-down-right", "bad", "against last week", COURSE[::-1]),
        Kpi("24", "", "", "neutral", "as last week", BEFORE, True),
    )
    tiles = [KpiTile("banknote", tr("Sales"), "accent.text", _nowhere) for _ in kpis]
    for tile, kpi in zip(tiles, kpis, strict=True):
        tile.show_kpi(kpi)
    wrong = KpiTile("package", tr("Stock"), "accent.text", _nowhere)
    wrong.show_error(UserError(tr("The data could not be read."), tr("It is safe.")), _nowhere)
    return [*tiles, wrong]


def _bars() -> list[QWidget]:
    rows: list[QWidget] = []
    for name, number, share in (("Apples", "24", 1.0), ("Oats", "9", 0.4), ("None", "0", 0.0)):
        row = BarRow("accent", _nowhere)
        row.show_bar(Bar(name, number, share, "24", GREEN if share else None))
        rows.append(row)
    return rows


def _chart() -> QWidget:
    """Its library is loaded when somebody looks."""
    from desktop.ui.charts.days import DaysChart, DaysCourse

    labels = tuple(f"{day} Nov" for day in range(8, 15))
    chart = DaysChart(lambda value: f"{value:.0f}")
    chart.setFixedHeight(CHART)
    marks = tuple(day == 3 for day in range(len(labels)))
    chart.show_course(DaysCourse(labels, COURSE, BEFORE, marks, labels), "Days", "Seven days")
    return chart


def _fan() -> QWidget:
    """Bars of each look, a fitted line, a fan with its dates, an event and a lead time."""
    from desktop.ui.charts.fan import FanChart, FanCourse, Line, Span

    days = tuple(f"{day} Nov" for day in range(8, 22))
    middle = (6.0, 5.5, 7.0, 6.5, 6.0, 5.0, 6.5)
    edges = [(wide, 0.5 * wide) for wide in (4.0, 2.5, 1.2)]
    bands = tuple(
        (tuple(each - low for each in middle), tuple(each + wide for each in middle))
        for wide, low in edges
    )
    lines = (Line(6.5, "Today", "text.primary", False), Line(11, "Runs out 19 Nov", "bad.text"))
    chart = FanChart(lambda value: f"{value:.0f}")
    chart.setFixedHeight(CHART)
    course = FanCourse(
        days, days, SOLD, ("", "promo", "", "closed", "out", "", ""), fitted=BEFORE,
        middle=middle, bands=bands, lines=lines, spans=(Span(8, 9, "Fair"),),
        box=(9.0, 10.2, 11.0, 11.8, 13.0), strip=(6.5, 9.5, "lead time 3 days"),
    )  # fmt: skip
    chart.show_course(course, "Forecast", "Runs out 19 Nov")
    return chart


def _toast(tone: str) -> Toast:
    """As long as the page is open: here nobody takes it away."""
    made = Toast(f"Notice of {tone}", tone, tr("Undo"), _nowhere if tone == "ok" else None)
    made.setFixedHeight(current_theme().px(TOAST))
    return made


def _modes() -> ScanModeBar:
    modes = [
        ScanMode("sell", tr("Sell"), "shopping-cart", "F2", "mode.sell"),
        ScanMode("receive", tr("Receive"), "package-plus", "F3", "mode.receive"),
        ScanMode("count", tr("Count"), "clipboard-check", "F4", "mode.count"),
    ]
    bar = ScanModeBar(modes)
    bar.set_mode("receive")
    return bar


def _last_scan() -> LastScanCard:
    card = LastScanCard()
    card.setFixedHeight(SCAN)
    card.band.show_event("mode.sell", "check", "Sold −1", "10:24:07")
    card.show_head("Oat drink 1 l", "OAT-1", [Tag("In stock", "ok", "circle-check")], BLUE)
    tiles = [Tile("On hand", "24", "was 25"), Tile("Price", "2.90"), Tile("Low", "3", "", "warn")]
    card.show_tiles(tiles, Level.of(Decimal(24), Decimal(10)), "24 on hand")
    return card


def _answer() -> LastScanCard:
    """Where a code is not known."""
    card = LastScanCard()
    card.setFixedHeight(SCAN)
    card.band.show_event("warn", "circle-question-mark", "Unknown code", "not sold")
    card.show_head("40063813", "EAN-8")
    card.show_tiles([])
    return card


def _scans() -> ScanList:
    rows = [
        ScanRow(1, "Oat drink 1 l", "10:24:07", BLUE, "2 ×", "5.80"),
        ScanRow(2, "Apples", "10:23:51", GREEN, "0.450", "1.35"),
        ScanRow(3, "Oats", "10:23:40", GREEN, "1 ×", "2.00"),
    ]
    found = ScanList(tr("Scans"))
    found.setFixedHeight(SCANS)
    found.set_rows(rows)
    return found


def _work(end: str) -> Steps:
    """Under way, and ended badly."""
    lines = [
        StepLine("Free space checked", "done", "18.2 GB free"),
        StepLine("Tables written", told_by=("Writing",)),
        StepLine("Read back whole"),
    ]
    steps = Steps(lines, has_log=end == "failed")
    steps.follow(64, 100, "Writing", "247,310 of 386,120 rows · 39.1 MB")
    if end == "failed":
        steps.fail("Nothing was written", "the disk is full")
        steps.log("10:24:01  writing begun")
        steps.log("10:24:09  the disk is full")
    return steps


def _foot() -> QWidget:
    bar = StatusBar()
    bar.connection.set(tr("this computer"), "info", "dot")
    bar.add("git-branch", "Schema 0002")
    bar.add("scan-barcode", tr("Scanner ready"), right=True)
    bar.add("volume-2", tr("Sound on"), right=True)
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(bar)
    return whole
