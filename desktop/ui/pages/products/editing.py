"""Products edited where they stand: one cell, or one field of all that are chosen."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.permissions import Permission
from desktop.queries.chosen import Chosen
from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.known_fields import KnownFields
from desktop.ui.rights import Right
from desktop.ui.table.editing import CellEditing, Edit, Editing
from desktop.ui.table.page import ListPage
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button

EMPTY = frozenset({"unit_cost", "reorder_point"})


class ProductEditing:
    """Cells of the list, and "Change" for the chosen rows; the page takes both back."""

    def __init__(
        self, page: QWidget, context: Context, listed: ListPage, known: KnownFields
    ) -> None:
        self._page, self._context, self._list, self._known = page, context, listed, known
        self.edits = Edits(page, context)
        editing = Editing(
            Permission.EDIT_PRODUCT, self._build, lambda row: str(row.name), EMPTY, self.begin_with,
            self._build_many,
        )  # fmt: skip
        self.cells = CellEditing(page, context, listed.table, listed.words, editing, self.edits)
        self._button = Button(tr("Change"), icon="pencil", on_click=self.begin)
        self._button.setToolTip(tr("One field of all chosen products"))
        listed.add_action(self._button)
        self._right = Right(page, context, Permission.EDIT_PRODUCT)
        self._right.changed.connect(self._on_counted)
        listed.table.place.counted.connect(self._on_counted)
        self._on_counted()
        install(
            page,
            [
                Command(
                    tr("Change the chosen products"),
                    "Ctrl+Shift+E",
                    self.begin,
                    "pencil",
                ),
                Command(tr("Merge the chosen products"), "Ctrl+Shift+M", self.merge, "git-branch"),
                Command(tr("Find duplicates"), "", self.find_twins, "search"),
            ],
        )

    def begin(self) -> None:
        """The dialog for the chosen rows."""
        self.begin_with("")

    def begin_with(self, text: str) -> QLineEdit | None:
        """The same with what was typed so far; its line takes the rest."""
        if self._right.reason or not self._list.table.place.count():
            reason = self._right.reason or tr("Choose products first: Space, or Ctrl+A for all.")
            self._context.notify(reason, "info")
            return None
        from desktop.ui.dialogs.bulk_change import BulkChange

        field = self.cells.ring.cell()[1] if self.cells.ring.key else None
        name = field.editable if field is not None else "price"
        chosen = self._list.chosen()
        own = self._known.fields
        dialog = BulkChange(self._page, self._context, chosen, name, text, self.edits.note, own)
        dialog.open()
        return dialog.line

    def merge(self) -> None:
        """The chosen ones become one, after a look at it."""
        chosen = self._list.chosen()
        if chosen.count < 2:
            said = tr("Choose the products that are the same first: Space.")
            self._context.notify(self._right.reason or said, "info")
            return
        self._merge(chosen)

    def find_twins(self) -> None:
        """What may be the same, group by group."""
        self._merge(None)

    def _merge(self, chosen: Chosen | None) -> None:
        from desktop.ui.dialogs.merge_products import MergeDialog

        if self._right.reason:
            self._context.notify(self._right.reason, "warn")
            return
        MergeDialog(self._page, self._context, chosen, self.edits.note_whole).open()

    def _on_counted(self) -> None:
        """Beside the list's own count of chosen rows, the button waits for some."""
        reason = self._right.reason
        self._button.setEnabled(bool(self._list.table.place.count()) and not reason)
        self._button.setToolTip(reason or tr("One field of all chosen products"))

    def _build(self, edit: Edit) -> tuple[Callable[..., Any], Any]:
        from desktop.commands.products import EditProduct, edit_product

        context = self._context
        return edit_product, EditProduct(
            context.ids.new(),
            context.actor(),
            context.clock.now(),
            edit.row.id,
            {edit.field: edit.value},
            seen={edit.field: edit.seen},
        )

    def _build_many(self, edits: Sequence[Edit]) -> tuple[Callable[..., Any], Any]:
        from desktop.commands.cells import Cell, SetCells, set_cells

        context = self._context
        cells = tuple(Cell(edit.row.id, edit.field, edit.value, edit.seen) for edit in edits)
        head = (context.ids.new(), context.actor(), context.clock.now())
        return set_cells, SetCells(*head, "product", cells)
