"""What was laid aside in the store, to go on with: arrows choose, Enter takes it up."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.commands.holding import OpenPaper, ResumeDocument, resume_document
from desktop.domain.errors import UserError
from desktop.queries.document import open_papers
from desktop.queries.documents import KINDS, DocumentRow
from desktop.ui.context import Context
from desktop.ui.text import money, plural, relative, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.scan_list import ScanList, ScanRow
from desktop.ui.widgets.thumb import ThumbLook

SHOWN = 4.5
TALL = 57
_KINDS = {kind.value: kind for kind in KINDS}


class HeldDialog(Dialog):
    """``done`` is called with what is this till's again; ``here`` is what its lists show already.

    What another till works on is refused, and says which.
    """

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        done: Callable[[UUID], object],
        here: frozenset[UUID] = frozenset(),
    ) -> None:
        about = tr("F8 with something in the list lays it aside.")
        super().__init__(parent, tr("On hold"), about, "pause", width=520)
        self._context = context
        self._done = done
        self._here = here
        self.has_rows = False
        self._list = ScanList(tr("Open sales, deliveries and counts"))
        self._list.setFixedHeight(round(SHOWN * TALL))
        self._list.doubleClicked.connect(self._on_double_clicked)
        self._words = Label(tr("Looking …"), "body", "secondary", wrap=True)
        self.body.addWidget(self._list)
        self.body.addWidget(self._words)
        self.add_cancel()
        self._go_on = self.add_button(Button(tr("Go on with it"), "primary", "check", self._agree))
        self._go_on.setEnabled(False)
        work = context.work
        work.read(self, open_papers, context.shop.store, then=self._show, failed=self._refused)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on the list is for the chosen one."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._go_on.isEnabled():
            self._agree()
        else:
            super().keyPressEvent(event)

    def _show(self, rows: list[DocumentRow]) -> None:
        mine = [row for row in rows if row.id not in self._here]
        self._list.set_rows([self._row(row) for row in mine])
        self._go_on.setEnabled(bool(mine))
        self.has_rows = bool(mine)
        self._words.setText("" if mine else tr("Nothing is on hold."))
        self._words.setVisible(not mine)
        if mine:
            self._list.setCurrentIndex(self._list.rows.index(0))
        self._list.setFocus()

    def _row(self, row: DocumentRow) -> ScanRow:
        context = self._context
        kind = _KINDS[row.kind]
        facts = (
            tr("on hold") if row.state == "held" else tr("open"),
            relative(row.at, context.clock.now(), context.shop.zone),
            plural("{n} line", "{n} lines", row.lines),
            row.workstation,
        )
        note = " · ".join(filter(None, facts))
        amount = money(row.total, context.shop.decimals) if row.kind == "sale" else ""
        title = f"{tr(kind.title)} {row.number}"
        return ScanRow(row.id, title, note, ThumbLook("amber", kind.icon), "", amount)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self._list.setCurrentIndex(index)
        self._agree()

    def _agree(self) -> None:
        chosen = self._list.chosen_key()
        if not isinstance(chosen, UUID):
            return
        context = self._context
        command = ResumeDocument(*context.signed(), chosen)
        work = context.work
        work.write(self, resume_document, command, then=self._on_done, failed=self._refused)

    def _on_done(self, paper: OpenPaper) -> None:
        self.accept()
        self._owner.window().activateWindow()  # the next scan and F12 are the till's
        self._done(paper.document)

    def _refused(self, error: UserError) -> None:
        self._words.setText(str(error))
        self._words.set_tone("bad")
        self._words.show()
