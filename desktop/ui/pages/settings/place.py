"""Where this workstation's data is, and the way to another place."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from desktop.ui.context import Context
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import ElideLabel


class PlaceCard(Card):
    """Says the place in words; the dialog behind the button tries another one first."""

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Data"))
        place = context.place
        kind = tr("A file on this computer") if place.is_sqlite else tr("A store server")
        engine = "SQLite" if place.is_sqlite else "PostgreSQL"
        words = f"{kind} · {engine} · {place.name}"
        row = QHBoxLayout()
        row.addWidget(ElideLabel(words, "body", "secondary"), 1)
        if context.choose_place is not None:
            button = Button(tr("Choose another place…"), icon="plug", on_click=context.choose_place)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
        self.add(row)
