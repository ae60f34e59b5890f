"""The lines of a delivery note and the order that they are held against."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from PySide6.QtWidgets import QGridLayout

from desktop.commands.delivery_notes import NoteLine
from desktop.domain.errors import UserError
from desktop.jobs.scans.notes import NoteRow
from desktop.queries.purchases import OrderCard
from desktop.ui.dialogs.delivery_note.line import Ask, CodeLine
from desktop.ui.text import quantity, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.scrolled import Scrolled, clear

TALL = 256
NAMED = 5
_NONE = Decimal(0)


class NoteLines(Scrolled):
    """What is typed stays when the lines are shown again, as after a code was linked."""

    def __init__(self, ask: Ask) -> None:
        self._grid = QGridLayout()
        super().__init__(self._grid, tr("Codes of the delivery note"))
        self._grid.setContentsMargins(0, 0, 12, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        self._ask = ask
        self._order: OrderCard | None = None
        self.lines: list[CodeLine] = []
        self.missing = Label("", "small", "warn", wrap=True)
        self.missing.hide()
        self.setFixedHeight(current_theme().px(TALL))

    @property
    def good(self) -> int:
        """How many can be booked."""
        return sum(line.amount is not None for line in self.lines)

    def show_rows(self, rows: Sequence[NoteRow]) -> None:
        """Product, code, and a quantity that can be changed; 0 leaves a line out."""
        edits = ((line.row.code, line.amount) for line in self.lines)
        typed = {code: edit.text() for code, edit in edits if edit and edit.isModified()}
        clear(self._grid)
        self.lines = [CodeLine(row, self._ask) for row in rows]
        for place, line in enumerate(self.lines):
            line.put_into(self._grid, place)
            if line.amount is not None:
                if line.row.code in typed:
                    line.amount.setText(typed[line.row.code])
                    line.amount.setModified(True)
                line.amount.textEdited.connect(self._compare)
        self._grid.setRowStretch(2 * len(rows), 1)
        self._compare()

    def hold_against(self, order: OrderCard | None) -> None:
        """What it waits for is proposed where the note says no quantity."""
        self._order = order
        rest = {line.product: line.rest for line in order.lines} if order is not None else {}
        times = Counter(line.row.product for line in self.lines)
        for line in self.lines:
            product = line.row.product
            if product is not None and times[product] == 1:
                line.expect(rest.get(product, _NONE))
        self._compare()

    def booked(self, today: date) -> tuple[NoteLine, ...]:
        """Rows with a product and a quantity; UserError where one is none."""
        found = (line.booked(today) for line in self.lines)
        return tuple(line for line in found if line is not None)

    def _compare(self) -> None:
        """Line by line, and what was ordered and is not here at all."""
        order, came = self._order, self._came()
        of = {line.product: line for line in order.lines} if order is not None else {}
        for line in self.lines:
            line.standing.setVisible(order is not None)
            line.show_unit()
            if order is not None and line.row.product is not None:
                line.hold_against(of.get(line.row.product), came.get(line.row.product, _NONE))
        gone = [line for product, line in of.items() if line.rest > 0 and product not in came]
        named = [f"{line.name} ({quantity(line.rest, line.decimals)})" for line in gone[:NAMED]]
        more = [tr("and {n} more", n=len(gone) - NAMED)] if len(gone) > NAMED else []
        self.missing.setText(tr("Ordered and not here: {goods}", goods=", ".join(named + more)))
        self.missing.setVisible(bool(gone))

    def _came(self) -> dict[UUID, Decimal]:
        """So much of each product, as far as it is typed rightly."""
        came: dict[UUID, Decimal] = {}
        for line in self.lines:
            try:
                number = line.number()
            except UserError:
                continue
            if line.row.product is not None and number:
                came[line.row.product] = came.get(line.row.product, _NONE) + number
        return came
