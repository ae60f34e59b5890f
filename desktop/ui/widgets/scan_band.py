"""The coloured band that says what just happened, in words large enough for three metres."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import Theme, current_theme
from desktop.ui.widgets.painting import RIGHT, paint_text, text_width

TALL = 64
ICON = 32
PAD = 20
GAP = 16
SIZES = (("display", "large"), ("title", "large"), ("title", "strong"))


class ScanBand(QWidget):
    """A shape, a verb with its quantity, and at the right a time or the fact that matters.

    ``shown`` comes once for each event, after it was painted.
    """

    shown = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.token, self.icon, self.words, self.fact = "mode.lookup", "scan-barcode", "", ""
        self._is_new = False

    def show_event(self, token: str, icon: str, words: str, fact: str = "") -> None:
        """``token`` colours the band: ``mode.sell``, ``warn``, ``bad`` …"""
        self.token, self.icon, self.words, self.fact = token, icon, words, fact
        self.setAccessibleName(f"{words}. {fact}")
        self._is_new = True
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, current_theme().px(TALL))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.rect())
        path = QPainterPath()
        radius = theme.radius("card")
        path.addRoundedRect(QRectF(self.rect()).adjusted(0, 0, 0, radius), radius, radius)
        painter.fillPath(path, theme.color(self.token))
        self._paint_words(painter, theme)
        painter.end()
        if self._is_new:
            self._is_new = False
            self.shown.emit()

    def _paint_words(self, painter: QPainter, theme: Theme) -> None:
        ink = theme.color("accent.on")
        side = theme.px(ICON)
        middle = self.height() // 2
        shape = QRect(PAD, middle - side // 2, side, side)
        theme.icons.paint(painter, shape, self.icon, "accent.on")
        rest = self.rect().adjusted(shape.right() + 15, 0, -PAD, 0)
        words, said = self._fonts(theme, rest.width())
        took = paint_text(painter, rest, self.words, words, ink)
        fact = rest.adjusted(took + GAP, 0, 0, 0)
        if fact.width() > 40:
            align = RIGHT | Qt.TextFlag.TextSingleLine
            paint_text(painter, fact, self.fact, said, ink, align)

    def _fonts(self, theme: Theme, room: int) -> tuple[QFont, QFont]:
        """The largest letters in which both the words and the fact can be read whole."""
        for role, small in SIZES:
            words, fact = theme.font(role), theme.font(small)
            if text_width(words, self.words) + GAP + text_width(fact, self.fact) <= room:
                break
        return words, fact
