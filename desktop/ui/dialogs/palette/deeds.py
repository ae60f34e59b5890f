"""What can be done with a product from the palette, also by name: "forecast of espresso".

Nothing is booked from here: Enter at the till does.
"""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.domain.search import folded
from desktop.queries.product import Found
from desktop.ui.context import Go
from desktop.ui.text import tr

LEAST = 4  # letters that tell a deed's first word


@dataclass(frozen=True)
class Deed:
    """``words`` have the product's name for ``{name}``; ``page`` is where it leads to. Both are in
    English here and go through ``tr`` where they are shown.
    """

    key: str
    words: str
    icon: str
    page: str
    run: Callable[[Go, Found], None]

    def named_in(self, text: str) -> str:
        """What a text says after this deed's words; "" where it does not begin with them."""
        begin = folded(tr(self.words).partition("{name}")[0]).split()
        first, *typed = text.split() or [""]
        if len(first) < min(LEAST, len(begin[0])) or not begin[0].startswith(folded(first)):
            return ""
        for word in begin[1:]:
            if typed and folded(typed[0]) == word:
                del typed[0]
        return " ".join(typed)


DEEDS = (
    Deed(
        "receive", "Receive delivery: {name}", "plus", "Receive",
        lambda go, found: go("scan", mode="receive", typed=found.sku),
    ),
    Deed(
        "count", "Count {name}", "clipboard-check", "Count",
        lambda go, found: go("scan", count=found.sku),
    ),
    Deed(
        "movements", "Movements of {name}", "history", "Movements",
        lambda go, found: go("movements", product=found.product, name=found.name),
    ),
    Deed(
        "forecast", "Forecast of {name}", "trending-up", "Forecasts",
        lambda go, found: go("forecasts", product=found.product),
    ),
)  # fmt: skip


def deed_in(text: str) -> tuple[Deed | None, str]:
    """The deed that a text begins with, and what it is to be done with."""
    found = ((deed, deed.named_in(text)) for deed in DEEDS)
    return next(((deed, rest) for deed, rest in found if rest), (None, ""))
