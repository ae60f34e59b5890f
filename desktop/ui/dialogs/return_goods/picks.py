"""What there is to choose from: the sales of late, then the lines of one with what comes back."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal

from desktop.queries.documents import DocumentRow
from desktop.queries.product import Found
from desktop.ui.context import Context
from desktop.ui.dialogs.return_goods.sheet import Sheet, Tick
from desktop.ui.text import money, plural, quantity, relative, tr
from desktop.ui.widgets.scan_list import ScanList, ScanRow
from desktop.ui.widgets.thumb import ThumbLook, thumb_of

SHOWN = 4.5
TALL = 57
SALE = ThumbLook("blue", "receipt-text")


class Picks(ScanList):
    """Keys stay in the line above; the choice is kept by its place when rows are written anew.

    ``sale_wanted`` is a double click on a sale.
    """

    sale_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Sales completed last"))
        self._context = context
        self._has_sales = True
        self._asked: UUID | None = None  # the product whose variant is to be chosen
        self.doubleClicked.connect(self._on_double_clicked)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(round(SHOWN * TALL))

    def show_sales(self, rows: Sequence[DocumentRow]) -> None:
        """Newest first."""
        self.set_rows([self._sale(row) for row in rows])
        self.choose(0)

    @property
    def asks_variant(self) -> bool:
        """Whether it is to be chosen which variant came back."""
        return self._asked is not None

    def show_variants(self, parent: UUID, found: Sequence[Found]) -> None:
        """Those to choose from, in place of the lines."""
        self._asked, self._has_sales = parent, False
        self.setAccessibleName(tr("Variants"))
        decimals = self._context.shop.decimals
        self.set_rows(
            [
                ScanRow(one.product, one.name, one.sku, thumb_of(one.name), "",
                        money(one.price, decimals), one.product)
                for one in found
            ]
        )  # fmt: skip
        self.choose(0)

    def pick_variant(self, sheet: Sheet) -> None:
        """The chosen one came back."""
        row, tick = self.rows.rows[self.currentIndex().row()], None
        if self._asked is not None:
            tick = sheet.of_product(self._asked)
        if tick is not None and isinstance(row.key, UUID):
            sheet.name_variant(tick, row.key, row.title)
        self._asked = None

    def show_sheet(self, sheet: Sheet) -> None:
        """How many of each line come back, of how many."""
        self._asked = None
        row = self.currentIndex().row()
        self._has_sales = False
        self.setAccessibleName(tr("What comes back"))
        self.set_rows([self._line(tick) for tick in sheet.lines])
        self.choose(row)

    def choose(self, row: int) -> None:
        """The line at this place, or the last one."""
        count = len(self.rows.rows)
        if count:
            self.setCurrentIndex(self.rows.index(max(0, min(row, count - 1))))

    def move_choice(self, by: int) -> None:
        """Down or up."""
        row = self.currentIndex().row() + by
        if 0 <= row < len(self.rows.rows):
            self.choose(row)

    def chosen(self, sheet: Sheet) -> Tick | None:
        """The line that is meant."""
        key = self.chosen_key()
        return next((tick for tick in sheet.lines if tick.of == key), None)

    def _on_double_clicked(self) -> None:
        if self._has_sales:
            self.sale_wanted.emit()

    def _sale(self, row: DocumentRow) -> ScanRow:
        context = self._context
        when = relative(row.posted_at or row.at, context.clock.now(), context.shop.zone)
        note = f"{when} · {plural('{n} line', '{n} lines', row.lines)} · {row.user}"
        return ScanRow(row.id, row.number, note, SALE, "", money(row.total, context.shop.decimals))

    def _line(self, tick: Tick) -> ScanRow:
        count = quantity(tick.back, tick.decimals)
        if tick.most is not None:
            count = tr("{n} of {most}", n=count, most=quantity(tick.most, tick.decimals))
        price = money(tick.price, self._context.shop.decimals)
        return ScanRow(tick.of, tick.name, tick.sku, thumb_of(tick.name), count, price)
