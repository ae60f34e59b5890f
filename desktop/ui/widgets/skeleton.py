"""Grey rows where content will be; nothing at first, so that quick pages do not blink."""

from PySide6.QtCore import QRect, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.painting import paint_box

DELAY_MS = 150
WIDTHS = (98, 141, 136, 106, 120, 88, 150, 112)
FADE = 0.16


class Skeleton(QWidget):
    """Placeholder rows of a list, fading downwards; painted after ``delay_ms``."""

    def __init__(self, rows: int = 8, delay_ms: int = DELAY_MS) -> None:
        super().__init__()
        self._rows = rows
        self._is_due = delay_ms == 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(delay_ms)
        self._timer.timeout.connect(self._on_timeout)
        self.setAccessibleName(tr("Loading"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_due:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
        self._is_due = self._timer.interval() == 0

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._is_due:
            return
        painter = QPainter(self)
        height = current_theme().row()
        for row in range(min(self._rows, max(1, self.height() // height))):
            painter.setOpacity(max(0.15, 1 - row * FADE))
            self._paint_row(painter, QRect(0, row * height, self.width(), height), row)

    def _paint_row(self, painter: QPainter, rect: QRect, row: int) -> None:
        color = current_theme().color("bg.hover")
        middle = rect.center().y()
        wide = WIDTHS[row % len(WIDTHS)]
        boxes = [
            (QRect(rect.x() + 14, middle - 16, 32, 32), 6),
            (QRect(rect.x() + 58, middle - 13, wide, 10), 5),
            (QRect(rect.x() + 58, middle + 4, 60, 8), 4),
        ]
        if rect.width() > 320:
            boxes.append((QRect(rect.right() - 82, middle - 4, 20, 8), 4))
            boxes.append((QRect(rect.right() - 54, middle - 5, 40, 10), 5))
        for box, radius in boxes:
            paint_box(painter, box, radius, color)

    def _on_timeout(self) -> None:
        self._is_due = True
        self.update()
