"""A month, painted: days, and on them events as bars with a shape and their names."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QLocale, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.queries.events import EventSpan
from desktop.ui.event_words import look_of, spoken
from desktop.ui.pages.events.laid import DAYS, WEEKS, Bar, bars_of, days_of, month_after, of_day
from desktop.ui.text import calendar_day, tr
from desktop.ui.theme import Theme, current_theme
from desktop.ui.widgets.painting import CENTER, LEFT, RIGHT, paint_box, paint_text
from desktop.ui.widgets.pill import TONES

HEAD, NUMBER, BAR, GAP, ICON, PAD = 24, 24, 20, 2, 13, 5
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
        day = self._day_at(event)
        if day is not None:
            self.go_to(day)
            bar = self._bar_at(event)
            if bar is not None:
                self.chosen.emit(bar.event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._day_at(event) is not None:
            self.opened.emit(self.day)

    def event(self, event: QEvent) -> bool:
        """The tooltip tells a day's events in full."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            day = self._day_at(event)
            found = of_day(self.events, day) if day is not None else []
            QToolTip.showText(event.globalPos(), "\n".join(spoken(each) for each in found), self)
            return True
        return super().event(event)

    def _say(self) -> None:
        """What a screen reader tells of the chosen day."""
        found = of_day(self.events, self.day)
        words = "; ".join(spoken(each) for each in found) or tr("no event")
        self.setAccessibleDescription(f"{calendar_day(self.day, 'dddd d MMMM yyyy')}: {words}")

    # Where things stand.

    def _cell(self, number: int) -> QRect:
        head = current_theme().px(HEAD)
        week, column = divmod(number, DAYS)
        x, right = self.width() * column // DAYS, self.width() * (column + 1) // DAYS
        tall = self.height() - head
        y, bottom = head + tall * week // WEEKS, head + tall * (week + 1) // WEEKS
        return QRect(x, y, right - x, bottom - y)

    def _bar_rect(self, bar: Bar) -> QRect:
        theme = current_theme()
        left, right = (self._cell(bar.week * DAYS + column) for column in (bar.first, bar.last))
        top = left.y() + theme.px(NUMBER) + bar.lane * (theme.px(BAR) + GAP)
        inset = GAP + 1
        rect = QRect(left.x(), top, right.right() - left.x() + 1, theme.px(BAR))
        return rect.adjusted(inset if bar.begins else 0, 0, -inset if bar.ends else 0, 0)

    def _lanes(self) -> int:
        """How many bars fit into a day."""
        theme = current_theme()
        room = self._cell(0).height() - theme.px(NUMBER) - GAP
        return max(room // (theme.px(BAR) + GAP), 0)

    def _day_at(self, event: QMouseEvent | QHelpEvent) -> date | None:
        at = event.position().toPoint() if isinstance(event, QMouseEvent) else event.pos()
        cells = enumerate(self.days)
        return next((day for number, day in cells if self._cell(number).contains(at)), None)

    def _bar_at(self, event: QMouseEvent) -> Bar | None:
        at, lanes = event.position().toPoint(), self._lanes()
        shown = (bar for bar in self._bars if bar.lane < lanes)
        return next((bar for bar in shown if self._bar_rect(bar).contains(at)), None)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), current_theme()
        self._paint_head(painter, theme)
        hidden = self._hidden()
        for number, day in enumerate(self.days):
            self._paint_day(painter, theme, self._cell(number), day, hidden.get(number, 0))
        lanes = self._lanes()
        for bar in self._bars:
            if bar.lane < lanes:
                self._paint_bar(painter, theme, bar)
        self._paint_chosen(painter, theme)

    def _hidden(self) -> dict[int, int]:
        """By day how many of its bars do not fit."""
        found: dict[int, int] = {}
        lanes = self._lanes()
        for bar in self._bars:
            if bar.lane >= lanes:
                for column in range(bar.first, bar.last + 1):
                    number = bar.week * DAYS + column
                    found[number] = found.get(number, 0) + 1
        return found

    def _paint_head(self, painter: QPainter, theme: Theme) -> None:
        for column, day in enumerate(self.days[:DAYS]):
            cell = self._cell(column)
            rect = QRect(cell.x(), 0, cell.width(), theme.px(HEAD))
            ink = theme.color("text.secondary")
            paint_text(painter, rect, calendar_day(day, "ddd"), theme.font("caption"), ink, CENTER)

    def _paint_day(
        self, painter: QPainter, theme: Theme, cell: QRect, day: date, hidden: int
    ) -> None:
        is_own = (day.year, day.month) == (self.day.year, self.day.month)
        if not is_own:
            painter.fillRect(cell, theme.color("bg.sunken"))
        edge = theme.color("border.subtle")
        painter.fillRect(cell.x(), cell.y(), cell.width(), 1, edge)
        if cell.x() > 0:
            painter.fillRect(cell.x(), cell.y(), 1, cell.height(), edge)
        box = QRect(cell.x() + GAP + 2, cell.y() + GAP + 1, theme.px(NUMBER), theme.px(NUMBER) - 4)
        ink = theme.color("text.primary" if is_own else "text.muted")
        if day == self.today:
            paint_box(painter, box, box.height() / 2, theme.color("accent"))
            ink = theme.color("accent.on")
        role = "strong" if day == self.today else "small"
        paint_text(painter, box, str(day.day), theme.font(role), ink, CENTER)
        if hidden:
            rest = QRect(box.right(), box.y(), cell.right() - box.right() - PAD, box.height())
            words = f"+{hidden}"
            muted = theme.color("text.secondary")
            paint_text(painter, rest, words, theme.font("caption"), muted, RIGHT)

    def _paint_bar(self, painter: QPainter, theme: Theme, bar: Bar) -> None:
        """Filled where it counts in forecasts, else only drawn round."""
        tone, icon = look_of(bar.event.type)
        ground, ink = TONES[tone]
        rect = self._bar_rect(bar)
        counts = bar.event.is_in_prediction
        is_marked = bar.event.id == self._marked
        edge = theme.color(ink if is_marked or not counts else ground)
        fill = theme.color(ground) if counts else theme.color("bg.surface")
        paint_box(painter, rect, theme.radius("key"), fill, edge, 2 if is_marked else 1)
        side = theme.px(ICON)
        mark = QRect(rect.x() + PAD, rect.center().y() - side // 2 + 1, side, side)
        theme.icons.paint(painter, mark, icon, ink)
        words = QRect(
            mark.right() + PAD - 1, rect.y(), rect.right() - mark.right() - PAD, rect.height()
        )
        paint_text(painter, words, bar.event.name, theme.font("caption"), theme.color(ink), LEFT)

    def _paint_chosen(self, painter: QPainter, theme: Theme) -> None:
        cell = self._cell(self.days.index(self.day)).adjusted(1, 1, 0, 0)
        ring = theme.color("border.focus" if self.hasFocus() else "border.control")
        paint_box(painter, cell, theme.radius("key"), None, ring, 2 if self.hasFocus() else 1)


def minimum() -> QSize:
    """What a month needs at the least."""
    theme = current_theme()
    return QSize(theme.px(LEAST.width()), theme.px(LEAST.height()))


def title_of(day: date) -> str:
    """The month in words: ``November 2026``."""
    return calendar_day(day, "MMMM yyyy")
