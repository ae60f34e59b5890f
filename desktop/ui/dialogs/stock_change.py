"""One product's stock, changed by hand: counted, corrected, written off or received."""

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.commands.stock import BookStock, StockBooked, book_stock
from desktop.commands.undo import UndoBooking, undo_booking
from desktop.domain.errors import UserError
from desktop.domain.lot import LotGiven
from desktop.jobs.scans import look_up
from desktop.queries.product import ProductCard
from desktop.ui.context import Context
from desktop.ui.packs import on_hand_in_packs
from desktop.ui.text import quantity, signed, tr, units
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.line_edit import LineEdit
from desktop.ui.widgets.lot_edit import LotEdit
from desktop.ui.widgets.quantity_edit import QuantityEdit


@dataclass(frozen=True)
class _Action:
    """The words of one kind of change."""

    key: str
    button: str
    label: str
    hint: str
    done: str


ACTIONS = (
    _Action("count", "Count", "Found on the shelf", "Sets on hand to this number", "Counted"),
    _Action("adjust", "Correct", "More or less", "+3 adds three, −2 takes two", "Corrected"),
    _Action("waste", "Write off", "Broken, expired or gone", "Taken off on hand", "Written off"),
    _Action("receive", "Receive", "Came in", "Added to on hand", "Received"),
)


class StockChange(Dialog):
    """Pick the kind, type a number and why; Enter books it. A notice offers to undo."""

    def __init__(self, parent: QWidget, context: Context, card: ProductCard) -> None:
        here = quantity(card.on_hand, card.decimals)
        subtitle = tr("{n} {unit} on hand here", n=here, unit=units(card.unit, card.on_hand))
        cases = on_hand_in_packs(card)
        subtitle += f" ({cases})" if cases else ""
        super().__init__(parent, card.name, subtitle, "sliders-horizontal", width=520)
        self._context = context
        self._card = card
        self._action = ACTIONS[0]
        row = QHBoxLayout()
        row.setSpacing(8)
        for action in ACTIONS:
            button = Button(tr(action.button), "segment")
            button.setChecked(action is self._action)
            button.setAutoExclusive(True)
            button.clicked.connect(lambda _on=False, chosen=action: self._choose(chosen))
            row.addWidget(button)
        row.addStretch(1)
        self._number = QuantityEdit(None, card.decimals, of=card.counted_in)
        self._reason = LineEdit("", tr("Why? (may stay empty)"))
        self._quantity = Field("", self._number)
        self._lot = LotEdit()
        self._lot_line = QWidget()
        self._lot_line.setLayout(self._lot.row())
        self._lot.code.labelled.connect(self._on_labelled)
        self.body.addLayout(row)
        self.body.addWidget(self._quantity)
        self.body.addWidget(self._lot_line)
        self.body.addWidget(Field(tr("Reason"), self._reason))
        self.add_cancel()
        self._book = self.add_button(Button(tr("Book"), "primary", "check"))
        self._book.clicked.connect(self._on_book)
        self._choose(self._action)
        self._number.setFocus()

    def _choose(self, action: _Action) -> None:
        self._action = action
        self.body.removeWidget(self._quantity)
        self._quantity.deleteLater()
        typed = self._number.text()
        card = self._card
        self._number = QuantityEdit(None, card.decimals, of=card.counted_in)
        self._number.setText(typed)
        self._quantity = Field(tr(action.label), self._number, tr(action.hint))
        self.body.insertWidget(1, self._quantity)
        self._lot_line.setVisible(action.key == "receive" and card.tracking == "lot")
        self._book.setText(tr(action.button))
        self._number.setFocus()

    def _on_book(self) -> None:
        self._quantity.set_error("")
        try:
            number = self._number.value()
            if number is None:
                raise UserError(tr("How many?"), field="quantity")
            lot = self._lot.given() if self._lot_line.isVisible() else None
        except UserError as error:
            self._on_refused(error)
            return
        self._book.setEnabled(False)
        context = self._context
        command = BookStock(
            *context.signed(),
            self._action.key,
            self._card.product,
            number,
            self._reason.text(),
            lot=lot,
        )
        context.work.write(self, book_stock, command, then=self._on_booked, failed=self._on_refused)

    def _on_booked(self, booked: StockBooked) -> None:
        self.accept()
        change = booked.on_hand - booked.before
        words = tr(
            "{done}: {name} {change}, now {n} on hand",
            done=tr(self._action.done),
            name=booked.name,
            change=signed(change, self._card.decimals),
            n=quantity(booked.on_hand, self._card.decimals),
        )
        context = self._context

        def undo() -> None:
            command = UndoBooking(*context.signed(), booked.id)
            context.work.write(
                context.work,
                undo_booking,
                command,
                then=lambda _undone: context.notify(tr("Undone"), "neutral"),
                failed=lambda error: context.notify(str(error), "bad"),
            )

        context.notify(words, "ok", tr("Undo"), undo)

    def _on_labelled(self, code: str) -> None:
        """Of a GS1 label its lot and expiry are taken, where it is of this product."""

        def then(card: ProductCard) -> None:
            if card.product != self._card.product or card.label is None:
                words = tr("This label is of {name}.", name=card.name)
                self._on_refused(UserError(words, field="lot"))
                return
            self._lot.show_lot(LotGiven(card.label.lot, card.label.expiry))

        context = self._context
        location = context.actor().location
        context.work.read(self, look_up, code, location, then=then, failed=self._on_refused)

    def _on_refused(self, error: UserError) -> None:
        self._book.setEnabled(True)
        if self._lot_line.isVisible() and self._lot.set_error(error):
            return
        self._quantity.set_error(str(error))
        self._number.setFocus()
