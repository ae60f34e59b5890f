"""The chosen order beside the table: to whom, when it is due, its lines, and its deliveries."""

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.domain.shop import currency_decimals
from desktop.queries.purchases import STATES, OrderCard, order_card
from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.pages.purchasing.deeds import Deeds
from desktop.ui.pages.purchasing.lines import Lines
from desktop.ui.rights import Right
from desktop.ui.text import calendar_day, money, tr
from desktop.ui.widgets.button import Button, IconButton
from desktop.ui.widgets.card import Card, line
from desktop.ui.widgets.elide_link import ElideLink, flush
from desktop.ui.widgets.key_value import KeyValue
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.scrolled import clear

TABLES = frozenset({"*", "document", "document_line", "vendor"})
DAY = "ddd d MMM yyyy"


class OrderPanel(Card):
    """Shows one order; reads it off the GUI thread and again when it changed."""

    closed = Signal()

    def __init__(self, context: Context, edits: Edits) -> None:
        super().__init__(padding=0, spacing=0)
        self._context = context
        self.card: OrderCard | None = None
        self.order: UUID | None = None
        self.deeds = Deeds(self, context, lambda: self.card, edits)
        self._number = ElideLabel("", "subtitle")
        self._vendor = ElideLabel("", "small", "muted")
        self._state = Pill(small=True)
        self._facts = KeyValue()
        self._papers = QVBoxLayout()
        self._trouble = Label("", "body", "bad", wrap=True)
        self._trouble.hide()
        self.lines = Lines(self, context, edits)
        self._total = Label("", "subtitle")
        self.body.addLayout(self._head())
        self.body.addWidget(line())
        self.body.addWidget(self.lines, 1)
        self._put_foot()
        context.work.changed.connect(self._on_changed)

    def _head(self) -> QVBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._number)
        words.addWidget(self._vendor)
        pills = QHBoxLayout()
        pills.addWidget(self._state)
        pills.addStretch(1)
        words.addLayout(pills)
        row.addLayout(words, 1)
        close = IconButton("x", tr("Close the panel"), self.closed.emit)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        head = QVBoxLayout()
        head.setContentsMargins(16, 16, 12, 12)
        head.setSpacing(8)
        head.addLayout(row)
        head.addWidget(self._facts)
        head.addLayout(self._papers)
        head.addWidget(self._trouble)
        return head

    def _put_foot(self) -> None:
        total = QHBoxLayout()
        total.setContentsMargins(16, 8, 16, 8)
        total.addWidget(Label(tr("Total"), "strong"), 1)
        total.addWidget(self._total)
        self.body.addWidget(line())
        self.body.addLayout(total)
        deeds = self.deeds
        self._end = IconButton("ban", tr("Close or void the order"), deeds.end)
        self._edit = IconButton("pencil", tr("Change due date and note"), deeds.change)
        self._add = IconButton("package-plus", tr("Add a product"), deeds.add)
        self._print = IconButton("printer", tr("Print"), self.lines.sharing.print)
        self._file = Button(tr("Send as file"), icon="external-link", on_click=deeds.send_file)
        self._send = Button(tr("Mark sent"), "primary", "check", deeds.send)
        self._receive = Button(tr("Receive"), "primary", "arrow-down-to-line", deeds.receive)
        foot = self.add_foot()
        for icon in (self._end, self._edit, self._add, self._print):
            foot.addWidget(icon)
        foot.addStretch(1)
        second = self.add_foot()
        second.addStretch(1)
        for button in (self._file, self._send, self._receive):
            second.addWidget(button)
        Right(
            self, self._context, Permission.ORDER,
            self._end, self._edit, self._add, self._send,
        )  # fmt: skip
        Right(self, self._context, Permission.RECEIVE, self._receive)

    def show_order(self, order: UUID) -> None:
        """Reads and shows an order."""
        if order != self.order:
            self.order, self.card = order, None
            self.lines.show_order(order)
        self._read()

    def _read(self) -> None:
        context = self._context
        today = context.shop.day_of(context.clock.now())
        context.work.read(
            self, order_card, self.order, today, then=self._on_card, failed=self._on_failed
        )

    def _on_changed(self, tables: frozenset[str]) -> None:
        if self.isVisible() and self.order is not None and tables & TABLES:
            self._read()

    def _on_failed(self, error: UserError) -> None:
        self._trouble.setText(str(error))
        self._trouble.show()

    def _on_card(self, card: OrderCard) -> None:
        if card.id != self.order:
            return
        self.card = card
        self.lines.card = card
        self._trouble.hide()
        state = next(each for each in STATES if each.value == card.state)
        self._number.setText(card.number)
        self._vendor.setText(card.vendor_name)
        self._state.set(tr(state.title), state.tone or "neutral", state.icon)
        self._facts.set_rows(_facts(card))
        decimals = currency_decimals(card.currency)
        self._total.setText(f"{money(card.total, decimals)} {card.currency}")
        self._show_papers(card)
        is_live = card.status in ("draft", "open")
        for icon in (self._end, self._edit, self._add):
            icon.setVisible(is_live)
        self._send.setVisible(card.status == "draft")
        self._receive.setVisible(card.status == "open")

    def _show_papers(self, card: OrderCard) -> None:
        clear(self._papers)
        for paper in card.deliveries[-3:]:
            words = tr("Delivery {number}", number=paper.number)
            open_paper = _Lead(self._context, paper.id)
            self._papers.addLayout(flush(ElideLink(words, tr("Show it"), open_paper)))


class _Lead:
    """Opens a document on its page."""

    def __init__(self, context: Context, document: UUID) -> None:
        self._context, self._document = context, document

    def __call__(self) -> None:
        self._context.go("documents", document=self._document)


def _facts(card: OrderCard) -> list[tuple[str, ...]]:
    """What is known of these; the rest is left out."""
    due = (tr("Due"), calendar_day(card.due, DAY) if card.due else "")
    facts: list[tuple[str, ...]] = [
        (*due, "warn") if card.state == "late" else due,
        (tr("Made"), calendar_day(card.day, DAY)),
        (tr("By"), card.user),
        (tr("E-mail"), card.email),
        (tr("Phone"), card.phone),
        (tr("Note"), " ".join(card.note.split())),
        (tr("Why"), " ".join(card.reason.split())),
    ]
    return [fact for fact in facts if fact[1]]
