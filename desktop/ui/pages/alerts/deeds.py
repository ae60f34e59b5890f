"""What keys, buttons and clicks do: to the chosen rows, to one row, or to all that are listed."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QObject, QPoint

from desktop.domain.errors import UserError
from desktop.queries.alert_card import AlertCard
from desktop.queries.alerts import AlertRow, chosen_alerts
from desktop.queries.lists import Keys
from desktop.ui.alerts.handling import Handling
from desktop.ui.alerts.words import COUNT, ORDERED, SAFETY, SOURCES, deed_of, title_of
from desktop.ui.context import Context
from desktop.ui.deeds.orders import order_product
from desktop.ui.pages.alerts.painted import DEED, DONE
from desktop.ui.pages.alerts.rows import AlertRows
from desktop.ui.rights import Right
from desktop.ui.text import plural, tr

Then = Callable[[Sequence[UUID], str], None]


class Deeds(QObject):
    """Chosen rows may be more than were read: their keys become ids off the GUI thread."""

    def __init__(
        self, context: Context, table: AlertRows, handling: Handling, right: Right
    ) -> None:
        super().__init__(table)
        self._right = right
        self._context = context
        self._table = table
        self._handling = handling
        table.opened.connect(self.do)
        table.pressed.connect(self._on_pressed)

    def do(self, row: AlertRow) -> None:
        """The one fitting thing."""
        deed = deed_of(row, not self._context.work.reach.is_read_only)
        if deed is COUNT:
            self._context.go("scan", count=row.sku)
        elif deed is SAFETY or deed is SOURCES:
            self._context.go(deed.key)
        elif deed is not None and deed.key == ORDERED.key and row.product is not None:
            order_product(self._table, self._context, row.product)
        elif row.rise is not None:
            self._context.go("vendors", vendor=row.rise.vendor)
        elif deed is not None:
            self._context.go("products", product=row.product)

    def show_rules(self) -> None:
        """Where it is set when an alert is raised."""
        self._context.go("settings", card="alerts")

    def show_movements(self, row: AlertRow) -> None:
        """What is behind the number on hand."""
        if row.product is not None:
            self._context.go("movements", product=row.product, name=row.name or "")

    def acknowledge(self) -> None:
        """The chosen rows; the key goes on to the next one."""
        if self._may():
            self._with_chosen(self._acknowledge)

    def snooze(self) -> None:
        """The chosen rows, for how long is asked."""
        if self._may() and self._table.current_row >= 0:
            rect = self._table.visualRect(self._table.currentIndex())
            at = self._table.viewport().mapToGlobal(rect.center())
            self._handling.ask_how_long(self._snooze_chosen, at)

    def snooze_one(self, row: AlertRow, at: QPoint) -> None:
        """One row, for how long is asked."""

        def chosen(until: datetime) -> None:
            self._handling.snooze([row.id], until, title_of(row))

        self._handling.ask_how_long(chosen, at)

    def ask_whose(self, card: AlertCard, at: QPoint) -> None:
        """Whose the alert is."""
        self._handling.ask_whose(card.row.id, card.user, at)

    def acknowledge_all(self) -> None:
        """Everything that is listed, after one question; several chosen rows without it."""
        if self._table.place.count() > 1:
            self.acknowledge()
            return
        self._read_ids(None, self._confirm)

    def _confirm(self, alerts: Sequence[UUID]) -> None:
        from desktop.ui.dialogs.confirm import Confirm

        if not alerts:
            return
        number = len(alerts)
        title = plural("Acknowledge {n} alert?", "Acknowledge {n} alerts?", number)
        sentence = tr("They leave the open alerts and stand under Done until they are over.")
        Confirm(
            self._table, title, sentence, tr("Acknowledge"),
            lambda: self._handling.acknowledge(alerts),
        ).open()  # fmt: skip

    def _may(self) -> bool:
        """Whether the person may; if not, it is said."""
        if self._right.reason:
            self._context.notify(self._right.reason, "warn")
        return not self._right.reason

    def _on_pressed(self, zone: str, row: AlertRow) -> None:
        if zone == DEED:
            self.do(row)
        elif zone == DONE:
            self._handling.acknowledge([row.id], title_of(row))
        elif row.status == "open":
            table = self._table
            self.snooze_one(row, table.cursor().pos())
        else:
            self._handling.reopen([row.id], title_of(row))

    def _snooze_chosen(self, until: datetime) -> None:
        self._with_chosen(lambda alerts, name: self._handling.snooze(alerts, until, name))

    def _acknowledge(self, alerts: Sequence[UUID], name: str) -> None:
        self._handling.acknowledge(alerts, name)
        table = self._table
        if len(alerts) == 1:  # ready for the next E, before the list has closed the gap
            row = table.current_row
            last = table.list.rowCount() - 1
            table.go_to(row + 1 if row < last else max(0, row - 1))

    def _with_chosen(self, then: Then) -> None:
        """The ids of the chosen rows, and the title where it is one."""
        table = self._table
        rows = table.place.rows() or [row for row in (table.current_row,) if row >= 0]
        read = [table.alert(row) for row in rows]
        known = [row for row in read if row is not None]
        if len(known) == len(rows):
            name = title_of(known[0]) if len(known) == 1 else ""
            if known:
                then([row.id for row in known], name)
            return
        model = table.list
        shown = model.feed.shown
        era = shown.era if shown is not None else 0
        is_all = len(rows) == model.rowCount() and model.is_whole
        keys = None if is_all else Keys.of([model.key(row) for row in rows], era)
        self._read_ids(keys, lambda alerts: then(alerts, ""))

    def _read_ids(self, keys: Keys | None, then: Callable[[Sequence[UUID]], None]) -> None:
        request = self._table.list.feed.request
        work = self._context.work
        work.read(self, chosen_alerts, request, keys, then=then, failed=self._on_failed)

    def _on_failed(self, error: UserError) -> None:
        self._context.notify(str(error), "bad")
