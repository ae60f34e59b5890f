"""A document is voided: why, and what becomes of it."""

from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.commands.bookings import LongBooking
from desktop.commands.voiding import VoidDocument, Voided, void_document
from desktop.domain.errors import UserError
from desktop.ui.context import Context
from desktop.ui.long_stock import undo_long, void
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit


class VoidDialog(Dialog):
    """Type why, Enter voids; Escape leaves everything as it is."""

    def __init__(
        self, parent: QWidget, context: Context, document: UUID, number: str, is_open: bool
    ) -> None:
        title = tr("Void {number}?", number=number)
        super().__init__(parent, title, "", "ban", width=500)
        self._context = context
        self._id = context.ids.new()  # sent again, it voids once
        self._document = document
        words = tr(
            "Stock and totals are as if it had never been. "
            "It is kept, with your name and the reason, and nothing is deleted."
        )
        if is_open:
            words = tr("What was scanned on it goes back to where it was. It is kept as void.")
        self.body.addWidget(Label(words, "body", "secondary", wrap=True))
        self._reason = LineEdit("", tr("Such as: rang up twice"))
        self._field = Field(tr("Why?"), self._reason)
        self.body.addWidget(self._field)
        self.add_cancel()
        self._agree = self.add_button(Button(tr("Void it"), "danger", "ban", self._on_agreed))

    def _on_agreed(self) -> None:
        context = self._context
        reason = self._reason.text()
        command = VoidDocument(
            self._id, context.actor(), context.clock.now(), self._document, reason
        )
        self._agree.setEnabled(False)
        context.work.write(self, void_document, command, then=self._on_done, failed=self._refused)

    def _on_done(self, voided: Voided) -> None:
        self.accept()
        self._context.notify(tr("{number} is void.", number=voided.number), "ok")

    def _refused(self, error: UserError) -> None:
        if isinstance(error, LongBooking):
            self.accept()
            void(self._context, error.document, error.number, self._reason.text())
            return
        if undo_long(self._context, error):
            self.accept()
            return
        self._agree.setEnabled(True)
        self._field.set_error(str(error))
        self._reason.setFocus()
