"""The large card of the Scan page: a product, an unknown code, words, or several products."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from desktop.queries.pictures import thumbnails_of
from desktop.queries.product import Found
from desktop.ui.context import Context
from desktop.ui.pages.scan.screens import Band, Card, Screen
from desktop.ui.text import money, quantity, tr
from desktop.ui.widgets.choice_row import ChoiceRow
from desktop.ui.widgets.last_scan_card import LastScanCard
from desktop.ui.widgets.scan_band import ScanBand
from desktop.ui.widgets.scan_list import ScanList, ScanRow
from desktop.ui.widgets.status_page import Action, State, StatusPage
from desktop.ui.widgets.thumb import thumb_of

KEYS = 9


class Cards(QStackedWidget):
    """One card at a time. ``picked`` brings the id of a product that was clicked.

    ``shown`` comes when the band of a new screen has been painted: what a scan led to is seen.
    """

    picked = Signal(object)
    shown = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._of: UUID | None = None
        self._photo: tuple[UUID, bytes | None] | None = None
        self._product = LastScanCard()
        self._words = StatusPage(is_large=True)
        self._words_band = ScanBand()
        self._hits = ScanList(tr("Products that match"))
        self._hits.show_pictures(context.pictures)
        self._hits.clicked.connect(self._on_clicked)
        self._hits_band = ScanBand()
        self._pages = {
            "product": self._product,
            "words": _framed(self._words_band, self._words),
            "hits": _framed(self._hits_band, self._hits),
        }
        for page in self._pages.values():
            self.addWidget(page)
        for band in (self._product.band, self._words_band, self._hits_band):
            band.shown.connect(self.shown)

    def show_screen(self, screen: Screen, actions: Sequence[Action] = ()) -> None:
        """A product with its numbers, or words with ways on."""
        content = screen.content
        if isinstance(content, Card):
            self._show_head(screen.band, content)
            self._product.show_tiles(content.tiles, content.level, content.described)
            self.setCurrentWidget(self._product)
            return
        _say(self._words_band, screen.band)
        self._words.show_state(
            State(content.icon, content.title, content.sentence, content.tone, list(actions))
        )
        self.setCurrentWidget(self._pages["words"])

    def show_choices(self, screen: Screen, rows: Sequence[ChoiceRow]) -> None:
        """A question with its answers."""
        if isinstance(screen.content, Card):
            self._show_head(screen.band, screen.content)
            self._product.show_choices(rows)
            self.setCurrentWidget(self._product)

    def show_hits(self, band: Band, products: Sequence[Found], has_keys: bool = False) -> None:
        """Products to choose from; the first is chosen. ``has_keys``: 1 to 9 stand before them."""
        _say(self._hits_band, band)
        self._hits.set_rows(
            [
                self._hit(found, n if has_keys and n <= KEYS else 0)
                for n, found in enumerate(products, 1)
            ]
        )
        self._hits.setCurrentIndex(self._hits.rows.index(0))
        self.setCurrentWidget(self._pages["hits"])

    def move_choice(self, by: int) -> None:
        """Down or up the products."""
        row = self._hits.currentIndex().row() + by
        if 0 <= row < len(self._hits.rows.rows):
            self._hits.setCurrentIndex(self._hits.rows.index(row))

    def chosen(self) -> object | None:
        """The id of the chosen product."""
        return self._hits.chosen_key()

    def _show_head(self, band: Band, card: Card) -> None:
        _say(self._product.band, band)
        self._product.show_head(card.title, card.line, card.tags, card.look)
        self._of = card.product
        if card.product is not None:
            self._show_photo(card.product)

    def _show_photo(self, product: UUID) -> None:
        """That of the scan before at once, any other as soon as it is read."""
        if self._photo is not None and self._photo[0] == product:
            self._product.show_photo(self._photo[1])
        self._context.work.read(
            self, thumbnails_of, (product,),
            then=lambda found: self._on_photo(product, found.get(product)),
        )  # fmt: skip

    def _on_photo(self, product: UUID, small: bytes | None) -> None:
        self._photo = (product, small)
        if product == self._of:
            self._product.show_photo(small)

    def _hit(self, found: Found, key: int) -> ScanRow:
        on_hand = tr("{n} on hand", n=quantity(found.on_hand, found.decimals))
        note = f"{found.sku}  ·  {on_hand}"
        look = thumb_of(found.name, found.category or "")
        return ScanRow(
            found.product,
            f"{key}  {found.name}" if key else found.name,
            note,
            look,
            "",
            money(found.price, self._context.shop.decimals),
            found.product,
        )

    def _on_clicked(self, index: QModelIndex) -> None:
        self.picked.emit(self._hits.rows.rows[index.row()].key)


def _say(band: ScanBand, what: Band) -> None:
    band.show_event(what.token, what.icon, what.words, what.fact)


def _framed(band: ScanBand, content: QWidget) -> QFrame:
    """A card with a band on top."""
    frame = QFrame()
    frame.setProperty("uiKind", "card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(0, 0, 0, 12)
    column.setSpacing(0)
    column.addWidget(band)
    inner = QVBoxLayout()
    inner.setContentsMargins(1, 0, 1, 0)
    inner.addWidget(content)
    column.addLayout(inner, 1)
    return frame
