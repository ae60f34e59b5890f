"""The lots of a delivery that is received whole: one line a product, filled by keys or labels."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.domain.lot import LotGiven
from desktop.jobs.scans import look_up
from desktop.queries.product import ProductCard
from desktop.queries.purchases import OrderLine
from desktop.ui.context import Context
from desktop.ui.text import quantity, tr, units
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.lot_edit import LotEdit
from desktop.ui.widgets.scrolled import Scrolled

TALL, ROW = 280, 42
Done = Callable[[dict[UUID, LotGiven]], object]


class NameLots(Dialog):
    """``done`` gets the lots that were named; the goods of an empty line come in without one."""

    def __init__(
        self, parent: QWidget, context: Context, lines: Sequence[OrderLine], done: Done
    ) -> None:
        about = tr("Type them, or scan each label. A line that stays empty comes in without a lot;"
                   " goods of two lots are scanned one by one.")  # fmt: skip
        super().__init__(parent, tr("Which lots came in?"), about, "boxes", width=720)
        self._context, self._done = context, done
        self._lines = {line.product: line for line in lines}
        self.lots = {line.product: LotEdit(line.name) for line in lines}
        self._problem = Label("", "body", "bad", wrap=True)
        self._problem.hide()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for column, stretch in enumerate((3, 2, 2)):
            grid.setColumnStretch(column, stretch)
        for column, words in enumerate((tr("Product"), tr("Lot"), tr("Expires"))):
            grid.addWidget(Label(words, "medium"), 0, column)
        for place, line in enumerate(lines, 1):
            self._add(grid, place, line)
        grid.setRowStretch(len(lines) + 1, 1)
        table = Scrolled(grid, tr("Goods that keep lots"))
        table.setFixedHeight(current_theme().px(min(TALL, ROW * len(lines) + 32)))
        self.body.addWidget(table)
        self.body.addWidget(self._problem)
        self.add_cancel()
        self.add_button(Button(tr("Receive all"), "primary", "check", self._on_go))

    def _add(self, grid: QGridLayout, place: int, line: OrderLine) -> None:
        lot = self.lots[line.product]
        lot.code.labelled.connect(self._on_labelled)
        goods = QVBoxLayout()
        goods.setSpacing(0)
        goods.addWidget(ElideLabel(line.name, "strong"))
        amount = f"{quantity(line.rest, line.decimals)} {units(line.unit, line.rest)}"
        goods.addWidget(Label(amount, "small", "muted"))
        grid.addLayout(goods, place, 0)
        grid.addWidget(lot.code, place, 1)
        grid.addWidget(lot.day, place, 2)

    def _focus_first(self) -> None:
        next(iter(self.lots.values())).code.setFocus()

    def _on_labelled(self, code: str) -> None:
        def then(card: ProductCard) -> None:
            lot = self.lots.get(card.product)
            if lot is None or card.label is None:
                self._say(tr("{name} is not one of these.", name=card.name))
                return
            lot.show_lot(LotGiven(card.label.lot, card.label.expiry))
            lot.code.setFocus()
            self._say("")

        def failed(error: UserError) -> None:
            self._say(str(error))

        location = self._context.actor().location
        self._context.work.read(self, look_up, code, location, then=then, failed=failed)

    def _on_go(self) -> None:
        named: dict[UUID, LotGiven] = {}
        today = self._context.shop.day_of(self._context.clock.now())
        for product, lot in self.lots.items():
            try:
                given = lot.given(today)
            except UserError as error:
                self._say(f"{self._lines[product].name}: {error}")
                (lot.day if error.field == "expiry" else lot.code).setFocus()
                return
            if not given.is_none:
                named[product] = given
        self.accept()
        self._owner.window().activateWindow()  # the next scan and F12 are the till's
        self._done(named)

    def _say(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
