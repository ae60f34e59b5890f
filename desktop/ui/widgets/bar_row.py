"""A name, a bar and a number: one of a few that are compared; leads to what it stands for."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent

from desktop.ui.theme import current_theme
from desktop.ui.widgets.painted_button import PaintedButton
from desktop.ui.widgets.painting import RIGHT, paint_box, paint_text, text_width
from desktop.ui.widgets.thumb import ThumbLook, paint_thumb

TALL = 32
TRACK = 10
THUMB = 26
GAP = 12
NAME_SHARE = 0.31


@dataclass(frozen=True)
class Bar:
    """``share`` of the longest bar, 0 to 1; ``room`` for the widest number of the list."""

    name: str
    number: str
    share: float
    room: str
    thumb: ThumbLook | None = None


class BarRow(PaintedButton):
    """One row, as tall as it is given; ``show_bar`` fills it."""

    def __init__(self, color: str, on_click: Callable[[], object]) -> None:
        super().__init__(TALL, on_click, grows=True)
        self.bar = Bar("", "", 0, "")
        self._color = color

    def show_bar(self, bar: Bar) -> None:
        """Another name and number."""
        self.bar = bar
        self.setAccessibleName(f"{bar.name}: {bar.number}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        middle = self.height() // 2
        row = QRect(0, middle - theme.px(TALL) // 2, self.width(), theme.px(TALL))
        if self.underMouse() or self.isDown():
            paint_box(painter, row.adjusted(-1, 0, 1, 0), 6, theme.color("bg.hover"))
        inside = row.adjusted(4, 0, -4, 0)
        strong = theme.font("strong")
        room = text_width(strong, self.bar.room)
        ink = theme.color("text.primary")
        paint_text(painter, inside, self.bar.number, strong, ink, RIGHT)
        name = QRect(inside)
        if self.bar.thumb is not None:
            box = QRect(inside.x(), middle - THUMB // 2, THUMB, THUMB)
            paint_thumb(painter, box, theme, self.bar.thumb)
            name.setLeft(box.right() + GAP - 1)
        name.setWidth(round(inside.width() * NAME_SHARE))
        paint_text(painter, name, self.bar.name, theme.font("body"), ink)
        left = name.right() + GAP
        track = QRect(left, middle - TRACK // 2, inside.right() - room - 20 - left, TRACK)
        if track.width() > TRACK:
            paint_box(painter, track, TRACK / 2, theme.color("bg.hover"))
            track.setWidth(max(TRACK, round(track.width() * self.bar.share)))
            paint_box(painter, track, TRACK / 2, theme.color(self._color))
        if self.hasFocus():
            paint_box(painter, row, 6, None, theme.color("border.focus"), 2)
