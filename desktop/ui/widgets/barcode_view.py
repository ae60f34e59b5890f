"""A code drawn as bars, black on white in both themes so that every scanner reads it."""

from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

BAR_PX = 2
HEIGHT = 72
QUIET_PX = 20


class BarcodeView(QWidget):
    """Code 128 of ``text``, two pixels a bar, with the quiet zone that the standard asks for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._bars = _bars(text)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._bars.width() * BAR_PX + 2 * QUIET_PX, HEIGHT + 2 * QUIET_PX // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        inside = QRect(QUIET_PX, QUIET_PX // 2, self._bars.width() * BAR_PX, HEIGHT)
        painter.drawImage(inside, self._bars)


def _bars(text: str) -> QImage:
    """One pixel row of the code; imported late, since only Settings needs it."""
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    picture: Any = code.to_image(scale=1)
    height, width = memoryview(picture).shape or (0, 0)
    return QImage(bytes(picture), width, height, width, QImage.Format.Format_Grayscale8).copy()
