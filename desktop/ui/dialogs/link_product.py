"""Adds a code that no product has to one that is there: a few letters, Enter."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.commands.products import AddBarcode, add_barcode
from desktop.domain.barcode import barcode_key, shown
from desktop.domain.errors import UserError
from desktop.queries.product import Found, find_products
from desktop.ui.context import Context
from desktop.ui.text import money, quantity, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit
from desktop.ui.widgets.scan_list import ScanList, ScanRow
from desktop.ui.widgets.thumb import thumb_of

HITS = 6
TALL = 57


class LinkProductDialog(Dialog):
    """``linked`` is called with the product that has the code now; arrows choose, Enter adds."""

    def __init__(
        self, parent: QWidget, context: Context, linked: Callable[[UUID], None], code: str
    ) -> None:
        self._code = shown(barcode_key(code))
        about = tr("It gets the code {code}.", code=self._code[:60])
        super().__init__(parent, tr("Which product is this?"), about, "link", width=520)
        self._context = context
        self._linked = linked
        self._id = context.ids.new()
        self._asked = ""
        self._is_asking = False
        self._is_agreed = False
        self._text = LineEdit("", tr("Name, SKU or another code"), "search")
        self._text.textEdited.connect(self._on_edited)
        self._hits = ScanList(tr("Products that match"))
        self._hits.show_pictures(context.pictures)
        self._hits.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._hits.setFixedHeight(HITS * TALL)
        self._hits.clicked.connect(self._on_clicked)
        self._problem = Label(tr("Type a few letters."), "body", "secondary", wrap=True)
        self.body.addWidget(self._text)
        self.body.addWidget(self._hits)
        self.body.addWidget(self._problem)
        self.add_cancel()
        self.add_button(Button(tr("Add the code"), "primary", "check", self._link))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key())) if event.key() in steps else None
        if step is None:
            super().keyPressEvent(event)
            return
        row = self._hits.currentIndex().row() + step
        if 0 <= row < len(self._hits.rows.rows):
            self._hits.setCurrentIndex(self._hits.rows.index(row))

    def _on_edited(self) -> None:
        self._is_agreed = False
        self._ask()

    def _ask(self) -> None:
        """One question at a time; what was typed meanwhile is asked next."""
        if self._is_asking:
            return
        self._asked, self._is_asking = self._text.text(), True
        store = self._context.shop.store
        self._context.work.read(
            self, find_products, self._asked, store, HITS, then=self._show, failed=self._refused
        )

    def _show(self, found: list[Found]) -> None:
        self._is_asking = False
        self._hits.set_rows([self._row(each) for each in found])
        if found:
            self._hits.setCurrentIndex(self._hits.rows.index(0))
        has_text = bool(self._asked.strip())
        nothing = tr("No product matches.") if has_text else tr("Type a few letters.")
        self._say("" if found else nothing)
        if self._text.text() != self._asked:
            self._ask()
        elif self._is_agreed and len(found) == 1:
            self._link()
        self._is_agreed = self._is_agreed and self._is_asking

    def _row(self, found: Found) -> ScanRow:
        on_hand = tr("{n} on hand", n=quantity(found.on_hand, found.decimals))
        price = money(found.price, self._context.shop.decimals)
        look = thumb_of(found.name, found.category or "")
        return ScanRow(
            found.product, found.name, f"{found.sku}  ·  {on_hand}", look, "", price, found.product
        )

    def _on_clicked(self, index: QModelIndex) -> None:
        self._hits.setCurrentIndex(index)
        self._link()

    def _link(self) -> None:
        """Enter before the answer is there is kept for it; it counts if that is one product."""
        self._is_agreed = self._is_asking
        product = self._hits.chosen_key()
        if not isinstance(product, UUID) or self._is_asking:
            return
        context = self._context
        command = AddBarcode(self._id, context.actor(), context.clock.now(), product, self._code)

        def done(_barcode: UUID) -> None:
            self.accept()
            self._linked(product)

        context.work.write(self, add_barcode, command, then=done, failed=self._refused)

    def _refused(self, error: UserError) -> None:
        self._is_asking = False
        self._say(str(error), "bad")

    def _say(self, text: str, tone: str = "secondary") -> None:
        self._problem.setText(text)
        self._problem.set_tone(tone)
