"""Which lot came in: typed, taken from those that are known, or filled by a scanned label."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from desktop.commands.scanned_lots import WhichLot
from desktop.domain.errors import UserError
from desktop.domain.lot import LotGiven
from desktop.jobs.scans import look_up
from desktop.queries.lots import known_lots
from desktop.queries.product import ProductCard
from desktop.ui.context import Context
from desktop.ui.text import quantity, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.day_edit import words_of
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.lot_edit import LotEdit


class NameLot(Dialog):
    """``done`` gets the lot, or none where both lines stay empty; nothing is booked before.

    ``other``: a label of another product was scanned, which is another scan.
    """

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        asked: WhichLot,
        done: Callable[[LotGiven], object],
        other: Callable[[str], object],
    ) -> None:
        super().__init__(parent, tr("Which lot came in?"), "", "boxes", width=520)
        self._context, self._asked, self._done, self._other = context, asked, done, other
        self._amount = Decimal(0)
        self.add_amount(asked.quantity)
        self._known: list[LotGiven] = []
        self._place = -1
        self.lot = LotEdit(is_strict=True)
        self.lot.code.labelled.connect(self._on_labelled)
        self.lot.code.stepped.connect(self._on_stepped)
        self.body.addLayout(self.lot.row())
        self.lot.set_hint(tr("As it is printed on the goods."))
        self.add_button(Button(tr("Leave it out"), on_click=self.reject), left=True)
        self.add_button(Button(tr("Without a lot"), on_click=self._on_without))
        self.add_button(Button(tr("Receive"), "primary", "check", self._on_go))
        context.work.read(self, known_lots, asked.product, then=self._on_known)

    def add_amount(self, more: Decimal) -> None:
        """More of the same was scanned meanwhile: it is of the same lot."""
        self._amount += more
        asked = self._asked
        goods = f"{quantity(self._amount, asked.decimals)} × {asked.name}"
        words = tr("The next ones of this delivery are of the same lot.")
        self.retitle(self.windowTitle(), f"{goods}. {words}")

    def _focus_first(self) -> None:
        self.lot.code.setFocus()

    def _on_known(self, known: list[LotGiven]) -> None:
        self._known = known
        if known:
            names = ", ".join(_words(lot) for lot in known[:3])
            self.lot.set_hint(tr("↓ takes one that is known: {lots}", lots=names))

    def _on_stepped(self, by: int) -> None:
        """Above the first one nothing is taken."""
        self._place = max(-1, min(len(self._known) - 1, self._place + by))
        self.lot.show_lot(self._known[self._place] if self._place >= 0 else LotGiven())

    def _on_labelled(self, code: str) -> None:
        def then(card: ProductCard) -> None:
            if card.product != self._asked.product or card.label is None:
                self._other(code)
                return
            self.lot.show_lot(LotGiven(card.label.lot, card.label.expiry))
            self._on_go()

        def failed(_error: UserError) -> None:
            self._other(code)

        location = self._context.actor().location
        self._context.work.read(self, look_up, code, location, then=then, failed=failed)

    def _on_without(self) -> None:
        self.lot.show_lot(LotGiven())
        self._on_go()

    def _on_go(self) -> None:
        try:
            given = self.lot.given()
        except UserError as error:
            self.lot.set_error(error)
            return
        self.accept()
        self._done(given)


def _words(lot: LotGiven) -> str:
    day = words_of(lot.expiry) if lot.expiry is not None else ""
    return " · ".join(filter(None, (lot.code, day)))
