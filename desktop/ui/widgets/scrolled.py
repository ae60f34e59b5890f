"""What is taller than its place: it scrolls down, never sideways; and how a layout is emptied."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.widgets.label import Label


class Scrolled(QScrollArea):
    """Scrolls its content, a widget or a layout, without a frame; ``name`` is for who hears it."""

    def __init__(self, content: QWidget | QLayout, name: str = "") -> None:
        super().__init__()
        if isinstance(content, QLayout):
            inside = QWidget()
            inside.setLayout(content)
        else:
            inside = content
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)


class PanelBody(Scrolled):
    """What a panel tells, one part below the other in ``parts``."""

    def __init__(self, name: str = "") -> None:
        self.parts = QVBoxLayout()
        self.parts.setContentsMargins(16, 12, 16, 16)
        self.parts.setSpacing(8)
        super().__init__(self.parts, name)

    def add_pair(self, what: str, value: str, role: str = "body") -> None:
        """A fact: what it is, and at the right how it stands."""
        row = QHBoxLayout()
        row.addWidget(Label(what, "body", "secondary"), 1)
        row.addWidget(Label(value, role))
        self.parts.addLayout(row)


def clear(layout: QLayout) -> None:
    """Empties a layout, with the layouts in it; nothing of it is seen any more."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
