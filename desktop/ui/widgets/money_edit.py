"""An amount of money, typed."""

from decimal import Decimal

from desktop.ui.text import money, parse_money
from desktop.ui.widgets.decimal_edit import DecimalEdit


class MoneyEdit(DecimalEdit):
    """0 or more, shown with the currency's decimals; ``field`` is named in errors."""

    def __init__(
        self, value: Decimal | None = None, decimals: int = 2, field: str = "price"
    ) -> None:
        super().__init__(lambda text: parse_money(text, field), lambda v: money(v, decimals))
        self.set_value(value)
