"""Database: where the data is, its schema, its backups, and what keeps them safe."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.context import Context
from desktop.ui.pages.database.connection import ConnectionCard
from desktop.ui.pages.database.schema import SchemaCard


class DatabasePage(QWidget):
    """Each card asks for itself, whenever the page is shown."""

    keys = (("F5", "Ask the data again"),)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._cards = (ConnectionCard(context), SchemaCard(context))
        above = QHBoxLayout()
        above.setSpacing(16)
        for card in self._cards:
            above.addWidget(card, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addLayout(above)
        column.addStretch(1)

    @property
    def is_at_rest(self) -> bool:
        """Whether every card has its answer."""
        return all(card.is_at_rest for card in self._cards)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Asks the data again."""
        for card in self._cards:
            card.refresh()
