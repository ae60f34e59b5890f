"""Movements: the whole ledger, newest first, with what was on hand before and after."""

from dataclasses import replace
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.commands.undo import UndoBooking, Undone, undo_booking
from desktop.domain.errors import UserError
from desktop.domain.permissions import GRANTS, Permission, Role
from desktop.queries.columns import Filter
from desktop.queries.movements import MOVEMENTS, MoveRow
from desktop.ui.actions import Command, install, key_words
from desktop.ui.context import Context
from desktop.ui.long_stock import undo_long
from desktop.ui.table.page import LIST_KEYS, ListPage
from desktop.ui.text import plural, quantity, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.status_page import State

TAKE_BACK = "Ctrl+Z"


class MovementsPage(QWidget):
    """Rows can be taken back; ``open_with`` shows those behind one product's number."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._is_asking = False
        empty = State(
            "history",
            tr("No movements yet"),
            tr("Each sale, delivery, count and correction will stand here."),
        )
        given = (("store", context.shop.store),)
        self.list = ListPage(context, MOVEMENTS, empty=empty, given=given)
        self._take_back = Button(
            tr("Take back"), icon="undo-2", on_click=self.take_back, key=key_words(TAKE_BACK)
        )
        self._may_undo = Permission.UNDO in GRANTS[Role(context.role)]
        if self._may_undo:
            self.list.add_action(self._take_back)
            install(self, [Command(tr("Take back"), TAKE_BACK, self.take_back, "undo-2")])
            self.list.table.place.counted.connect(self._show_whether)
            context.work.reachable.connect(self._show_whether)
            self._show_whether()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        self.first = self.list.states
        self.list.table.opened.connect(self._on_opened)

    @property
    def keys(self) -> list[tuple[str, str]]:
        """For F1."""
        own = [(key_words(TAKE_BACK), tr("Take back the chosen movement"))] * self._may_undo
        return [
            ("↑ ↓", tr("Choose a movement")),
            ("Enter", tr("Its document")),
            *own,
            *LIST_KEYS,
            ("Esc", tr("Back to the rows")),
        ]

    def open_with(
        self, product: UUID | None = None, name: str = "", filters: tuple[Filter, ...] = ()
    ) -> None:
        """Only this product's movements, or those that match some filters."""
        if product is not None:
            filters = (Filter("product", "is", product, title=name), *filters)
        self.list.ask(replace(self.list.request.cleared(), filters=filters))

    def refresh(self) -> None:
        """Reads the list again."""
        self.list.reload()

    def take_back(self) -> None:
        """Books the contrary of the chosen movement; nothing is deleted."""
        rows = self.list.table.place.rows()
        row = self.list.model.row(rows[0]) if len(rows) == 1 else None
        if row is None or not self._take_back.isEnabled():
            return
        context = self._context
        command = UndoBooking(*context.signed(), row.id)
        self._is_asking = True
        self._show_whether()
        context.work.write(
            self, undo_booking, command, then=self._on_taken_back, failed=self._on_refused
        )

    def _on_opened(self, row: MoveRow) -> None:
        if row.document is not None:
            self._context.go("documents", document=row.document)

    def _show_whether(self) -> None:
        """One movement at a time: what it did is told by name."""
        reach = self._context.work.reach
        why = "" if self.list.table.place.count() == 1 else tr("Choose one movement first")
        why = str(reach.trouble) if reach.is_read_only else why
        self._take_back.setEnabled(not why and not self._is_asking)
        self._take_back.setToolTip(why)

    def _on_taken_back(self, undone: Undone) -> None:
        self._answered()
        self._context.notify(_told(undone), "ok")

    def _on_refused(self, error: UserError) -> None:
        self._answered()
        if not undo_long(self._context, error):
            self._context.notify(str(error), "bad")

    def _answered(self) -> None:
        self._is_asking = False
        self._show_whether()


def _told(undone: Undone) -> str:
    """Whose movement was taken back, and what is on hand now."""
    products = {row.product for row in undone.rows}
    if len(products) != 1:
        return plural("{n} product: taken back", "{n} products: taken back", len(products))
    row = undone.rows[-1]
    told = tr("{name}: taken back, {n} on hand now", name=row.name, n=quantity(row.on_hand))
    return f"{told} · {tr('return {number}', number=undone.returned)}" if undone.returned else told
