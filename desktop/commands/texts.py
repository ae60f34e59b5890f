"""Text as it may be kept: what no database takes is left out, what is empty or too long refused."""

from desktop.domain.errors import UserError


def check_text(text: str, field: str, limit: int = 20_000) -> str:
    """Free text as typed, line breaks and all; without NUL and half surrogate pairs."""
    kept = text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8").strip()
    if len(kept) > limit:
        raise UserError(
            f"This text is longer than {limit:,} characters.", field=field, code="too_long"
        )
    return kept


def check_name(name: str, field: str = "name", limit: int = 500) -> str:
    """A name as typed, without control characters; refused when empty or too long."""
    kept = "".join(c for c in name if c.isprintable()).strip()
    if not kept:
        raise UserError("The name is empty.", field=field, code="empty")
    if len(kept) > limit:
        raise UserError(
            f"The name is longer than {limit} characters.", field=field, code="too_long"
        )
    return kept
