"""Titles and cells of the reports' columns, as a person reads them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, overload

from desktop.ui.text import calendar_day, money, number, percent, rounded, tr

TITLES = {
    "day": "Day", "amount": "Earned", "on_promotion": "On promotion", "is_closed": "Closed",
    "sku": "SKU", "name": "Product", "share": "Share", "abc": "ABC", "variation": "Variation",
    "xyz": "XYZ", "days_out": "Days out", "lost": "Not sold, about", "lost_amount": "Worth",
    "promo_days": "Promo days", "a_day_on_promotion": "A day on promotion",
    "a_day_otherwise": "A day otherwise", "effect": "Effect", "on_hand": "On hand",
    "value": "Worth now", "sold_at_cost": "Sold, at cost", "turns_a_year": "Turns a year",
    "days_of_cover": "Days of cover", "made_on": "Made on", "promises": "Promises",
    "inside_band": "Inside 80 %", "loss": "Off by", "loss_of_last_week": "Last week off by",
    "better": "Better", "by": "By", "of": "Name", "spent": "Spent",
    "deliveries": "Deliveries", "average": "Average",
}  # fmt: skip
PERCENTS = ("effect", "inside_band", "better")
BLOCKS = {"vendor": "Vendor", "category": "Category", "person": "Person", "month": "Month"}


def title_of(name: str) -> str:
    """A column's; of a plug-in's column its name says it."""
    return tr(TITLES.get(name) or name.replace("_", " ").capitalize())


def cell(name: str, value: Any, decimals: int) -> str:
    """One value of a column."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return tr("yes") if value else ""
    if isinstance(value, date):
        return calendar_day(value, "ddd d MMM yyyy")
    if isinstance(value, Decimal):
        return money(value, decimals)
    if name == "by":
        return tr(BLOCKS.get(value, value))
    if name == "share":
        return percent(Decimal(str(round(100 * value, 1))))
    if name in PERCENTS:
        return percent(Decimal(value))
    if isinstance(value, float):
        return rounded(value, 2)
    return number(value) if isinstance(value, int) else str(value)


class Spelled(Sequence[Sequence[str]]):
    """Rows in words, each spelled when it is looked at: of ten thousand few are seen."""

    def __init__(
        self, names: Sequence[str], rows: Sequence[tuple[Any, ...]], decimals: int
    ) -> None:
        self._names, self._rows, self._decimals = names, rows, decimals

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Sequence[str]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Sequence[str]]: ...
    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        pairs = zip(self._names, self._rows[place], strict=True)
        return [cell(name, value, self._decimals) for name, value in pairs]
