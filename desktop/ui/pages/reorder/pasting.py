"""Quantities pasted from a spreadsheet or filled down over the chosen lines, after a look."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.queries.columns import Column
from desktop.ui.actions import Command, install
from desktop.ui.cell_plan import Plan
from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.pages.reorder.rows import ProposalRows, Row
from desktop.ui.pages.reorder.table import ProposalTable
from desktop.ui.table.block import Block, Raw, copied, planned
from desktop.ui.table.words import Words
from desktop.ui.text import plural, tr

QUANTITY = Column("quantity", "Quantity", "quantity", editable="quantity")
COLUMNS = (Column("name", "Product"), Column("sku", "SKU"), QUANTITY)


@dataclass(frozen=True)
class _Line:
    """A proposal as a row of cells."""

    product: UUID
    name: str
    sku: str
    quantity: Decimal
    decimals: int


class ProposalPasting:
    """Ctrl+V and Ctrl+D; ``edits`` takes back these and all else that was changed here by hand."""

    def __init__(self, page: QWidget, context: Context, table: ProposalTable, edits: Edits) -> None:
        self._page, self._context, self._table = page, context, table
        self._rows: ProposalRows = table.rows
        self._words = Words(context.shop, context.clock)
        self._edits = edits
        self._rows.edited.connect(lambda before, words: self._note(before, words, ""))
        install(
            page,
            [
                Command(tr("Paste quantities"), "Ctrl+V", self.paste, "clipboard-list"),
                Command(tr("Fill down"), "Ctrl+D", self.fill_down, "arrow-down-to-line"),
            ],
        )

    def paste(self) -> None:
        """From the current line on, or into those that are chosen; one value into each of them."""
        try:
            lines, named = copied(QGuiApplication.clipboard().text(), COLUMNS)
        except UserError as error:
            self._context.notify(str(error), "warn")
            return
        chosen, count = self._table.chosen_rows(), len(lines)
        if len(chosen) > 1 and count in (1, len(chosen)):
            places = chosen
            lines = list(lines) * (len(chosen) if count == 1 else 1)
        else:
            first = min(chosen, default=0)
            places = list(range(first, min(first + count, len(self._rows.rows))))
        left_over = max(0, len(lines) - len(places))
        self._ask(Block(lines[: len(places)], named or (QUANTITY,), left_over), places)

    def fill_down(self) -> None:
        """The first chosen line's quantity into the others."""
        chosen = self._table.chosen_rows()
        if len(chosen) < 2:
            self._context.notify(tr("Choose the rows first: Shift with ↓, or Ctrl+A."), "info")
            return
        value = Raw(self._rows.rows[chosen[0]].proposal.quantity)
        self._ask(Block([(value,)] * (len(chosen) - 1), (QUANTITY,)), chosen[1:])

    def _ask(self, block: Block, places: Sequence[int]) -> None:
        lines = [_line(self._rows.rows[place]) for place in places]
        self._context.work.job(
            self._page, planned, block, lines, self._words, lambda line: str(line.name),
            then=self._show, failed=lambda error: self._context.notify(str(error), "bad"),
        )  # fmt: skip

    def _show(self, plan: Plan) -> None:
        from desktop.ui.dialogs.paste_cells import PasteCells

        if not plan.edits and not plan.problems:
            self._context.notify(tr("All of it is there already: nothing changes."), "info")
            return
        PasteCells(self._page.window(), self._context, plan, self._write).open()

    def _write(self, edits: Sequence[Any], dialog: Any) -> None:
        dialog.accept()
        before = self._rows.type_many({edit.row.product: edit.value for edit in edits})
        words = plural("{n} cell", "{n} cells", len(before))
        self._note(before, words, tr("Changed: {what}.", what=words))

    def _note(self, before: Sequence[Row], words: str, sentence: str) -> None:
        back = partial(self._take_back, self._rows.made, before, words)
        self._edits.note_with(back, words, sentence)

    def _take_back(self, made: int, before: Sequence[Row], words: str) -> None:
        if made != self._rows.made:
            said = tr("The proposal was worked out anew since: there is nothing to take back.")
            self._context.notify(said, "info")
            return
        self._rows.put_back(before)
        self._context.notify(tr("Taken back: {what}.", what=words), "neutral")


def _line(row: Row) -> _Line:
    goods = row.proposal.goods
    return _Line(goods.product, goods.name, goods.sku, row.proposal.quantity, goods.decimals)
