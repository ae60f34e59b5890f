"""What can be done from the cards of the database room: one line for each button."""

from PySide6.QtWidgets import QWidget

from desktop.ui.context import Context
from desktop.ui.pages.database.frame import CardDeed


def _change_connection(_: QWidget, context: Context) -> None:
    if context.choose_place is not None:
        context.choose_place()


CONNECTION: tuple[CardDeed, ...] = (
    CardDeed("Change connection", "plug", _change_connection, permission=None),
)
SCHEMA: tuple[CardDeed, ...] = ()
