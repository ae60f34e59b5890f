"""Dashboard: the figures that a manager looks at first, each of which leads to its rows."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFocusEvent, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget

from desktop.domain.errors import UserError
from desktop.queries import dashboard, sales
from desktop.queries.columns import Filter
from desktop.queries.dashboard import Branch, Concern, LatestMove, LowCourse, ValueCourse
from desktop.queries.sales import SalesDay, SalesToday, Seller
from desktop.ui.context import Context
from desktop.ui.pages.dashboard import lists, tiles
from desktop.ui.pages.dashboard.board import Board
from desktop.ui.pages.dashboard.figures import Figures
from desktop.ui.text import calendar_day, tr
from desktop.ui.widgets.skeleton import Skeleton
from desktop.ui.widgets.status_page import Action, State, StatusPage, failed

AGE_MS = 5 * 60 * 1000  # "today" and "by now" move on although nothing was booked
SOLD = ("document", "document_line", "stock_move")
WORTH = ("stock_move", "stock_level", "product")
BRANCHES = 5


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
        self.board = Board(context, self._ways())
        self._status = StatusPage()
        for widget in (Skeleton(rows=12), self.board, self._status):
            self.addWidget(widget)
        self._goods = self._figures(dashboard.has_goods, tuple, "product")
        self._goods.came.connect(self._on_goods)
        self._goods.failed.connect(self._on_goods_failed)
        self._cards = self._feed()
        for figures in self._cards:
            figures.failed.connect(self._on_failed)
            figures.came.connect(self._on_came)
        self.board.trouble.add_action(tr("Try again"), self.refresh, "refresh-cw")
        self.board.sales.span_chosen.connect(lambda _span: self._sales.read())
        self.board.sales.day_opened.connect(self._open_day)
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
        return Figures(self._context.work, query, arguments, tables, self)

    def _feed(self) -> list[Figures]:
        """Which query fills which card, and whose changes it follows."""
        board, context = self.board, self._context

        def then() -> tuple[Any, ...]:
            return context.shop, context.clock.now()

        today = self._figures(sales.sales_today, then, *SOLD)
        value = self._figures(dashboard.value_course, then, *WORTH)
        low = self._figures(dashboard.low_course, then, "alert")
        self._sales = self._figures(sales.sales_days, lambda: (*then(), board.sales.span), *SOLD)
        concerns = self._figures(dashboard.concerns, then, "alert", "stock_level", "product")
        sellers = self._figures(sales.top_sellers, then, "stock_move", "product")
        branches = self._figures(
            dashboard.branch_values, lambda: (context.shop,), *WORTH, "category"
        )
        self._latest = self._figures(
            dashboard.latest_moves, lambda: (context.shop,), "stock_move", "product"
        )
        shown = (
            (today, self._on_today, board.tiles[0]), (value, self._on_value, board.tiles[1]),
            (low, self._on_low, board.tiles[2]), (self._sales, self._on_days, board.sales),
            (concerns, self._on_concerns, board.concerns),
            (sellers, self._on_sellers, board.sellers),
            (branches, self._on_branches, board.branches),
            (self._latest, self._on_latest, board.latest),
        )  # fmt: skip
        for figures, show, card in shown:
            figures.came.connect(show)
            figures.failed.connect(
                lambda error, card=card, figures=figures: card.show_error(error, figures.read)
            )
        return [figures for figures, _, _ in shown]

    # What the readings brought.

    def _on_goods(self, has_goods: bool) -> None:
        if not has_goods:
            self._status.show_state(self._empty())
        self._put(self.board if has_goods else self._status)

    def _on_goods_failed(self, error: UserError) -> None:
        if self.currentWidget() is not self.board:
            title = tr("The dashboard could not be read")
            self._status.show_state(failed(title, error, self.refresh))
            self._put(self._status)
        else:
            self._on_failed(error)

    def _put(self, widget: Any) -> None:
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

    def _on_came(self, _found: object) -> None:
        if all(figures.error is None for figures in (self._goods, *self._cards)):
            self.board.trouble.hide()

    def _on_reachable(self, error: UserError | None) -> None:
        if error is None:
            self.refresh()

    def _on_today(self, found: SalesToday) -> None:
        context = self._context
        kpi = tiles.sales_kpi(found, context.shop, context.clock.now())
        self.board.tiles[0].show_kpi(kpi, tr("Sales of today as they stand, without what was "
                                             "undone or came back"))  # fmt: skip

    def _on_value(self, found: ValueCourse) -> None:
        kpi = tiles.value_kpi(found, self._context.shop)
        self.board.tiles[1].show_kpi(kpi, tr("At average cost; the course at today's costs"))

    def _on_low(self, found: LowCourse) -> None:
        hint = tr("Low, out of stock or below zero, as Alerts has them")
        self.board.tiles[2].show_kpi(tiles.low_kpi(found), hint)

    def _on_days(self, found: list[SalesDay]) -> None:
        self.board.sales.show_days(found)

    def _on_concerns(self, found: list[Concern]) -> None:
        rows = lists.concern_rows(found, self._open_concern)
        self.board.show_rows(self.board.concerns, rows, tr("Nothing needs you."))

    def _on_sellers(self, found: list[Seller]) -> None:
        rows = lists.seller_rows(found, lambda s: self._go("products", product=s.product))
        self.board.show_rows(self.board.sellers, rows, tr("Nothing was sold this week yet."))

    def _on_branches(self, found: list[Branch]) -> None:
        rows = lists.branch_rows(found[:BRANCHES], self._open_branch)
        sentence = tr("There is no stock, or its cost is not known.")
        self.board.show_rows(self.board.branches, rows, sentence)

    def _on_latest(self, found: list[LatestMove]) -> None:
        rows: list[Any] = [lists.MoveRow(move, self._context.shop.zone) for move in found]
        self.board.show_rows(self.board.latest, rows, tr("Nothing moved yet."))

    # Where the figures lead.

    def _go(self, page: str, **arguments: Any) -> None:
        self._context.go(page, **arguments)

    def _ways(self) -> dict[str, Callable[[], object]]:
        shop, clock = self._context, self._context.clock
        return {
            "today": lambda: self._open_day(shop.shop.day_of(clock.now())),
            "value": lambda: self._go("products", filters=()),
            "low": lambda: self._go("alerts", view="open"),
            "alerts": lambda: self._go("alerts", view="open"),
            "movements": lambda: self._go("movements", filters=()),
        }

    def _open_day(self, day: date) -> None:
        shop = self._context.shop
        title = calendar_day(day, "ddd d MMM")
        chosen = (
            Filter("kind", "in", sales.SELLING, f"{tr('Sale')}, {tr('Return')}"),
            Filter("at", "from", shop.begins(day), title),
            Filter("at", "until", shop.begins(day + timedelta(days=1)), title),
        )
        self._go("movements", filters=chosen)

    def _open_concern(self, concern: Concern) -> None:
        if concern.product is not None:
            self._go("products", product=concern.product)
        else:
            self._go("alerts", view="open")

    def _open_branch(self, branch: Branch) -> None:
        self._go("products", filters=(Filter("category", "in", branch.ids, branch.name),))

    def _empty(self) -> State:
        actions = [
            Action(tr("Scan something"), lambda: self._go("scan"), "scan-barcode", "primary"),
            Action(tr("Go to Products"), lambda: self._go("products"), "package"),
        ]
        sentence = tr("Sales and stock stand here once there are products.")
        return State("layout-dashboard", tr("Nothing to show yet"), sentence, actions=actions)
