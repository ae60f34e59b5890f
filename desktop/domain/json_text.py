"""JSON that loses no digit: for files and the command line."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from desktop.domain.clock import iso
from desktop.domain.quantity import plain


def dumps(value: Any) -> str:
    """JSON in which a Decimal is a number with all its digits, a time ISO 8601 in UTC."""
    if isinstance(value, Decimal):
        return plain(value)
    if value is None or isinstance(value, bool | int | float | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(k)}: {dumps(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(dumps(item) for item in value) + "]"
    return json.dumps(told(value), ensure_ascii=False)


def told(value: Any) -> str:
    """A value as text: what a plain line or a CSV cell says."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, date) else str(value)
