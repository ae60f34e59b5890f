"""What a cell says: each kind of column in the locale's way, for eyes and screen readers alike."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from desktop.domain.clock import Clock
from desktop.domain.shop import ShopInfo
from desktop.queries.columns import Choice, Column, Kind
from desktop.ui import text

UNREAD = "…"


class Words:
    """Turns a row's fields into text, with the shop's currency decimals and time zone."""

    def __init__(self, shop: ShopInfo, clock: Clock) -> None:
        self.shop = shop
        self._clock = clock
        self._kinds: dict[Kind, Callable[[Any, int], str]] = {
            "quantity": text.quantity,
            "level": text.quantity,
            "change": text.signed,
            "money": self._money,
            "number": lambda value, _: text.number(value),
            "rate": lambda value, _: text.rounded(value),
            "percent": lambda value, _: text.percent(value),
            "time": self._time,
            "age": self._age,
            "date": _date,
        }

    def cell(self, column: Column, row: Any) -> str:
        """The main line of a cell; nothing for None."""
        return self.field(column, row)

    def field(self, column: Column, row: Any) -> str:
        """What the row itself holds, where a list shows something else in its stead."""
        value = getattr(row, column.key)
        if value is None and column.kind == "change":
            return self._counted(column, row)
        return self.spelled(column, value, row)

    def spelled(self, column: Column, value: Any, row: Any) -> str:
        """A value as the row's cell in this column would say it; nothing for None."""
        if column.kind == "choice":
            found = choice_of(column, value)
            return text.tr(found.title) if found else str(value or "")
        if value is None:
            return ""
        spell = self._kinds.get(column.kind)
        return spell(value, _decimals(row)) if spell else str(value)

    def value(self, column: Column, row: Any) -> Any:
        """What a cell's editor begins from."""
        return getattr(row, column.key)

    def written(self, column: Column, row: Any, value: Any) -> Any:
        """The row with what its editor wrote."""
        return replace(row, **{column.key: value})

    def detail(self, column: Column, row: Any) -> str:
        """The second, smaller line of a text or product cell."""
        has_line = column.detail and column.kind in ("text", "product")
        return str(getattr(row, column.detail) or "") if has_line else ""

    def spoken(self, column: Column, row: Any) -> str:
        """All that a cell shows, for screen readers and tooltips."""
        parts = (self.cell(column, row), self.detail(column, row), self._state(column, row))
        return ", ".join(part for part in parts if part)

    def _state(self, column: Column, row: Any) -> str:
        """What the level's colour and shape say."""
        if column.kind != "level":
            return ""
        on_hand, mark = level_of(column, row)
        if on_hand <= 0:
            return text.tr("out of stock")
        return text.tr("low") if mark > 0 and on_hand <= mark else ""

    def _counted(self, column: Column, row: Any) -> str:
        """A count has no change but the quantity found: ``= 17``."""
        found = getattr(row, column.detail) if column.detail else None
        return f"= {text.quantity(found, _decimals(row))}" if found is not None else ""

    def _money(self, value: Decimal, _: int) -> str:
        return text.money(value, self.shop.decimals)

    def _time(self, value: datetime, _: int) -> str:
        return text.moment(value, self.shop.zone)

    def _age(self, value: datetime, _: int) -> str:
        return text.relative(value, self._clock.now(), self.shop.zone)


def choice_of(column: Column, value: Any) -> Choice | None:
    """How a value of an enum is shown."""
    return next((choice for choice in column.choices if choice.value == value), None)


def level_of(column: Column, row: Any) -> tuple[Decimal, Decimal]:
    """On hand and the reorder mark (0 = none) of a level cell."""
    on_hand = getattr(row, column.key)
    mark = getattr(row, column.detail) if column.detail else None
    return on_hand or Decimal(0), mark or Decimal(0)


def _decimals(row: Any) -> int:
    """How many decimals the row's unit shows."""
    return int(getattr(row, "decimals", 0))


def _date(value: date, _: int) -> str:
    return text.calendar_day(value, "d MMM yyyy")
