"""How much is there against the mark where more is ordered: a number, a bar and a shape."""

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import Theme, current_theme
from desktop.ui.widgets.painting import RIGHT, paint_box, paint_text

MARKS_IN_BAR = 5
INKS = {"ok": "text.primary", "low": "warn.text", "out": "bad.text"}
FILLS = {"ok": "ok", "low": "warn", "out": "bad"}
SHAPES = {"low": "triangle-alert", "out": "circle-x"}
TRACK = 6
MARK = 14
SHAPE = 16


@dataclass(frozen=True)
class Level:
    """An amount, the mark (0 = none), and the state: ok, low or out."""

    amount: Decimal
    mark: Decimal
    state: str

    @classmethod
    def of(cls, amount: Decimal, mark: Decimal = Decimal(0)) -> "Level":
        """Out at 0 and below, low at the mark and below."""
        if amount <= 0:
            return cls(amount, mark, "out")
        return cls(amount, mark, "low" if mark > 0 and amount <= mark else "ok")

    def full(self) -> Decimal:
        """What the whole bar stands for: five marks, or the amount where it is more."""
        return max(self.mark * MARKS_IN_BAR, self.amount, Decimal(1))


def paint_level(
    painter: QPainter, rect: QRect, theme: Theme, level: Level, track: int = TRACK
) -> None:
    """The bar with its mark, vertically in the middle of ``rect``."""
    y = rect.center().y() - track // 2 + 1
    groove = QRect(rect.x(), y, rect.width(), track)
    paint_box(painter, groove, track / 2, theme.color("bg.hover"))
    full = level.full()
    width = round(rect.width() * max(level.amount, Decimal(0)) / full)
    if width:
        filled = QRect(rect.x(), y, max(width, track), track)
        paint_box(painter, filled, track / 2, theme.color(FILLS[level.state]))
    if level.mark > 0:
        tall = max(MARK, track + 6)
        x = rect.x() + round(rect.width() * level.mark / full)
        mark = QRect(x, groove.center().y() - tall // 2 + 1, 2, tall)
        painter.fillRect(mark, theme.color("text.primary"))


def paint_level_cell(
    painter: QPainter, rect: QRect, theme: Theme, level: Level, text: str, number_width: int = 46
) -> None:
    """A table cell: the number at the left, the bar, and the shape that says low or out.

    A long number is shown whole: the bar gives way.
    """
    font, side = theme.font("strong"), theme.px(SHAPE)
    needed = QFontMetrics(font).horizontalAdvance(text) + 1
    width = min(max(theme.px(number_width), needed), rect.width() - side)
    number = QRect(rect.x(), rect.y(), width, rect.height())
    paint_text(painter, number, text, font, theme.color(INKS[level.state]), RIGHT)
    bar_width = max(0, min(theme.px(108), rect.right() - number.right() - side - 12))
    bar = QRect(number.right() + 12, rect.y(), bar_width, rect.height())
    if bar_width > 24:
        paint_level(painter, bar, theme, level)
    if level.state in SHAPES:
        shape = QRect(bar.right() + 1, rect.center().y() - side // 2 + 1, side, side)
        theme.icons.paint(painter, shape, SHAPES[level.state], INKS[level.state])


class LevelBar(QWidget):
    """The bar alone, as wide as it is given; ``thick`` for the scan screen."""

    def __init__(self, level: Level | None = None, thick: bool = False) -> None:
        super().__init__()
        self._level = level
        self._track = 12 if thick else TRACK
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_level(self, level: Level | None, described: str = "") -> None:
        """Another level; ``described`` is the same in words, for screen readers."""
        self._level = level
        self.setAccessibleName(described)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, max(MARK, self._track + 6) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._level:
            paint_level(QPainter(self), self.rect(), current_theme(), self._level, self._track)
