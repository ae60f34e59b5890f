"""What the lists of the panel say in two lines: movements, alerts, changes of fields."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from desktop.domain.clock import Clock
from desktop.domain.custom_field import PREFIX
from desktop.domain.shop import ShopInfo
from desktop.queries.columns import Column
from desktop.queries.history import AuditRow, FieldChange
from desktop.queries.movements import KINDS
from desktop.ui.alerts.words import AlertWords, facts_of
from desktop.ui.table.words import Words
from desktop.ui.text import money, percent, plural, quantity, relative, tr

KIND_WORDS = {kind.value: kind.title for kind in KINDS}
FIELDS = {
    "sku": "SKU", "unit_cost": "Cost", "reorder_point": "Reorder at",
    "reorder_qty": "Order quantity", "code": "Barcode", "pack_qty": "Pack", "symbology": "Kind",
    "is_primary": "Main code", "min_order_qty": "Minimum order", "lead_time_days": "Lead time",
    "vendor_sku": "Vendor\u2019s code", "is_preferred": "Preferred", "mpn": "Part number",
}  # fmt: skip
MONEY = frozenset({"price", "unit_cost", "unit_price"})
FIGURES = frozenset({"reorder_point", "reorder_qty", "pack_qty", "min_order_qty"})
NOTHING = "–"


class ProductWords(Words):
    """A parent with the number of its variants and the span of their prices."""

    def cell(self, column: Column, row: Any) -> str:
        if column.key != "price":
            return super().cell(column, row)
        ends = (row.price_from, row.price_to) if row.price_from is not None else (row.counts,)
        return "–".join(money(price, self.shop.decimals) for price in dict.fromkeys(ends))

    def value(self, column: Column, row: Any) -> Any:
        """The price that is asked here is the one that is changed."""
        return row.counts if column.key == "price" else super().value(column, row)

    def written(self, column: Column, row: Any, value: Any) -> Any:
        if column.key == "price" and row.price_here is not None:
            return replace(row, price_here=value)
        return super().written(column, row, value)

    def detail(self, column: Column, row: Any) -> str:
        told = super().detail(column, row)
        if column.key != "name" or not row.is_template:
            return told
        return f"{told} · {plural('{n} variant', '{n} variants', row.variants)}"


class Lines(Words):
    """With the moment and the person in the second line."""

    def __init__(self, shop: ShopInfo, clock: Clock) -> None:
        super().__init__(shop, clock)
        self._now = clock.now

    def when(self, row: Any, who: str | None) -> str:
        """``2 min ago · Ines``."""
        moment = relative(row.at, self._now(), self.shop.zone)
        return " · ".join(filter(None, (moment, who)))


class LedgerWords(Lines):
    """What happened and when; how much, and from what to what."""

    def cell(self, column: Column, row: Any) -> str:
        if column.key != "kind":
            return super().cell(column, row)
        words = " · ".join(filter(None, (tr(KIND_WORDS[row.kind]), row.number)))
        return tr("{movement}, taken back", movement=words) if row.undone else words

    def detail(self, column: Column, row: Any) -> str:
        if column.key == "kind":
            return self.when(row, f"{row.location} · {row.user}")
        if column.key != "quantity" or row.before is None or row.after is None:
            return super().detail(column, row)
        return " → ".join(quantity(n, row.decimals) for n in (row.before, row.after))


class AlertLines(AlertWords):
    """What is wrong, and the figures behind it."""

    def detail(self, column: Column, row: Any) -> str:
        if column.key == "message":
            return facts_of(row, self.clock.now(), self.shop.zone)
        return super().detail(column, row)


class HistoryWords(Lines):
    """A change in one line, and its fields one by one."""

    def cell(self, column: Column, row: Any) -> str:
        return self.summary(row) if column.key == "told" else super().cell(column, row)

    def detail(self, column: Column, row: Any) -> str:
        return self.when(row, row.user) if column.key == "told" else super().detail(column, row)

    def summary(self, row: AuditRow) -> str:
        """``Price 2.50 → 2.75, Name Tea → Green tea``."""
        if row.action != "update":
            return self._made_or_gone(row)
        changes = ", ".join(" ".join(pair) for pair in self.fields(row))
        return changes if row.entity == "product" else f"{row.about}: {changes}"

    def fields(self, row: AuditRow) -> list[tuple[str, str]]:
        """Each field with its value before and after; of a new row, what it was given."""
        return [
            (_title(change.field), self._told(change, row.action))
            for change in row.changes
            if row.action == "update" or change.before or change.after
        ]

    def _made_or_gone(self, row: AuditRow) -> str:
        is_new = row.action == "create"
        if row.entity == "barcode":
            code = tr("Barcode {code} added") if is_new else tr("Barcode {code} removed")
            return code.format(code=row.about)
        if row.entity == "vendor_price":
            sold = tr("{vendor}: first price") if is_new else tr("{vendor}: price removed")
            return sold.format(vendor=row.about)
        if row.entity == "store_price":
            own = tr("{store}: price of its own") if is_new else tr("{store}: price as everywhere")
            return own.format(store=row.about)
        if row.entity == "attachment_link":
            shown = tr("Picture {name} added") if is_new else tr("Picture {name} removed")
            return shown.format(name=row.about)
        return tr("Product created") if is_new else tr("Product deleted")

    def _told(self, change: FieldChange, action: str) -> str:
        before, after = (self._value(change.field, v) for v in (change.before, change.after))
        if action == "update":
            return f"{before} → {after}"
        return after if action == "create" else before

    def _value(self, field: str, value: Any) -> str:
        if value is None or value in ("", {}):
            return NOTHING
        if isinstance(value, bool):
            return tr("Yes") if value else tr("No")
        if field in MONEY:
            return money(Decimal(value), self.shop.decimals)
        if field in FIGURES:
            return quantity(Decimal(value))
        if field == "tax_rate":
            return percent(Decimal(value))
        return tr(str(value).capitalize()) if field == "status" else " ".join(str(value).split())


def _title(field: str) -> str:
    return tr(FIELDS.get(field) or field.removeprefix(PREFIX).replace("_", " ").capitalize())
