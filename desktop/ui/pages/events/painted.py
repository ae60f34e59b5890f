"""How a month is painted: the days, the bars of events, the chosen day."""

from datetime import date

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from desktop.ui.events.words import look_of
from desktop.ui.pages.events.grid import GAP, HEAD, NUMBER, Grid
from desktop.ui.pages.events.laid import DAYS, Bar
from desktop.ui.text import calendar_day
from desktop.ui.theme import Theme
from desktop.ui.widgets.painting import CENTER, LEFT, RIGHT, paint_box, paint_text
from desktop.ui.widgets.pill import TONES

ICON, PAD = 13, 5


def paint_head(painter: QPainter, theme: Theme, grid: Grid) -> None:
    """The names of the weekdays."""
    for column, day in enumerate(grid.days[:DAYS]):
        cell = grid.cell(column)
        rect = QRect(cell.x(), 0, cell.width(), theme.px(HEAD))
        ink = theme.color("text.secondary")
        paint_text(painter, rect, calendar_day(day, "ddd"), theme.font("caption"), ink, CENTER)


def paint_days(painter: QPainter, theme: Theme, grid: Grid, month: date, today: date) -> None:
    """Each day with its number; ``+2`` where bars do not fit."""
    hidden = grid.hidden()
    for number, day in enumerate(grid.days):
        cell = grid.cell(number)
        is_own = (day.year, day.month) == (month.year, month.month)
        if not is_own:
            painter.fillRect(cell, theme.color("bg.sunken"))
        edge = theme.color("border.subtle")
        painter.fillRect(cell.x(), cell.y(), cell.width(), 1, edge)
        if cell.x() > 0:
            painter.fillRect(cell.x(), cell.y(), 1, cell.height(), edge)
        box = _paint_number(painter, theme, cell, day, "text.primary" if is_own else "text.muted",
                            day == today)  # fmt: skip
        if number in hidden:
            rest = QRect(box.right(), box.y(), cell.right() - box.right() - PAD, box.height())
            muted = theme.color("text.secondary")
            words = f"+{hidden[number]}"
            paint_text(painter, rest, words, theme.font("caption"), muted, RIGHT)


def _paint_number(
    painter: QPainter, theme: Theme, cell: QRect, day: date, tone: str, is_today: bool
) -> QRect:
    box = QRect(cell.x() + GAP + 2, cell.y() + GAP + 1, theme.px(NUMBER), theme.px(NUMBER) - 4)
    if is_today:
        paint_box(painter, box, box.height() / 2, theme.color("accent"))
    ink = theme.color("accent.on" if is_today else tone)
    font = theme.font("strong" if is_today else "small")
    paint_text(painter, box, str(day.day), font, ink, CENTER)
    return box


def paint_bar(painter: QPainter, theme: Theme, rect: QRect, bar: Bar, is_marked: bool) -> None:
    """Filled where it counts in forecasts, else only drawn round."""
    tone, icon = look_of(bar.event.type)
    ground, ink = TONES[tone]
    counts = bar.event.is_in_prediction
    edge = theme.color(ink if is_marked or not counts else ground)
    fill = theme.color(ground) if counts else theme.color("bg.surface")
    paint_box(painter, rect, theme.radius("key"), fill, edge, 2 if is_marked else 1)
    side = theme.px(ICON)
    mark = QRect(rect.x() + PAD, rect.center().y() - side // 2 + 1, side, side)
    theme.icons.paint(painter, mark, icon, ink)
    left = mark.right() + PAD - 1
    words = QRect(left, rect.y(), rect.right() - left, rect.height())
    paint_text(painter, words, bar.event.name, theme.font("caption"), theme.color(ink), LEFT)


def paint_chosen(painter: QPainter, theme: Theme, cell: QRect, has_focus: bool) -> None:
    """A ring round the chosen day, strong where the keys go."""
    ring = theme.color("border.focus" if has_focus else "border.control")
    box = cell.adjusted(1, 1, 0, 0)
    paint_box(painter, box, theme.radius("key"), None, ring, 2 if has_focus else 1)
