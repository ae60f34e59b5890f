"""A vendor's prices edited in their cells."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.permissions import Permission
from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.table.editing import CellEditing, Edit, Editing
from desktop.ui.table.view import TableView
from desktop.ui.table.words import Words

FIELDS = ("unit_price", "pack_qty", "min_order_qty", "lead_time_days", "is_preferred")


def edit_prices(page: QWidget, context: Context, table: TableView, words: Words) -> CellEditing:
    """Only what was typed counts as changed; the rest of the price is as it was shown."""

    def build(edit: Edit) -> tuple[Callable[..., Any], Any]:
        from desktop.commands.vendors import SetVendorPrice, set_vendor_price

        row = edit.row
        shown = {field: getattr(row, field) for field in FIELDS}
        return set_vendor_price, SetVendorPrice(
            *context.signed(),
            row.vendor,
            row.product,
            **(shown | {edit.field: edit.value}),
            vendor_sku=row.vendor_sku or "",
            version=row.version,
            seen=shown | {"vendor_sku": row.vendor_sku, edit.field: edit.seen},
        )

    def build_many(edits: Sequence[Edit]) -> tuple[Callable[..., Any], Any]:
        from desktop.commands.cells import Cell, SetCells, set_cells

        cells = tuple(Cell(edit.row.id, edit.field, edit.value, edit.seen) for edit in edits)
        head = context.signed()
        return set_cells, SetCells(*head, "vendor_price", cells)

    editing = Editing(
        Permission.EDIT_VENDOR, build, lambda row: str(row.name), build_many=build_many
    )
    return CellEditing(page, context, table, words, editing, Edits(page, context))
