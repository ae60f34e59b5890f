"""Fields of goods and their values in words: what an import or a feed changes is told with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from desktop.domain.custom_field import PREFIX, FieldInfo
from desktop.domain.shop import ShopInfo
from desktop.ui.own_fields import words_in
from desktop.ui.text import calendar_day, money, percent, quantity, tr

FIELDS = {
    "": "Not read",
    "sku": "SKU",
    "barcode": "Barcode",
    "name": "Name",
    "description": "Description",
    "price": "Price",
    "price_with_tax": "Price with tax",
    "price_without_tax": "Price without tax",
    "cost": "Cost",
    "category": "Category",
    "stock": "On hand",
    "vendor": "Vendor",
    "unit": "Unit",
    "tax_rate": "Tax rate",
    "reorder_point": "Reorder point",
    "reorder_qty": "Reorder quantity",
    "status": "Status",
    "brand": "Brand",
    "manufacturer": "Manufacturer",
    "mpn": "Maker's number",
    "parent": "Variant of",
    "options": "Options",
    "tags": "Tags",
    "images": "Pictures",
    "is_template": "Has variants",
    "attributes": "Tags",
    "date": "Date",
    "quantity": "Quantity sold",
    "amount": "Amount paid",
    "promo": "On promotion",
}
_MONEY = ("price", "price_with_tax", "price_without_tax", "cost", "amount")
_AMOUNTS = ("stock", "reorder_point", "reorder_qty", "quantity")
_STATES = {"active": "Active", "draft": "Draft", "archived": "Archived"}
_ANSWERS = {"yes": "Yes", "no": "No"}
_NONE = "–"
_SOLD = " on "  # between how many were sold and the day
Told = tuple[str, str, str]  # field, before and after, as they are kept


@dataclass(frozen=True)
class GoodsWords:
    """``own``: the shop's own fields; one that is gone is told by its key."""

    shop: ShopInfo
    own: Sequence[FieldInfo] = ()

    def field(self, name: str) -> str:
        """What a field is called; ``price@M1`` is the price of a store."""
        known, _, store = name.partition("@")
        if store:
            return tr("Price in {store}", store=store)
        info = self._info(name)
        if info is not None:
            return info.label
        return tr(FIELDS.get(known, known.removeprefix(PREFIX).replace("_", " ")))

    def value(self, name: str, kept: str) -> str:
        """A value as people read it; what cannot be read as one stays as it is kept."""
        if not kept:
            return _NONE
        info = self._info(name)
        if info is not None:
            return words_in(info, kept) or kept
        try:
            return self._worded(name.partition("@")[0], kept)
        except (InvalidOperation, ValueError):
            return kept

    def change(self, state: str, told: Sequence[Sequence[Any]]) -> str:
        """What becomes of a product: "Price 2.50 → 2.75"."""
        if state == "changed":
            changes = (
                f"{self.field(name)} {self.value(name, before)} → {self.value(name, after)}"
                for name, before, after in told
            )
            return "; ".join(changes) or tr("as it was")
        after = {name: value for name, _, value in told}
        if "sold" in after:
            words = {"sold": tr("sold"), "sold_here": tr("left out, sold here")}
            return f"{words.get(state, state)}: {self._sold(after['sold'])}"
        what = tr("new") if state == "new" else tr("as it was")
        stock = after.get("stock")
        return tr("{what}, {n} on hand", what=what, n=self.value("stock", stock)) if stock else what

    def _info(self, name: str) -> FieldInfo | None:
        return next((info for info in self.own if info.name == name), None)

    def _worded(self, name: str, kept: str) -> str:
        if name in _MONEY:
            return money(Decimal(kept), self.shop.decimals)
        if name in _AMOUNTS:
            return quantity(Decimal(kept))
        if name == "tax_rate":
            return percent(Decimal(kept))
        if name == "status":
            return tr(_STATES.get(kept, kept))
        return tr(_ANSWERS.get(kept, kept)) if name == "is_template" else kept

    def _sold(self, kept: str) -> str:
        count, _, day = kept.partition(_SOLD)
        try:
            when = calendar_day(date.fromisoformat(day), "d MMM yyyy")
            return tr("{n} on {day}", n=quantity(Decimal(count)), day=when)
        except (InvalidOperation, ValueError):
            return kept
