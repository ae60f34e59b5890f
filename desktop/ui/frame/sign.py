"""The program's own sign, drawn in the theme's colours."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from desktop.ui.theme import Theme
from desktop.ui.widgets.painting import paint_box


def sign(theme: Theme) -> QIcon:
    """The program's sign for the task bar: white bars on the accent colour."""
    icon = QIcon()
    for side in (32, 64, 256):
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_box(painter, pixmap.rect(), side / 4, theme.color("accent"))
        inset = side // 5
        inner = pixmap.rect().adjusted(inset, inset, -inset, -inset)
        theme.icons.paint(painter, inner, "onhand", "accent.on")
        painter.end()
        icon.addPixmap(pixmap)
    return icon
