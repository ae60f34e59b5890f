"""The small picture of a product's next weeks: how its stock runs down, painted by itself."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.outlook import BANDS, MIDDLE, AheadDay, Outlook
from desktop.ui.outlook.words import sentence
from desktop.ui.text import calendar_day, rounded, tr
from desktop.ui.theme import Theme, current_theme
from desktop.ui.widgets.painting import LEFT, RIGHT, paint_text, text_width

TALL, BEHIND, AHEAD = 118, 26, 45
At = Callable[[float, float], QPointF]
FANS = ("chart.fan95", "chart.fan80", "chart.fan50")


class SmallOutlook(QWidget):
    """On hand of the last weeks and the fan of the next; described as a sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.told: Outlook | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Next {n} days", n=AHEAD))

    def show_outlook(self, told: Outlook) -> None:
        """Another product."""
        self.told = told
        self.setAccessibleDescription(sentence(told))
        self.setToolTip(sentence(told))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, current_theme().px(TALL))

    def paintEvent(self, event: QPaintEvent) -> None:
        told, theme = self.told, current_theme()
        if told is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        past, ahead = told.past[-BEHIND:], told.ahead[:AHEAD]
        high = max([1.0, float(told.on_hand), *(day.on_hand for day in past)])
        left = text_width(theme.font("caption"), rounded(high)) + 8
        foot = theme.px(18)
        box = QRectF(left, 6, self.width() - left - 4, self.height() - foot - 6)
        self._paint_frame(painter, theme, box, high)
        days = max(1, len(past) + len(ahead))

        def at(number: float, value: float) -> QPointF:
            share = min(1.0, max(0.0, value) / high)
            x = box.left() + box.width() * number / days
            return QPointF(x, box.bottom() - share * box.height())

        begin = len(past)
        for (_, low, top), fan in zip(BANDS, FANS, strict=True):
            _paint_band(painter, theme, fan, [
                *(at(begin + n + 1, told.left(day, low)) for n, day in enumerate(ahead)),
                *(at(begin + n + 1, told.left(ahead[n], top)) for n in reversed(range(len(ahead)))),
            ])  # fmt: skip
        now = at(begin, float(told.on_hand))
        behind = [*(at(n + 1, day.on_hand) for n, day in enumerate(past)), now]
        _paint_line(painter, theme, "chart.history", behind)
        _paint_line(painter, theme, "chart.forecast", [now, *_middle(told, ahead, at, begin)])

    def _paint_frame(self, painter: QPainter, theme: Theme, box: QRectF, high: float) -> None:
        """The ground line, the highest number, and the first, this and the last day."""
        told = self.told
        assert told is not None
        painter.setPen(QPen(theme.color("chart.grid"), 1))
        for y in (box.top(), box.bottom()):
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        font, ink = theme.font("caption"), theme.color("chart.axis")
        tall = theme.px(14)
        for y, value in ((box.top(), high), (box.bottom(), 0.0)):
            row = QRect(0, round(y) - tall // 2, round(box.left()) - 6, tall)
            paint_text(painter, row, rounded(value), font, ink, RIGHT)
        foot = QRect(round(box.left()), self.height() - tall - 1, round(box.width()), tall)
        first = told.past[-BEHIND:][0].day if told.past else told.today
        last = told.ahead[:AHEAD][-1].day if told.ahead else told.today
        paint_text(painter, foot, calendar_day(first), font, ink, LEFT)
        paint_text(painter, foot, calendar_day(last), font, ink, RIGHT)


def _middle(told: Outlook, ahead: tuple[AheadDay, ...], at: At, begin: int) -> list[QPointF]:
    return [at(begin + n + 1, told.left(day, MIDDLE)) for n, day in enumerate(ahead)]


def _paint_band(painter: QPainter, theme: Theme, color: str, edge: list[QPointF]) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(color))
    painter.drawPolygon(QPolygonF(edge))


def _paint_line(painter: QPainter, theme: Theme, color: str, points: list[QPointF]) -> None:
    painter.setPen(QPen(theme.color(color), 1.8))
    painter.drawPolyline(QPolygonF(points))
