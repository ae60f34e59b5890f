"""What tells the variants of one product apart."""

from collections.abc import Iterable

from desktop.domain.search import folded


def options_key(options: Iterable[tuple[str, str]]) -> str:
    """The same for "Size: M, Colour: Red" and "colour: red, size: m"; empty without options."""
    pairs = sorted((folded(name).strip(), folded(value).strip()) for name, value in options)
    return "|".join(f"{name}={value}" for name, value in pairs)
