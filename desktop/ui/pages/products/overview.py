"""The chosen product at a glance: stock by place, prices, codes, vendors, last movements."""

from decimal import Decimal
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from shiboken6 import isValid

from desktop.domain.custom_field import FieldInfo
from desktop.domain.outlook import Outlook
from desktop.queries.custom_fields import fields_in
from desktop.queries.movements import MoveRow, moves_of
from desktop.queries.product import ProductCard
from desktop.queries.product_parts import VendorOffer
from desktop.queries.vendor_prices import best_vendors
from desktop.ui.context import Context
from desktop.ui.events.words import span_words
from desktop.ui.outlook.small import AHEAD, SmallOutlook
from desktop.ui.outlook.words import runs_out
from desktop.ui.own_fields import words_in
from desktop.ui.pages.products.family import FamilyPart
from desktop.ui.pages.products.pictures import Gallery
from desktop.ui.pages.products.words import KIND_WORDS
from desktop.ui.text import calendar_day, money, plural, quantity, relative, signed, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import line
from desktop.ui.widgets.elide_link import PAD, ElideLink, flush
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.level_bar import Level, LevelBar
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.scrolled import PanelBody, clear

_NONE = Decimal(0)
PROMOTIONS = 3


class Overview(PanelBody):
    """Filled with a card; each number on hand leads to its movements."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._card: ProductCard | None = None
        self._told: Outlook | None = None
        self._next = QVBoxLayout()
        self._best: dict[UUID, Pill] = {}
        self._numbers: list[Button] = []
        self.gallery = Gallery(context)
        self.gallery.hide()

    def show_card(self, card: ProductCard, takes_keys: bool = False) -> None:
        """Another product, or the same anew; keys go to its first number where they should."""
        focus = self.window().focusWidget()  # the window may not be the active one just now
        takes_keys = takes_keys or (focus is not None and self.isAncestorOf(focus))
        self._card = card
        self.parts.removeWidget(self.gallery)  # it stays as it is, with its keys
        clear(self.parts)
        self._show_stock(card)
        self._next = QVBoxLayout()
        self._next.setSpacing(6)
        self.parts.addLayout(self._next)
        if self._told is not None and self._told.product == card.product:
            self.show_outlook(self._told)
        self.parts.addWidget(FamilyPart(self._context, card))
        self._show_lots(card)
        self._show_codes(card)
        self._show_pictures(card)
        self._show_vendors(card)
        self._own = QVBoxLayout()
        self._own.setSpacing(6)
        self.parts.addLayout(self._own)
        self._moves = QVBoxLayout()
        self._moves.setSpacing(6)
        self.parts.addLayout(self._moves)
        self.parts.addStretch(1)
        if takes_keys and self._numbers:
            self._numbers[0].show()  # what is not seen yet gets no keys
            self._numbers[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self._context.work.read(self, moves_of, card.product, then=self._on_moves)
        if card.custom:
            self._context.work.read(self, fields_in, then=partial(self._on_fields, card))

    def show_outlook(self, told: Outlook) -> None:
        """How its stock will run down, where that was foretold; the words lead to all of it."""
        self._told = told
        if self._card is None or self._card.product != told.product:
            return  # it waits for the card
        clear(self._next)
        self._show_promotions(told)
        if not told.ahead:
            return
        row = QHBoxLayout()
        row.addWidget(Label(tr("Next {n} days", n=AHEAD), "strong"), 1)
        is_soon = told.on_hand <= 0 or told.usual is not None
        words = tr("Runs out {when}", when=runs_out(told))
        row.addWidget(Pill(words, "warn" if is_soon else "neutral", small=True))
        picture = SmallOutlook()
        picture.show_outlook(told)
        self._next.addWidget(line())
        self._next.addLayout(row)
        self._next.addWidget(picture)

    def _show_promotions(self, told: Outlook) -> None:
        """Those that run or come; each leads to its day in the calendar."""
        go = self._context.go
        coming = [e for e in told.happenings if e.kind == "promotion" and e.last >= told.today]
        for event in coming[:PROMOTIONS]:
            words = tr(
                "On promotion {days}: {name}",
                days=span_words(event.first, event.last),
                name=event.name,
            )
            leads = tr("Show {name} in the calendar", name=event.name)
            link = ElideLink(words, leads, partial(go, "events", day=event.first))
            self._next.addLayout(flush(link))

    def show_no_outlook(self, _error: object) -> None:
        """It could not be read: nothing is told rather than something old."""
        clear(self._next)

    def show_error(self, sentence: str) -> None:
        """Why there is nothing to see."""
        self.parts.removeWidget(self.gallery)
        self.gallery.hide()
        clear(self.parts)
        self.parts.addWidget(Label(sentence, "body", "bad", wrap=True))
        self.parts.addStretch(1)

    def _show_stock(self, card: ProductCard) -> None:
        self._numbers = []
        self.parts.addWidget(Label(tr("Stock by location"), "strong"))
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
            self._numbers.append(number)
            row.addWidget(number)
            row.addSpacing(-PAD)  # ends where the numbers below end
            self.parts.addLayout(row)
        if not card.levels:
            self.parts.addWidget(Label(tr("Nothing was booked yet."), "body", "muted"))
        self._show_price(card)
        if card.reorder_point is not None:
            reorder = quantity(card.reorder_point, card.decimals)
            self.add_pair(tr("Reorder at"), reorder, "strong")

    def _show_price(self, card: ProductCard) -> None:
        """What it costs here; of a parent from the lowest to the highest of its variants."""
        decimals = self._context.shop.decimals
        price = money(card.price, decimals)
        if card.price_to is not None and card.price_to != card.price:
            price = f"{price}–{money(card.price_to, decimals)}"
        self.add_pair(tr("Price"), price, "strong")
        if card.price != card.usual_price and not card.is_template:
            self.add_pair(tr("Price elsewhere"), money(card.usual_price, decimals), "strong")

    def _show_codes(self, card: ProductCard) -> None:
        self.parts.addWidget(line())
        head = QHBoxLayout()
        head.addWidget(Label(tr("Codes"), "strong"), 1)
        change = Button(tr("Change …"), "link", on_click=lambda: self._on_codes(card))
        change.setAccessibleName(tr("Change the codes of {name}", name=card.name))
        head.addWidget(change)
        head.addSpacing(-PAD)
        self.parts.addLayout(head)
        for code in card.codes:
            pack = "" if code.pack_qty == 1 else f" × {quantity(code.pack_qty, 0)}"
            row = QHBoxLayout()
            row.addWidget(ElideLabel(code.code, "body"), 1)
            row.addWidget(Label(f"{code.kind}{pack}", "small", "muted"))
            self.parts.addLayout(row)

    def _show_pictures(self, card: ProductCard) -> None:
        self.parts.addWidget(line())
        self.parts.addWidget(self.gallery)
        self.gallery.show_of(card.product, card.name)
        self.gallery.show()

    def _on_codes(self, card: ProductCard) -> None:
        from desktop.ui.dialogs.codes import CodesDialog

        CodesDialog(self, self._context, card).open()

    def _show_lots(self, card: ProductCard) -> None:
        """In the order in which they leave."""
        if not card.lots:
            return
        self.parts.addWidget(line())
        self.parts.addWidget(Label(tr("Lots here"), "strong"))
        for lot in card.lots:
            day = calendar_day(lot.expiry, "d MMM yyyy") if lot.expiry else tr("no expiry")
            words = f"{lot.code}  ·  {day}"
            self.add_pair(words, quantity(lot.on_hand, card.decimals), "strong")

    def _show_vendors(self, card: ProductCard) -> None:
        if not card.vendors:
            return
        self.parts.addWidget(line())
        self.parts.addWidget(Label(tr("Vendors' prices"), "strong"))
        self._best = {offer.vendor: Pill(tr("Best"), "ok", small=True) for offer in card.vendors}
        for offer in card.vendors:
            self._best[offer.vendor].hide()
            self.parts.addLayout(self._offer(offer))
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
        words.addLayout(flush(ElideLink(offer.name, leads, lambda: go("vendors", vendor=vendor))))
        words.addWidget(ElideLabel(f"{days} · {least}", "small", "muted"))
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(self._best[vendor])
        row.addWidget(Label(money(offer.unit_price, self._context.shop.decimals), "strong"))
        return row

    def _on_best(self, best: dict[UUID, UUID]) -> None:
        """The pill, where there is a choice between active vendors."""
        product = self._card.product if self._card else None
        pill = self._best.get(best[product]) if product in best else None
        if pill is not None and isValid(pill):
            pill.show()

    def _on_fields(self, card: ProductCard, fields: tuple[FieldInfo, ...]) -> None:
        """What is said in the shop's own fields, in its order; what says nothing is left out."""
        told = [
            (tr(i.label), words_in(i, card.custom[i.key])) for i in fields if i.key in card.custom
        ]
        if self._card is not card or not told:
            return
        clear(self._own)
        self._own.addWidget(line())
        self._own.addWidget(Label(tr("Custom fields"), "strong"))
        for label, words in told:
            row = QHBoxLayout()
            row.addWidget(ElideLabel(label, "body", "secondary"), 3)
            value = ElideLabel(words, "body")
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            value.setToolTip(words)
            row.addWidget(value, 4)
            self._own.addLayout(row)

    def _on_moves(self, moves: list[MoveRow]) -> None:
        card = self._card
        if card is None or any(move.product != card.product for move in moves):
            return
        clear(self._moves)
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
            row.addWidget(ElideLabel(tr(KIND_WORDS[move.kind]), "body"), 1)
            row.addWidget(self._change(move))
            self._moves.addLayout(row)
        link = Button(tr("All movements"), "link", on_click=lambda: self._open_movements(card))
        self._moves.addLayout(flush(link))

    def _change(self, move: MoveRow) -> Label:
        if move.quantity is None:
            found = "" if move.set_qty is None else f"= {quantity(move.set_qty, move.decimals)}"
            return Label(found, "strong")
        tone = "ok" if move.quantity > 0 else "info"
        return Label(signed(move.quantity, move.decimals), "strong", tone)

    def _open_movements(self, card: ProductCard) -> None:
        self._context.go("movements", product=card.product, name=card.name)
