"""A card of the health page: a shape, its title and a pill."""

from PySide6.QtWidgets import QHBoxLayout

from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import ElideLabel
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.shape import Shape

ICON = 20


class HealthCard(Card):
    """Add what it tells; controls of its own go into ``head``."""

    def __init__(self, icon: str, title: str) -> None:
        super().__init__(spacing=8)
        self.setAccessibleName(title)
        self.pill = Pill()
        self.head = QHBoxLayout()
        self.head.setSpacing(10)
        self.head.addWidget(Shape(icon, "accent.text", ICON))
        self.head.addWidget(ElideLabel(title, "subtitle"), 1)
        self.head.addWidget(self.pill)
        self.add(self.head)
