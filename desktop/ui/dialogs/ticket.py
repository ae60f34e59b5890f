"""A ticket to look at, and to save as a PDF."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop.domain.errors import UserError
from desktop.queries.tickets import Ticket
from desktop.ui.context import Context
from desktop.ui.paper.ticket import WIDTH, height_of, paint, rows_of, save_pdf
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.label import Label

SCALE = 1.5
EDGE = 16
TALLEST = 460
PAPER = QColor("#ffffff")


def place_of(context: Context, ticket: Ticket) -> Path:
    """Where a ticket's PDF lies."""
    return context.settings.data_dir / "tickets" / f"{ticket.number}.pdf"


class TicketDialog(Dialog):
    """Enter writes the PDF; the folder can be opened from here."""

    def __init__(self, parent: QWidget, context: Context, ticket: Ticket) -> None:
        super().__init__(parent, tr("Ticket"), ticket.number, "receipt-text", width=440)
        self._context = context
        self._ticket = ticket
        self._place = place_of(context, ticket)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        paper = _Paper(ticket, context)
        scroll.setWidget(paper)
        scroll.setFixedHeight(min(TALLEST, paper.sizeHint().height()))
        self.body.addWidget(scroll)
        self._problem = Label("", "medium", "bad", wrap=True)
        self._problem.hide()
        self.body.addWidget(self._problem)
        if self._place.exists():
            folder = Button(tr("Open folder"), "default", "folder-open", self._open_folder)
            self.add_button(folder, left=True)
        self.add_cancel(tr("Close"))
        self.add_button(Button(tr("Save PDF"), "primary", "file-down", self._save))

    def _save(self) -> None:
        shop = self._context.shop
        self._context.work.job(
            self,
            save_pdf,
            self._ticket,
            shop,
            self._place,
            then=self._on_saved,
            failed=self._on_failed,
        )

    def _on_saved(self, path: Path) -> None:
        self.accept()
        self._context.notify(tr("Saved as {path}.", path=path), "ok")

    def _on_failed(self, error: UserError) -> None:
        self._problem.setText(str(error))
        self._problem.show()

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._place.parent)))


class _Paper(QWidget):
    """The ticket as it will be, black on white in every theme."""

    def __init__(self, ticket: Ticket, context: Context) -> None:
        super().__init__()
        self._rows = rows_of(ticket, context.shop)
        self.setAccessibleName("\n".join(f"{row.left} {row.right}" for row in self._rows))
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        width = round(WIDTH * SCALE) + 2 * EDGE
        return QSize(width, round(height_of(self._rows) * SCALE) + 2 * EDGE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), PAPER)
        painter.translate(EDGE, EDGE)
        painter.scale(SCALE, SCALE)
        paint(painter, self._rows)
