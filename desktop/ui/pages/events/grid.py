"""The places of a month on the screen: days as cells, events as bars in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPoint, QRect, QSize

from desktop.ui.pages.events.laid import DAYS, WEEKS, Bar
from desktop.ui.theme import current_theme

HEAD, NUMBER, BAR, GAP = 24, 24, 20, 2


@dataclass(frozen=True)
class Grid:
    """Six weeks in a widget of this size."""

    size: QSize
    days: Sequence[date]
    bars: Sequence[Bar]

    def cell(self, number: int) -> QRect:
        """Where a day stands, by its number."""
        head = current_theme().px(HEAD)
        week, column = divmod(number, DAYS)
        width, tall = self.size.width(), self.size.height() - head
        x, right = width * column // DAYS, width * (column + 1) // DAYS
        y, bottom = head + tall * week // WEEKS, head + tall * (week + 1) // WEEKS
        return QRect(x, y, right - x, bottom - y)

    def bar_rect(self, bar: Bar) -> QRect:
        """Where a bar stands; at a week's edge it goes on."""
        theme = current_theme()
        left, right = (self.cell(bar.week * DAYS + column) for column in (bar.first, bar.last))
        top = left.y() + theme.px(NUMBER) + bar.lane * (theme.px(BAR) + GAP)
        inset = GAP + 1
        rect = QRect(left.x(), top, right.right() - left.x() + 1, theme.px(BAR))
        return rect.adjusted(inset if bar.begins else 0, 0, -inset if bar.ends else 0, 0)

    @property
    def lanes(self) -> int:
        """How many bars fit into a day."""
        theme = current_theme()
        room = self.cell(0).height() - theme.px(NUMBER) - GAP
        return max(room // (theme.px(BAR) + GAP), 0)

    def shown(self) -> list[Bar]:
        """The bars that fit."""
        lanes = self.lanes
        return [bar for bar in self.bars if bar.lane < lanes]

    def hidden(self) -> dict[int, int]:
        """By number of the day how many of its bars do not fit."""
        found: dict[int, int] = {}
        lanes = self.lanes
        for bar in self.bars:
            if bar.lane >= lanes:
                for column in range(bar.first, bar.last + 1):
                    number = bar.week * DAYS + column
                    found[number] = found.get(number, 0) + 1
        return found

    def day_at(self, at: QPoint) -> date | None:
        """The day under a point."""
        cells = enumerate(self.days)
        return next((day for number, day in cells if self.cell(number).contains(at)), None)

    def bar_at(self, at: QPoint) -> Bar | None:
        """The bar under a point."""
        return next((bar for bar in self.shown() if self.bar_rect(bar).contains(at)), None)
