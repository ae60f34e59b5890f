"""The purchase orders that are waited for, to receive one: arrows choose, Enter takes it."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.queries.purchases import PurchaseRow, open_orders
from desktop.ui.context import Context
from desktop.ui.text import calendar_day, percent, plural, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.scan_list import ScanList, ScanRow
from desktop.ui.widgets.thumb import ThumbLook

TALL = 57 * 5


class OpenOrders(Dialog):
    """``done`` is told which one; the earliest due stands on top."""

    def __init__(self, parent: QWidget, context: Context, done: Callable[[UUID], object]) -> None:
        about = tr("Scanning the number of an order does the same.")
        super().__init__(parent, tr("Receive an order"), about, "truck", width=520)
        self._context, self._done = context, done
        self._list = ScanList(tr("Orders that are waited for"))
        self._list.setFixedHeight(TALL)
        self._list.doubleClicked.connect(self._on_double_clicked)
        self._words = Label(tr("Looking …"), "body", "secondary", wrap=True)
        self.body.addWidget(self._list)
        self.body.addWidget(self._words)
        self.add_cancel()
        self._take = self.add_button(Button(tr("Receive it"), "primary", "check", self._agree))
        self._take.setEnabled(False)
        shop = context.shop
        today = shop.day_of(context.clock.now())
        context.work.read(
            self, open_orders, shop.store, today, then=self._show, failed=self._refused
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on the list is for the chosen one."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._take.isEnabled():
            self._agree()
        else:
            super().keyPressEvent(event)

    def _show(self, rows: list[PurchaseRow]) -> None:
        self._list.set_rows([_row(row) for row in rows])
        self._take.setEnabled(bool(rows))
        self._words.setText("" if rows else tr("No order is waited for."))
        self._words.setVisible(not rows)
        if rows:
            self._list.setCurrentIndex(self._list.rows.index(0))
        self._list.setFocus()

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self._list.setCurrentIndex(index)
        self._agree()

    def _agree(self) -> None:
        chosen = self._list.chosen_key()
        if isinstance(chosen, UUID):
            self.accept()
            self._owner.window().activateWindow()  # the next scan and F12 are the till's
            self._done(chosen)

    def _refused(self, error: UserError) -> None:
        self._words.setText(str(error))
        self._words.set_tone("bad")
        self._words.show()


def _row(row: PurchaseRow) -> ScanRow:
    due = tr("due {day}", day=calendar_day(row.due, "d MMM")) if row.due else ""
    facts = (
        row.number,
        tr("late, {due}", due=due) if row.is_late else due,
        plural("{n} line", "{n} lines", row.lines),
    )
    here = percent(row.here) if row.here else ""
    look = ThumbLook("amber" if row.is_late else "blue", "truck")
    return ScanRow(row.id, row.vendor, " · ".join(filter(None, facts)), look, "", here)
