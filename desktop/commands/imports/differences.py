"""What an import would do to each product, with the values before and after."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from desktop.commands.imports.matching import Match, Plan
from desktop.domain.barcode import shown
from desktop.domain.custom_field import PREFIX
from desktop.domain.quantity import plain

# What follows from another field, or is told apart from the others.
_SILENT = frozenset({"options_key"})


@dataclass(frozen=True, slots=True)
class Difference:
    """``before`` is empty where there was nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """``state`` is "new", "changed" or "same"."""

    row: int
    sku: str
    name: str
    state: str
    differences: tuple[Difference, ...] = ()


def row_changes(plan: Plan) -> list[RowChange]:
    """One for each product of the file, in the order of its rows."""
    words = _words(plan)
    found = [_row(match, words) for match in plan.matches]
    return sorted(found, key=lambda change: change.row)


def _words(plan: Plan) -> Mapping[str, Mapping[Any, str]]:
    """What keys are called on the screen."""
    paths = {key: " > ".join(names) for names, key in plan.categories.items()}
    units = {row.id: code for code, row in plan.units.items()}
    return {"category": paths, "unit": units, "parent": _skus(plan)}


def _skus(plan: Plan) -> dict[UUID, str]:
    known = {m.product.id: m.product.sku for m in plan.matches if m.product is not None}
    return known | {key: sku for sku, key in plan.parents.items()}


def _row(match: Match, words: Mapping[str, Mapping[Any, str]]) -> RowChange:
    item, product = match.item, match.product
    told = tuple(_differences(match, words))
    if product is None:
        return RowChange(item.row, item.sku, item.name or "", "new", told)
    name = item.name or product.name
    return RowChange(item.row, item.sku, name, "changed" if told else "same", told)


def _differences(match: Match, words: Mapping[str, Mapping[Any, str]]) -> Iterator[Difference]:
    for name, after in match.changes.items():
        if name == "custom":
            yield from _own(match.product.custom, after)
        elif name not in _SILENT:
            known = words.get(name, {})
            before = getattr(match.product, name)
            label = "cost" if name == "unit_cost" else name
            yield Difference(label, _text(before, known), _text(after, known))
    if match.codes:
        yield Difference("barcode", "", ", ".join(map(shown, match.codes)))
    if match.booking:
        held = match.held if match.product is not None else None
        yield Difference("stock", _text(held, {}), _text(match.item.stock, {}))


def _own(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    """The shop's own fields one by one, as they are stored."""
    for key, value in after.items():
        if before.get(key) != value:
            yield Difference(PREFIX + key, _text(before.get(key), {}), _text(value, {}))


def _text(value: Any, known: Mapping[Any, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, UUID):
        return known.get(value, "")
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple):
        return " > ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_listed(part)}" for name, part in value.items())
    return str(value)


def _listed(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
