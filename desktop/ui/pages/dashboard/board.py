"""The cards of the dashboard and their places, for a small screen and a large one."""

from collections.abc import Sequence
from functools import partial
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.queries.dashboard import Branch, Concern, LatestMove, LowCourse, ValueCourse
from desktop.queries.sales import SalesToday, Seller
from desktop.ui.context import Context
from desktop.ui.pages.dashboard import lists, tiles
from desktop.ui.pages.dashboard.frame import INSET, CardFrame
from desktop.ui.pages.dashboard.lists import ConcernRow, MoveRow, Rows
from desktop.ui.pages.dashboard.sales_card import SalesCard
from desktop.ui.pages.dashboard.ways import Ways
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.bar_row import BarRow
from desktop.ui.widgets.kpi_tile import KpiTile

WIDE_FROM = 1600
GAP = 16
MIDDLE, FOOT = 300, 218
SIDE = 340, 460
BRANCHES = 5


class Board(QScrollArea):
    """Three tiles, sales beside what needs attention, and two lists; a third on a wide window."""

    def __init__(self, context: Context, ways: Ways) -> None:
        super().__init__()
        self._context, self._ways = context, ways
        self.tiles = (
            KpiTile("banknote", tr("Sales today"), "chart.1", ways.today),
            KpiTile("boxes", tr("Stock value"), "chart.2", ways.value),
            KpiTile("triangle-alert", tr("Below reorder level"), "chart.3", ways.alerts),
        )
        self.sales = SalesCard(context)
        self.sales.day_opened.connect(ways.day)
        self.concerns = CardFrame(
            tr("Needs attention"),
            Rows(ConcernRow, ConcernRow.show_concern, 0, is_spread=False, inset=INSET),
        )
        self.concerns.add_link(tr("All alerts"), ways.alerts)
        self.sellers = CardFrame(tr("Top sellers this week"), _bars("chart.1"))
        self.branches = CardFrame(tr("Stock value by category"), _bars("chart.2"))
        self.latest = CardFrame(
            tr("Latest movements"), Rows(lambda _open: MoveRow(), self._show_move, inset=INSET)
        )
        self.latest.add_link(tr("All movements"), ways.movements)
        self.trouble = Banner("bad", tr("Not up to date."))
        self.trouble.hide()
        for card, way in (
            (self.concerns, ways.concern),
            (self.sellers, ways.seller),
            (self.branches, ways.branch),
        ):
            cast(Rows, card.content).opened.connect(way)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._put_together())

    @property
    def shows_latest(self) -> bool:
        """Whether there is room for the latest movements."""
        return not self.latest.isHidden()

    @property
    def has_figures(self) -> bool:
        """Whether anything was read yet."""
        cards = (self.sales, self.concerns, self.sellers, self.branches)
        return any(tile.kpi for tile in self.tiles) or any(card.has_content for card in cards)

    def arrange(self, width: int) -> None:
        """For a window of this width."""
        is_wide = width >= WIDE_FROM
        self.latest.setVisible(is_wide)
        self.concerns.setFixedWidth(current_theme().px(SIDE[is_wide]))
        for card, height in ((self.sales, MIDDLE), (self.sellers, FOOT)):
            card.setMinimumHeight(current_theme().px(height))

    def show_today(self, found: SalesToday) -> None:
        """Today's sales."""
        kpi = tiles.sales_kpi(found, self._context.shop, self._context.clock.now())
        hint = tr("As the documents stand, without what was undone or came back")
        self.tiles[0].show_kpi(kpi, hint)

    def show_value(self, found: ValueCourse) -> None:
        """What the stock is worth."""
        hint = tr("At average cost; the course at today's costs")
        self.tiles[1].show_kpi(tiles.value_kpi(found, self._context.shop), hint)

    def show_low(self, found: LowCourse) -> None:
        """How many products run low."""
        hint = tr("Low, out of stock or below zero, as Alerts has them")
        self.tiles[2].show_kpi(tiles.low_kpi(found), hint)

    def show_concerns(self, found: list[Concern]) -> None:
        """What needs attention."""
        self._fill(self.concerns, found, found, tr("Nothing needs you."))

    def show_sellers(self, found: list[Seller]) -> None:
        """What sells most."""
        bars = lists.seller_bars(found)
        self._fill(self.sellers, found, bars, tr("Nothing was sold this week yet."))

    def show_branches(self, found: list[Branch]) -> None:
        """Where the value lies."""
        bars = lists.branch_bars(found[:BRANCHES])
        sentence = tr("There is no stock, or its cost is not known.")
        self._fill(self.branches, found[:BRANCHES], bars, sentence)

    def show_latest(self, found: list[LatestMove]) -> None:
        """What happened last."""
        self._fill(self.latest, found, found, tr("Nothing moved yet."))

    def _show_move(self, row: MoveRow, move: LatestMove) -> None:
        row.show_move(move, self._context.shop.zone)

    def _fill(
        self, card: CardFrame, items: Sequence[Any], shown: Sequence[Any], empty: str
    ) -> None:
        """Rows in one of the lists, or the sentence for none."""
        if items:
            cast(Rows, card.content).show_items(items, shown)
            card.show_content()
        else:
            card.say(empty)

    def _put_together(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.trouble)
        column.addLayout(_row(*self.tiles))
        column.addLayout(_row(self.sales, self.concerns), 5)
        column.addLayout(_row(self.sellers, self.branches, self.latest), 4)
        return inside


def _bars(color: str) -> Rows:
    return Rows(partial(BarRow, color), BarRow.show_bar)


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GAP)
    for widget in widgets:
        row.addWidget(widget, 1)
    return row
