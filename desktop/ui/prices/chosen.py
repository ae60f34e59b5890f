"""One price in full: code, terms, and what it was before."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.permissions import Permission
from desktop.queries.vendor_prices import PriceChange, VendorPriceRow, price_history
from desktop.ui.context import Context
from desktop.ui.rights import Right
from desktop.ui.text import day, money, plural, quantity, tr
from desktop.ui.widgets.button import IconButton
from desktop.ui.widgets.key_value import KeyValue
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.pill import Pill


class ChosenPrice(QWidget):
    """Follows the table's current row; its history is read when the row is another or changed."""

    filled = Signal(bool)  # whether there is a price to show
    edit_wanted = Signal(object)  # VendorPriceRow
    remove_wanted = Signal(object)  # VendorPriceRow

    def __init__(self, context: Context, of: str) -> None:
        super().__init__()
        self._context, self._of = context, of
        self._row: VendorPriceRow | None = None
        self._name = ElideLabel("", "strong")
        self._best = Pill(tr("Best"), "ok", small=True)
        self._preferred = Pill(tr("Preferred"), "info", small=True)
        self._facts = KeyValue()
        self._title = Label(tr("Price history"), "strong")
        self._history = KeyValue()
        edit = IconButton("pencil", tr("Change the price"), self._on_edit)
        remove = IconButton("trash-2", tr("Remove the price"), self._on_remove)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._name, 1)
        head.addWidget(self._best)
        head.addWidget(self._preferred)
        head.addWidget(edit)
        head.addWidget(remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 12, 12)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._facts)
        column.addWidget(self._title)
        column.addWidget(self._history)
        column.addStretch(1)
        Right(self, context, Permission.EDIT_VENDOR, edit, remove)

    def show_row(self, row: VendorPriceRow | None) -> None:
        """A price, or none."""
        self._row = row
        self.filled.emit(row is not None)
        if row is None:
            return
        self._name.setText(row.name if self._of == "vendor" else row.vendor_name)
        self._best.setVisible(row.is_best)
        self._preferred.setVisible(row.is_preferred)
        self._facts.set_rows(self._terms(row))
        self._title.hide()
        self._history.hide()
        self._context.work.read(
            self, price_history, row.id, then=lambda found: self._on_history(row, found)
        )

    def _terms(self, row: VendorPriceRow) -> list[tuple[str, str]]:
        terms = [
            (tr("Unit price"), f"{self._money(row)} {row.currency}"),
            (tr("Lead time"), plural("{n} day", "{n} days", row.lead_time_days)),
            (tr("Minimum order"), quantity(row.min_order_qty, row.decimals)),
            (tr("Pack"), quantity(row.pack_qty, row.decimals)),
        ]
        return [(tr("Vendor's code"), row.vendor_sku), *terms] if row.vendor_sku else terms

    def _money(self, row: VendorPriceRow) -> str:
        return money(row.unit_price, self._context.shop.decimals)

    def _on_history(self, row: VendorPriceRow, changes: list[PriceChange]) -> None:
        if self._row is not row:
            return
        self._history.set_rows([self._told(change) for change in changes])
        self._title.setVisible(bool(changes))
        self._history.setVisible(bool(changes))

    def _told(self, change: PriceChange) -> tuple[str, str]:
        shop = self._context.shop
        when = day(change.at, self._context.clock.now(), shop.zone)
        after = money(change.after, shop.decimals)
        if change.before is not None:
            after = f"{money(change.before, shop.decimals)} → {after}"
        return f"{when} · {change.user}", after

    def _on_edit(self) -> None:
        if self._row is not None:
            self.edit_wanted.emit(self._row)

    def _on_remove(self) -> None:
        if self._row is not None:
            self.remove_wanted.emit(self._row)
