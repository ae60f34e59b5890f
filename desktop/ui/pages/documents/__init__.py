"""Documents: every sale, return, delivery, count and correction, and what can be done with one."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.queries.columns import Filter
from desktop.queries.document import DocumentCard
from desktop.queries.documents import DOCUMENTS, SALES
from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.deeds.labels import label_document
from desktop.ui.pages.documents import deeds
from desktop.ui.pages.documents.panel import DocumentPanel
from desktop.ui.table.beside import Beside
from desktop.ui.table.page import LIST_KEYS, ListPage, View
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.status_page import State


def _of(*kinds: str) -> tuple[Filter, ...]:
    return (Filter("kind", "in", kinds),)


VIEWS = (
    View("today", "Today", (Filter("today", "is", True),)),
    View("sales", "Sales", _of("sale")),
    View("returns", "Returns", _of("return")),
    View("receipts", "Deliveries", _of("receipt")),
    View("counts", "Counts", _of("count")),
    View("held", "Held", (Filter("status", "in", ("open",)),)),
    View("all", "All"),
)


class DocumentsPage(QWidget):
    """Arrows choose, Enter opens the panel; its deeds have keys."""

    keys = (
        ("↑ ↓", "Choose a document"),
        ("Enter", "Open it"),
        ("P", "Print the ticket again"),
        ("F9", "Return goods"),
        ("Ctrl Shift P", "Print labels of its goods"),
        *LIST_KEYS,
        ("Esc", "Close the panel"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.list = ListPage(
            context, DOCUMENTS, views=VIEWS, empty=_empty(), given=(("today", self._today),)
        )
        close = Button(tr("Close of day"), icon="calendar-clock", on_click=self.close_day)
        self.list.add_action(close)
        self.panel = DocumentPanel(context)
        self.side = Beside(self.list, self.list.table, self.panel, self.panel.show_document)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.side)
        self.first = self.list.states
        install(
            self,
            [
                Command(tr("Close of day"), "", self.close_day, "calendar-clock"),
                Command(tr("Return goods"), "F9", self._on_return_key, "rotate-ccw"),
                Command(tr("Print the ticket again"), "P", self._on_ticket_key, "printer"),
                Command(tr("Void the document"), "", self._on_void_key, "ban"),
                Command(tr("Resume the document"), "", self._on_resume_key, "receipt-text"),
                Command(tr("Labels of its goods"), "Ctrl+Shift+P", self._on_label, "tags"),
            ],
        )
        self._connect()

    def _connect(self) -> None:
        panel = self.panel
        panel.shown_wanted.connect(self.side.open_on)
        panel.moves_wanted.connect(self._on_moves)
        panel.ticket_wanted.connect(self._on_ticket)
        panel.return_wanted.connect(self._on_return)
        panel.void_wanted.connect(self._on_void)
        panel.resume_wanted.connect(self._on_resume)

    def open_with(
        self,
        document: UUID | None = None,
        view: str = "",
        close: bool = False,
        filters: tuple[Filter, ...] = (),
    ) -> None:
        """A document at the side, a view, some filters, or the close of the day."""
        if view:
            self.list.show_view(view)
        if filters:
            self.list.ask(replace(self.list.request.cleared(), filters=filters))
        if document is not None:
            self.side.open_on(document)
        if close:
            self.close_day()

    def refresh(self) -> None:
        """Reads the list again."""
        self.list.reload()

    def close_day(self) -> None:
        """The figures of today, to be closed, saved or printed; other days from there."""
        from desktop.ui.dialogs.close_day import CloseDayDialog

        CloseDayDialog(self, self._context, self._today()).open()

    def _today(self) -> date:
        context = self._context
        return context.shop.day_of(context.clock.now())

    def _chosen(self) -> DocumentCard | None:
        """What the panel shows; keys mean that, and open it first where it is not there."""
        if self.side.is_open and self.panel.card is not None:
            return self.panel.card
        rows = self.list.table.place.rows()
        row: Any = self.list.model.row(rows[0]) if len(rows) == 1 else None
        if row is not None:
            self.side.open_on(row.id)
        return None

    def _on_moves(self, number: str) -> None:
        chosen = Filter("document", "has", number, title=number)
        self._context.go("movements", filters=(chosen,))

    def _on_ticket(self, card: DocumentCard) -> None:
        deeds.show_ticket(self, self._context, card.id)

    def _on_return(self, card: DocumentCard) -> None:
        deeds.return_goods(self, self._context, card, self.side.open_on)

    def _on_void(self, card: DocumentCard) -> None:
        deeds.void(self, self._context, card)

    def _on_resume(self, card: DocumentCard) -> None:
        deeds.resume(self, self._context, card.id)

    def _on_ticket_key(self) -> None:
        card = self._chosen()
        if card is not None and card.kind in SALES and card.status != "open":
            self._on_ticket(card)

    def _on_return_key(self) -> None:
        """Of the sale at the side; else its ticket is asked for."""
        card = self.panel.card if self.side.is_open else None
        is_sale = card is not None and card.kind == "sale" and card.status == "posted"
        deeds.return_goods(self, self._context, card if is_sale else None, self.side.open_on)

    def _on_label(self) -> None:
        card = self._chosen()
        if card is not None:
            label_document(self, self._context, card.id, card.number)

    def _on_void_key(self) -> None:
        card = self._chosen()
        if card is not None and card.status in ("open", "posted"):
            self._on_void(card)

    def _on_resume_key(self) -> None:
        card = self._chosen()
        if card is not None and card.status == "open":
            self._on_resume(card)


def _empty() -> State:
    sentence = tr("Each sale, return, delivery, count and correction will stand here.")
    return State("file-text", tr("No documents yet"), sentence)
