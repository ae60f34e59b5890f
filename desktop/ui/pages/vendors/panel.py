"""The chosen vendor beside the table: how to reach it, its terms, and what it asks for products."""

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.queries.columns import Choice
from desktop.queries.vendors import VendorCard, vendor_card
from desktop.ui.context import Context
from desktop.ui.prices.list import Prices
from desktop.ui.rights import Right
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button, IconButton
from desktop.ui.widgets.card import Card, line
from desktop.ui.widgets.key_value import KeyValue
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.scrolled import clear
from desktop.ui.widgets.shape import Shape

ICON = 28
TABLES = frozenset({"*", "vendor"})


class VendorPanel(Card):
    """Shows one vendor; reads it off the GUI thread and again when it changed."""

    closed = Signal()
    edit_wanted = Signal(object)  # VendorCard
    delete_wanted = Signal(object)  # VendorCard

    def __init__(self, context: Context) -> None:
        super().__init__(padding=0, spacing=0)
        self._context = context
        self._card: VendorCard | None = None
        self.vendor: UUID | None = None
        self._name = ElideLabel("", "subtitle")
        self._code = ElideLabel("", "small", "muted")
        self._state = QHBoxLayout()
        self._facts = KeyValue()
        self._trouble = Label("", "body", "bad", wrap=True)
        self._trouble.hide()
        self.prices = Prices(context)
        self.body.addLayout(self._head())
        self.body.addWidget(line())
        self.body.addWidget(self.prices, 1)
        delete = IconButton("trash-2", tr("Delete the vendor"), self._on_delete)
        edit = Button(tr("Edit"), icon="pencil", on_click=self._on_edit)
        foot = self.add_foot()
        foot.addWidget(delete)
        foot.addStretch(1)
        foot.addWidget(edit)
        context.work.changed.connect(self._on_changed)
        Right(self, context, Permission.EDIT_VENDOR, edit, delete)

    def _head(self) -> QVBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Shape("truck", "accent.text", ICON), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._code)
        self._state.setSpacing(6)
        words.addLayout(self._state)
        row.addLayout(words, 1)
        close = IconButton("x", tr("Close the panel"), self.closed.emit)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        head = QVBoxLayout()
        head.setContentsMargins(16, 16, 12, 12)
        head.setSpacing(8)
        head.addLayout(row)
        head.addWidget(self._facts)
        head.addWidget(self._trouble)
        return head

    def show_vendor(self, vendor: UUID) -> None:
        """Reads and shows a vendor with its prices."""
        if vendor != self.vendor:
            self.vendor = vendor
            self.prices.show_of(vendor)
        self._read()

    def _read(self) -> None:
        work = self._context.work
        work.read(self, vendor_card, self.vendor, then=self._on_card, failed=self._on_failed)

    def _on_changed(self, tables: frozenset[str]) -> None:
        if self.isVisible() and self.vendor is not None and tables & TABLES:
            self._read()

    def _on_failed(self, error: UserError) -> None:
        self._trouble.setText(str(error))
        self._trouble.show()
        if error.code == "gone":
            self._card = None

    def _on_card(self, card: VendorCard) -> None:
        if card.vendor != self.vendor:
            return
        self._trouble.hide()
        self._card = card
        self.prices.owner = Choice(card.vendor, card.name)
        self._name.setText(card.name)
        self._code.setText(card.code)
        clear(self._state)
        state = (tr("Active"), "ok") if card.is_active else (tr("Inactive"), "neutral")
        self._state.addWidget(Pill(*state, small=True))
        self._state.addStretch(1)
        self._facts.set_rows(_facts(card))

    def _on_edit(self) -> None:
        if self._card is not None:
            self.edit_wanted.emit(self._card)

    def _on_delete(self) -> None:
        if self._card is not None:
            self.delete_wanted.emit(self._card)


def _facts(card: VendorCard) -> list[tuple[str, str]]:
    """What is known of these; the rest is left out. Line breaks become commas."""
    facts = [
        (tr("Phone"), card.phone),
        (tr("E-mail"), card.email),
        (tr("Address"), card.address),
        (tr("Terms"), card.terms),
        (tr("Notes"), card.notes),
    ]
    return [(what, ", ".join(words.split("\n"))) for what, words in facts if words]
