"""Cells pasted from a spreadsheet or another list, and a value filled down over the chosen rows."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from desktop.domain.errors import UserError
from desktop.queries.chosen import Chosen, chosen_rows
from desktop.queries.columns import Column
from desktop.queries.list_query import ListQuery
from desktop.ui.actions import Command, install
from desktop.ui.cell_plan import Plan
from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.rights import Right
from desktop.ui.table.block import MOST, Block, Raw, copied, planned, too_many
from desktop.ui.table.edit import Edit, Editing
from desktop.ui.table.ring import Ring
from desktop.ui.table.view import TableView
from desktop.ui.table.words import Words
from desktop.ui.text import plural, tr


class Pasting(QObject):
    """Ctrl+V puts a block from the ring's cell on, Ctrl+D the first chosen row's value below it.

    What came with titles goes to the columns that they name. One value goes into all chosen rows.
    """

    def __init__(
        self,
        right: Right,
        context: Context,
        of: tuple[TableView, Words, Ring],
        editing: Editing,
        edits: Edits,
    ) -> None:
        self._table, self._words, self._ring = of
        super().__init__(self._table)
        self._right, self._context = right, context
        self._editing, self._edits = editing, edits
        install(
            self._table,
            [
                Command(tr("Paste into the cells"), "Ctrl+V", self.paste, "clipboard-list"),
                Command(tr("Fill down"), "Ctrl+D", self.fill_down, "arrow-down-to-line"),
            ],
            is_inside=True,
        )

    def paste(self) -> None:
        """What is on the clipboard, into the rows that are chosen or from the current one on."""
        if not self._may():
            return
        try:
            text = QGuiApplication.clipboard().text()
            lines, columns = copied(text, self._table.list.query.columns)
            if self._table.place.count() > MOST:
                raise too_many()
        except UserError as error:
            self._context.notify(str(error), "warn")
            return
        width = max(map(len, lines))
        spans, repeated, left_over = self._spans(len(lines))
        if repeated:
            lines = list(lines) * sum(last - first for first, last in spans)
        kept = lines[: len(lines) - left_over] if left_over else lines
        self._ask(Block(kept, columns or self._from_ring(width), left_over), spans)

    def fill_down(self) -> None:
        """The ring's cell of the first chosen row, into the others."""
        rows = self._table.place.rows()
        _, column = self._ring.cell()
        if not self._may():
            return
        if len(rows) < 2 or column is None:
            self._context.notify(tr("Choose the rows first: Shift with ↓, or Space."), "info")
            return
        if len(rows) > MOST:
            self._context.notify(tr("These are too many rows to fill. Change them all."), "warn")
            return
        first = self._table.list.row(rows[0])
        if first is None:
            return
        if held := self._editing.holds(column, first):
            self._context.notify(held, "info")
            return
        value = Raw(self._words.value(column, first))
        self._ring.move(column.key)
        lines = [(value,)] * (len(rows) - 1)
        self._ask(Block(lines, (column,)), _spans_of(rows[1:]))

    def _may(self) -> bool:
        if self._right.reason:
            self._context.notify(self._right.reason, "info")
        return not self._right.reason

    def _spans(self, lines: int) -> tuple[list[tuple[int, int]], bool, int]:
        """The rows for so many lines; whether the one line is for each; lines without a row."""
        chosen = self._table.place.rows()
        if len(chosen) > 1 and lines in (1, len(chosen)):
            return _spans_of(chosen), lines == 1, 0
        first = min(chosen) if chosen else max(0, self._table.currentIndex().row())
        last = min(first + lines, self._table.list.rowCount())
        return [(first, last)], False, first + lines - last

    def _from_ring(self, width: int) -> tuple[Column | None, ...]:
        """The columns in sight from the ring's on to the right."""
        columns, head = self._table.list.query.columns, self._table.head
        at, column = self._ring.cell()
        if column is not None:
            self._ring.move(column.key)
        places = [head.logicalIndex(place) for place in range(head.count())]
        seen = [columns[n] for n in places if not head.isSectionHidden(n)]
        start = seen.index(columns[at]) if at >= 0 else 0
        found: list[Column | None] = list(seen[start : start + width])
        return (*found, *[None] * (width - len(found)))

    def _ask(self, block: Block, spans: Sequence[tuple[int, int]]) -> None:
        """Reads the rows as they are now, works out what changes, and shows it."""
        model = self._table.list
        keys = model.keys.picked(spans)
        chosen = Chosen(model.feed.request, len(keys), keys)
        self._context.work.read(
            self, _rows, model.query, chosen,
            then=partial(self._on_rows, block), failed=self._on_failed,
        )  # fmt: skip

    def _on_rows(self, block: Block, rows: list[Any]) -> None:
        if len(rows) != len(block.lines):
            said = tr("Some of these rows are gone by now. Nothing was changed.")
            self._context.notify(said, "warn")
            return
        self._context.work.job(
            self, planned, block, rows, self._words, self._editing.name, self._editing.holds,
            then=self._show, failed=self._on_failed,
        )  # fmt: skip

    def _show(self, plan: Plan) -> None:
        from desktop.ui.dialogs.paste_cells import PasteCells

        if not plan.edits and not plan.problems:
            said = tr("All of it is there already: nothing changes.")
            if plan.fixed and not plan.same:
                said = tr("{columns} cannot be changed here.", columns=", ".join(plan.fixed))
            self._context.notify(said, "info")
            return
        PasteCells(self._table.window(), self._context, plan, self._write).open()

    def _write(self, edits: Sequence[Edit], dialog: Any) -> None:
        function, command = self._editing.build_many(edits)
        self._context.work.write(
            self, function, command,
            then=lambda _result: self._on_written(dialog, command.id, edits),
            failed=dialog.refuse,
        )  # fmt: skip

    def _on_written(self, dialog: Any, batch: UUID, edits: Sequence[Edit]) -> None:
        dialog.accept()
        words = plural("{n} cell", "{n} cells", len(edits))
        sentence = tr("Changed: {what}.", what=words)
        if self._editing.has_trail:
            self._edits.note(batch, words, sentence)
        else:
            self._edits.note_with(partial(self._take_back, edits, words), words, sentence)

    def _take_back(self, edits: Sequence[Edit], words: str) -> None:
        """By writing what was there before; what was changed since refuses it."""
        back = [Edit(edit.row, edit.field, edit.seen, edit.value) for edit in edits]
        self._context.work.write(
            self, *self._editing.build_many(back),
            then=lambda _: self._context.notify(tr("Taken back: {what}.", what=words), "neutral"),
            failed=self._on_failed,
        )  # fmt: skip

    def _on_failed(self, error: UserError) -> None:
        self._context.notify(str(error), "bad")


def _rows(session: Any, query: ListQuery[Any], chosen: Chosen) -> list[Any]:
    return list(chosen_rows(session, query, chosen))


def _spans_of(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring rows as (first, after the last), in order."""
    spans: list[tuple[int, int]] = []
    for row in sorted(rows):
        if spans and spans[-1][1] == row:
            spans[-1] = (spans[-1][0], row + 1)
        else:
            spans.append((row, row + 1))
    return spans
