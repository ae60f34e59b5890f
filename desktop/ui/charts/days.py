"""Days as a line over the days before: drawn by pyqtgraph, read day by day with the arrow keys."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.charts.axis import round_values, some_of
from desktop.ui.theme import current_theme
from desktop.ui.widgets.painting import paint_box, text_width

NOW, BEFORE, MARK, LINE = 2.2, 1.6, 13, 1
BEHIND, FRONT = -1000, 1000
GROUND = 120  # of 255
LABEL_WIDTH = 92
HEAD = 0.05  # of the height stays free over the highest line, or its number would be cut


@dataclass(frozen=True)
class DaysCourse:
    """Per day: its label, its value and that of the day before it, whether it has a mark, and all
    of that as words. ``open_end``: the last day is not over."""

    labels: tuple[str, ...]
    now: tuple[float, ...]
    before: tuple[float, ...]
    marks: tuple[bool, ...]
    spoken: tuple[str, ...]
    open_end: bool = True


class DaysChart(QWidget):
    """Left and Right go from day to day, Enter opens one (``opened`` gives its place)."""

    opened = Signal(int)

    def __init__(self, number: Callable[[float], str]) -> None:
        super().__init__()
        self.course: DaysCourse | None = None
        self.day: int | None = None
        self._number = number
        self._sentence = ""
        self._plot = pg.PlotWidget()
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.setMouseEnabled(False, False)
        self._cursor = pg.InfiniteLine(angle=90)
        self._words = pg.TextItem()
        column = QVBoxLayout(self)
        column.setContentsMargins(3, 3, 3, 3)
        column.addWidget(self._plot)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        current_theme().changed.connect(self._on_theme_changed)

    def show_course(self, course: DaysCourse, name: str, sentence: str) -> None:
        """Other days; ``sentence`` is what a screen reader says of them as a whole."""
        if self.course is not None and self.course.labels != course.labels:
            self.day = None
        self.course, self._sentence = course, sentence
        self.setAccessibleName(name)
        self.setAccessibleDescription(sentence)
        self._draw()

    def _on_theme_changed(self) -> None:
        """pyqtgraph knows no theme: all is drawn anew in the other colours."""
        if self.course is not None:
            self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.course is not None:
            self._label_days(self.course)
            self._show_day()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        last = len(self.course.now) - 1 if self.course else -1
        key = Qt.Key(event.key())
        if key in steps and last >= 0:
            begin = self.day if self.day is not None else last - min(steps[key], 0)
            self._choose(min(max(begin + steps[key], 0), last))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and last >= 0:
            self._choose(0 if key == Qt.Key.Key_Home else last)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.day is not None:
            self.opened.emit(self.day)
        elif key == Qt.Key.Key_Escape and self.day is not None:
            self._choose(None)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._choose(self._day_at(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event)
        if day is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(day)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self._choose(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            theme = current_theme()
            painter = QPainter(self)
            paint_box(painter, self.rect(), 6, None, theme.color("border.focus"), 2)

    def _day_at(self, event: QMouseEvent) -> int | None:
        box = self._plot.getPlotItem().getViewBox()
        where = self._plot.mapFrom(self, event.position().toPoint())
        day = round(box.mapSceneToView(self._plot.mapToScene(where)).x())
        return day if self.course and 0 <= day < len(self.course.now) else None

    def _choose(self, day: int | None) -> None:
        if day == self.day or self.course is None:
            return
        self.day = day
        words = self._sentence if day is None else self.course.spoken[day]
        self.setAccessibleDescription(words)
        if day is not None:
            changed = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(changed)
        self._show_day()

    def _draw(self) -> None:
        course, theme = self.course, current_theme()
        assert course is not None
        plot = self._plot
        plot.clear()
        plot.setBackground(theme.color("bg.surface"))
        lines = round_values(min(*course.now, *course.before), max(*course.now, *course.before))
        self._draw_axes(lines)
        self._label_days(course)
        places = np.arange(len(course.now), dtype=float)
        before = np.array(course.before, dtype=float)
        dashed = pg.mkPen(theme.color("chart.6"), width=BEFORE, style=Qt.PenStyle.DashLine)
        self._draw_now(course, places)
        plot.plot(places, before, pen=dashed, antialias=True)
        self._draw_marks(course)
        top = lines[-1] + HEAD * (lines[-1] - lines[0])
        plot.setYRange(lines[0], top, padding=0)
        self._cursor.setPen(pg.mkPen(theme.color("chart.axis"), width=LINE))
        self._words = pg.TextItem(
            color=theme.color("text.primary"),
            fill=theme.color("bg.raised"),
            border=pg.mkPen(theme.color("border.control")),
        )
        self._words.setFont(theme.font("small"))
        for item in (self._cursor, self._words):
            item.setZValue(FRONT)
            plot.addItem(item, ignoreBounds=True)
        self._show_day()

    def _draw_axes(self, lines: list[float]) -> None:
        theme, plot = current_theme(), self._plot
        words = [self._number(value) for value in lines]
        left, bottom = plot.getAxis("left"), plot.getAxis("bottom")
        left.setTicks([list(zip(lines, words, strict=True))])
        left.setWidth(max(text_width(theme.font("caption"), text) for text in words) + 10)
        bottom.setHeight(theme.px(20))
        nothing = pg.mkPen(None)  # a transparent one would be made visible by pyqtgraph
        for axis in (left, bottom):
            axis.setZValue(BEHIND)
            axis.setPen(nothing)
            axis.setTickPen(nothing)
            axis.setTextPen(theme.color("chart.axis"))
            axis.setTickFont(theme.font("caption"))
            axis.setStyle(tickLength=0, hideOverlappingLabels=False, tickTextOffset=6)
        for value in lines:
            pen = pg.mkPen(theme.color("border.subtle" if value == 0 else "chart.grid"), width=LINE)
            line = pg.InfiniteLine(pos=value, angle=0, pen=pen)
            line.setZValue(BEHIND)
            plot.addItem(line, ignoreBounds=True)

    def _label_days(self, course: DaysCourse) -> None:
        wide = current_theme().px(LABEL_WIDTH)
        room = max(1, self.width() // wide)
        shown = some_of(len(course.labels), room)
        ticks = [(float(place), course.labels[place]) for place in shown]
        self._plot.getAxis("bottom").setTicks([ticks])
        # The first label stands under the first day, so half of it needs room before that.
        before = max(0.4, len(course.labels) * wide / 4 / max(self.width(), wide))
        self._plot.setXRange(-before, len(course.labels) - 0.6, padding=0)

    def _draw_now(self, course: DaysCourse, places: "np.ndarray") -> None:
        """The ground and the line; the way to a day that is not over is dotted."""
        theme = current_theme()
        values = np.array(course.now, dtype=float)
        ground = theme.color("chart.grid")
        ground.setAlpha(GROUND)
        self._plot.plot(places, values, pen=None, fillLevel=0.0, brush=ground, antialias=True)
        sure = len(values) - 1 if course.open_end else len(values)
        color = theme.color("chart.1")
        self._plot.plot(
            places[:sure], values[:sure], pen=pg.mkPen(color, width=NOW), antialias=True
        )
        if course.open_end:
            dotted = pg.mkPen(color, width=NOW, style=Qt.PenStyle.DotLine)
            self._plot.plot(places[-2:], values[-2:], pen=dotted, antialias=True)
            dot = pg.ScatterPlotItem(
                [places[-1]], [values[-1]], size=7, brush=color, pen=None, antialias=True
            )
            self._plot.addItem(dot)

    def _draw_marks(self, course: DaysCourse) -> None:
        theme = current_theme()
        marked = [place for place, is_marked in enumerate(course.marks) if is_marked]
        diamonds = pg.ScatterPlotItem(
            [float(place) for place in marked],
            [course.now[place] for place in marked],
            symbol="d",
            size=MARK,
            brush=theme.color("chart.3"),
            pen=pg.mkPen(theme.color("bg.surface"), width=2),
            antialias=True,
        )
        self._plot.addItem(diamonds)

    def _show_day(self) -> None:
        course, day = self.course, self.day
        if course is None or day is None:
            self._cursor.hide()
            self._words.hide()
            return
        self._cursor.setPos(day)
        self._words.setText(course.spoken[day])
        is_right = day > len(course.now) / 2
        self._words.setAnchor((1.04 if is_right else -0.04, 0))
        top = self._plot.getPlotItem().getViewBox().viewRange()[1][1]
        self._words.setPos(day, top)
        self._cursor.show()
        self._words.show()
