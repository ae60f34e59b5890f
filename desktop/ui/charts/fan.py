"""What was, and behind it what is told: bars or a line, then a fan of bands with its dates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QGraphicsRectItem

from desktop.ui.charts.axis import round_values
from desktop.ui.charts.plot import BEHIND, LINE, DayPlot, boxed_words
from desktop.ui.charts.word_rows import WordRows
from desktop.ui.theme import current_theme
from desktop.ui.widgets.painting import text_width

FANS = ("chart.fan95", "chart.fan80", "chart.fan50")
MIDDLE, FITTED, HISTORY = 2.2, 1.4, 1.8
BAR = 0.72
TINT = 34  # of 255
UNDER = 0.1  # of the height, for the lead time's strip
ROW = 20  # pixels between rows of words
BOX_AT, BOX_HALF = 0.10, 0.04  # of the height: where the box plot lies, and half of its own
MARKED = 13


@dataclass(frozen=True)
class Line:
    """An upright line with its words; ``ink`` is a colour's name."""

    place: float
    words: str
    ink: str
    is_dashed: bool = True


@dataclass(frozen=True)
class Span:
    """Days with a name."""

    first: int
    last: int
    words: str


@dataclass(frozen=True)
class FanCourse:
    """``past`` are bars or a line; each day, also those ahead, ``looks`` like "", "promo", "closed"
    or "out".

    ``bands`` are the widest first, (low, high) for each day ahead; closed days have no bars, and
    lines go past them. ``box``: places of the least,
    the quarters, the half and the most; ``strip``: from place to place, and its words.
    """

    labels: tuple[str, ...]
    spoken: tuple[str, ...]
    past: tuple[float, ...]
    looks: tuple[str, ...]
    is_bars: bool = True
    fitted: tuple[float, ...] = ()
    middle: tuple[float, ...] = ()
    bands: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...] = ()
    lines: tuple[Line, ...] = ()
    spans: tuple[Span, ...] = ()
    box: tuple[float, float, float, float, float] | None = None
    strip: tuple[float, float, str] | None = None


@dataclass(frozen=True)
class _Label:
    """Words over a place, and the mark that hangs under them."""

    told: pg.TextItem
    place: float
    words: str
    mark: pg.ScatterPlotItem | None


class FanChart(DayPlot):
    """The days of a FanCourse; ``top`` is the highest line of its grid."""

    def __init__(self, number: Callable[[float], str]) -> None:
        super().__init__(number, self._draw_course)
        self.course: FanCourse | None = None
        self.top = 1.0
        self._labels: list[_Label] = []
        self._strip: pg.TextItem | None = None
        self.plot.getPlotItem().getViewBox().sigResized.connect(self._place_words)

    def show_course(self, course: FanCourse, name: str, sentence: str) -> None:
        """Other days; ``sentence`` is what a screen reader says of them as a whole."""
        self.course = course
        self.show_days(course.labels, course.spoken, name, sentence)

    def _draw_course(self) -> None:
        course = self.course
        assert course is not None
        highest = [
            max(course.past, default=0.0),
            *(max(high, default=0.0) for _, high in course.bands),
        ]
        lines = round_values(min(0.0, *course.past, 0.0), max(highest) or 1.0)
        self.top = lines[-1]
        self.draw_axes(lines, UNDER if course.strip else 0.0)
        self._labels = []
        self._strip = None
        self._draw_spans(course)
        self._draw_looks(course)
        self._draw_fan(course)
        self._draw_past(course)
        self._draw_strip(course)
        self._draw_box(course)
        self._draw_lines(course)
        self._place_words()

    def _draw_spans(self, course: FanCourse) -> None:
        """Tinted days, with a mark and a name."""
        theme = current_theme()
        tint = QColor(theme.color("chart.3"))
        tint.setAlpha(TINT)
        for span in course.spans:
            self._tinted(span.first, span.last, QBrush(tint))
            mark = pg.ScatterPlotItem(
                symbol="d", size=MARKED, pen=None, antialias=True, brush=theme.color("chart.3")
            )
            mark.setZValue(5)
            self.plot.addItem(mark, ignoreBounds=True)
            self._say((span.first + span.last) / 2, span.words, "chart.3", mark)

    def _tinted(self, first: float, last: float, brush: QBrush) -> None:
        region = pg.LinearRegionItem(
            (first - 0.5, last + 0.5), movable=False, brush=brush, pen=pg.mkPen(None)
        )
        region.setZValue(BEHIND + 1)
        self.plot.addItem(region, ignoreBounds=True)

    def _draw_looks(self, course: FanCourse) -> None:
        """Closed days are hatched; on those with nothing left stands a cross."""
        theme = current_theme()
        hatched = QBrush(theme.color("border.control"), Qt.BrushStyle.BDiagPattern)
        for first, last in _runs(course.looks, "closed"):
            self._tinted(first, last, hatched)
        out = [float(place) for place, look in enumerate(course.looks) if look == "out"]
        crosses = pg.ScatterPlotItem(
            out, [self.top * 0.03] * len(out), symbol="x", size=8, pen=None, antialias=True,
            brush=theme.color("bad.text"),
        )  # fmt: skip
        crosses.setZValue(2)
        self.plot.addItem(crosses, ignoreBounds=True)

    def _draw_past(self, course: FanCourse) -> None:
        theme = current_theme()
        places, values = np.arange(len(course.past), dtype=float), np.array(course.past)
        if course.is_bars:
            inks = {"promo": theme.color("chart.3")}
            usual = theme.color("chart.history")
            brushes = [inks.get(look, usual) for look in course.looks[: len(places)]]
            bars = pg.BarGraphItem(
                x=places, height=values, width=BAR, brushes=brushes, pen=pg.mkPen(None)
            )
            self.plot.addItem(bars)
        else:
            pen = pg.mkPen(theme.color("chart.history"), width=HISTORY)
            curve = self.plot.plot(places, values, pen=pen, antialias=True, stepMode=None)
            curve.setDownsampling(auto=True, method="peak")
            curve.setClipToView(True)
        if course.fitted:
            pen = pg.mkPen(theme.color("chart.forecast"), width=FITTED)
            seen = _open(course, 0, len(course.fitted))
            fitted = np.array(course.fitted, dtype=float)[seen]
            self.plot.plot(places[seen], fitted, pen=pen, antialias=True, connect="finite")

    def _draw_fan(self, course: FanCourse) -> None:
        """The widest band first, so that the others lie on it."""
        theme = current_theme()
        begin = len(course.past)
        seen = _open(course, begin, len(course.middle))
        ahead = seen + float(begin)
        for (low, high), fan in zip(course.bands, FANS, strict=False):
            edges = [pg.PlotCurveItem(ahead, np.array(edge)[seen]) for edge in (low, high)]
            self.plot.addItem(pg.FillBetweenItem(*edges, brush=theme.color(fan)))
        if course.middle:
            pen = pg.mkPen(theme.color("chart.forecast"), width=MIDDLE)
            self.plot.plot(ahead, np.array(course.middle)[seen], pen=pen, antialias=True)

    def _draw_strip(self, course: FanCourse) -> None:
        """How long an order of today takes, under the days."""
        if course.strip is None:
            return
        theme = current_theme()
        first, last, words = course.strip
        low, high = -UNDER * self.top * 0.72, -UNDER * self.top * 0.3
        self._rectangle(first, low, last, high, theme.color("info"))
        told = pg.TextItem(words, color=theme.color("info.text"), anchor=(0, 0.5))
        told.setFont(theme.font("caption"))
        told.setPos(last, (low + high) / 2)
        self.plot.addItem(told, ignoreBounds=True)
        self._strip = told

    def _draw_box(self, course: FanCourse) -> None:
        """When it runs out: 90 % of the chances on the line, half of them in the box."""
        if course.box is None:
            return
        theme = current_theme()
        least, quarter, half, most_of, most = course.box
        at, tall = self.top * BOX_AT, self.top * BOX_HALF
        pen = pg.mkPen(theme.color("bad.text"), width=HISTORY)
        whiskers = (least, quarter, most_of, most)
        self.plot.addItem(
            pg.PlotCurveItem(np.array(whiskers), np.full(4, at), pen=pen, connect="pairs")
        )
        ends = np.array([least, least, most, most, half, half])
        heights = np.array([-0.5, 0.5, -0.5, 0.5, -1.0, 1.0]) * tall + at
        box = self._rectangle(quarter, at - tall, most_of, at + tall, theme.color("bad.tint"))
        box.setPen(pen)
        marks = pg.PlotCurveItem(ends, heights, pen=pen, connect="pairs")
        marks.setZValue(3)
        self.plot.addItem(marks)

    def _rectangle(
        self, left: float, low: float, right: float, high: float, fill: QBrush | object
    ) -> QGraphicsRectItem:
        rectangle = QGraphicsRectItem(QRectF(left, low, right - left, high - low))
        rectangle.setPen(pg.mkPen(None))
        rectangle.setBrush(pg.mkBrush(fill))
        rectangle.setZValue(2)
        self.plot.addItem(rectangle, ignoreBounds=True)
        return rectangle

    def _draw_lines(self, course: FanCourse) -> None:
        theme = current_theme()
        for line in course.lines:
            style = Qt.PenStyle.DashLine if line.is_dashed else Qt.PenStyle.SolidLine
            pen = pg.mkPen(theme.color(line.ink), width=LINE + 0.4, style=style)
            upright = pg.InfiniteLine(pos=line.place, angle=90, pen=pen)
            upright.setZValue(4)
            self.plot.addItem(upright, ignoreBounds=True)
            self._say(line.place, line.words, line.ink)

    def _say(
        self, place: float, words: str, ink: str, mark: pg.ScatterPlotItem | None = None
    ) -> None:
        told = boxed_words(ink, edge="")
        told.setFont(current_theme().font("badge"))
        told.setText(words)
        told.setAnchor((0.5, 0))
        told.setZValue(5)
        self.plot.addItem(told, ignoreBounds=True)
        self._labels.append(_Label(told, place, words, mark))

    def _place_words(self) -> None:
        """In as many rows as keep them from each other; marks stand under all of them."""
        box = self.plot.getPlotItem().getViewBox()
        if self.course is None or box.width() <= 0:
            return
        (left, right), (low, high) = box.viewRange()
        across, down = box.width() / (right - left), (high - low) / max(1.0, box.height())
        rows = WordRows()
        font, tall, near = current_theme().font("badge"), current_theme().px(ROW), MARKED / 2
        for label in sorted(self._labels, key=lambda label: label.place):
            half = text_width(font, label.words) / 2 + 6
            at = min(max((label.place - left) * across, half), box.width() - half)
            row = rows.put(at - half, at + half)
            label.told.setPos(left + at / across, high - row * tall * down)
        for label in self._labels:
            if label.mark is not None:
                at = (label.place - left) * across
                under = rows.over(at - near, at + near) * tall + MARKED
                label.mark.setData([label.place], [high - under * down])
        self._place_strip(right, across)

    def _place_strip(self, right: float, across: float) -> None:
        """The lead time's words stand behind it, or before it where there is no room."""
        strip = self.course.strip if self.course else None
        if self._strip is None or strip is None:
            return
        wide = text_width(current_theme().font("caption"), strip[2]) + 8
        is_behind = (right - strip[1]) * across >= wide
        self._strip.setAnchor((0, 0.5) if is_behind else (1, 0.5))
        self._strip.setPos(strip[1] if is_behind else strip[0], self._strip.pos().y())

    def _show_day(self) -> None:
        """The words of the day that is read stand alone: names below them are hidden."""
        super()._show_day()
        told = self._words.sceneBoundingRect() if self.day is not None else QRectF()
        for label in self._labels:
            label.told.setVisible(not told.intersects(label.told.sceneBoundingRect()))


def _open(course: FanCourse, begin: int, count: int) -> "np.ndarray":
    """Which of so many days from ``begin`` on a line goes through."""
    shut = np.zeros(count, dtype=bool)
    looks = course.looks[begin : begin + count] if course.is_bars else ()
    shut[: len(looks)] = [look == "closed" for look in looks]
    return np.flatnonzero(~shut)


def _runs(looks: Sequence[str], look: str) -> list[tuple[int, int]]:
    """First and last of the neighbours that look so."""
    found = [place for place, each in enumerate(looks) if each == look]
    breaks = [n for n, (one, other) in enumerate(pairwise(found), 1) if other != one + 1]
    return [(part[0], part[-1]) for part in _parts(found, breaks)]


def _parts(found: list[int], breaks: list[int]) -> list[list[int]]:
    edges = [0, *breaks, len(found)]
    return [found[a:b] for a, b in pairwise(edges) if a < b]
