"""One flash of the whole window, for those who work without sound; never more than 3 a second."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.theme import current_theme

SHOWN_MS = 150
REST_MS = 350
STRENGTH = 0.35


class Flash(QWidget):
    """Lies over ``window`` and is seen for 150 ms; too quick a second flash is left out."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._token = "ok"
        self._shown = self._timer(SHOWN_MS, self.hide)
        self._rest = self._timer(REST_MS, lambda: None)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def fire(self, token: str) -> None:
        """One flash in a colour such as ``mode.sell`` or ``bad``."""
        if self._rest.isActive():
            return
        self._token = token
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self._shown.start()
        self._rest.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        color = QColor(current_theme().color(self._token))
        color.setAlphaF(STRENGTH)
        QPainter(self).fillRect(self.rect(), color)

    def _timer(self, ms: int, then: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        timer.timeout.connect(then)
        return timer
