"""What a product costs in each store: a line for every store, empty where it costs the usual."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.commands.store_prices import SetStorePrices, set_store_prices
from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.domain.shop import currency_decimals
from desktop.queries.product import ProductCard
from desktop.queries.store_prices import PriceInStore, prices_by_store
from desktop.ui.context import Context
from desktop.ui.rights import Right
from desktop.ui.text import money, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.form import Form
from desktop.ui.widgets.money_edit import MoneyEdit
from desktop.ui.widgets.scrolled import Scrolled

FEW = 6
Done = Callable[[UUID, str, str], object]


class StorePricesDialog(Dialog):
    """``done(batch, words, sentence)`` comes when something was set."""

    def __init__(self, parent: QWidget, context: Context, card: ProductCard, done: Done) -> None:
        usual = money(card.usual_price, context.shop.decimals)
        sentence = tr("It costs {price} wherever a store has no price of its own.", price=usual)
        super().__init__(parent, tr("Prices by store"), sentence, "tags", width=460)
        self._context, self._card, self._done = context, card, done
        self._stores: Sequence[PriceInStore] = ()
        self._edits: dict[UUID, MoneyEdit] = {}
        self._form: Form | None = None
        self.add_cancel()
        self.save = self.add_button(Button(tr("Save"), "primary", "check", self._on_save))
        self.save.setEnabled(False)
        self._may = Right(self, context, Permission.EDIT_PRODUCT)
        self.save.setToolTip(self._may.reason)
        context.work.read(self, prices_by_store, card.product, then=self._on_prices)

    def _on_prices(self, stores: Sequence[PriceInStore]) -> None:
        self._stores = stores
        usual = money(self._card.usual_price, self._context.shop.decimals)
        fields = {}
        for each in stores:
            edit = MoneyEdit(each.price, currency_decimals(each.currency))
            edit.setPlaceholderText(usual)
            self._edits[each.store] = edit
            fields[str(each.store)] = Field(f"{each.name} ({each.code})", edit)
        self._form = Form(fields, tuple(fields))
        self.body.addWidget(
            self._form if len(stores) <= FEW else Scrolled(self._form, tr("Prices by store"))
        )
        self.save.setEnabled(not self._may.reason)
        self.place()
        first = next(iter(self._edits.values()))
        self._form.show()
        first.show()  # what is not seen yet gets no keys
        first.setFocus()

    def _on_save(self) -> None:
        assert self._form is not None
        self._form.clear_errors()
        prices: list[tuple[UUID, Decimal | None]] = []
        for each in self._stores:
            try:
                price = self._edits[each.store].value()
            except UserError as error:
                self._form.refuse(UserError(error.message, error.hint, str(each.store)))
                return
            if price != each.price:
                prices.append((each.store, price))
        if not prices:
            self.accept()
            return
        self.save.setEnabled(False)
        context = self._context
        head = context.signed()
        command = SetStorePrices(*head, self._card.product, tuple(prices))
        context.work.write(
            self, set_store_prices, command, failed=self._on_refused,
            then=lambda _number: self._on_set(command.id),
        )  # fmt: skip

    def _on_set(self, batch: UUID) -> None:
        words = tr("Prices by store of {name}", name=self._card.name)
        self._done(batch, words, tr("{what} saved", what=words))
        self.accept()

    def _on_refused(self, error: UserError) -> None:
        self.save.setEnabled(True)
        if self._form is not None:
            self._form.refuse(error)
