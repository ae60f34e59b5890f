"""The chosen document beside the table: what it is, who made it, what stands on it, its deeds."""

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.queries.document import DocumentCard, document_card
from desktop.ui.context import Context
from desktop.ui.pages.documents.paper import Paper
from desktop.ui.pages.documents.words import kind_of, state_of, titled
from desktop.ui.rights import Right
from desktop.ui.text import moment, tr
from desktop.ui.widgets.button import Button, IconButton
from desktop.ui.widgets.card import Card, line
from desktop.ui.widgets.key_value import KeyValue
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.pill import Pill

TABLES = frozenset({"*", "document", "document_line", "stock_move"})
TILL = ("sale", "receipt", "count")


class DocumentPanel(Card):
    """Shows one document; reads it off the GUI thread and again when it changed."""

    closed = Signal()
    shown_wanted = Signal(object)  # UUID of another document
    moves_wanted = Signal(str)  # number
    ticket_wanted = Signal(object)  # DocumentCard, as are all that follow
    return_wanted = Signal(object)
    void_wanted = Signal(object)
    resume_wanted = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__(padding=0, spacing=0)
        self._context = context
        self.card: DocumentCard | None = None
        self.document: UUID | None = None
        self._number = ElideLabel("", "subtitle")
        self._about = ElideLabel("", "small", "muted")
        self._state = Pill(small=True)
        self._facts = KeyValue()
        self._trouble = Label("", "body", "bad", wrap=True)
        self._trouble.hide()
        self.paper = Paper(self.shown_wanted.emit, self.moves_wanted.emit)
        self._put_together()
        context.work.changed.connect(self._on_changed)

    def _put_together(self) -> None:
        self.body.addLayout(self._head())
        self.body.addWidget(line())
        self.body.addWidget(self.paper, 1)
        self._ticket = IconButton("printer", tr("Print the ticket again"), self._on_ticket)
        self._void = IconButton("ban", tr("Void the document"), self._on_void)
        self._return = Button(tr("Return…"), icon="rotate-ccw", on_click=self._on_return)
        self._resume = Button(tr("Resume"), "primary", "receipt-text", self._on_resume)
        foot = self.add_foot()
        foot.addWidget(self._void)
        foot.addWidget(self._ticket)
        foot.addStretch(1)
        foot.addWidget(self._return)
        foot.addWidget(self._resume)
        for button in (self._ticket, self._void, self._return, self._resume):
            button.hide()
        Right(self, self._context, Permission.UNDO, self._return)
        Right(self, self._context, None, self._resume)
        self._may_void = Right(self, self._context, Permission.VOID, self._void)

    def _head(self) -> QVBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._number)
        words.addWidget(self._about)
        pills = QHBoxLayout()
        pills.addWidget(self._state)
        pills.addStretch(1)
        words.addLayout(pills)
        row.addLayout(words, 1)
        close = IconButton("x", tr("Close the panel"), self.closed.emit)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        row.addSpacing(-4)  # its box reaches to the corner as on every panel
        head = QVBoxLayout()
        head.setContentsMargins(16, 16, 16, 12)
        head.setSpacing(8)
        head.addLayout(row)
        head.addWidget(self._facts)
        head.addWidget(self._trouble)
        return head

    def show_document(self, document: UUID) -> None:
        """Reads and shows a document."""
        self.document = document
        self._read()

    def _read(self) -> None:
        self._context.work.read(
            self, document_card, self.document, then=self._on_card, failed=self._on_failed
        )

    def _on_changed(self, tables: frozenset[str]) -> None:
        if self.isVisible() and self.document is not None and tables & TABLES:
            self._read()

    def _on_failed(self, error: UserError) -> None:
        self._trouble.setText(str(error))
        self._trouble.show()

    def _on_card(self, card: DocumentCard) -> None:
        if card.id != self.document:
            return
        self.card = card
        self._trouble.hide()
        state = state_of(card.state)
        self._number.setText(card.number)
        self._about.setText(f"{titled(card)} · {moment(card.at, self._context.shop.zone)}")
        self._state.set(tr(state.title), state.tone or "neutral", kind_of(card.kind).icon)
        self._facts.set_rows(self._told(card))
        self.paper.show_card(card)
        is_open = card.status == "open"
        self._ticket.setVisible(card.kind in ("sale", "return") and card.status != "open")
        self._return.setVisible(card.kind == "sale" and card.status == "posted" and card.out > 0)
        self._void.setVisible(card.status in ("open", "posted"))
        self._resume.setVisible(is_open and card.kind in TILL)

    def _told(self, card: DocumentCard) -> list[tuple[str, ...]]:
        """What is known of these; the rest is left out."""
        zone = self._context.shop.zone
        facts: list[tuple[str, ...]] = [
            (tr("By"), card.user),
            (tr("Till"), card.workstation),
            (tr("Location"), card.location),
            (tr("Vendor"), card.party),
            (tr("Note"), " ".join(card.note.split())),
        ]
        if card.undoing is not None:
            undone = card.undoing
            facts += [
                (tr("Void since"), moment(undone.at, zone), "bad"),
                (tr("Voided by"), undone.user),
                (tr("Why"), " ".join(undone.reason.split())),
            ]
        return [fact for fact in facts if fact[1]]

    def _on_ticket(self) -> None:
        self._ask(self.ticket_wanted)

    def _on_return(self) -> None:
        self._ask(self.return_wanted)

    def _on_void(self) -> None:
        self._ask(self.void_wanted)

    def _on_resume(self) -> None:
        self._ask(self.resume_wanted)

    def _ask(self, wanted: object) -> None:
        if self.card is not None:
            wanted.emit(self.card)  # type: ignore[attr-defined]
