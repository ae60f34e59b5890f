"""The fields that can be changed of many products: their words, how they are typed and shown."""

from dataclasses import dataclass
from typing import Any

from desktop.domain.change import Change, parse_change
from desktop.domain.custom_field import FieldInfo, stored
from desktop.domain.errors import UserError
from desktop.domain.quantity import plain
from desktop.queries.products import STATUSES
from desktop.ui.own_fields import words_in
from desktop.ui.text import money, quantity, tr


@dataclass(frozen=True)
class Field:
    """``key`` is the command's; ``kind``: money, percent, quantity, text, choice or own.

    ``info``: the definition of a field of the shop's own.
    """

    key: str
    title: str
    kind: str
    hint: str = "+5%  -0.10  =2.50"
    info: FieldInfo | None = None

    @property
    def choices(self) -> list[tuple[object, str]]:
        """What is picked from; nothing where it is typed."""
        if self.info is None:
            return [(c.value, tr(c.title)) for c in STATUSES] if self.kind == "choice" else []
        if self.info.type == "yes_no":
            return [("yes", tr("Yes")), ("no", tr("No")), ("", tr("Not said"))]
        picked: list[tuple[object, str]] = [(o.key, o.label) for o in self.info.options]
        return [*picked, ("", tr("Nothing chosen"))] if picked else []

    def parse(self, text: str) -> Change:
        """What is typed, as a change; UserError in words."""
        if self.info is not None:
            return _own_change(self.info, text)
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
        if self.info is not None:
            return words_in(self.info, value) or tr("none")
        if self.kind == "choice":
            return next((tr(c.title) for c in STATUSES if c.value == value), str(value))
        if value is None or value == "":
            return tr("none")
        if self.kind == "money":
            return money(value, places)
        if self.kind == "quantity":
            return quantity(value, decimals)
        return f"{plain(value)} %" if self.kind == "percent" else str(value)


def own_field(info: FieldInfo) -> Field:
    """A field of the shop's own."""
    is_picked = info.type in ("choice", "yes_no")
    return Field(info.name, info.label, "choice" if is_picked else "own", _HINTS[info.type], info)


def _own_change(info: FieldInfo, text: str) -> Change:
    if info.type == "number" and text.strip():
        return parse_change(text, info.name)
    kept = stored(info, text)
    return Change("clear") if kept is None else Change("set", kept)


_HINTS = {
    "text": "Nothing for none",
    "number": "12.5  +5%  clear",
    "date": "2026-11-22; nothing for none",
    "yes_no": "",
    "choice": "",
}
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
