"""A product's alerts, those that stand and those that are over, and what can be done about one."""

from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.permissions import Permission
from desktop.queries.alerts import ALERTS, STATES, AlertRow, given_by
from desktop.queries.columns import Column, Filter
from desktop.ui.alerts.handling import Handling
from desktop.ui.alerts.words import title_of
from desktop.ui.context import Context
from desktop.ui.pages.products.words import AlertLines
from desktop.ui.rights import Right
from desktop.ui.table.short import ShortList, with_columns
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import line
from desktop.ui.widgets.status_page import State

COLUMNS = (
    Column("message", "Alert", "text", 0, detail="sku"),
    Column("status", "State", "choice", 120, choices=STATES),
)


class ProductAlerts(QWidget):
    """The buttons are for the current row, and only those that fit it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._row: AlertRow | None = None
        self._handling = Handling(context, self)
        empty = State("circle-check", tr("No alerts"), tr("There never was one."), "ok")
        query = with_columns(ALERTS, *COLUMNS)
        self.list = ShortList(context, query, AlertLines(context.shop, context.clock), empty)
        self.setFocusProxy(self.list)
        self._done = Button(tr("Acknowledge"), icon="check", on_click=self._on_done)
        self._snooze = Button(tr("Snooze"), icon="clock", on_click=self._on_snooze)
        self._reopen = Button(tr("Open again"), icon="rotate-ccw", on_click=self._on_reopen)
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(0)
        foot.addWidget(line())
        buttons = QHBoxLayout()
        foot.addLayout(buttons)
        buttons.setContentsMargins(16, 8, 16, 8)
        buttons.setSpacing(8)
        for button in (self._done, self._snooze, self._reopen):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        column.addWidget(self._foot)
        Right(self, context, Permission.HANDLE_ALERTS, self._done, self._snooze, self._reopen)
        self.list.table.current_changed.connect(self._on_current)
        self.list.model.counted.connect(self._on_counted)
        self._handling.done.connect(self.list.model.feed.renew)
        self._on_current(None)

    def show_of(self, product: UUID) -> None:
        """Another product's."""
        self._on_current(None)
        given = given_by(self._context.shop.store, self._context.clock.now)
        self.list.show_of((Filter("product", "is", product),), given)

    def _on_current(self, row: AlertRow | None) -> None:
        self._row = row
        status = row.status if row is not None else ""
        self._done.setVisible(status in ("open", "snoozed"))
        self._snooze.setVisible(status == "open")
        self._reopen.setVisible(status in ("acknowledged", "snoozed"))
        self._foot.setVisible(status in ("open", "acknowledged", "snoozed"))

    def _on_counted(self, rows: int, _is_whole: bool) -> None:
        if rows and not self.list.table.currentIndex().isValid():
            self.list.table.go_to(0)

    def _on_done(self) -> None:
        if self._row is not None:
            self._handling.acknowledge([self._row.id], title_of(self._row))

    def _on_reopen(self) -> None:
        if self._row is not None:
            self._handling.reopen([self._row.id], title_of(self._row))

    def _on_snooze(self) -> None:
        row = self._row
        if row is None:
            return

        def chosen(until: datetime) -> None:
            self._handling.snooze([row.id], until, title_of(row))

        self._handling.ask_how_long(chosen, self._snooze.mapToGlobal(QPoint(0, 0)))
