"""Fields as the trail keeps them: for one row, and for many rows at once by one template."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from json.encoder import encode_basestring_ascii
from typing import Any
from uuid import UUID

from desktop.db.columns import Columns, each_once
from desktop.db.types import Pairs
from desktop.domain.clock import iso

_ORDERED = frozenset({"options"})  # words by name, in an order that JSONB would lose
SKIPPED = frozenset({"created_at", "updated_at", "origin", "version", "search_text"})


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Decimal | UUID | date):
        return str(value)
    return value


def fields(values: dict[str, Any]) -> dict[str, Any]:
    """A row's values by name."""
    return {key: _kept(key, value) for key, value in values.items() if key not in SKIPPED}


def _kept(name: str, value: Any) -> Any:
    return Pairs.listed(value) if name in _ORDERED else plain(value)


def texts_of(rows: Columns) -> list[str]:
    """The JSON text of each row's fields."""
    same = {name: _as_it_is(_text(_kept(name, value))) for name, value in rows.same.items()}
    told = {**dict.fromkeys(rows.each, "%s"), **same}
    kept = {_as_it_is(json.dumps(name)): text for name, text in told.items() if name not in SKIPPED}
    template = "{" + ", ".join(f"{name}: {text}" for name, text in kept.items()) + "}"
    spelled = [
        _texts(list(map(Pairs.listed, values)) if name in _ORDERED else values)
        for name, values in rows.each.items()
        if name not in SKIPPED
    ]
    return list(map(template.__mod__, zip(*spelled, strict=True)))


def _as_it_is(text: str) -> str:
    return text.replace("%", "%%")


def _text(value: Any) -> str:
    return json.dumps(plain(value))


def _texts(values: Sequence[Any]) -> Sequence[str]:
    kinds = set(map(type, values))
    if kinds == {str}:
        return list(map(encode_basestring_ascii, values))
    if kinds <= {UUID, Decimal}:
        return [f'"{value}"' for value in values]
    return list(map(_text, values)) if Decimal in kinds else each_once(_text, values)
