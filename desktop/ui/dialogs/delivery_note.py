"""The codes in a photo or PDF of a delivery note, as a list to receive: one key books them."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.commands.delivery_notes import NoteLine
from desktop.domain.errors import UserError
from desktop.domain.gs1 import gtin_in, may_be_label
from desktop.domain.measure import Part, parse_amount, total, unit_named
from desktop.domain.permissions import Permission
from desktop.jobs.scans.notes import NoteRow, note_rows
from desktop.jobs.scans.pictures import PictureCode, codes_in
from desktop.ui.context import Context
from desktop.ui.rights import Right
from desktop.ui.text import number, plural, quantity, tr, units
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.file_line import FileLine
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.line_edit import LineEdit
from desktop.ui.widgets.scrolled import Scrolled, clear

KINDS = "*.png *.jpg *.jpeg *.webp *.bmp *.gif *.pdf"
MOST = 200  # rows that are shown and booked at once
TALL = 320
AMOUNT = 132
Done = Callable[[tuple[NoteLine, ...], str], object]


class DeliveryNoteDialog(Dialog):
    """``done(lines, file)`` is called when the clerk agrees; nothing is booked before.

    ``path``: a file that was dropped; it is read at once.
    """

    def __init__(
        self, parent: QWidget, context: Context, done: Done, path: Path | None = None
    ) -> None:
        about = tr("All codes in it become a list; what no product has is marked.")
        super().__init__(parent, tr("Receive a delivery note"), about, "scan-barcode", width=680)
        self._context, self._done = context, done
        self._asked = 0  # only the newest reading counts
        self.rows: list[NoteRow] = []
        self.amounts: list[LineEdit | None] = []
        kinds = [tr("Photos and PDF ({kinds})", kinds=KINDS)]
        asked, title = tr("Path of the photo or PDF"), tr("Receive a delivery note")
        self._file = FileLine(asked, title, kinds)
        self._file.chosen.connect(self.read)
        self.path = self._file.path
        self._said = Label("", "body", "secondary", wrap=True)
        self._grid = QGridLayout()
        self._list = Scrolled(self._grid, tr("Codes of the delivery note"))
        self.go = Button(tr("Read it"), "primary", "search", self._on_go)
        self._put_together()
        Right(self, context, Permission.RECEIVE)
        if path is not None:
            self.read(path)

    def _put_together(self) -> None:
        self._grid.setContentsMargins(0, 0, 12, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        self._list.setFixedHeight(current_theme().px(TALL))
        for part in (self._file, self._said, self._list):
            self.body.addWidget(part)
        self._said.hide()
        self._list.hide()
        self.add_cancel()
        self.add_button(self.go)
        self.path.textEdited.connect(self._forget)

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

    def lines(self) -> tuple[NoteLine, ...]:
        """What is booked: rows with a product and a quantity; UserError where one is none."""
        found = []
        for row, edit in zip(self.rows, self.amounts, strict=True):
            parts = _parts(row, edit.text()) if edit is not None else ()
            if parts:
                found.append(NoteLine(row.code, parts, row.label))
        return tuple(found)

    def _on_codes(self, asked: int, codes: list[PictureCode]) -> None:
        context = self._context
        if asked != self._asked:
            return
        if not codes:
            self._say(tr("There is no code in it that can be read. A sharper photo may help."))
            self.go.setEnabled(True)
            return
        today = context.shop.day_of(context.clock.now())
        named = (codes[:MOST], context.actor().location, today)
        context.work.read(
            self, note_rows, *named,
            then=partial(self._on_rows, asked, len(codes) - MOST), failed=self._failed(),
        )  # fmt: skip

    def _on_rows(self, asked: int, more: int, rows: list[NoteRow]) -> None:
        """What is beyond the list is told: it is read from a smaller file, or scanned."""
        if asked != self._asked:
            return
        self.show_rows(rows)
        if more > 0:
            first = tr("The first {n} codes are listed.", n=number(MOST))
            left = plural("{n} more code is not in it.", "{n} more codes are not in it.", more)
            self._say(f"{first} {left} {tr('Receive those from a file of fewer pages.')}", "warn")

    def show_rows(self, rows: list[NoteRow]) -> None:
        """Product, code, and a quantity that can be changed; 0 leaves a line out."""
        self.rows, self.amounts = rows, []
        for place, row in enumerate(rows):
            self._grid.addWidget(_names(row), place, 0)
            edit = None if row.problem else self._amount(row)
            self.amounts.append(edit)
            if edit is not None:
                self._grid.addWidget(edit, place, 1)
                self._grid.addWidget(Label(units(row.unit), "small", "muted"), place, 2)
        self._grid.setRowStretch(len(rows), 1)
        self._list.show()
        good = sum(edit is not None for edit in self.amounts)
        found = plural("{n} code was found", "{n} codes were found", len(rows))
        left = plural("{n} cannot be booked", "{n} cannot be booked", len(rows) - good)
        self._say(f"{found}, {left}." if good < len(rows) else f"{found}.")
        words = plural("Receive {n} line", "Receive {n} lines", good)
        self.go.setText(words if good else tr("Receive"))
        self.go.set_icon("check")
        self.go.setEnabled(good > 0)
        self.place()
        self.go.setFocus()

    def _amount(self, row: NoteRow) -> LineEdit:
        edit = LineEdit(quantity(row.quantity, row.decimals))
        edit.setAccessibleName(tr("Quantity of {name}", name=row.name))
        edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        edit.setFixedWidth(current_theme().px(AMOUNT))
        return edit

    def _on_go(self) -> None:
        """The first Enter reads, the second one books."""
        if not self.rows:
            if self._file.typed is not None:
                self.read(self._file.typed)
            return
        try:
            lines = self.lines()
        except UserError as error:
            self._say(str(error), "bad")
            return
        if not lines:
            self._say(tr("Nothing is left to receive."), "bad")
            return
        self.accept()
        self._owner.window().activateWindow()  # the next scan and F12 are the till's
        self._done(lines, Path(self.path.text()).name)

    def _forget(self) -> None:
        """Another file: what was found is of the old one, and so is what is still being read."""
        self._asked += 1
        self.rows, self.amounts = [], []
        self._file.set_error("")
        clear(self._grid)
        self._list.hide()
        self._said.hide()
        self.go.setText(tr("Read it"))
        self.go.set_icon("search")
        self.go.setEnabled(True)
        self.place()

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


def _names(row: NoteRow) -> QWidget:
    """The product and its code below it, or why it cannot be booked."""
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(ElideLabel(row.name or printed(row.code), "strong"))
    facts = [row.problem] if row.problem else [row.sku, printed(row.code), *_label_facts(row)]
    tone = "bad" if row.problem else "muted"
    column.addWidget(ElideLabel("  ·  ".join(facts), "small", tone))
    return both


def printed(code: str) -> str:
    """A code in one line; of a GS1 code what names the product."""
    gtin = gtin_in(code) if may_be_label(code) else ""
    return gtin.lstrip("0") if gtin else " ".join(code.split())


def _label_facts(row: NoteRow) -> list[str]:
    label = row.label
    if label is None:
        return []
    lot = [tr("Lot {code}", code=label.lot)] if label.lot else []
    expires = tr("expires {day}", day=label.expiry.isoformat()) if label.expiry else ""
    return [*lot, *filter(None, [expires])]


def _parts(row: NoteRow, text: str) -> tuple[Part, ...]:
    """The typed amount in the product's unit; () for none of it."""
    if not text.strip():
        return ()
    parts = parse_amount(text)
    if parts is None:
        raise UserError(
            tr("“{text}” of {name} is no quantity.", text=text[:40], name=row.name),
            tr("Type a number, 2 kg, or 3 cases + 4."),
            field="quantity",
            code="bad_number",
        )
    sum_of = total(parts, unit_named(row.unit, row.decimals, row.cases))
    return (Part(sum_of, row.unit),) if sum_of else ()
