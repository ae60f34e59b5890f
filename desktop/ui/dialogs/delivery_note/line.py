"""One code of a delivery note: its product, the amount that came, its lot, and what was ordered."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands.delivery_notes import NoteLine
from desktop.domain.errors import UserError
from desktop.domain.gs1 import gtin_in, may_be_label
from desktop.domain.measure import Part, parse_amount, total, unit_named
from desktop.jobs.scans.notes import NoteRow
from desktop.queries.purchases import OrderLine
from desktop.ui.text import quantity, tr, units
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.day_edit import words_of
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.line_edit import LineEdit
from desktop.ui.widgets.lot_edit import LotEdit

AMOUNT, STANDING = 110, 130
Ask = Callable[[NoteRow, str], object]


class CodeLine:
    """``ask(row, way)`` is called for a code that no product has: link or create."""

    def __init__(self, row: NoteRow, ask: Ask) -> None:
        self.row = row
        self._ask = ask
        self.amount = None if row.problem else self._amount_edit()
        self.lot = LotEdit(row.name) if self.amount is not None and row.keeps_lots else None
        self._unit = Label("", "small", "muted")
        self.standing = Label("", "small", "muted")

    def put_into(self, grid: QGridLayout, place: int) -> None:
        """Two rows of the grid; the second is for the lot."""
        grid.addWidget(_names(self.row), 2 * place, 0)
        if self.amount is not None:
            grid.addWidget(self.amount, 2 * place, 1)
            grid.addWidget(self._unit, 2 * place, 2)
            self.standing.setMinimumWidth(current_theme().px(STANDING))
            grid.addWidget(self.standing, 2 * place, 3)
        elif self.row.link:
            grid.addLayout(self._ways(), 2 * place, 1, 1, 3)
        if self.lot is not None:
            both = QHBoxLayout()
            both.setSpacing(8)
            self.lot.code.setPlaceholderText(tr("Lot"))
            both.addWidget(self.lot.code, 3)
            both.addWidget(self.lot.day, 2)
            grid.addLayout(both, 2 * place + 1, 0)

    def number(self) -> Decimal:
        """How much came, in the product's unit; 0 where nothing is to be booked."""
        text = self.amount.text().strip() if self.amount is not None else ""
        if not text:
            return Decimal(0)
        row, parts = self.row, parse_amount(text)
        if parts is None:
            raise UserError(
                tr("“{text}” of {name} is no quantity.", text=text[:40], name=row.name),
                tr("Type a number, 2 kg, or 3 cases + 4."),
                field="quantity",
                code="bad_number",
            )
        return total(parts, unit_named(row.unit, row.decimals, row.cases))

    def booked(self, today: date) -> NoteLine | None:
        """What is booked; UserError where something is no quantity, lot or day."""
        number = self.number()
        if not number:
            return None
        try:
            given = self.lot.given(today) if self.lot is not None else None
        except UserError as error:
            raise UserError(f"{self.row.name}: {error.message}", error.hint, error.field) from None
        lot = None if given is None or given.is_none else given
        return NoteLine(self.row.code, (Part(number, self.row.unit),), self.row.label, lot)

    def hold_against(self, of: OrderLine | None, came: Decimal) -> None:
        """``came``: of the product on the whole note."""
        decimals = self.row.decimals
        if of is None:
            self._say(tr("not ordered"), "warn")
            return
        left = of.ordered - of.received - came
        if left < 0:
            self._say(tr("{n} too many", n=quantity(-left, decimals)), "warn")
        elif left:
            self._say(tr("{n} missing", n=quantity(left, decimals)), "warn")
        else:
            self._say(tr("as ordered"), "ok")

    def expect(self, left: Decimal) -> None:
        """What its order waits for, where neither the label nor the clerk says how much came."""
        if self.amount is None or self.row.is_said or self.amount.isModified():
            return
        self.amount.setText(quantity(left or self.row.quantity, self.row.decimals))

    def show_unit(self) -> None:
        """1 piece, 2 pieces."""
        with suppress(UserError):
            self._unit.setText(units(self.row.unit, self.number()))

    def _say(self, words: str, tone: str) -> None:
        self.standing.setText(words)
        self.standing.set_tone(tone)

    def _amount_edit(self) -> LineEdit:
        edit = LineEdit(quantity(self.row.quantity, self.row.decimals))
        edit.setAccessibleName(tr("Quantity of {name}", name=self.row.name))
        edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        edit.setFixedWidth(current_theme().px(AMOUNT))
        return edit

    def _ways(self) -> QHBoxLayout:
        row, ask = self.row, self._ask
        ways = QHBoxLayout()
        ways.setSpacing(8)
        ways.addStretch(1)
        for way, words in (("link", tr("Link …")), ("create", tr("New …"))):
            button = Button(words, on_click=partial(ask, row, way))
            button.setAccessibleName(f"{words} {printed(row.code)}")
            ways.addWidget(button)
        return ways


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
    expires = tr("expires {day}", day=words_of(label.expiry)) if label.expiry else ""
    return [*lot, *filter(None, [expires])]
