"""Text as it may be kept: what no database takes is left out, what is empty or too long refused."""

from collections.abc import Mapping
from typing import Any

from desktop.domain.errors import UserError

# Joiners and non-joiners, marks of direction, tags: they part or join what stands beside them.
_MARKS = frozenset("\u200c\u200d\u200e\u200f\u061c") | {chr(n) for n in range(0xE0020, 0xE0080)}


def check_text(text: str, field: str, limit: int = 20_000) -> str:
    """Free text as typed, line breaks and all; without NUL and half surrogate pairs."""
    kept = _whole(text).strip()
    if len(kept) > limit:
        raise UserError(
            f"This text is longer than {limit:,} characters.", field=field, code="too_long"
        )
    return kept


def whole(value: Any) -> Any:
    """The same of all texts in what JSON may hold."""
    if isinstance(value, str):
        return _whole(value)
    if isinstance(value, Mapping):
        return {whole(key): whole(part) for key, part in value.items()}
    return [whole(part) for part in value] if isinstance(value, list | tuple) else value


def _whole(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


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


def one_line(text: str) -> str:
    """Without line breaks and control characters."""
    return "".join(_kept(c) for c in text).strip()


def _kept(character: str) -> str:
    """Blanks are spaces; of what is not printed only what scripts and emoji need stays."""
    if character.isprintable() or character in _MARKS:
        return character
    return " " if character.isspace() else ""
