"""A plot over days that is read with the arrow keys: axes, cursor, words; the lines are others'."""

from collections.abc import Callable, Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.charts.axis import some_of
from desktop.ui.theme import current_theme
from desktop.ui.widgets.painting import paint_box, text_width

LINE = 1
BEHIND, FRONT = -1000, 1000
LABEL_WIDTH = 92
BESIDE = 6  # pixels between the cursor and its words
AROUND = 10  # pixels between an axis and the edge, its words apart
HEAD = 0.05  # of the height stays free over the highest line, or its number would be cut


class DayPlot(QWidget):
    """Left and Right go from day to day, Enter opens one (``opened`` gives its place).

    ``draw`` puts lines and bars into ``plot``; it is called anew for each theme.
    """

    opened = Signal(int)
    day_changed = Signal(object)  # the place of the day that is read, or None

    def __init__(self, number: Callable[[float], str], draw: Callable[[], None]) -> None:
        super().__init__()
        self.day: int | None = None
        self.labels: Sequence[str] = ()
        self.plot = pg.PlotWidget()
        self._number, self._draw_data = number, draw
        self._spoken: Sequence[str] = ()
        self._sentence = ""
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setMouseEnabled(False, False)
        self._cursor = pg.InfiniteLine(angle=90)
        self._words = pg.TextItem()
        column = QVBoxLayout(self)
        column.setContentsMargins(3, 3, 3, 3)
        column.addWidget(self.plot)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        current_theme().changed.connect(self.draw)

    def show_days(
        self, labels: Sequence[str], spoken: Sequence[str], name: str, sentence: str
    ) -> None:
        """Other days; ``sentence`` is what a screen reader says of them as a whole."""
        if self.labels != labels:
            self.day = None
        self.labels, self._spoken, self._sentence = labels, spoken, sentence
        self.setAccessibleName(name)
        self.setAccessibleDescription(sentence)
        self.draw()

    def draw(self) -> None:
        """All anew: pyqtgraph knows no theme."""
        if not self.labels:
            return
        theme = current_theme()
        self.plot.clear()
        self.plot.setBackground(theme.color("bg.surface"))
        self._label_days()
        self._draw_data()
        self._cursor.setPen(pg.mkPen(theme.color("chart.axis"), width=LINE))
        self._words = boxed_words("text.primary")
        for item in (self._cursor, self._words):
            item.setZValue(FRONT)
            self.plot.addItem(item, ignoreBounds=True)
        self._show_day()

    def draw_axes(self, lines: Sequence[float], below: float = 0.0) -> None:
        """Horizontal lines with their numbers; ``below`` of the height stays free under them."""
        theme, plot = current_theme(), self.plot
        words = [self._number(value) for value in lines]
        left, bottom = plot.getAxis("left"), plot.getAxis("bottom")
        left.setTicks([list(zip(lines, words, strict=True))])
        left.setWidth(max(text_width(theme.font("caption"), text) for text in words) + AROUND)
        bottom.setHeight(QFontMetrics(theme.font("caption")).height() + AROUND)
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
        height = lines[-1] - lines[0]
        plot.setYRange(lines[0] - below * height, lines[-1] + HEAD * height, padding=0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.labels:
            self._label_days()
            self._show_day()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        last = len(self.labels) - 1
        key = Qt.Key(event.key())
        if key in steps and last >= 0:
            begin = self.day if self.day is not None else last - min(steps[key], 0)
            self.choose(min(max(begin + steps[key], 0), last))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and last >= 0:
            self.choose(0 if key == Qt.Key.Key_Home else last)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.day is not None:
            self.opened.emit(self.day)
        elif key == Qt.Key.Key_Escape and self.day is not None:
            self.choose(None)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.choose(self._day_at(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event)
        if day is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(day)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self.choose(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            theme = current_theme()
            painter = QPainter(self)
            paint_box(painter, self.rect(), 6, None, theme.color("border.focus"), 2)

    def choose(self, day: int | None) -> None:
        """The day that is read aloud and has the cursor; None for all of them."""
        if day == self.day or not self.labels:
            return
        self.day = day
        words = self._sentence if day is None else self._spoken[day]
        self.setAccessibleDescription(words)
        if day is not None:
            changed = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(changed)
        self._show_day()
        self.day_changed.emit(day)

    def _day_at(self, event: QMouseEvent) -> int | None:
        box = self.plot.getPlotItem().getViewBox()
        where = self.plot.mapFrom(self, event.position().toPoint())
        day = round(box.mapSceneToView(self.plot.mapToScene(where)).x())
        return day if 0 <= day < len(self.labels) else None

    def _label_days(self) -> None:
        wide = current_theme().px(LABEL_WIDTH)
        room = max(1, self.width() // wide)
        shown = some_of(len(self.labels), room)
        ticks = [(float(place), self.labels[place]) for place in shown]
        self.plot.getAxis("bottom").setTicks([ticks])
        # The first label stands under the first day, so half of it needs room before that.
        before = max(0.4, len(self.labels) * wide / 4 / max(self.width(), wide))
        self.plot.setXRange(-before, len(self.labels) - 0.6, padding=0)

    def _show_day(self) -> None:
        day = self.day
        if day is None:
            self._cursor.hide()
            self._words.hide()
            return
        self._cursor.setPos(day)
        self._words.setText(self._spoken[day])
        self._place(day)
        self._cursor.show()
        self._words.show()

    def _place(self, day: int) -> None:
        """The words stand beside the day where there is room, and inside the plot in any case."""
        box = self.plot.getPlotItem().getViewBox()
        (left, right), (_, top) = box.viewRange()
        across = max(1.0, box.width()) / (right - left)
        wide = self._words.boundingRect().width()
        at = (day - left) * across
        behind, before = at + BESIDE, at - BESIDE - wide
        fits = behind + wide <= box.width()
        where = behind if fits else before if before >= 0 else max(0.0, box.width() - wide)
        self._words.setAnchor((0, 0))
        self._words.setPos(left + where / across, top)


def boxed_words(ink: str, edge: str = "border.control") -> pg.TextItem:
    """Small words on a ground of their own, so that no line runs through them."""
    theme = current_theme()
    border = pg.mkPen(theme.color(edge)) if edge else pg.mkPen(None)
    ground = theme.color("bg.raised" if edge else "bg.surface")
    words = pg.TextItem(color=theme.color(ink), fill=ground, border=border)
    words.setFont(theme.font("small"))
    return words
