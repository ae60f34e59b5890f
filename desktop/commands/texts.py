"""Text as it may be kept: what no database takes is left out, what is empty or too long refused."""

from collections.abc import Mapping
from typing import Any

from desktop.domain.errors import UserError
from desktop.domain.lines import one_line, whole_text


def check_text(text: str, field: str, limit: int = 20_000) -> str:
    """Free text as typed, line breaks and all; without NUL and half surrogate pairs."""
    kept = whole_text(text).strip()
    if len(kept) > limit:
        raise UserError(
            f"This text is longer than {limit:,} characters.", field=field, code="too_long"
        )
    return kept


def whole(value: Any) -> Any:
    """The same of all texts in what JSON may hold."""
    if isinstance(value, str):
        return whole_text(value)
    if isinstance(value, Mapping):
        return {whole(key): whole(part) for key, part in value.items()}
    return [whole(part) for part in value] if isinstance(value, list | tuple) else value


def check_name(name: str, field: str = "name", limit: int = 500) -> str:
    """A name as typed, on one line, without control characters; refused when empty or too long."""
    kept = one_line(name)
    if not kept:
        raise UserError("The name is empty.", field=field, code="empty")
    if len(kept) > limit:
        raise UserError(
            f"The name is longer than {limit} characters.", field=field, code="too_long"
        )
    return kept
