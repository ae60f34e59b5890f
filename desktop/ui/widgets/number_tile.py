"""A number to be read from three metres: label above, note below, as large as the tile allows."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import Theme, current_theme
from desktop.ui.widgets.painting import paint_box, paint_text, text_width

PAD = 18
EDGE = 6
LEAST, USUAL, MOST = 28, 64, 120
TALL, TALLEST = 250, 320
INKS = {"primary": "text.primary", "warn": "warn.text", "bad": "bad.text", "ok": "ok.text"}


class NumberTile(QWidget):
    """``set`` shows label, value and note; the tone colours the value (primary, warn, bad, ok)."""

    def __init__(self, label: str = "", value: str = "", note: str = "") -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.set(label, value, note)

    def set(self, label: str, value: str, note: str = "", tone: str = "primary") -> None:
        """Other words and another number."""
        self.label, self.value, self.note, self.tone = label, value, note, tone
        self.setAccessibleName(f"{label}: {value}")
        self.setAccessibleDescription(note)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(140, current_theme().px(150))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, current_theme().px(96))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        paint_box(painter, self.rect(), 8, theme.color("bg.sunken"))
        label, note = theme.font("tile"), theme.font("note")
        font = self._number_font(theme)
        heights = (theme.px(22), round(self._largest() * 1.16), theme.px(22))
        y, pad = (self.height() - sum(heights)) // 2, self._pad()
        lines = (
            (self.label, label, "text.secondary"),
            (self.value, font, INKS[self.tone]),
            (self.note, note, "text.secondary"),
        )
        for (text, line_font, ink), height in zip(lines, heights, strict=True):
            box = QRect(pad, y, self.width() - pad - EDGE, height)
            paint_text(painter, box, text, line_font, theme.color(ink))
            y += height

    def _pad(self) -> int:
        """Less air where it would cost letters."""
        theme = current_theme()
        words = ((self.label, "tile"), (self.note, "note"))
        widest = max(text_width(theme.font(role), text) for text, role in words)
        return PAD if widest <= self.width() - PAD - EDGE else PAD // 2

    def _largest(self) -> int:
        """64 px on a small screen, up to 120 where the tile is tall."""
        if self.height() <= TALL:
            return min(USUAL, max(LEAST, self.height() * USUAL // 150))
        share = min(1.0, (self.height() - TALL) / (TALLEST - TALL))
        return round(USUAL + share * (MOST - USUAL))

    def _number_font(self, theme: Theme) -> QFont:
        font = QFont(theme.font("number"))
        font.setPixelSize(self._largest())
        room = self.width() - 2 * self._pad()
        width = text_width(font, self.value)
        if width > room > 0:
            font.setPixelSize(max(LEAST, font.pixelSize() * room // width))
        return font
