"""The chosen product beside the table: stock by place, codes, vendors' prices, last movements."""

from decimal import Decimal
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.queries.movements import KINDS, MoveRow, moves_of
from desktop.queries.product import ProductCard, VendorOffer, product_details
from desktop.queries.vendor_prices import best_vendors
from desktop.ui.context import Context
from desktop.ui.rights import Right
from desktop.ui.text import money, plural, quantity, relative, signed, tr
from desktop.ui.widgets.button import Button, IconButton
from desktop.ui.widgets.card import Card, line
from desktop.ui.widgets.elide_link import PAD, ElideLink
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.level_bar import Level, LevelBar
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.thumb import Thumb, thumb_of

TABLES = frozenset({"*", "stock_level", "product", "barcode", "vendor", "vendor_price"})
_NONE = Decimal(0)
_WORDS = {kind.value: kind.title for kind in KINDS}


class ProductPanel(Card):
    """Shows one product; reads it off the GUI thread and again when its data changed."""

    closed = Signal()
    edit_wanted = Signal(object)  # ProductCard
    stock_wanted = Signal(object)  # ProductCard

    def __init__(self, context: Context) -> None:
        super().__init__(padding=0, spacing=0)
        self._context = context
        self._product: UUID | None = None
        self._card: ProductCard | None = None
        self._best: dict[UUID, Pill] = {}
        self._head = QVBoxLayout()
        self._head.setContentsMargins(16, 16, 12, 12)
        self._parts = QVBoxLayout()
        self._parts.setContentsMargins(16, 12, 16, 16)
        self._parts.setSpacing(8)
        inside = QWidget()
        inside.setLayout(self._parts)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addLayout(self._head)
        self.body.addWidget(line())
        self.body.addWidget(scroll, 1)
        foot = self.add_foot()
        stock = Button(tr("Change stock"), icon="sliders-horizontal", on_click=self._on_stock)
        edit = Button(tr("Edit"), icon="pencil", on_click=self._on_edit)
        foot.addWidget(stock)
        foot.addStretch(1)
        foot.addWidget(edit)
        Right(self, context, None, stock)
        Right(self, context, Permission.EDIT_PRODUCT, edit)
        context.work.changed.connect(self._on_changed)

    def show_product(self, product: UUID | None) -> None:
        """Reads and shows a product; None empties the panel."""
        self._product = product
        if product is not None:
            self._read()

    def _read(self) -> None:
        context, product = self._context, self._product
        work = context.work
        work.read(
            self, product_details, product, context.shop.location,
            then=self._on_card, failed=self._on_failed,
        )  # fmt: skip

    def _on_changed(self, tables: frozenset[str]) -> None:
        shown = self.isVisible() and self._product is not None
        if shown and tables & TABLES:
            self._read()

    def _on_failed(self, error: UserError) -> None:
        _clear(self._parts)
        self._parts.addWidget(Label(str(error), "body", "bad", wrap=True))

    def _on_card(self, card: ProductCard) -> None:
        if card.product != self._product:
            return
        self._card = card
        self._show_head(card)
        _clear(self._parts)
        self._show_stock(card)
        self._show_codes(card)
        self._show_vendors(card)
        self._moves = QVBoxLayout()
        self._moves.setSpacing(6)
        self._parts.addLayout(self._moves)
        self._parts.addStretch(1)
        work = self._context.work
        work.read(self, moves_of, card.product, then=self._on_moves, failed=self._on_failed)

    def _show_head(self, card: ProductCard) -> None:
        _clear(self._head)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Thumb(thumb_of(card.name, card.category), 52))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(ElideLabel(card.name, "subtitle"))
        code = card.codes[0].code if card.codes else ""
        words.addWidget(ElideLabel(" · ".join(filter(None, (card.sku, code))), "small", "muted"))
        pills = QHBoxLayout()
        pills.setSpacing(6)
        pills.addWidget(_stock_pill(card))
        pills.addWidget(Pill(tr(card.status.capitalize()), small=True))
        pills.addStretch(1)
        words.addLayout(pills)
        row.addLayout(words, 1)
        close = IconButton("x", tr("Close the panel"), self.closed.emit)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addLayout(row)

    def _show_stock(self, card: ProductCard) -> None:
        self._parts.addWidget(Label(tr("Stock by location"), "strong"))
        for place in card.levels:
            row = QHBoxLayout()
            name = ElideLabel(place.name, "body", "secondary")
            name.setFixedWidth(96)
            row.addWidget(name)
            row.addWidget(LevelBar(Level.of(place.on_hand, card.reorder_point or _NONE)), 1)
            number = Button(quantity(place.on_hand, card.decimals), "link")
            number.setToolTip(tr("Show the movements behind this number"))
            number.setAccessibleName(tr("{n} on hand, {place}: its movements",
                                        n=quantity(place.on_hand, card.decimals),
                                        place=place.name))  # fmt: skip
            number.clicked.connect(lambda: self._open_movements(card))
            row.addWidget(number)
            self._parts.addLayout(row)
        if not card.levels:
            self._parts.addWidget(Label(tr("Nothing was booked yet."), "body", "muted"))
        price = money(card.price, self._context.shop.decimals)
        self._pair(tr("Price"), price)
        if card.reorder_point is not None:
            self._pair(tr("Reorder at"), quantity(card.reorder_point, card.decimals))

    def _pair(self, what: str, value: str) -> None:
        row = QHBoxLayout()
        row.addWidget(Label(what, "body", "secondary"), 1)
        row.addWidget(Label(value, "strong"))
        self._parts.addLayout(row)

    def _show_codes(self, card: ProductCard) -> None:
        if not card.codes:
            return
        self._parts.addWidget(line())
        self._parts.addWidget(Label(tr("Codes"), "strong"))
        for code in card.codes:
            pack = "" if code.pack_qty == 1 else f" × {quantity(code.pack_qty, 0)}"
            row = QHBoxLayout()
            row.addWidget(ElideLabel(code.code, "body"), 1)
            row.addWidget(Label(f"{code.kind}{pack}", "small", "muted"))
            self._parts.addLayout(row)

    def _show_vendors(self, card: ProductCard) -> None:
        if not card.vendors:
            return
        self._parts.addWidget(line())
        self._parts.addWidget(Label(tr("Vendors' prices"), "strong"))
        self._best = {offer.vendor: Pill(tr("Best"), "ok", small=True) for offer in card.vendors}
        for offer in card.vendors:
            self._best[offer.vendor].hide()
            self._parts.addLayout(self._offer(offer))
        work = self._context.work
        work.read(self, best_vendors, [card.product], then=self._on_best)

    def _offer(self, offer: VendorOffer) -> QHBoxLayout:
        """The vendor's name leads to the vendor."""
        days = plural("{n} day", "{n} days", offer.lead_time_days)
        least = tr("min {n}", n=quantity(offer.min_order_qty, 0))
        leads = tr("Show the vendor {name}", name=offer.name)
        vendor = offer.vendor
        go = self._context.go
        words = QVBoxLayout()
        words.setSpacing(0)
        link = QHBoxLayout()
        link.setContentsMargins(-PAD, 0, 0, 0)  # its words begin where the note begins
        link.addWidget(ElideLink(offer.name, leads, lambda: go("vendors", vendor=vendor)))
        words.addLayout(link)
        words.addWidget(ElideLabel(f"{days} · {least}", "small", "muted"))
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(self._best[vendor])
        row.addWidget(Label(money(offer.unit_price, self._context.shop.decimals), "strong"))
        return row

    def _on_best(self, best: dict[UUID, UUID]) -> None:
        """The pill, where there is a choice between active vendors."""
        product = self._product
        pill = self._best.get(best[product]) if product in best else None
        if pill is not None and isValid(pill):
            pill.show()

    def _on_moves(self, moves: list[MoveRow]) -> None:
        if self._card is None or any(move.product != self._product for move in moves):
            return
        _clear(self._moves)
        if not moves:
            return
        self._moves.addWidget(line())
        self._moves.addWidget(Label(tr("Last movements"), "strong"))
        now = self._context.clock.now()
        for move in moves:
            row = QHBoxLayout()
            when = ElideLabel(relative(move.at, now, self._context.shop.zone), "small", "muted")
            when.setFixedWidth(84)
            row.addWidget(when)
            row.addWidget(ElideLabel(tr(_WORDS[move.kind]), "body"), 1)
            row.addWidget(self._change(move))
            self._moves.addLayout(row)
        link = Button(tr("All movements"), "link", on_click=self._on_all)
        self._moves.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def _change(self, move: MoveRow) -> Label:
        if move.quantity is None:
            found = "" if move.set_qty is None else f"= {quantity(move.set_qty, move.decimals)}"
            return Label(found, "strong")
        tone = "ok" if move.quantity > 0 else "info"
        return Label(signed(move.quantity, move.decimals), "strong", tone)

    def _on_all(self) -> None:
        if self._card is not None:
            self._open_movements(self._card)

    def _open_movements(self, card: ProductCard) -> None:
        self._context.go("movements", product=card.product, name=card.name)

    def _on_stock(self) -> None:
        if self._card is not None:
            self.stock_wanted.emit(self._card)

    def _on_edit(self) -> None:
        if self._card is not None:
            self.edit_wanted.emit(self._card)


def _stock_pill(card: ProductCard) -> Pill:
    if card.total < 0:
        return Pill(tr("Below zero"), "bad", "circle-x", small=True)
    if card.total == 0:
        return Pill(tr("Out of stock"), "bad", "circle-x", small=True)
    if card.reorder_point and card.total <= card.reorder_point:
        return Pill(tr("Low stock"), "warn", "triangle-alert", small=True)
    return Pill(tr("In stock"), "ok", "circle-check", small=True)


def _clear(layout: QVBoxLayout | QHBoxLayout) -> None:
    """Empties a layout, with the layouts in it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.deleteLater()
        elif isinstance(inner, QVBoxLayout | QHBoxLayout):
            _clear(inner)
