"""Products edited where they stand: one cell, or one field of all that are chosen."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.permissions import Permission
from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.table.editing import CellEditing, Edit, Editing
from desktop.ui.table.page import ListPage

EMPTY = frozenset({"unit_cost", "reorder_point"})


def editing_of(page: QWidget, context: Context, listed: ListPage) -> CellEditing:
    """Cells of the list can be edited; what was done can be taken back on its page."""

    def build(edit: Edit) -> tuple[Callable[..., Any], Any]:
        from desktop.commands.products import EditProduct, edit_product

        return edit_product, EditProduct(
            context.ids.new(),
            context.actor(),
            context.clock.now(),
            edit.row.id,
            {edit.field: edit.value},
            seen={edit.field: edit.seen},
        )

    editing = Editing(Permission.EDIT_PRODUCT, build, lambda row: str(row.name), EMPTY)
    return CellEditing(page, context, listed.table, listed.words, editing, Edits(page, context))
