"""A sale, delivery or count that was left open, offered again above the page."""

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.commands.documents import Completed
from desktop.domain.money import tax_lines
from desktop.queries.tickets import Ticket
from desktop.ui.pages.scan.modes import MODES
from desktop.ui.pages.scan.papers import Papers
from desktop.ui.pages.scan.till import Till
from desktop.ui.text import money, plural, relative, tr
from desktop.ui.widgets.banner import Banner


class LeftOpen(QWidget):
    """A banner for the oldest one, then the next. ``resumed``: the clerk goes on with it."""

    resumed = Signal()

    def __init__(self, till: Till, papers: Papers) -> None:
        super().__init__()
        self._till = till
        self._papers = papers
        self._banner: Banner | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def look(self) -> None:
        """Asks what was left open; shows or hides the banner."""
        if self._till.context.work.reach.is_for_looking:
            return  # it can be neither gone on with nor completed
        self._papers.find_open(self._offer)

    def _offer(self, left: list[Ticket]) -> None:
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
        self.setVisible(bool(left))
        if not left:
            return
        first = left[0]
        self._banner = Banner("info", tr(MODES[first.mode].open_one), self._words(first))
        go_on = tr("Go on with it")
        self._banner.add_action(go_on, lambda: self._go_on(first), MODES[first.mode].icon)
        self._banner.add_action(tr("Complete it"), lambda: self._complete(first), "check")
        self._column.addWidget(self._banner)

    def _words(self, left: Ticket) -> str:
        context = self._till.context
        shop = context.shop
        when = relative(left.at, context.clock.now(), shop.zone)
        what = plural("{n} line", "{n} lines", len(left.lines))
        words = tr("from {when} was not completed: {what}", when=when, what=what)
        if left.mode != "sell":
            return words
        taxes = tax_lines(
            ((line.total, line.tax_rate) for line in left.lines),
            shop.prices_include_tax,
            shop.decimals,
        )
        total = sum((tax.gross for tax in taxes), Decimal(0))
        return f"{words}, {money(total, shop.decimals)}"

    def _go_on(self, left: Ticket) -> None:
        self._offer([])  # at once: what is gone on with is no question any more
        self._papers.resume(left)
        self.resumed.emit()
        self.look()

    def _complete(self, left: Ticket) -> None:
        def then(completed: Completed) -> None:
            context = self._till.context
            context.notify(tr("{number} is complete.", number=completed.number), "ok")
            self.look()

        self._papers.complete_open(left, then)
