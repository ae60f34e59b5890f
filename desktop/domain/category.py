"""What a category looks like, and what it is called in addresses."""

import re

from desktop.domain.search import folded

# The tints that its drawing may have; "" leaves the choice to its name.
COLOURS = (
    *("brown", "sky", "green", "amber", "red", "blue"),
    *("sand", "pink", "rose", "teal", "lime", "violet"),
)
LONGEST_SLUG = 180


def slug_of(name: str) -> str:
    """ "Crème & Tea" → "creme-tea"; "category" where no letter of the alphabet is in the name."""
    return re.sub(r"[^a-z0-9]+", "-", folded(name)).strip("-")[:LONGEST_SLUG] or "category"
