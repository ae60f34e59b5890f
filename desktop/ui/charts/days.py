"""Days as a line over the days before: drawn by pyqtgraph, read day by day with the arrow keys."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from desktop.ui.charts.axis import round_values
from desktop.ui.charts.plot import DayPlot
from desktop.ui.theme import current_theme

NOW, BEFORE, MARK = 2.2, 1.6, 13
GROUND = 120  # of 255


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


class DaysChart(DayPlot):
    """The days of a DaysCourse."""

    def __init__(self, number: Callable[[float], str]) -> None:
        super().__init__(number, self._draw_course)
        self.course: DaysCourse | None = None

    def show_course(self, course: DaysCourse, name: str, sentence: str) -> None:
        """Other days; ``sentence`` is what a screen reader says of them as a whole."""
        self.course = course
        self.show_days(course.labels, course.spoken, name, sentence)

    def _draw_course(self) -> None:
        course, theme = self.course, current_theme()
        assert course is not None
        values = (*course.now, *course.before)
        self.draw_axes(round_values(min(values), max(values)))
        places = np.arange(len(course.now), dtype=float)
        before = np.array(course.before, dtype=float)
        dashed = pg.mkPen(theme.color("chart.6"), width=BEFORE, style=Qt.PenStyle.DashLine)
        self._draw_now(course, places)
        self.plot.plot(places, before, pen=dashed, antialias=True)
        self._draw_marks(course)

    def _draw_now(self, course: DaysCourse, places: "np.ndarray") -> None:
        """The ground and the line; the way to a day that is not over is dotted."""
        theme = current_theme()
        values = np.array(course.now, dtype=float)
        ground = QColor(theme.color("chart.grid"))
        ground.setAlpha(GROUND)
        self.plot.plot(places, values, pen=None, fillLevel=0.0, brush=ground, antialias=True)
        sure = len(values) - 1 if course.open_end else len(values)
        color = theme.color("chart.1")
        self.plot.plot(places[:sure], values[:sure], pen=pg.mkPen(color, width=NOW), antialias=True)
        if course.open_end:
            dotted = pg.mkPen(color, width=NOW, style=Qt.PenStyle.DotLine)
            self.plot.plot(places[-2:], values[-2:], pen=dotted, antialias=True)
            dot = pg.ScatterPlotItem(
                [places[-1]], [values[-1]], size=7, brush=color, pen=None, antialias=True
            )
            self.plot.addItem(dot)

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
        self.plot.addItem(diamonds)
