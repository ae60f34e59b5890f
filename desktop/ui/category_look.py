"""The drawing of a category: by its own name and those above it, in the colour somebody chose."""

from dataclasses import replace

from desktop.domain.category import COLOURS
from desktop.queries.categories import Node
from desktop.ui.widgets.thumb import ThumbLook, thumb_of


def look_of(node: Node, name: str = "", colour: str | None = None) -> ThumbLook:
    """``name`` and ``colour`` as they may be set in a moment; what is no tint is passed over."""
    tint = node.colour if colour is None else colour
    look = thumb_of(name or node.name)
    return replace(look, tint=tint) if tint in COLOURS else look
