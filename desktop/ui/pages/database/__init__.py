"""Database: where the data is, its schema, its backups, and what keeps them safe."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.pages.database.backups import BackupsCard
from desktop.ui.pages.database.connection import ConnectionCard
from desktop.ui.pages.database.deeds import BACK_UP, OPENED
from desktop.ui.pages.database.kept import KeptBanner
from desktop.ui.pages.database.schema import SchemaCard
from desktop.ui.rights import Right
from desktop.ui.text import tr


class DatabasePage(QWidget):
    """Each card asks for itself, whenever the page is shown."""

    keys = (
        ("Ctrl B", "Back up now"),
        ("↑ ↓", "Choose a backup"),
        ("Enter", "What can be done with it"),
        ("F5", "Ask the data again"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._right = Right(self, context, Permission.RUN_DATABASE)
        connection, schema, self.backups = (
            ConnectionCard(context),
            SchemaCard(context),
            BackupsCard(context),
        )
        self._cards = (connection, schema, self.backups)
        self._kept = KeptBanner(context)
        above = QHBoxLayout()
        above.setSpacing(16)
        above.addWidget(connection, 1)
        above.addWidget(schema, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addLayout(above)
        column.addWidget(self._kept)
        column.addWidget(self.backups, 1)
        self.first = self.backups.list
        context.work.reachable.connect(self._on_reach)
        install(self, [Command(tr("Back up now"), "Ctrl+B", self._on_back_up, BACK_UP.icon)])

    @property
    def is_at_rest(self) -> bool:
        """Whether every card has its answer."""
        return self._kept.is_at_rest and all(card.is_at_rest for card in self._cards)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def open_with(self, back_up: bool = False, deed: str = "") -> None:
        """``back_up`` opens the dialog that makes one; ``deed`` is another one of the palette's."""
        if back_up:
            self._on_back_up()
        elif deed:
            OPENED[deed](self, self._context)

    def _on_back_up(self) -> None:
        if self._right.reason:
            self._context.notify(self._right.reason, "warn")
        else:
            BACK_UP.run(self, self._context)

    def _on_reach(self, trouble: UserError | None) -> None:
        """The data is there again: so are its figures."""
        if trouble is None and self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Asks the data again."""
        for card in (*self._cards, self._kept):
            card.refresh()
