"""The drawing of a category: by its own name and those above it, in the colour somebody chose."""

from dataclasses import replace

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from desktop.domain.category import COLOURS
from desktop.queries.categories import Node
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.thumb import ThumbLook, paint_thumb, thumb_of

_WORDS = {
    "": "By its name", "brown": "Brown", "sky": "Sky blue", "green": "Green", "amber": "Amber",
    "red": "Red", "blue": "Blue", "sand": "Sand", "pink": "Pink", "rose": "Rose", "teal": "Teal",
    "lime": "Lime", "violet": "Violet",
}  # fmt: skip


def colour_words(colour: str) -> str:
    """What a tint is called; ``""`` is chosen by nobody."""
    return tr(_WORDS.get(colour, colour))


def look_of(node: Node, name: str = "", colour: str | None = None) -> ThumbLook:
    """``name`` and ``colour`` as they may be set in a moment; what is no tint is passed over."""
    tint = node.colour if colour is None else colour
    look = thumb_of(name or node.name)
    return replace(look, tint=tint) if tint in COLOURS else look


def drawing_of(node: Node, width: int, ratio: float) -> QIcon:
    """The same as an icon, in the tints of the theme as it is now."""
    theme = current_theme()
    side = theme.px(width)
    pixmap = QPixmap(QSize(side, side) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_thumb(painter, QRect(0, 0, side, side), theme, look_of(node))
    painter.end()
    return QIcon(pixmap)
