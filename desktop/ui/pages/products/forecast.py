"""The chosen product's forecast: how its stock runs down, and why."""

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.outlook import Outlook
from desktop.ui.context import Context
from desktop.ui.outlook.card import OutlookCard
from desktop.ui.outlook.feed import show_moves
from desktop.ui.outlook.view import STOCK
from desktop.ui.outlook.why import Why
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button

CHART, DAYS = 250, 30


class Forecast(QWidget):
    """The tab; Left and Right read the chart day by day."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.told: Outlook | None = None
        self.card = OutlookCard(context, STOCK, DAYS)
        self.card.setProperty("uiKind", "")
        self.card.body.setContentsMargins(8, 6, 8, 0)
        self.why = Why()
        more = Button(tr("Open in Forecasts"), "link", on_click=self._on_more)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 4, 14, 8)
        foot.addWidget(more)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.card)
        column.addWidget(self.why, 1)
        column.addLayout(foot)
        self.card.view.day_opened.connect(self._on_day)
        self._size()
        current_theme().changed.connect(self._size)

    def show_outlook(self, told: Outlook) -> None:
        """Another product, or the same anew."""
        self.told = told
        self.card.show_outlook(told)
        self.why.show_outlook(told)

    def take_keys(self) -> None:
        """The days take the keys."""
        self.card.view.take_keys()

    def _size(self) -> None:
        self.card.setFixedHeight(current_theme().px(CHART))

    def _on_more(self) -> None:
        if self.told is not None:
            self._context.go("forecasts", product=self.told.product)

    def _on_day(self, day: date) -> None:
        if self.told is not None:
            show_moves(self._context, self.told, day)
