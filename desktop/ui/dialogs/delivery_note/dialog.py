"""The codes in a photo or PDF of a delivery note, as a list to receive: one key books them."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.commands.delivery_notes import NoteLine
from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.jobs.scans.notes import Note, NoteRow, read_note
from desktop.jobs.scans.pictures import PictureCode, codes_in
from desktop.queries.purchases import OrderCard
from desktop.ui.context import Context
from desktop.ui.dialogs.delivery_note.lines import NoteLines
from desktop.ui.rights import Right
from desktop.ui.text import number, plural, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.file_line import FileLine
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit

KINDS = "*.png *.jpg *.jpeg *.webp *.bmp *.gif *.pdf"
MOST = 200  # rows that are shown and booked at once
Done = Callable[[tuple[NoteLine, ...], str, UUID | None], object]
Answer = Callable[[QWidget, NoteRow, str, Callable[[], None]], object]


class DeliveryNoteDialog(Dialog):
    """``done(lines, file, order)`` is called when the clerk agrees; nothing is booked before.

    ``answer(dialog, row, way, then)`` links an unknown code or makes its product. ``path``: a file
    that was dropped; it is read at once.
    """

    def __init__(
        self, parent: QWidget, context: Context, done: Done, answer: Answer,
        path: Path | None = None,
    ) -> None:  # fmt: skip
        about = tr("All codes in it become a list, held against the order that it is of.")
        super().__init__(parent, tr("Receive a delivery note"), about, "scan-barcode", width=760)
        self._context, self._done, self._answer = context, done, answer
        self._codes: list[PictureCode] = []
        self._asked = 0  # only the newest reading counts
        self._orders: dict[object, OrderCard] = {}
        kinds = [tr("Photos and PDF ({kinds})", kinds=KINDS)]
        asked, title = tr("Path of the photo or PDF"), tr("Receive a delivery note")
        self._file = FileLine(asked, title, kinds)
        self._file.chosen.connect(self.read)
        self.path = self._file.path
        self._said = Label("", "body", "secondary", wrap=True)
        self.order = Combo()
        self._of_order = Field(tr("Of the order"), self.order)
        self.order.chosen.connect(self._on_order)
        self._list = NoteLines(self._on_unknown)
        self.go = Button(tr("Read it"), "primary", "search", self._on_go)
        self._put_together()
        Right(self, context, Permission.RECEIVE)
        if path is not None:
            self.read(path)

    def _put_together(self) -> None:
        for part in (self._file, self._said, self._of_order, self._list, self._list.missing):
            self.body.addWidget(part)
        self._hide_lines()
        self.add_cancel()
        self.add_button(self.go)
        self.path.textEdited.connect(self._forget)

    @property
    def rows(self) -> list[NoteRow]:
        """What was found."""
        return [line.row for line in self._list.lines]

    @property
    def amounts(self) -> list[LineEdit | None]:
        """The line of each quantity; None where it cannot be booked."""
        return [line.amount for line in self._list.lines]

    def read(self, path: Path) -> None:
        """Looks for codes in a file, and whose they are."""
        context = self._context
        self.path.setText(str(path))
        self._forget()
        self.go.setEnabled(False)
        self._say(tr("Reading {name} …", name=path.name))
        context.work.job(
            self, codes_in, path, then=partial(self._on_codes, self._asked), failed=self._failed()
        )

    def _on_codes(self, asked: int, codes: list[PictureCode]) -> None:
        if asked != self._asked:
            return
        if not codes:
            self._say(tr("There is no code in it that can be read. A sharper photo may help."))
            self.go.setEnabled(True)
            return
        self._codes = codes[:MOST]
        self._ask(partial(self._on_note, asked, len(codes) - MOST))

    def _ask(self, then: Callable[[Note], None]) -> None:
        """Whose the codes are, and which orders they may be of."""
        context = self._context
        shop, place = context.shop, context.actor().location
        named = (self._codes, shop.store, place, shop.day_of(context.clock.now()))
        context.work.read(self, read_note, *named, then=then, failed=self._failed())

    def _on_note(self, asked: int, more: int, note: Note) -> None:
        """What is beyond the list is told: it is read from a smaller file, or scanned."""
        if asked != self._asked:
            return
        self.show_note(note)
        if more > 0:
            first = tr("The first {n} codes are listed.", n=number(MOST))
            left = plural("{n} more code is not in it.", "{n} more codes are not in it.", more)
            self._say(f"{first} {left} {tr('Receive those from a file of fewer pages.')}", "warn")

    def show_note(self, note: Note) -> None:
        """Its lines, held against the order that fits best."""
        self._orders = {card.id: card for card in note.orders}
        words = [(card.id, f"{card.number}  ·  {card.vendor_name}") for card in note.orders]
        self.order.set_items([(None, tr("Without an order")), *words], note.order)
        self._of_order.setVisible(bool(note.orders))
        self._show_rows(note.rows)
        self._on_order(note.order)
        self.place()
        self.go.setFocus()

    def _show_rows(self, rows: list[NoteRow]) -> None:
        self._list.show_rows(rows)
        self._list.show()
        good = self._list.good
        found = plural("{n} code was found", "{n} codes were found", len(rows))
        left = plural("{n} cannot be booked", "{n} cannot be booked", len(rows) - good)
        self._say(f"{found}, {left}." if good < len(rows) else f"{found}.")
        words = plural("Receive {n} line", "Receive {n} lines", good)
        self.go.setText(words if good else tr("Receive"))
        self.go.set_icon("check")
        self.go.setEnabled(good > 0)

    def _on_order(self, order: object) -> None:
        self._list.hold_against(self._orders.get(order))
        self.place()

    def _on_unknown(self, row: NoteRow, way: str) -> None:
        """Once the code has a product, the lines are read again; what was typed stays."""
        asked = self._asked

        def shown(note: Note) -> None:
            if asked == self._asked:
                chosen = self.order.current_key()
                orders = {card.id: card for card in note.orders}
                is_there = chosen in orders
                self.show_note(note)
                if is_there or (chosen is None and self._orders):
                    self.order.set_current(chosen)
                    self._on_order(chosen)

        self._answer(self, row, way, lambda: self._ask(shown))

    def _on_go(self) -> None:
        """The first Enter reads, the second one books."""
        if not self.rows:
            if self._file.typed is not None:
                self.read(self._file.typed)
            return
        try:
            context = self._context
            lines = self._list.booked(context.shop.day_of(context.clock.now()))
        except UserError as error:
            self._say(str(error), "bad")
            return
        if not lines:
            self._say(tr("Nothing is left to receive."), "bad")
            return
        self.accept()
        self._owner.window().activateWindow()  # the next scan and F12 are the till's
        order = self.order.current_key()
        file = Path(self.path.text()).name
        self._done(lines, file, order if isinstance(order, UUID) else None)

    def _forget(self) -> None:
        """Another file: what was found is of the old one, and so is what is still being read."""
        self._asked += 1
        self._file.set_error("")
        self._list.show_rows([])
        self._hide_lines()
        self.go.setText(tr("Read it"))
        self.go.set_icon("search")
        self.go.setEnabled(True)
        self.place()

    def _hide_lines(self) -> None:
        for part in (self._said, self._of_order, self._list, self._list.missing):
            part.hide()
        self.order.set_items([(None, "")])

    def _failed(self) -> Callable[[UserError], None]:
        return partial(self._on_failed, self._asked)

    def _on_failed(self, asked: int, error: UserError) -> None:
        if asked != self._asked:
            return
        self._said.hide()
        self.go.setEnabled(True)
        self._file.set_error(str(error))
        self.place()

    def _say(self, words: str, tone: str = "secondary") -> None:
        self._said.set_tone(tone)
        self._said.setText(words)
        self._said.show()
        self.place()
