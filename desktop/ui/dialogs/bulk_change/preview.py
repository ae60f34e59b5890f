"""What a change would do to the chosen products; worked out beside the window."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.commands.product_fields import CHECKS
from desktop.domain.change import COUNTED, Change, changed
from desktop.domain.custom_field import SHARE, FieldInfo, sound, typed
from desktop.domain.errors import UserError
from desktop.queries.product_changes import Candidate
from desktop.ui.dialogs.bulk_change.fields import Field

SHOWN = 5


@dataclass(frozen=True)
class Line:
    """One product before and after."""

    product: Candidate
    before: Any
    after: Any


@dataclass(frozen=True)
class Preview:
    """``lines`` are the first that change; ``under_cost`` are priced below it then, not before.

    ``refused``: how many may not have the value, and what is wrong with the first one.
    """

    lines: tuple[Line, ...]
    changed: int
    same: int
    under_cost: int
    refused: int = 0
    problem: str = ""


def preview(products: Sequence[Candidate], of: Field, change: Change, places: int) -> Preview:
    """``places``: the currency's decimals. The command comes to the same by the same rules."""
    lines: list[Line] = []
    field, info = of.key, of.info
    count = under = refused = 0
    problem = ""
    for product in products:
        old = product.custom.get(info.key) if info else getattr(product, field)
        try:
            after = _own(info, old, change) if info else _after(product, field, old, change, places)
        except UserError as error:
            refused += 1
            problem = problem or f"{product.name}: {error.message}"
            continue
        if after == old:
            continue
        count += 1
        under += _falls_under_cost(product, field, after)
        if len(lines) < SHOWN:
            lines.append(Line(product, old, after))
    same = len(products) - count - refused
    return Preview(tuple(lines), count, same, under, refused, problem)


def _own(info: FieldInfo, old: Any, change: Change) -> Any:
    """A field of the shop's own, as it is stored."""
    return sound(info, changed(change, typed(info, old), SHARE))


def _after(product: Candidate, field: str, old: Any, change: Change, places: int) -> Any:
    if field == "category" and change.kind == "clear":
        return ""
    new = changed(change, old, product.decimals if field in COUNTED else places)
    return CHECKS[field](new) if field in CHECKS else new


def _falls_under_cost(product: Candidate, field: str, after: Any) -> bool:
    if field not in ("price", "unit_cost"):
        return False
    price = after if field == "price" else product.price
    cost = after if field == "unit_cost" else product.unit_cost
    was = product.unit_cost is not None and product.price < product.unit_cost
    return cost is not None and price < cost and not was
