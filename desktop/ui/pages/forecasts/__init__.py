"""Forecasts: what runs out when, product by product, with the chart and the reasons."""

from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.domain.outlook import Outlook
from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.jobs import RunningJob
from desktop.ui.outlook.card import TABLE, OutlookCard
from desktop.ui.outlook.feed import OutlookFeed, show_moves
from desktop.ui.outlook.view import DEMAND, STOCK
from desktop.ui.outlook.why import Why
from desktop.ui.pages.forecasts.head import Head
from desktop.ui.pages.forecasts.list import ForecastList
from desktop.ui.pages.forecasts.tiles import Tiles
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.watch.forecasts import forecast_now
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import Label

GAP = 12
SIDE, WIDE_SIDE, WIDE_FROM = 320, 420, 1600
CHART = 250


class ForecastsPage(QWidget):
    """The list below says which product; chart, figures and reasons follow it."""

    keys = (
        ("↑ ↓", "Choose a product"),
        ("Enter", "Into its chart; there, the movements of a day"),
        ("← →", "Day by day in the chart"),
        ("D", "Demand"),
        ("L", "The stock level"),
        (TABLE.replace("+", " "), "Chart or table"),
        ("Alt ↓ ↑", "Through the reasons"),
        ("/", "Another product"),
        ("Ctrl R", "Forecast all products now"),
        ("Ctrl E", "Export the chart or the list, where the keys are"),
        ("F5", "Read again"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.told: Outlook | None = None
        self._job: RunningJob | None = None
        self.head = Head(context)
        self.tiles = Tiles()
        self.card = OutlookCard(context)
        self.why = Why()
        self.list = ForecastList(context)
        self._trouble = Banner("bad", tr("Not up to date."))
        self.feed = OutlookFeed(context, self)
        self._put_together()
        self._connect()
        self.first = self.list.rows

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is read or drawn any more."""
        return self.feed.is_at_rest and self.card.view.is_at_rest

    def open_with(self, product: UUID | None = None, kind: str = "") -> None:
        """A product's chart, with the keys in it."""
        if kind:
            self.head.show_as(kind)
        if product is not None:
            self.list.keep()
            self.show_product(product)
            self.card.view.take_keys()

    def refresh(self) -> None:
        """Reads everything again."""
        self.feed.read()
        self.list.rows.again()

    def show_product(self, product: UUID) -> None:
        """Reads and shows a product."""
        self.feed.show_of(product)
        self.feed.set_active(self.isVisible())

    def recalculate(self) -> None:
        """All products anew, in a process of its own; the job stands in the drawer."""
        if self._job is not None and self._job.is_running:
            self._context.notify(tr("It is under way: see the jobs at the foot."), "info")
            return
        self._context.notify(tr("Forecasting all products …"), "info")
        self._job = forecast_now(self._context)
        self.head.again.setEnabled(False)
        self._job.ended.connect(self._on_ended)

    def _on_ended(self) -> None:
        self.head.again.setEnabled(True)
        if self._job is not None and self._job.status == "done":
            words = tr("Forecasts are up to date: {words}.", words=self._job.words)
            self._context.notify(words, "ok")
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.feed.set_active(self.feed.product is not None)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.feed.set_active(False)

    def _put_together(self) -> None:
        why = Card(padding=0, spacing=0)
        title = Label(tr("Why"), "subtitle")
        title.setContentsMargins(16, 10, 12, 0)
        why.add(title)
        why.add(self.why, 1)
        self._side = why
        below = QHBoxLayout()
        below.setSpacing(GAP)
        below.addWidget(self.list, 1)
        below.addWidget(why)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(GAP)
        self._trouble.hide()
        for widget in (self._trouble, self.head, self.tiles):
            inside.addWidget(widget)
        inside.addWidget(self.card, 6)
        for part in (self.head, self.tiles, self.card, why):
            part.hide()  # until there is a product to tell of
        inside.addLayout(below, 5)

    def _connect(self) -> None:
        commands = [
            Command(tr("Demand"), "D", lambda: self.head.show_as(DEMAND), "trending-up"),
            Command(tr("Stock level"), "L", lambda: self.head.show_as(STOCK), "boxes"),
            Command(tr("Forecast now"), "Ctrl+R", self.recalculate, "refresh-cw"),
            Command(tr("Reasons: further down"), "Alt+Down", lambda: self.why.scroll_by(1)),
            Command(tr("Reasons: up again"), "Alt+Up", lambda: self.why.scroll_by(-1)),
            Command(tr("Another product"), "/", self.list.search.setFocus, "search"),
        ]
        install(self, commands, is_inside=True)
        self.head.shown_as.connect(self.card.show_as)
        self.head.recalculate_wanted.connect(self.recalculate)
        self.head.change_wanted.connect(self.list.search.setFocus)
        self.list.chosen.connect(self.show_product)
        self.list.opened.connect(self._on_opened)
        self.card.view.day_opened.connect(self._on_day)
        self.feed.came.connect(self._on_came)
        self.feed.failed.connect(self._on_failed)
        self.feed.read_well.connect(self._trouble.hide)
        self._trouble.add_action(tr("Try again"), self.refresh, "refresh-cw")
        current_theme().changed.connect(self._arrange)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        width = WIDE_SIDE if self.window().width() >= WIDE_FROM else SIDE
        self._side.setFixedWidth(current_theme().px(width))

    def _on_came(self, told: Outlook | None) -> None:
        if told is None or not self.feed.is_of(told):
            return
        self.told = told
        for shown in (self.head, self.tiles, self.card, self._side):
            shown.show()
        for part in (self.head, self.tiles, self.card, self.why):
            part.show_outlook(told)

    def _on_failed(self, error: UserError) -> None:
        self._trouble.say("bad", tr("Not up to date."), str(error))
        self._trouble.show()

    def _on_opened(self, product: UUID) -> None:
        self.show_product(product)
        self.card.view.take_keys()

    def _on_day(self, day: date) -> None:
        if self.told is not None:
            show_moves(self._context, self.told, day)
