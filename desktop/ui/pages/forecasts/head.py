"""Which product it is about, what of it is drawn, and how far ahead."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.outlook import Outlook
from desktop.ui.context import Context
from desktop.ui.outlook.view import DEMAND, STOCK
from desktop.ui.text import quantity, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import ElideLabel
from desktop.ui.widgets.segments import Segments
from desktop.ui.widgets.thumb import Thumb, thumb_of

SPANS = (30, 45, 90)
USUAL = 45
PICTURE = 40


class Head(QWidget):
    """``shown_as`` gives the kind and the days; ``change_wanted``: another product;
    ``recalculate_wanted``: all forecasts anew."""

    shown_as = Signal(str, int)
    change_wanted = Signal()
    recalculate_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._picture = QHBoxLayout()
        self._name = ElideLabel("", "subtitle")
        self._facts = ElideLabel("", "small", "muted")
        self._change = Button(tr("Change"), "ghost", "search", self.change_wanted.emit, "/")
        self.again = Button(
            tr("Recalculate"), icon="refresh-cw", on_click=self.recalculate_wanted.emit
        )
        self.kinds = Segments(
            ((DEMAND, tr("Demand"), tr("Units sold a day")),
             (STOCK, tr("Stock level"), tr("How the stock runs down"))),
            DEMAND,
        )  # fmt: skip
        spans = [(n, tr("{n} d", n=n), tr("{n} days ahead", n=n)) for n in SPANS]
        self.spans = Segments(spans, USUAL)
        for strip in (self.kinds, self.spans):
            strip.chosen.connect(lambda _key: self._tell())
        self._put_together()

    def _put_together(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._facts)
        row.addLayout(self._picture)
        row.addLayout(words, 1)
        for widget in (self._change, self.kinds, self.spans, self.again):
            row.addWidget(widget)

    def show_outlook(self, told: Outlook) -> None:
        """Another product."""
        while (item := self._picture.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self._picture.addWidget(Thumb(thumb_of(told.name, told.category), PICTURE))
        self._name.setText(told.name)
        hand = tr("{n} on hand", n=quantity(told.on_hand, told.decimals))
        coming = tr("{n} on order", n=quantity(told.on_order, told.decimals))
        facts = (told.sku, hand, coming if told.on_order else "", self._context.shop.name)
        self._facts.setText(" · ".join(filter(None, facts)))

    def show_as(self, kind: str) -> None:
        """Chosen from elsewhere."""
        self.kinds.set_current(kind)
        self._tell()

    def _tell(self) -> None:
        self.shown_as.emit(str(self.kinds.current), int(str(self.spans.current)))
