"""The chart of an outlook in its card: what it shows, and the ways to a table and a file."""

from PySide6.QtWidgets import QHBoxLayout

from desktop.domain.outlook import Outlook
from desktop.ui.actions import Command, install, key_words
from desktop.ui.context import Context
from desktop.ui.outlook.view import DEMAND, STOCK, OutlookView
from desktop.ui.text import tr
from desktop.ui.widgets.button import IconButton
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import ElideLabel

TITLES = {DEMAND: "Daily demand", STOCK: "Stock on hand"}
TABLE = "Ctrl+T"


class OutlookCard(Card):
    """Ctrl+T turns it into a table and back, Ctrl+E saves it, while the keys are in it."""

    def __init__(self, context: Context, kind: str = DEMAND, days: int = 45) -> None:
        super().__init__(padding=12, spacing=4)
        self.view = OutlookView(context, kind, days)
        self._title = ElideLabel(tr(TITLES[kind]), "subtitle")
        self._switch = IconButton("list", tr("Show as table"), self.switch, key_words(TABLE))
        save = IconButton("download", tr("Export"), self.view.save, key_words("Ctrl+E"))
        self.view.before = save
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 0, 0)
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addSpacing(8)
        head.addWidget(self.view.legend, 1)
        head.addWidget(self._switch)
        head.addWidget(save)
        self.add(head)
        self.add(self.view, 1)
        commands = [
            Command(tr("Chart or table"), TABLE, self.switch, "list"),
            Command(tr("Export the chart"), "Ctrl+E", self.view.save, "download"),
        ]
        install(self, commands, is_inside=True)

    def show_outlook(self, told: Outlook) -> None:
        """Another product, or the same anew."""
        self.view.show_outlook(told)

    def show_as(self, kind: str, days: int) -> None:
        """Demand or stock, so many days ahead."""
        self._title.setText(tr(TITLES[kind]))
        self.setAccessibleName(tr(TITLES[kind]))
        self.view.show_as(kind, days)

    def switch(self) -> None:
        """Chart or table, which takes the keys."""
        self.view.switch()
        is_table = self.view.is_table
        self._switch.set_icon("trending-up" if is_table else "list")
        self._switch.set_name(tr("Show as chart") if is_table else tr("Show as table"))
        self.view.take_keys()
