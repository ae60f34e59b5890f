"""Labels: those at the shelves that are out of date, to be printed with one key, and all others."""

from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.queries.columns import Filter
from desktop.queries.shelf_labels import DUE, SHELF_LABELS, LabelTally, ShelfLabelRow, label_tally
from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.deeds.labels import design_labels, label_chosen, label_due, undo_way
from desktop.ui.edits import Edits
from desktop.ui.rights import Right
from desktop.ui.table.page import LIST_KEYS, ListPage, View
from desktop.ui.text import plural, tr
from desktop.ui.widgets.button import Button, IconButton
from desktop.ui.widgets.status_page import Action, State

VIEWS = (
    View("due", "Out of date", (DUE,)),
    View("price", "Price changed", (Filter("state", "in", ("price",)),)),
    View("all", "All"),
)


class LabelsPage(QWidget):
    """The list fills and empties itself by what is true now; Ctrl+Shift+P prints all of it."""

    keys = (
        ("Ctrl Shift P", "Print all that are out of date"),
        ("P", "Print the chosen ones"),
        ("Enter", "Open the product"),
        ("Del", "The chosen ones have no label any more"),
        ("Ctrl Z", "Undo the last change"),
        *LIST_KEYS,
    )

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        given = (("store", context.shop.store),)
        nothing = State("tags", tr("No label is out of date"))
        self.list = ListPage(context, SHELF_LABELS, views=VIEWS, empty=nothing, given=given)
        self.tally: LabelTally | None = None
        self.edits = Edits(self, context, partial(undo_way, context))
        self.print = Button(tr("Print all"), "primary", "printer", self.print_due)
        design = IconButton("pencil", tr("Label templates"), self.design)
        self.list.add_action(design)
        self.list.add_action(self.print)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        self.first = self.list.states
        self._right = Right(self, context, Permission.PRINT_LABELS)
        self._right.changed.connect(self._show_print)
        context.work.changed.connect(self._on_changed)
        self._show_print()
        self.list.table.opened.connect(self._on_opened)
        chosen = Command(tr("Print the chosen labels"), "P", self.print_chosen, "tags")
        install(self.list.table, [chosen], is_inside=True)
        install(
            self,
            [
                Command(
                    tr("Print all labels out of date"), "Ctrl+Shift+P", self.print_due, "printer"
                ),
                Command(tr("Label templates"), "", self.design, "pencil"),
                Command(tr("Forget the chosen labels"), "Del", self.forget, "trash-2"),
            ],
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._count()

    def _on_changed(self, tables: frozenset[str]) -> None:
        if self.isVisible() and tables & {*SHELF_LABELS.tables, "*"}:
            self._count()

    def _count(self) -> None:
        context = self._context
        context.work.read(self, label_tally, context.shop.store, then=self._on_counted)

    def _on_counted(self, tally: LabelTally) -> None:
        self.tally = tally
        self.list.states.set_empty(self._empty(tally))
        self._show_print()

    @property
    def _why_not(self) -> str:
        """Why nothing can be printed now, if so."""
        nothing = self.tally is not None and not self.tally.due
        return self._right.reason or (tr("No label is out of date.") if nothing else "")

    def _show_print(self) -> None:
        self.print.setEnabled(not self._why_not)
        self.print.setToolTip(self._why_not or tr("All that are out of date"))

    def _empty(self, tally: LabelTally) -> State:
        products = Action(tr("Products"), lambda: self._context.go("products"), "package")
        if not tally.has_goods:
            sentence = tr("Create or import some, then print their labels.")
            return State("tags", tr("No products yet"), sentence, actions=[products])
        if not tally.labels:
            sentence = tr(
                "Print labels from Products, or at the till: what changes after that stands here."
            )
            return State("tags", tr("No labels at the shelves yet"), sentence, actions=[products])
        said = plural(
            "{n} label is watched: it stands here as soon as its product changes.",
            "{n} labels are watched: each stands here as soon as its product changes.",
            tally.labels,
        )
        return State("circle-check", tr("All labels are up to date"), said, "ok")

    def open_with(self, view: str = "", deed: str = "") -> None:
        """A view; or the deed ``print`` or ``design``."""
        if view:
            self.list.show_view(view)
        deeds = {"print": self.print_due, "design": self.design}
        if deed in deeds:
            deeds[deed]()

    def refresh(self) -> None:
        """Reads the list again."""
        self.list.reload()

    def print_due(self) -> None:
        """All that are out of date, whatever is shown."""
        if self._why_not:
            self._context.notify(self._why_not, "info" if not self._right.reason else "warn")
        else:
            label_due(self, self._context)

    def print_chosen(self) -> None:
        """The chosen rows, as often as each was printed last."""
        if not self._refused():
            label_chosen(self, self._context, self.list.chosen())

    def design(self) -> None:
        """The designer of templates."""
        design_labels(self, self._context)

    def forget(self) -> None:
        """What has no label at the shelf is not watched."""
        from desktop.commands.shelf_labels import ForgetLabels, forget_labels

        rows: list[Any] = [self.list.model.row(row) for row in self.list.table.place.rows()]
        products = tuple(row.product for row in rows if row is not None)
        if not products or self._refused():
            return
        context = self._context
        head = context.signed()
        context.work.write(
            self, forget_labels, ForgetLabels(*head, products),
            then=partial(self._on_forgotten, head[0]), failed=self._on_failed,
        )  # fmt: skip

    def _on_forgotten(self, batch: UUID, count: int) -> None:
        said = plural("{n} label is forgotten.", "{n} labels are forgotten.", count)
        self.edits.note(batch, tr("forgotten labels"), said)

    def _on_failed(self, error: UserError) -> None:
        self._context.notify(str(error), "bad")

    def _on_opened(self, row: ShelfLabelRow) -> None:
        self._context.go("products", product=row.product)

    def _refused(self) -> bool:
        if self._right.reason:
            self._context.notify(self._right.reason, "warn")
        return bool(self._right.reason)
