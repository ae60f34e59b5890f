"""Prices of one vendor, or of one product: the table, and the chosen one in full below it."""

from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands.vendors import RemoveVendorPrice, remove_vendor_price
from desktop.domain.permissions import Permission
from desktop.queries.columns import Choice, Column, Filter
from desktop.queries.vendor_prices import BEST, VENDOR_PRICES, VendorPriceRow
from desktop.ui.context import Context
from desktop.ui.prices.chosen import ChosenPrice
from desktop.ui.prices.editing import edit_prices
from desktop.ui.rights import Right
from desktop.ui.table.sharing import Sharing, shown_by
from desktop.ui.table.short import ShortList, with_columns
from desktop.ui.table.words import Words
from desktop.ui.text import number, plural, quantity, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import line
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import FilterEdit
from desktop.ui.widgets.scrolled import Scrolled
from desktop.ui.widgets.status_page import State

MANY = 8  # from so many prices on, there is a filter line
NARROW = {
    "vendor": (
        Column("name", "Product", "text", 0, detail="sku"),
        Column("is_best", "Best", "choice", 66, choices=BEST),
        Column("unit_price", "Price", "money", 80, editable="unit_price"),
    ),
    "product": (
        Column("vendor_name", "Vendor", "text", 0, detail="lead_time_days"),
        Column("is_best", "Best", "choice", 66, choices=BEST),
        Column("unit_price", "Price", "money", 80),
    ),
}


class Prices(QWidget):
    """``of``: "vendor" lists its products, "product" its vendors; Enter leads to them.

    ``owner`` is whose prices these are, once its name is known: then prices can be added.
    """

    def __init__(self, context: Context, of: str = "vendor") -> None:
        super().__init__()
        self._context, self._of = context, of
        self.owner: Choice | None = None
        sentences = {
            "vendor": tr("Nothing is bought here yet."),
            "product": tr("No vendor sells it yet."),
        }
        nothing = State("tags", tr("No prices yet"), sentences[of])
        query = with_columns(VENDOR_PRICES, *NARROW[of])
        words = PriceWords(context.shop, context.clock)
        self.list = ShortList(context, query, words, nothing, self._clear)
        self.model, self.table, self.states = self.list.model, self.list.table, self.list.states
        self.table.head.show()
        # Where it is narrow, the pill goes first.
        self.table.columns.layout.shown["unit_price"] = True
        self._count = Label("", "small", "muted")
        self._new = Button(tr("New price"), "ghost", "plus", self._on_new)
        self.filter = FilterEdit(tr("Filter prices"))
        self.filter.hide()
        self.chosen = ChosenPrice(context, of)
        self.sharing = Sharing(self, context, VENDOR_PRICES, lambda: shown_by(self.table))
        if of == "vendor":
            edit_prices(self, context, self.table, words)
        self._build()
        Right(self, context, Permission.EDIT_VENDOR, self._new)
        self.filter.textChanged.connect(self._on_typed)
        self.table.opened.connect(self._on_opened)
        self.table.current_changed.connect(self.chosen.show_row)
        self.model.counted.connect(self._on_counted)
        self.chosen.edit_wanted.connect(self._on_edit)
        self.chosen.remove_wanted.connect(self._on_remove)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 6, 8, 6)
        head.setSpacing(8)
        head.addWidget(Label(tr("Prices"), "strong"))
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self.sharing.button(has_words=False))
        head.addWidget(self._new)
        search = QHBoxLayout()
        search.setContentsMargins(16, 0, 16, 8)
        search.addWidget(self.filter)
        area = Scrolled(self.chosen, tr("The chosen price"))
        area.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(search)
        column.addWidget(line())
        column.addWidget(self.list, 1)
        rule = line()
        rule.hide()
        column.addWidget(rule)
        column.addWidget(area, 1)
        for part in (rule, area):
            self.chosen.filled.connect(part.setVisible)

    def show_of(self, key: UUID) -> None:
        """Another owner's prices, from the top, without a search."""
        self.owner = None
        self.filter.blockSignals(True)
        self.filter.clear()
        self.filter.blockSignals(False)
        self.filter.hide()
        self.chosen.show_row(None)
        sort = "name" if self._of == "vendor" else "unit_price"
        self.list.show_of((Filter(self._of, "is", key),), sort=sort)

    def _on_typed(self, text: str) -> None:
        self.model.ask(self.model.feed.request.searching(text.strip()))

    def _on_counted(self, rows: int, is_whole: bool) -> None:
        self._count.setText(number(rows) if is_whole and rows else "")
        has_many = is_whole and rows >= MANY
        self.filter.setVisible(has_many or bool(self.filter.text()))
        if rows and not self.table.currentIndex().isValid():
            self.table.go_to(0)  # what one price costs and did cost is told without a key
        elif is_whole and not rows:
            self.chosen.show_row(None)

    def _on_opened(self, row: VendorPriceRow) -> None:
        if self._of == "vendor":
            self._context.go("products", product=row.product)
        else:
            self._context.go("vendors", vendor=row.vendor)

    def _clear(self) -> None:
        self.filter.clear()

    # Dialogs are imported when they are first wanted.

    def _on_new(self) -> None:
        from desktop.ui.dialogs.vendor_price import VendorPriceForm

        vendor, product = (self.owner if self._of == of else None for of in NARROW)
        if self.owner is not None:
            form = VendorPriceForm(self.window(), self._context, vendor=vendor, product=product)
            form.open()

    def _on_edit(self, row: VendorPriceRow) -> None:
        from desktop.ui.dialogs.vendor_price import VendorPriceForm

        VendorPriceForm(self.window(), self._context, row=row).open()

    def _on_remove(self, row: VendorPriceRow) -> None:
        from desktop.ui.dialogs.confirm import Confirm

        context = self._context

        def agreed() -> None:
            command = RemoveVendorPrice(*context.signed(), row.id)
            context.work.write(
                self, remove_vendor_price, command,
                failed=lambda error: context.notify(str(error), "bad"),
            )  # fmt: skip

        title = tr("Remove the price of {name}?", name=row.name)
        sentence = tr("{vendor} no longer counts as selling it.", vendor=row.vendor_name)
        Confirm(self.window(), title, sentence, tr("Remove"), agreed).open()


class PriceWords(Words):
    """Below a vendor's name: how long it takes, and how many at least."""

    def detail(self, column: Column, row: Any) -> str:
        if column.key != "vendor_name":
            return super().detail(column, row)
        days = plural("{n} day", "{n} days", row.lead_time_days)
        least = tr("min {n}", n=quantity(row.min_order_qty, row.decimals))
        return f"{days} · {least}"
