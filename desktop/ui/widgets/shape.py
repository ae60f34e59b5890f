"""A drawing on its own, in a token's colour; decoration, since the words beside it say the same."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import current_theme


class Shape(QWidget):
    """``side`` pixels at 100 %; it follows theme, font scale and screen."""

    def __init__(self, icon: str = "", tone: str = "text.secondary", side: int = 16) -> None:
        super().__init__()
        self._icon, self._tone, self._side = icon, tone, side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set(self, icon: str, tone: str) -> None:
        """Another drawing or colour."""
        self._icon, self._tone = icon, tone
        self.update()

    def sizeHint(self) -> QSize:
        side = current_theme().px(self._side)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._icon:
            current_theme().icons.paint(QPainter(self), self.rect(), self._icon, self._tone)
