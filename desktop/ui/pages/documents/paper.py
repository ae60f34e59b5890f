"""What stands on a document: its lines, its totals by tax rate, and the papers it belongs to."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.domain.shop import currency_decimals
from desktop.queries.document import DocumentCard, PaperLine, Related
from desktop.ui.pages.documents.words import related
from desktop.ui.text import TIMES, money, percent, plural, quantity, tr, units
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import line
from desktop.ui.widgets.elide_link import ElideLink, flush
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.scrolled import PanelBody, clear

MOST = 100  # lines that are shown; the movements show them all
PRICED = ("sale", "return", "receipt")


class Paper(PanelBody):
    """``open_document`` leads to another paper, ``open_moves`` to the movements of this one."""

    def __init__(
        self, open_document: Callable[[UUID], object], open_moves: Callable[[str], object]
    ) -> None:
        super().__init__(tr("What stands on the document"))
        self._open_document = open_document
        self._open_moves = open_moves
        self._decimals = 2

    def show_card(self, card: DocumentCard) -> None:
        """Another paper, or the same as it is now."""
        clear(self.parts)
        self._decimals = currency_decimals(card.currency)
        for papers in ([card.source] if card.source else [], card.returns):
            for paper in papers:
                self.parts.addLayout(self._link(paper))
        self.parts.addWidget(Label(tr("Lines"), "strong"))
        for each in card.lines[:MOST]:
            self.parts.addLayout(self._line(card, each))
        self.parts.addLayout(flush(self._moves(card)))
        if card.kind in PRICED and card.lines:
            self.parts.addWidget(line())
            self._show_totals(card)
        self.parts.addStretch(1)

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
        counted = f"{amount} {units(each.unit, each.quantity)}"
        figure = money(each.total, self._decimals) if is_priced else counted
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
            self.add_pair(words, money(tax.net, self._decimals))
            self.add_pair(tr("Tax {rate}", rate=percent(tax.rate)), money(tax.tax, self._decimals))
        row = QHBoxLayout()
        row.addWidget(Label(tr("Total"), "subtitle"), 1)
        total = f"{money(card.total, self._decimals)} {card.currency}"
        row.addWidget(Label(total, "subtitle"))
        self.parts.addLayout(row)
