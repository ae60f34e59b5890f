"""One figure that leads to its rows: what it is, how much, how it changed, and its small course."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QTimer
from PySide6.QtGui import QPainter, QPaintEvent

from desktop.ui.theme import Theme, current_theme
from desktop.ui.widgets.painted_button import PaintedButton
from desktop.ui.widgets.painting import paint_box, paint_text, text_width
from desktop.ui.widgets.skeleton import DELAY_MS
from desktop.ui.widgets.sparkline import paint_course

TALL = 130
PAD = 17
ICON, ARROW = 16, 14
INKS = {
    "ok": "ok.text",
    "warn": "warn.text",
    "bad": "bad.text",
    "neutral": "text.secondary",
}


@dataclass(frozen=True)
class Kpi:
    """``change`` with its ``arrow`` (an icon) is coloured by ``tone``; ``note`` says against what.

    ``open_end``: the last value of the course is not final.
    """

    value: str
    change: str = ""
    arrow: str = ""
    tone: str = "neutral"
    note: str = ""
    course: tuple[float, ...] = ()
    open_end: bool = False


class KpiTile(PaintedButton):
    """A card that is a button; ``show_kpi`` fills it, ``show_error`` says why it is empty."""

    def __init__(self, icon: str, title: str, color: str, on_click: Callable[[], object]) -> None:
        super().__init__(TALL, on_click)
        self.kpi: Kpi | None = None
        self.trouble = ""
        self._icon, self._title, self._color = icon, title, color
        self.setAccessibleName(title)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(DELAY_MS)
        self._wait.timeout.connect(self.update)
        self._wait.start()

    def show_kpi(self, kpi: Kpi, hint: str = "") -> None:
        """Other figures; ``hint`` is the tooltip, what exactly is counted."""
        self.kpi, self.trouble = kpi, ""
        self.setAccessibleName(f"{self._title}: {kpi.value}")
        self.setAccessibleDescription(f"{kpi.change} {kpi.note}".strip())
        self.setToolTip(hint)
        self.update()

    def show_error(self, error: Exception, _again: Callable[[], object]) -> None:
        """Why there is no figure, unless there is one from before: that stays."""
        if self.kpi is None:
            self.trouble = str(error)
            self.setAccessibleDescription(self.trouble)
            self.setToolTip(self.trouble)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        ground = "bg.hover" if self.isDown() else "bg.surface"
        edge = "border.control" if self.underMouse() else "border.subtle"
        radius = theme.radius("card")
        paint_box(painter, self.rect(), radius, theme.color(ground), theme.color(edge))
        self._paint_title(painter, theme)
        if self.kpi is not None:
            self._paint_figures(painter, theme, self.kpi)
        elif self.trouble:
            box = self._row(theme, 42, 20)
            paint_text(painter, box, self.trouble, theme.font("body"), theme.color("bad.text"))
        elif not self._wait.isActive():
            for box in (self._row(theme, 42, 22), self._row(theme, 76, 10)):
                box.setWidth(box.width() // 3)
                paint_box(painter, box, 5, theme.color("bg.hover"))
        if self.hasFocus():
            paint_box(painter, self.rect(), radius, None, theme.color("border.focus"), 2)

    def _row(self, theme: Theme, y: int, height: int) -> QRect:
        return QRect(PAD, theme.px(y), self.width() - 2 * PAD, theme.px(height))

    def _paint_title(self, painter: QPainter, theme: Theme) -> None:
        row = self._row(theme, 12, 20)
        side = theme.px(ICON)
        box = QRect(row.x(), row.center().y() - side // 2 + 1, side, side)
        theme.icons.paint(painter, box, self._icon, "text.secondary")
        row.setLeft(box.right() + 9)
        ink = theme.color("text.secondary")
        paint_text(painter, row, self._title, theme.font("body"), ink)

    def _paint_figures(self, painter: QPainter, theme: Theme, kpi: Kpi) -> None:
        row = self._row(theme, 30, 36)
        paint_text(painter, row, kpi.value, theme.font("display"), theme.color("text.primary"))
        row = self._row(theme, 67, 18)
        if kpi.arrow:
            side = theme.px(ARROW)
            box = QRect(row.x(), row.center().y() - side // 2 + 1, side, side)
            theme.icons.paint(painter, box, kpi.arrow, INKS[kpi.tone])
            row.setLeft(box.right() + 7)
        if kpi.change:
            font = theme.font("chip")
            paint_text(painter, row, kpi.change, font, theme.color(INKS[kpi.tone]))
            row.setLeft(row.x() + text_width(font, kpi.change) + 6)
        paint_text(painter, row, kpi.note, theme.font("small"), theme.color("text.muted"))
        top = theme.px(88)
        course = QRect(PAD - 1, top, self.width() - 2 * PAD + 2, self.height() - top - 10)
        paint_course(painter, course, kpi.course, theme.color(self._color), kpi.open_end)
