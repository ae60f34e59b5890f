"""The fields that can be changed of many products: their words, how they are typed and shown."""

from dataclasses import dataclass
from typing import Any

from desktop.domain.change import Change, parse_change
from desktop.domain.errors import UserError
from desktop.domain.quantity import plain
from desktop.queries.products import STATUSES
from desktop.ui.text import money, quantity, tr


@dataclass(frozen=True)
class Field:
    """``key`` is the command's; ``kind``: money, percent, quantity, text or choice."""

    key: str
    title: str
    kind: str
    hint: str = "+5%  -0.10  =2.50"

    def parse(self, text: str) -> Change:
        """What is typed, as a change; UserError in words."""
        if self.kind == "text":
            typed = text.strip()
            return Change("set", typed) if typed else Change("clear")
        if self.kind == "choice":
            return Change("set", text)
        change = parse_change(text, self.key)
        if change.kind == "clear" and self.key in ("price", "tax_rate"):
            raise UserError(tr("Every product has one: it cannot be cleared."), field=self.key)
        return change

    def words(self, value: Any, places: int, decimals: int) -> str:
        """A value as the lists show it."""
        if self.kind == "choice":
            return next((tr(c.title) for c in STATUSES if c.value == value), str(value))
        if value is None or value == "":
            return tr("none")
        if self.kind == "money":
            return money(value, places)
        if self.kind == "quantity":
            return quantity(value, decimals)
        return f"{plain(value)} %" if self.kind == "percent" else str(value)


_CLEARED = "+5%  -1  =12  clear"
FIELDS = (
    Field("price", "Price", "money"),
    Field("unit_cost", "Cost", "money", "+5%  -0.10  =2.50  clear"),
    Field("reorder_point", "Reorder at", "quantity", _CLEARED),
    Field("reorder_qty", "Reorder quantity", "quantity", _CLEARED),
    Field("tax_rate", "Tax rate", "percent", "=20"),
    Field("category", "Category", "text", "Drinks > Tea; nothing for none"),
    Field("status", "Status", "choice", ""),
)
