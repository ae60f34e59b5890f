"""The surface that carries content: one thin border, no shadow; optional head and foot."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from desktop.ui.widgets.label import ElideLabel


class Card(QFrame):
    """``body`` is its column; ``flat`` is a sunken card without a border."""

    def __init__(self, title: str = "", padding: int = 16, spacing: int = 12, flat: bool = False):
        super().__init__()
        self.setProperty("uiKind", "flat" if flat else "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(spacing)
        outer.addLayout(self.body, 1)
        self._outer = outer
        if title:
            self.body.addWidget(ElideLabel(title, "subtitle"))
            self.setAccessibleName(title)

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Puts a widget or a layout under what is there."""
        if isinstance(item, QLayout):
            self.body.addLayout(item, stretch)
        else:
            self.body.addWidget(item, stretch)

    def add_foot(self, margins: int = 12) -> QHBoxLayout:
        """A row at the bottom, parted by a line; returns its layout."""
        self._outer.addWidget(line())
        row = QHBoxLayout()
        row.setContentsMargins(margins, margins, margins, margins)
        row.setSpacing(8)
        self._outer.addLayout(row)
        return row


def line(vertical: bool = False) -> QFrame:
    """A one pixel line in the border colour."""
    frame = QFrame()
    frame.setProperty("uiKind", "line")
    if vertical:
        frame.setFixedWidth(1)
    else:
        frame.setFixedHeight(1)
    frame.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return frame
