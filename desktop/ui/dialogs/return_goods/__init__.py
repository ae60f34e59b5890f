"""Goods come back: the ticket first, then what of it; each scanned, typed or chosen."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.commands.goods_back import GoodsReturned, ReturnGoods, return_goods
from desktop.commands.parents import WhichVariant
from desktop.domain.errors import UserError
from desktop.queries.document import DocumentCard, document_card, named, recent_sales
from desktop.queries.documents import DocumentRow
from desktop.queries.product import ProductCard, found_variants, product_by_code
from desktop.ui.context import Context
from desktop.ui.dialogs.return_goods.picks import Picks
from desktop.ui.dialogs.return_goods.sheet import Sheet, Tick
from desktop.ui.text import money, parse_quantity, plural, quantity, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import CodeEdit, LineEdit

STEPS = {"+": 1, "-": -1, "−": -1}
LONGEST = 4  # figures of a typed number; more are a code


class _ScanLine(CodeEdit):
    """A scan is taken at once; ``taken`` comes as if Enter had been pressed after it."""

    taken = Signal()

    def take_code(self, code: str) -> None:
        super().take_code(code)
        self.taken.emit()


class ReturnDialog(Dialog):
    """``card`` is the sale where it is known. ``done`` is called with the return that was made.

    Scans tick, arrows choose a line, + and − or a number say how many, Enter books.
    """

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        card: DocumentCard | None = None,
        done: Callable[[UUID], object] | None = None,
        code: str = "",
    ) -> None:
        super().__init__(parent, tr("Return goods"), "", "rotate-ccw", width=560)
        self._context = context
        self._done = done
        self._id = context.ids.new()  # sent again, it returns once
        self.sheet: Sheet | None = None
        self._is_asking = False
        self._build()
        if card is not None:
            self._open(card)
        else:
            context.work.read(self, recent_sales, then=self._show_sales, failed=self._refused)
        if code:
            self._text.take_code(code)

    def _build(self) -> None:
        words = tr("Scan or type the ticket’s number, or choose the sale.")
        self._about = Label(words, "body", "secondary", wrap=True)
        self._text = _ScanLine("", tr("Ticket number or code"), "scan-barcode")
        self._text.textEdited.connect(self._on_edited)
        self._text.taken.connect(self._agree)
        self._list = Picks(self._context)
        self._list.sale_wanted.connect(self._agree)
        self._problem = Label("", "medium", "bad", wrap=True)
        self._reason = LineEdit("", tr("Why? (may stay empty)"))
        self._why = Field(tr("Reason"), self._reason)
        for part in (self._about, self._text, self._list, self._problem, self._why):
            self.body.addWidget(part)
        self._bare = Button(tr("Without ticket"), icon="circle-question-mark")
        self._bare.clicked.connect(self._go_bare)
        self._all = Button(tr("All of it"), on_click=self._take_all)
        for button in (self._bare, self._all):
            self.add_button(button, left=True)
        self.add_cancel()
        self._book = self.add_button(Button(tr("Open"), "primary", "check", self._agree))
        for later in (self._problem, self._why, self._all):
            later.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose in the list, wherever the focus is."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            self._list.move_choice(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    # -- the ticket

    def _show_sales(self, rows: list[DocumentRow]) -> None:
        if self.sheet is None:
            self._list.show_sales(rows)

    def _open(self, card: DocumentCard) -> None:
        self._is_asking = False
        if card.kind != "sale" or card.status != "posted" or card.out <= 0:
            self._say(tr("Nothing of {number} can come back.", number=card.number))
            return
        self.sheet = Sheet(card, card.includes_tax, self._context.shop.decimals)
        words = tr("Of {number}. Scan what came back, or press + on its line.", number=card.number)
        self._begin(words)
        self._all.show()

    def _go_bare(self) -> None:
        shop = self._context.shop
        self.sheet = Sheet(None, shop.prices_include_tax, shop.decimals)
        self._begin(tr("Without ticket, at the prices of today. Scan what came back."))

    def _begin(self, words: str) -> None:
        self._about.setText(words)
        self._text.clear()
        self._text.setPlaceholderText(tr("Scan an item, or type how many"))
        self._text.setAccessibleName(tr("Scan an item, or type how many"))
        self._bare.hide()
        self._why.show()
        self._say("")
        self._list.choose(0)
        self._show_lines()
        self.place()
        self._text.setFocus()

    # -- what of it

    def _show_lines(self) -> None:
        if self.sheet is None:
            return
        self._list.show_sheet(self.sheet)
        pieces = self.sheet.pieces
        amount = money(self.sheet.total, self._context.shop.decimals)
        count = plural("Return {n} item", "Return {n} items", int(pieces))
        self._book.setText(f"{count} · {amount}" if pieces else tr("Return"))

    def _take_all(self) -> None:
        if self.sheet is not None:
            self.sheet.take_all()
            self._show_lines()
            self._text.setFocus()

    def _on_edited(self, text: str) -> None:
        """A lone + or − is a key of the list."""
        if self.sheet is not None and text in STEPS:
            self._text.clear()
            tick = self._list.chosen(self.sheet)
            if tick is not None:
                self._set(tick, tick.back + STEPS[text])

    def _set(self, tick: Tick, wanted: Decimal) -> None:
        if self.sheet is not None and self.sheet.set(tick.of, wanted):
            self._say("")
        elif tick.most is not None and wanted > tick.most:
            most = quantity(tick.most, tick.decimals)
            self._say(tr("Of {name}, {n} can come back.", name=tick.name, n=most))
        self._show_lines()

    def _agree(self) -> None:
        """Enter: what is typed or scanned first, then the sale that is chosen, then the return."""
        text = self._text.text().strip()
        if self._is_asking:
            return
        if self.sheet is None:
            self._find(text)
        elif text:
            self._text.clear()
            self._take(self.sheet, text)
        elif self._list.asks_variant:
            self._list.pick_variant(self.sheet)
            self._show_lines()
            self._send()
        elif self.sheet.backs():
            self._send()
        else:
            self._say(tr("Nothing is ticked yet. Scan what came back, or press + on its line."))

    def _find(self, text: str) -> None:
        work, location = self._context.work, self._context.shop.location
        chosen = self._list.chosen_key()
        if text:
            self._is_asking = True
            work.read(self, named, text, location, then=self._named, failed=self._refused)
        elif isinstance(chosen, UUID):
            self._is_asking = True
            work.read(self, document_card, chosen, then=self._open, failed=self._refused)

    def _named(self, found: DocumentCard | ProductCard) -> None:
        """A product without a sale: whoever scans it has no ticket."""
        self._is_asking = False
        if isinstance(found, DocumentCard):
            self._open(found)
        else:
            self._go_bare()
            self._tick(found)

    def _take(self, sheet: Sheet, text: str) -> None:
        tick = self._list.chosen(sheet)
        if tick is not None and len(text) <= LONGEST and text[0].isdigit():
            try:
                self._set(tick, parse_quantity(text, tick.decimals))
            except UserError as error:
                self._say(str(error))
            return
        self._is_asking = True
        location = self._context.shop.location
        self._context.work.read(
            self, product_by_code, text, location, then=self._tick, failed=self._refused
        )

    def _tick(self, card: ProductCard) -> None:
        self._is_asking = False
        sheet = self.sheet
        if sheet is None:
            return
        tick, is_answer = sheet.of_goods(card), self._list.asks_variant
        if is_answer and tick is not None and tick.variant is not None:
            self._show_lines()
            self._send()
            return
        if tick is None and sheet.sale is not None:
            self._say(tr("{name} is not on this ticket, or is all back.", name=card.name))
            return
        tick = tick or sheet.add_product(card)
        self._set(tick, tick.back + card.pack_qty)
        self._list.choose([each.of for each in sheet.lines].index(tick.of))

    def _send(self) -> None:
        context, sheet = self._context, self.sheet
        if sheet is None:
            return
        source = sheet.sale.id if sheet.sale else None
        command = ReturnGoods(
            self._id, context.actor(), context.clock.now(), source, sheet.backs(),
            self._reason.text(),
        )  # fmt: skip
        self._is_asking = True
        self._total = sheet.total
        context.work.write(self, return_goods, command, then=self._on_done, failed=self._refused)

    def _on_done(self, made: GoodsReturned) -> None:
        self._is_asking = False
        self.accept()
        amount = money(self._total, self._context.shop.decimals)
        words = tr("{number}: {amount} to give back", number=made.number, amount=amount)
        self._context.notify(words, "ok")
        if self._done is not None:
            self._done(made.document)

    # -- common to both

    def _refused(self, error: UserError) -> None:
        self._is_asking = False
        self._text.selectAll()
        if isinstance(error, WhichVariant):
            self._say(tr("Which variant came back? Choose it and press Enter, or scan it."))
            show = partial(self._list.show_variants, error.product)
            store = self._context.shop.store
            self._context.work.read(self, found_variants, error.product, store, then=show)
            return
        is_unknown = error.code == "unknown_code" and self.sheet is None
        self._say(tr("No sale and no product has this number.") if is_unknown else str(error))

    def _say(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
