"""The lines of the chosen order: changed in their cells, exported, printed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.domain.permissions import Permission
from desktop.queries.columns import Column, Filter
from desktop.queries.order_lines import ORDER_LINES
from desktop.queries.purchases import OrderCard
from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.table.editing import CellEditing, Edit, Editing
from desktop.ui.table.sharing import Sharing, told_by
from desktop.ui.table.short import ShortList, with_columns
from desktop.ui.table.words import Words
from desktop.ui.text import tr
from desktop.ui.widgets.status_page import State

if TYPE_CHECKING:
    from desktop.ui.paper.lists import Heading

NARROW = (
    Column("name", "Product", "text", 0, detail="sku"),
    Column("qty", "Ordered", "quantity", 76, editable="quantity"),
    Column("received", "Here", "quantity", 52),
    Column("price", "Price", "money", 64, editable="unit_price"),
)


class Lines(ShortList):
    """``card`` is the order that they are of, once it is read."""

    def __init__(self, page: QWidget, context: Context, edits: Edits) -> None:
        nothing = State("package-plus", tr("Nothing on it yet"), tr("Add a product to it."))
        words = Words(context.shop, context.clock)
        query = with_columns(ORDER_LINES, *NARROW)
        super().__init__(context, query, words, nothing, has_head=True)
        self.card: OrderCard | None = None
        for key in ("qty", "received", "price"):
            self.table.columns.layout.shown[key] = True
        self.sharing = Sharing(page, context, ORDER_LINES, self._shown, self._heading)
        editing = Editing(
            Permission.ORDER, self._build, lambda row: str(row.name),
            build_many=self._build_many, has_trail=False,
        )  # fmt: skip
        CellEditing(self, context, self.table, words, editing, edits)

    def show_order(self, order: UUID) -> None:
        """Another order's lines."""
        self.show_of((Filter("order", "is", order),))

    def _shown(self) -> Any:
        from desktop.ui.pages.purchasing.paper import columns

        about = f"{self.card.number} {self.card.vendor_name}" if self.card else ""
        return replace(told_by(self.table, ORDER_LINES, about), columns=columns())

    def _heading(self, usual: "Heading") -> "Heading":
        """What the vendor gets stands on files and paper, whichever way they are made."""
        from desktop.ui.pages.purchasing.paper import heading_of

        return heading_of(self._context, self.card) if self.card else usual

    def _build(self, edit: Edit) -> tuple[Callable[..., Any], Any]:
        from desktop.commands.purchases import SetOrderLine, set_order_line

        context, row = self._context, edit.row
        is_quantity = edit.field == "quantity"
        quantity: Decimal = edit.value if is_quantity else row.qty
        return set_order_line, SetOrderLine(
            *context.signed(),
            row.order,
            row.product,
            quantity,
            None if is_quantity else edit.value,
            edit.seen if is_quantity else row.qty,
        )

    def _build_many(self, edits: Sequence[Edit]) -> tuple[Callable[..., Any], Any]:
        """Both fields of a line go together."""
        from desktop.commands.order_cells import OrderCells, SetOrderCells, set_order_cells

        context, lines = self._context, dict[UUID, OrderCells]()
        for edit in edits:
            row = edit.row
            line = lines.get(row.product, OrderCells(row.product, row.qty, None, row.qty))
            lines[row.product] = (
                replace(line, quantity=edit.value, seen=edit.seen)
                if edit.field == "quantity"
                else replace(line, unit_price=edit.value)
            )
        head = context.signed()
        command = SetOrderCells(*head, edits[0].row.order, tuple(lines.values()))
        return set_order_cells, command
