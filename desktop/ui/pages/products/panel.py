"""The chosen product beside the table: its head, and tabs for all that is known of it."""

from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from desktop.domain.outlook import Outlook
from desktop.domain.permissions import Permission
from desktop.queries.alerts import ALERTS
from desktop.queries.columns import Choice
from desktop.queries.history import AUDIT
from desktop.queries.list_query import ListQuery
from desktop.queries.movements import MOVEMENTS
from desktop.queries.product import ProductCard, product_details
from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.outlook.feed import OutlookFeed
from desktop.ui.pages.products.alerts import ProductAlerts
from desktop.ui.pages.products.forecast import Forecast
from desktop.ui.pages.products.history import History
from desktop.ui.pages.products.ledger import Ledger
from desktop.ui.pages.products.overview import Overview
from desktop.ui.prices.list import Prices
from desktop.ui.rights import Right
from desktop.ui.table.sharing import Sharing, Shown, told_by
from desktop.ui.text import plural, tr
from desktop.ui.widgets.button import Button, IconButton
from desktop.ui.widgets.card import Card, line
from desktop.ui.widgets.label import ElideLabel
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.scrolled import clear
from desktop.ui.widgets.tab_bar import TabBar
from desktop.ui.widgets.thumb import Thumb, thumb_of

TABLES = frozenset(
    {"*", "stock_level", "product", "barcode", "vendor", "vendor_price", "custom_field"}
    | {"store_price"}
)
TABS = (
    ("stock", "Stock"),
    ("ledger", "Ledger"),
    ("vendors", "Vendors"),
    ("alerts", "Alerts"),
    ("history", "History"),
    ("forecast", "Forecast"),
)

CHANGES = replace(AUDIT, name="changes")


class ProductPanel(Card):
    """Shows one product, on the tab that was chosen last; a tab reads when it is seen."""

    closed = Signal()
    edit_wanted = Signal(object)  # ProductCard
    stock_wanted = Signal(object)  # ProductCard

    def __init__(self, context: Context) -> None:
        super().__init__(padding=0, spacing=0)
        self._context = context
        self._product: UUID | None = None
        self.card: ProductCard | None = None  # what is shown, once it is read
        self._takes_keys = False
        self._head = QVBoxLayout()
        self._head.setContentsMargins(16, 16, 12, 4)
        self.tabs = TabBar([(key, tr(title)) for key, title in TABS], spacing=5)
        self.overview = Overview(context)
        self.ledger = Ledger(context)
        self.prices = Prices(context, "product")
        self.alerts = ProductAlerts(context)
        self.forecast = Forecast(context)
        self.history = History(context)
        self._lists = (self.ledger, self.prices, self.alerts, self.history)
        self._tabs = (
            *(self.overview, self.ledger, self.prices, self.alerts, self.history, self.forecast),
        )
        self.feed = OutlookFeed(context, self)
        self.feed.came.connect(self._on_outlook)
        self.feed.failed.connect(self.overview.show_no_outlook)
        self._thumb = Thumb()
        self._small: bytes | None = None
        self.overview.gallery.first_came.connect(self._on_picture)
        self._pages = QStackedWidget()
        for page in self._tabs:
            self._pages.addWidget(page)
        self.tabs.chosen.connect(self.show_tab)
        self._put_together()
        self._install_keys()
        for page, query in (
            (self.ledger, MOVEMENTS),
            (self.alerts, ALERTS),
            (self.history, CHANGES),
        ):
            self._share(page, query)
        context.work.changed.connect(self._on_changed)

    def show_product(self, product: UUID) -> None:
        """Reads and shows a product."""
        if product != self._product:
            self._product = product
            self.card = None
            self._small = None
            for page in self._lists:
                page.show_of(product)
            self.feed.show_of(product)
        self._look()
        self._read()

    def _share(self, page: Ledger | ProductAlerts | History, query: ListQuery[Any]) -> None:
        """Its rows can be exported, printed and copied; each is a line of the whole list there."""

        def shown() -> Shown:
            return told_by(page.list.table, query, self.card.name if self.card else "")

        Sharing(page, self._context, query, shown)

    def show_tab(self, key: str) -> None:
        """One of TABS by its key; keys go on to its rows from the tab by Tab."""
        self.tabs.set_current(key)
        self._pages.setCurrentIndex([name for name, _ in TABS].index(key))
        self._look()

    def take_keys(self) -> None:
        """Keys go to the number on hand as soon as it is there, on another tab to that tab."""
        self._takes_keys = self.tabs.current() == "stock"
        self.tabs.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.feed.set_active(False)

    def _look(self) -> None:
        """The outlook is read while one of the tabs that show it is seen."""
        is_told = self.tabs.current() in ("stock", "forecast")
        self.feed.set_active(self.isVisible() and is_told and self.feed.product is not None)

    def _on_outlook(self, told: Outlook | None) -> None:
        if told is not None and self.feed.is_of(told):
            self.overview.show_outlook(told)
            self.forecast.show_outlook(told)

    def _read(self) -> None:
        context, product = self._context, self._product
        context.work.read(
            self, product_details, product, context.shop.location,
            then=self._on_card, failed=lambda error: self.overview.show_error(str(error)),
        )  # fmt: skip

    def _on_changed(self, tables: frozenset[str]) -> None:
        if self.isVisible() and self._product is not None and tables & TABLES:
            self._read()

    def _on_card(self, card: ProductCard) -> None:
        if card.product != self._product:
            return
        self.card = card
        self._stock.setVisible(not card.is_template)  # its stock is its variants'
        self._show_head(card)
        is_waiting, self._takes_keys = self._takes_keys, False
        self.overview.show_card(card, is_waiting and self.tabs.has_keys)
        self.ledger.name = card.name
        self.prices.owner = Choice(card.product, card.name)

    def _show_head(self, card: ProductCard) -> None:
        clear(self._head)
        row = QHBoxLayout()
        row.setSpacing(12)
        self._thumb = Thumb(thumb_of(card.name, card.category), 52)
        self._thumb.set_photo(self._small)
        row.addWidget(self._thumb)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(ElideLabel(card.name, "subtitle"))
        code = card.codes[0].code if card.codes else ""
        words.addWidget(ElideLabel(" · ".join(filter(None, (card.sku, code))), "small", "muted"))
        pills = QHBoxLayout()
        pills.setSpacing(6)
        pills.addWidget(_stock_pill(card))
        pills.addWidget(Pill(tr(card.status.capitalize()), small=True))
        pills.addStretch(1)
        words.addLayout(pills)
        row.addLayout(words, 1)
        close = IconButton("x", tr("Close the panel"), self.closed.emit)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addLayout(row)

    def _on_picture(self, small: bytes | None) -> None:
        """The one that stands for the product."""
        self._small = small
        self._thumb.set_photo(small)

    def _put_together(self) -> None:
        strip = QHBoxLayout()
        strip.setContentsMargins(16, 0, 12, 0)
        strip.addWidget(self.tabs)
        self.body.addLayout(self._head)
        self.body.addLayout(strip)
        self.body.addWidget(line())
        self.body.addWidget(self._pages, 1)
        foot = self.add_foot()
        stock = self._stock = Button(
            tr("Change stock"), icon="sliders-horizontal", on_click=self._on_stock
        )
        edit = Button(tr("Edit"), icon="pencil", on_click=self._on_edit)
        foot.addWidget(stock)
        foot.addStretch(1)
        foot.addWidget(edit)
        Right(self, self._context, None, stock)
        Right(self, self._context, Permission.EDIT_PRODUCT, edit)

    def _install_keys(self) -> None:
        """Tabs by their number, and one after the other."""
        commands = [
            Command(tr("Product: {tab}", tab=tr(title)), f"Alt+{n}", partial(self.go_to, key))
            for n, (key, title) in enumerate(TABS, 1)
        ]
        install(self, [
            *commands,
            Command(tr("Next tab of the product"), "Ctrl+Tab", lambda: self._step(1)),
            Command(tr("Last tab of the product"), "Ctrl+Shift+Tab", lambda: self._step(-1)),
        ])  # fmt: skip

    def go_to(self, key: str) -> None:
        """The tab, and keys into its rows: where there is a panel."""
        if self.isVisible():
            self.show_tab(key)
            page = self._tabs[self._pages.currentIndex()]
            (page.take_keys if isinstance(page, Forecast) else page.setFocus)()

    def _step(self, step: int) -> None:
        keys = [key for key, _ in TABS]
        self.go_to(keys[(keys.index(self.tabs.current()) + step) % len(keys)])

    def _on_stock(self) -> None:
        if self.card is not None:
            self.stock_wanted.emit(self.card)

    def _on_edit(self) -> None:
        if self.card is not None:
            self.edit_wanted.emit(self.card)


def _stock_pill(card: ProductCard) -> Pill:
    if card.is_template:
        words = plural("{n} variant", "{n} variants", card.variants)
        return Pill(words, "info", "boxes", small=True)
    if card.total < 0:
        return Pill(tr("Below zero"), "bad", "circle-x", small=True)
    if card.total == 0:
        return Pill(tr("Out of stock"), "bad", "circle-x", small=True)
    if card.reorder_point and card.total <= card.reorder_point:
        return Pill(tr("Low stock"), "warn", "triangle-alert", small=True)
    return Pill(tr("In stock"), "ok", "circle-check", small=True)
