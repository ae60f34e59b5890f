"""Numbers as a person types them: a comma is the decimal point, unless it may part thousands."""

import re

from desktop.domain.errors import UserError

# Nobody parts thousands after a zero: 0,125 is an eighth.
_UNCLEAR = re.compile(r"[+-]?([1-9][0-9]*),([0-9]{3})")


def with_point(typed: str, field: str) -> str:
    """The number with a point for its only comma; ``1,234`` is refused, it may be 1234 or 1.234."""
    if "," not in typed or "." in typed:
        return typed
    problem = unclear(typed, field)
    if problem is not None:
        raise problem
    return typed.replace(",", ".")


def unclear(typed: str, field: str) -> UserError | None:
    """The refusal of a number whose one comma is followed by exactly three digits."""
    found = _UNCLEAR.fullmatch(typed)
    if found is None:
        return None
    whole, rest = found.groups()
    return UserError(
        f"The {field.replace('_', ' ')} “{typed[:40]}” may mean thousands or a fraction.",
        f"Type {whole[:40]}{rest} or {whole[:40]}.{rest}.",
        field=field,
        code="ambiguous",
    )
