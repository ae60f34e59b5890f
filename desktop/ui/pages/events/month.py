"""A month, painted: days, and on them events as bars with a shape and their names."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QLocale, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.queries.events import EventSpan
from desktop.ui.events.words import spoken
from desktop.ui.pages.events.grid import Grid
from desktop.ui.pages.events.laid import DAYS, Bar, bars_of, days_of, month_after, of_day
from desktop.ui.pages.events.painted import paint_bar, paint_chosen, paint_days, paint_head
from desktop.ui.text import calendar_day, tr
from desktop.ui.theme import current_theme

LEAST = QSize(300, 300)
STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -DAYS,
    Qt.Key.Key_Down: DAYS,
}
MONTHS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Month(QWidget):
    """Arrows go by days, Page Up and Down by months; Enter and double click open the day.

    ``moved``: another day is chosen; ``turned``: it lies in another month.
    """

    moved = Signal(object)  # date
    turned = Signal()
    opened = Signal(object)  # date
    chosen = Signal(object)  # EventSpan, clicked

    def __init__(self, today: date) -> None:
        super().__init__()
        self.today = self.day = today
        self.events: Sequence[EventSpan] = ()
        self._bars: list[Bar] = []
        self._marked: object = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Calendar"))
        self._say()

    @property
    def days(self) -> list[date]:
        """All days shown."""
        return days_of(self.day, QLocale().firstDayOfWeek().value)

    def sizeHint(self) -> QSize:
        return minimum()

    def minimumSizeHint(self) -> QSize:
        return minimum()

    def show_events(self, events: Sequence[EventSpan]) -> None:
        """What stands on the days shown."""
        self.events = events
        self._bars = bars_of(events, self.days[0])
        self._say()
        self.update()

    def mark(self, event: object) -> None:
        """The event whose row is current in the list."""
        self._marked = event
        self.update()

    def go_to(self, day: date) -> None:
        """Chooses a day, in whatever month."""
        if not 1900 <= day.year <= 2199:
            return
        before, self.day = self.day, day
        if (before.year, before.month) != (day.year, day.month):
            self.show_events(())
            self.turned.emit()
        self._say()
        self.update()
        if before != day:
            self.moved.emit(day)

    def turn(self, months: int) -> None:
        """The same day of another month, or its last one."""
        first = month_after(self.day, months)
        last = (month_after(first, 1) - timedelta(days=1)).day
        self.go_to(first.replace(day=min(self.day.day, last)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in STEPS:
            self.go_to(self.day + timedelta(days=STEPS[key]))
        elif key in MONTHS:
            self.turn(MONTHS[key])
        elif key == Qt.Key.Key_Home:
            self.go_to(self.today)
        elif key in ENTER:
            self.opened.emit(self.day)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        day, bar = self.grid.day_at(at), self.grid.bar_at(at)
        if day is not None:
            self.go_to(day)
        if bar is not None:
            self.chosen.emit(bar.event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.grid.day_at(event.position().toPoint()) is not None:
            self.opened.emit(self.day)

    def event(self, event: QEvent) -> bool:
        """The tooltip tells a day's events in full."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            day = self.grid.day_at(event.pos())
            found = of_day(self.events, day) if day is not None else []
            QToolTip.showText(event.globalPos(), "\n".join(spoken(each) for each in found), self)
            return True
        return super().event(event)

    def _say(self) -> None:
        """What a screen reader tells of the chosen day."""
        found = of_day(self.events, self.day)
        words = "; ".join(spoken(each) for each in found) or tr("no event")
        self.setAccessibleDescription(f"{calendar_day(self.day, 'dddd d MMMM yyyy')}: {words}")

    @property
    def grid(self) -> Grid:
        """Where everything stands now."""
        return Grid(self.size(), self.days, self._bars)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, grid = QPainter(self), current_theme(), self.grid
        paint_head(painter, theme, grid)
        paint_days(painter, theme, grid, self.day, self.today)
        for bar in grid.shown():
            is_marked = bar.event.id == self._marked
            paint_bar(painter, theme, grid.bar_rect(bar), bar, is_marked)
        chosen = grid.cell(list(grid.days).index(self.day))
        paint_chosen(painter, theme, chosen, self.hasFocus())


def minimum() -> QSize:
    """What a month needs at the least."""
    theme = current_theme()
    return QSize(theme.px(LEAST.width()), theme.px(LEAST.height()))


def title_of(day: date) -> str:
    """The month in words: ``November 2026``."""
    return calendar_day(day, "MMMM yyyy")
