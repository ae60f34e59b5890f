"""Delivery notes at the till: a photo or PDF is dropped on the page or chosen, and received."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from desktop.commands.delivery_notes import NoteLine, NoteReceived, ReceiveNote, receive_note
from desktop.domain.ids import ZERO
from desktop.jobs.scans.notes import NoteRow
from desktop.queries.tickets import Booking
from desktop.ui.dialogs.link_product import LinkProductDialog
from desktop.ui.dialogs.new_product import NewProductDialog
from desktop.ui.pages.scan.corrections import Corrections
from desktop.ui.pages.scan.orders import Orders
from desktop.ui.pages.scan.till import Till
from desktop.ui.text import plural, tr

MODE = "receive"
_DROPS = (QEvent.Type.DragEnter, QEvent.Type.Drop)


class Notes(QObject):
    """``begun``: a delivery note is received; the page shows its delivery then."""

    begun = Signal()

    def __init__(self, page: QWidget, till: Till, corrections: Corrections, orders: Orders) -> None:
        super().__init__(page)
        self._orders = orders
        self._page, self._till, self._corrections = page, till, corrections
        if not till.context.work.reach.is_for_looking:
            page.setAcceptDrops(True)
            page.installEventFilter(self)

    def choose(self, path: Path | None = None) -> None:
        """The dialog, which reads a file that was dropped at once."""
        from desktop.ui.dialogs.delivery_note import DeliveryNoteDialog

        context = self._till.context
        DeliveryNoteDialog(self._page, context, self.receive, self._answer, path).open()

    def _answer(self, dialog: QWidget, row: NoteRow, way: str, then: Callable[[], None]) -> None:
        """An unknown code is given to a product, or a new product to the code."""
        kind = LinkProductDialog if way == "link" else NewProductDialog
        asked = kind(dialog, self._till.context, lambda _product: then(), row.link)
        asked.finished.connect(dialog.activateWindow)
        asked.finished.connect(asked.deleteLater)
        asked.open()

    def receive(self, lines: tuple[NoteLine, ...], name: str, order: UUID | None = None) -> None:
        """All lines in one booking, in the delivery that is open; ``order``: what it is of."""
        till = self._till
        if order is not None:
            self._orders.begin(order)
        self.begun.emit()
        basket = till.baskets[MODE]
        document = basket.document = basket.document or till.context.ids.new()
        command = ReceiveNote(*till.signed(), document, lines, order)

        def then(received: NoteReceived) -> None:
            till.history.add(Booking(command.id, MODE, document, ZERO))
            basket.shown = document
            till.reload(MODE)
            if order is not None:
                self._orders.read(order, is_new=False)
            said = plural(
                "{n} line of {name} was received.", "{n} lines of {name} were received.",
                received.lines, name=name,
            )  # fmt: skip
            till.context.notify(said, "ok", tr("Undo"), self._corrections.undo)

        till.book(receive_note, lambda: command, then)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A file that is dragged over the page is taken."""
        if event.type() not in _DROPS or not isinstance(event, QDropEvent):
            return False
        path = _file(event.mimeData())
        if path is None:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.choose(path)
        return True


def _file(data: QMimeData) -> Path | None:
    """The one local file that is dragged."""
    urls = data.urls() if data.hasUrls() else []
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
