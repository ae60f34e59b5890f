"""What stands on a document: its lines, its totals by tax rate, and the papers it belongs to."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.shop import currency_decimals
from desktop.queries.document import DocumentCard, PaperLine, Related
from desktop.ui.pages.documents.words import related
from desktop.ui.text import TIMES, money, percent, plural, quantity, tr, units
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import line
from desktop.ui.widgets.elide_link import ElideLink, flush
from desktop.ui.widgets.label import ElideLabel, Label

MOST = 100  # lines that are shown; the movements show them all
PRICED = ("sale", "return", "receipt")


class Paper(QScrollArea):
    """``open_document`` leads to another paper, ``open_moves`` to the movements of this one."""

    def __init__(
        self, open_document: Callable[[UUID], object], open_moves: Callable[[str], object]
    ) -> None:
        super().__init__()
        self._open_document = open_document
        self._open_moves = open_moves
        self._decimals = 2
        self._parts = QVBoxLayout()
        self._parts.setContentsMargins(16, 12, 16, 16)
        self._parts.setSpacing(8)
        inside = QWidget()
        inside.setLayout(self._parts)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("What stands on the document"))

    def show_card(self, card: DocumentCard) -> None:
        """Another paper, or the same as it is now."""
        _clear(self._parts)
        self._decimals = currency_decimals(card.currency)
        for papers in ([card.source] if card.source else [], card.returns):
            for paper in papers:
                self._parts.addLayout(self._link(paper))
        self._parts.addWidget(Label(tr("Lines"), "strong"))
        for each in card.lines[:MOST]:
            self._parts.addLayout(self._line(card, each))
        self._parts.addLayout(flush(self._moves(card)))
        if card.kind in PRICED and card.lines:
            self._parts.addWidget(line())
            self._show_totals(card)
        self._parts.addStretch(1)

    def _link(self, paper: Related) -> QHBoxLayout:
        words = related(paper)
        leads = tr("Show {paper}", paper=words)
        return flush(ElideLink(words, leads, lambda: self._open_document(paper.id)))

    def _line(self, card: DocumentCard, each: PaperLine) -> QVBoxLayout:
        amount = quantity(each.quantity, each.decimals)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(ElideLabel(each.name, "body"), 1)
        is_priced = card.kind in PRICED
        figure = money(each.total, self._decimals) if is_priced else f"{amount} {units(each.unit)}"
        top.addWidget(Label(figure, "strong"))
        facts = [each.sku]
        if is_priced:
            facts = [f"{amount} {TIMES} {money(each.price, self._decimals)}"]
            facts += [percent(each.tax_rate)] if each.tax_rate else []
        if card.returns and each.out != each.quantity:
            facts.append(tr("{n} still out", n=quantity(each.out, each.decimals)))
        below = ElideLabel(" · ".join(facts), "small", "muted")
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(below)
        return column

    def _moves(self, card: DocumentCard) -> Button:
        more = len(card.lines) - MOST
        words = tr("Its movements")
        if more > 0:
            words = plural("{n} more line: its movements", "{n} more lines: its movements", more)
        return Button(words, "link", on_click=lambda: self._open_moves(card.number))

    def _show_totals(self, card: DocumentCard) -> None:
        taxed = [tax for tax in card.taxes if tax.rate]
        for tax in taxed:
            words = tr("Net at {rate}", rate=percent(tax.rate))
            self._pair(words, money(tax.net, self._decimals))
            self._pair(tr("Tax {rate}", rate=percent(tax.rate)), money(tax.tax, self._decimals))
        row = QHBoxLayout()
        row.addWidget(Label(tr("Total"), "subtitle"), 1)
        total = f"{money(card.total, self._decimals)} {card.currency}"
        row.addWidget(Label(total, "subtitle"))
        self._parts.addLayout(row)

    def _pair(self, what: str, value: str) -> None:
        row = QHBoxLayout()
        row.addWidget(Label(what, "body", "secondary"), 1)
        row.addWidget(Label(value, "body"))
        self._parts.addLayout(row)


def _clear(layout: QLayout) -> None:
    """Empties a layout, with the layouts in it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            _clear(inner)
