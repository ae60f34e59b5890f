"""The cards of the dashboard and their places, for a small screen and a large one."""

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.context import Context
from desktop.ui.pages.dashboard.frame import CardFrame
from desktop.ui.pages.dashboard.lists import Rows
from desktop.ui.pages.dashboard.sales_card import SalesCard
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.kpi_tile import KpiTile

WIDE_FROM = 1600
GAP = 16
MIDDLE, FOOT = 300, 218
SIDE = 340, 460


class Board(QScrollArea):
    """Three tiles, sales beside what needs attention, and two lists; a third on a wide window."""

    def __init__(self, context: Context, ways: dict[str, Callable[[], object]]) -> None:
        super().__init__()
        self.tiles = (
            KpiTile("banknote", tr("Sales today"), "chart.1", ways["today"]),
            KpiTile("boxes", tr("Stock value"), "chart.2", ways["value"]),
            KpiTile("triangle-alert", tr("Below reorder level"), "chart.3", ways["low"]),
        )
        self.sales = SalesCard(context)
        self.concerns = CardFrame(tr("Needs attention"), Rows(spacing=0, is_spread=False))
        self.concerns.add_link(tr("All alerts"), ways["alerts"])
        self.sellers = CardFrame(tr("Top sellers this week"), Rows())
        self.branches = CardFrame(tr("Stock value by category"), Rows())
        self.latest = CardFrame(tr("Latest movements"), Rows())
        self.latest.add_link(tr("All movements"), ways["movements"])
        self.trouble = Banner("bad", tr("Not up to date."))
        self.trouble.hide()
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

    def show_rows(self, card: CardFrame, rows: list[QWidget], empty: str) -> None:
        """Rows in one of the lists, or the sentence for none."""
        if rows:
            cast(Rows, card.content).show_rows(rows)
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


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GAP)
    for widget in widgets:
        row.addWidget(widget, 1)
    return row
