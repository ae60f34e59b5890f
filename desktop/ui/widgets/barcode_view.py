"""A code drawn as bars, black on white in both themes so that every scanner reads it."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.paper.bars import code_128

BAR_PX = 2
HEIGHT = 72
QUIET_PX = 20


class BarcodeView(QWidget):
    """Code 128 of ``text``, two pixels a bar, with the quiet zone that the standard asks for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._bars = code_128(text)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._bars.width() * BAR_PX + 2 * QUIET_PX, HEIGHT + 2 * QUIET_PX // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        inside = QRect(QUIET_PX, QUIET_PX // 2, self._bars.width() * BAR_PX, HEIGHT)
        painter.drawImage(inside, self._bars)
