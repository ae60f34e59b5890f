"""The shop's own settings, the same on all workstations."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop.commands.shop_changes import ChangeShop, change_shop
from desktop.domain.conflict import ChangedMeanwhile
from desktop.domain.errors import UserError
from desktop.domain.money import parse_price
from desktop.domain.permissions import Permission
from desktop.domain.quantity import plain
from desktop.domain.shop import ShopInfo
from desktop.queries.shop import shop_info
from desktop.ui.context import Context
from desktop.ui.rights import Right
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.choices import Combo, Switch
from desktop.ui.widgets.clashes import show_clashes
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.line_edit import LineEdit


@dataclass(frozen=True)
class _Input:
    """One field: how it is read from the shop, typed, and stored."""

    field: Field
    show: Callable[[Any], None]
    read: Callable[[], Any]


class ShopCard(Card):
    """Saved with its button; a mistake is told at its field, and nothing of it is stored."""

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Shop"))
        self._context = context
        self._inputs = _inputs()
        self.first: QWidget = self._inputs["name"].field.editor
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        for number, entry in enumerate(self._inputs.values()):
            place = (number // 2, number % 2)
            grid.addWidget(entry.field, *place, Qt.AlignmentFlag.AlignTop)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        self.add(grid)
        self._save = Button(tr("Save"), "primary", "check", on_click=self._on_save)
        foot = QHBoxLayout()
        foot.addWidget(Button(tr("Codes of scales…"), icon="scale", on_click=self._on_scales))
        foot.addStretch(1)
        foot.addWidget(self._save)
        self.add(foot)
        Right(self, context, Permission.EDIT_SETTINGS, self._save)
        self._show(context.shop)

    def _show(self, shop: ShopInfo) -> None:
        for key, entry in self._inputs.items():
            entry.show(getattr(shop, key))
        self._shown = {key: entry.read() for key, entry in self._inputs.items()}

    def _on_scales(self) -> None:
        from desktop.ui.dialogs.scale_codes import ScaleCodesDialog

        ScaleCodesDialog(self, self._context).open()

    def _on_save(self) -> None:
        for entry in self._inputs.values():
            entry.field.set_error("")
        try:
            typed = {key: entry.read() for key, entry in self._inputs.items()}
        except UserError as error:
            self._on_refused(error)
            return
        # What nobody touched here may have been set at another workstation meanwhile: it stays.
        values = {key: value for key, value in typed.items() if value != self._shown[key]}
        context = self._context
        head = context.signed()
        command = ChangeShop(*head, values, {key: self._shown[key] for key in values})
        self._save.setEnabled(False)
        context.work.write(self, change_shop, command, then=self._on_saved, failed=self._on_refused)

    def _on_saved(self, _result: None) -> None:
        context = self._context
        context.work.read(
            self, shop_info, context.actor(), then=self._on_shop, failed=self._on_refused
        )

    def _on_shop(self, shop: ShopInfo) -> None:
        context = self._context
        self._save.setEnabled(True)
        self._save.setText(tr("Save"))
        context.shop = shop
        self._show(shop)
        context.save_settings(context.settings)
        context.notify(tr("The shop’s settings are saved."), "ok")

    def _on_refused(self, error: UserError) -> None:
        self._save.setEnabled(True)
        if isinstance(error, ChangedMeanwhile):
            self._ask_whose(error)
            return
        entry = self._inputs.get(error.field)
        if entry is None:
            self._context.notify(str(error), "bad")
        else:
            entry.field.set_error(str(error))
            entry.field.editor.setFocus()

    def _ask_whose(self, error: ChangedMeanwhile) -> None:
        """Nothing typed is lost; saved once more, it is against what the other one set."""
        fields = {key: entry.field for key, entry in self._inputs.items()}

        def take(key: str, value: Any) -> None:
            self._inputs[key].show(value)

        show_clashes(error, fields, self._context.shop.zone, _words, take, self._save)
        self._shown |= {clash.field: clash.now for clash in error.clashes}


def _words(key: str, value: Any) -> str:
    """A setting as its field says it."""
    if key == "tax_rates":
        return " ".join(value)
    if key == "day_starts_at":
        return _hour(value)
    yes, no = tr("with tax"), tr("without tax")
    return (yes if value else no) if key == "prices_include_tax" else str(value)


def _hour(hour: int) -> str:
    return f"{hour:02d}:00"


def _inputs() -> dict[str, _Input]:
    name, currency, rates = LineEdit(), LineEdit(), LineEdit()
    currency.setMaxLength(3)
    zone = Combo([(zone, zone) for zone in sorted(available_timezones())])
    includes = Switch(tr("Prices include tax"))
    starts = Combo([(hour, _hour(hour)) for hour in range(24)])
    tax = Field(tr("Tax rates in percent"), rates, tr("The usual one first; 0 for none"))
    return {
        "name": _Input(Field(tr("Name"), name), name.setText, name.text),
        "currency": _Input(Field(tr("Currency"), currency), currency.setText, currency.text),
        "zone": _Input(Field(tr("Time zone"), zone), zone.set_current, zone.current_key),
        "day_starts_at": _Input(
            Field(tr("The shop's day begins at"), starts), starts.set_current, starts.current_key
        ),
        "tax_rates": _Input(
            tax,
            lambda shown: rates.setText(" ".join(plain(Decimal(rate)) for rate in shown)),
            lambda: [plain(rate) for rate in _rates(rates.text())],
        ),
        "prices_include_tax": _Input(
            Field(tr("Prices on the shelf"), includes), includes.setChecked, includes.isChecked
        ),
    }


def _rates(typed: str) -> tuple[Decimal, ...]:
    rates = tuple(
        parse_price(rate, "tax_rates") for rate in typed.replace("%", " ").replace(";", " ").split()
    )
    if any(rate > 100 for rate in rates):
        raise UserError(tr("A tax rate is at most 100 %."), field="tax_rates")
    return rates or (Decimal(0),)
