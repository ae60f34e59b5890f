"""Products edited where they stand: one cell, or one field of all that are chosen."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.permissions import Permission
from desktop.queries.chosen import Chosen
from desktop.queries.columns import Column
from desktop.queries.product import ProductCard
from desktop.queries.products import ProductRow
from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.deeds.labels import label_products, want_chosen
from desktop.ui.edits import Edits
from desktop.ui.known_fields import KnownFields
from desktop.ui.rights import Right
from desktop.ui.table.editing import CellEditing, Edit, Editing
from desktop.ui.table.page import ListPage
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button


class ProductEditing:
    """Cells of the list, and "Change" for the chosen rows; the page takes both back."""

    def __init__(
        self, page: QWidget, context: Context, listed: ListPage, known: KnownFields
    ) -> None:
        self._page, self._context, self._list, self._known = page, context, listed, known
        self.edits = Edits(page, context)
        editing = Editing(
            Permission.EDIT_PRODUCT, self._build, lambda row: str(row.name), self._build_many,
            _held, self.begin_with,
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
                Command(tr("Variants …"), "Ctrl+Shift+V", self.make_variants, "boxes"),
                Command(tr("Family of variants …"), "", self.show_family, "boxes"),
                Command(tr("Prices by store …"), "", self.set_store_prices, "tags"),
                Command(tr("Take the variant out of its family"), "", self.leave_family, "minus"),
                Command(
                    tr("Print labels of the chosen products"), "Ctrl+Shift+P", self.label, "tags"
                ),
                Command(tr("Print labels of them later"), "", self.want_labels, "tags"),
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

    def label(self) -> None:
        """Labels of the chosen ones, else of the one that is current."""
        if self._list.table.place.count() or self._list.chosen().count:
            label_products(self._page, self._context, self._list.chosen())
        else:
            said = tr("Choose products first: Space, or Ctrl+A for all.")
            self._context.notify(said, "info")

    def want_labels(self) -> None:
        """They wait on the page of labels until all are printed."""
        chosen = self._list.chosen()
        if chosen.count:
            want_chosen(self._page, self._context, chosen, self.edits.note_with)

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

    def merge_alike(self, products: tuple[UUID, ...]) -> None:
        """Products whose pictures look alike, after a look at them."""
        self._merge(products)

    def _merge(self, chosen: Chosen | tuple[UUID, ...] | None) -> None:
        from desktop.ui.dialogs.merge_products import MergeDialog

        if self._right.reason:
            self._context.notify(self._right.reason, "warn")
            return
        MergeDialog(self._page, self._context, chosen, self.edits.note_whole).open()

    def make_variants(self) -> None:
        """The matrix of the current product, or of the family that it is of."""
        row = self._current()
        if row is not None:
            from desktop.ui.dialogs.variants import VariantsDialog

            VariantsDialog(self._page, self._context, row.id, self.edits.note_whole).open()

    def show_family(self) -> None:
        """The current product's family: other words, a variant out of it, a product into it."""
        row = self._current()
        if row is not None:
            from desktop.ui.dialogs.family import FamilyDialog

            FamilyDialog(self._page, self._context, row.id, self.edits.note).open()

    def set_store_prices(self) -> None:
        """What the current product costs in each store."""
        row = self._current()
        if row is None:
            return
        from desktop.queries.product import product_details

        context = self._context
        context.work.read(
            self._page, product_details, row.id, context.shop.location,
            then=self._show_store_prices,
        )  # fmt: skip

    def _show_store_prices(self, card: ProductCard) -> None:
        from desktop.commands.store_prices import UndoStorePrices, undo_store_prices
        from desktop.ui.dialogs.store_prices import StorePricesDialog

        context = self._context

        def done(batch: UUID, words: str, sentence: str) -> None:
            def back() -> None:
                head = context.signed()
                context.work.write(
                    self._page, undo_store_prices, UndoStorePrices(*head, batch),
                    then=lambda _none: context.notify(
                        tr("Taken back: {what}.", what=words), "neutral"
                    ),
                    failed=lambda error: context.notify(str(error), "bad"),
                )  # fmt: skip

            self.edits.note_with(back, words, sentence)

        StorePricesDialog(self._page, context, card, done).open()

    def leave_family(self) -> None:
        """The current variant becomes a product of its own."""
        row = self._current()
        if row is None:
            return
        from desktop.commands.family_changes import LeaveFamily, leave_family

        context, name = self._context, row.name
        head = context.signed()

        def done(_changed: object) -> None:
            words = tr("{name} out of its family", name=name)
            said = tr("{name} is a product of its own now", name=name)
            self.edits.note(head[0], words, said)

        context.work.write(
            self._page, leave_family, LeaveFamily(*head, row.id), then=done,
            failed=lambda error: context.notify(str(error), "bad"),
        )  # fmt: skip

    def _current(self) -> ProductRow | None:
        """The row with the ring; what is missing is told."""
        row = self._list.table.list.row(self._list.table.currentIndex().row())
        if self._right.reason or row is None:
            said = self._right.reason or tr("Choose a product first.")
            self._context.notify(said, "info")
            return None
        return row  # type: ignore[no-any-return]

    def _on_counted(self) -> None:
        """Beside the list's own count of chosen rows, the button waits for some."""
        reason = self._right.reason
        self._button.setEnabled(bool(self._list.table.place.count()) and not reason)
        self._button.setToolTip(reason or tr("One field of all chosen products"))

    def _build(self, edit: Edit) -> tuple[Callable[..., Any], Any]:
        from desktop.commands.products import EditProduct, edit_product

        context = self._context
        head = context.signed()
        if _is_here(edit):
            return self._build_many([edit])
        return edit_product, EditProduct(
            *head,
            edit.row.id,
            {edit.field: edit.value},
            seen={edit.field: edit.seen},
        )

    def _build_many(self, edits: Sequence[Edit]) -> tuple[Callable[..., Any], Any]:
        from desktop.commands.cells import Cell, SetCells, set_cells

        context = self._context
        cells = tuple(
            Cell(e.row.id, "price_here" if _is_here(e) else e.field, e.value, e.seen) for e in edits
        )
        head = context.signed()
        return set_cells, SetCells(*head, "product", cells)


def _is_here(edit: Edit) -> bool:
    """Where the store has a price of its own, that one is shown, and changed."""
    return edit.field == "price" and edit.row.price_here is not None


def _held(column: Column, row: ProductRow) -> str:
    if column.key == "price" and row.variants:
        return tr("Its variants have the prices. Ctrl+Shift+V shows them.")
    return ""
