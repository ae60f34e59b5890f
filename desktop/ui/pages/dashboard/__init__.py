"""Dashboard: the figures that a manager looks at first, each of which leads to its rows."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFocusEvent, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.domain.errors import UserError
from desktop.queries import dashboard, sales
from desktop.ui.context import Context
from desktop.ui.figures import Figures, Turns
from desktop.ui.pages.dashboard.board import Board
from desktop.ui.pages.dashboard.ways import Ways
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.skeleton import Skeleton
from desktop.ui.widgets.status_page import Action, State, StatusPage, failed

AGE_MS = 5 * 60 * 1000  # "today" and "by now" move on although nothing was booked
SOLD = ("document", "document_line", "stock_move")
WORTH = ("stock_move", "stock_level", "product")


class DashboardPage(QStackedWidget):
    """Skeleton, board, or a state in its place. Nothing is read while another page is shown."""

    keys = (
        ("Tab", "Next figure"),
        ("Enter", "The rows behind it"),
        ("← →", "Day by day in the chart"),
        ("F5", "Read again"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._shop = context.shop
        self._ways = Ways(context, self)
        self._turns = Turns()
        self.board = Board(context, self._ways)
        self._status = StatusPage()
        for widget in (Skeleton(rows=12), self.board, self._status):
            self.addWidget(widget)
        self._goods = self._figures(dashboard.has_goods, tuple, "product")
        self._goods.came.connect(self._on_goods)
        self._goods.failed.connect(self._on_goods_failed)
        self._cards = self._feed()
        for figures in self._cards:
            figures.failed.connect(self._on_failed)
            figures.read_well.connect(self._on_read_well)
        self.board.trouble.add_action(tr("Try again"), self.refresh, "refresh-cw")
        self.board.sales.span_chosen.connect(lambda _span: self._sales.read())
        current_theme().changed.connect(self._arrange)
        context.work.reachable.connect(self._on_reachable)
        self._age = QTimer(self)
        self._age.setInterval(AGE_MS)
        self._age.timeout.connect(self.refresh)

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is read or drawn any more."""
        every = [self._goods, *self._cards]
        return all(figures.is_at_rest for figures in every) and self.board.sales.is_at_rest

    def refresh(self) -> None:
        """Reads everything again."""
        for figures in (self._goods, *self._cards):
            figures.read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._shop is not self._context.shop:  # other decimals, another zone
            self._shop = self._context.shop
            for figures in self._cards:
                figures.forget()
            self.refresh()
        self._set_active(True)
        self._age.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._set_active(False)
        self._age.stop()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The first figure takes the keys; while there is none, this holds the focus for it."""
        super().focusInEvent(event)
        if self.currentWidget() is self.board:
            self.board.tiles[0].setFocus(event.reason())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """For the window's width and the size of the font."""
        self.board.arrange(self.window().width())
        self._set_active(self.isVisible())

    def _set_active(self, is_active: bool) -> None:
        self._goods.set_active(is_active)
        has_board = self.currentWidget() is self.board
        for figures in self._cards:
            wanted = figures is not self._latest or self.board.shows_latest
            figures.set_active(is_active and has_board and wanted)

    def _figures(
        self, query: Callable[..., Any], arguments: Callable[[], tuple[Any, ...]], *tables: str
    ) -> Figures:
        return Figures(self._context.work, query, arguments, tables, self._turns, self)

    def _feed(self) -> list[Figures]:
        """Which query fills which card, and whose changes it follows."""
        board, context = self.board, self._context

        def now() -> tuple[Any, ...]:
            return context.shop, context.clock.now()

        def shop() -> tuple[Any, ...]:
            return (context.shop,)

        def span() -> tuple[Any, ...]:
            return *now(), board.sales.span

        new = self._figures
        self._sales = new(sales.sales_days, span, *SOLD, "event")
        self._latest = new(dashboard.latest_moves, shop, "stock_move", "product")
        today = new(sales.sales_today, now, *SOLD)
        value = new(dashboard.value_course, now, *WORTH)
        low = new(dashboard.low_course, now, "alert")
        concerns = new(dashboard.concerns, now, "alert", "stock_level", "product")
        sellers = new(sales.top_sellers, now, "stock_move", "product")
        branches = new(dashboard.branch_values, shop, *WORTH, "category")
        shown = (
            (today, board.show_today, board.tiles[0]),
            (value, board.show_value, board.tiles[1]),
            (low, board.show_low, board.tiles[2]),
            (self._sales, board.sales.show_days, board.sales),
            (concerns, board.show_concerns, board.concerns),
            (sellers, board.show_sellers, board.sellers),
            (branches, board.show_branches, board.branches),
            (self._latest, board.show_latest, board.latest),
        )
        for figures, show, card in shown:
            figures.came.connect(show)
            figures.failed.connect(
                lambda error, card=card, figures=figures: card.show_error(error, figures.read)
            )
        return [figures for figures, _, _ in shown]

    def _on_goods(self, has_goods: bool) -> None:
        if not has_goods:
            self._status.show_state(self._empty())
        self._put(self.board if has_goods else self._status)

    def _on_goods_failed(self, error: UserError) -> None:
        if self.currentWidget() is self.board:
            self._on_failed(error)
            return
        self._goods.forget()
        title = tr("The dashboard could not be read")
        self._status.show_state(failed(title, error, self.refresh))
        self._put(self._status)

    def _put(self, widget: QWidget) -> None:
        if self.currentWidget() is widget:
            return
        had_focus = self.hasFocus()
        self.setCurrentWidget(widget)
        self._set_active(self.isVisible())
        if had_focus and widget is self.board:
            self.board.tiles[0].setFocus()

    def _on_failed(self, error: UserError) -> None:
        """Figures that were read before stay, and a line above says that they may be old."""
        self.board.trouble.say("bad", tr("Not up to date."), str(error))
        self.board.trouble.setVisible(self.board.has_figures)

    def _on_read_well(self) -> None:
        if all(figures.error is None for figures in (self._goods, *self._cards)):
            self.board.trouble.hide()

    def _on_reachable(self, error: UserError | None) -> None:
        if error is None:
            self.refresh()

    def _empty(self) -> State:
        actions = [
            Action(tr("Scan something"), self._ways.scan, "scan-barcode", "primary"),
            Action(tr("Go to Products"), self._ways.products, "package"),
        ]
        sentence = tr("Sales and stock stand here once there are products.")
        return State("layout-dashboard", tr("Nothing to show yet"), sentence, actions=actions)
