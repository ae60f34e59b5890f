"""The modes of the Scan page: their keys, colours, sounds and words."""

from dataclasses import dataclass

from desktop.ui.text import tr
from desktop.ui.widgets.scan_mode_bar import ScanMode


@dataclass(frozen=True)
class Mode:
    """Words are in English here and go through ``tr`` where they are shown."""

    key: str
    text: str
    icon: str
    shortcut: str
    done_icon: str
    done: str
    nothing: str
    sound: str
    ready: str
    list_title: str
    in_this: str
    complete: str
    completed: str
    open_one: str

    @property
    def token(self) -> str:
        """The colour of its button and its band."""
        return f"mode.{self.key}"


SELL = Mode(
    "sell",
    "Sell",
    "receipt-text",
    "F2",
    "circle-check",
    "Sold",
    "Nothing was sold",
    "sold",
    "Ready to sell",
    "This sale",
    "In this sale",
    "Complete sale",
    "Sale complete",
    "An open sale",
)
RECEIVE = Mode(
    "receive",
    "Receive",
    "arrow-down-to-line",
    "F3",
    "arrow-down-to-line",
    "Received",
    "Nothing was received",
    "received",
    "Ready to receive",
    "This delivery",
    "In this delivery",
    "Book delivery",
    "Delivery booked",
    "An open delivery",
)
COUNT = Mode(
    "count",
    "Count",
    "clipboard-check",
    "F4",
    "clipboard-check",
    "Counted",
    "Nothing was counted",
    "counted",
    "Ready to count",
    "This count",
    "In this count",
    "Finish count",
    "Count finished",
    "An open count",
)
LOOKUP = Mode(
    "lookup",
    "Look up",
    "search",
    "F7",
    "search",
    "Look up",
    "Nothing was found",
    "",
    "Ready to look up",
    "",
    "",
    "",
    "",
    "",
)
MODES = {mode.key: mode for mode in (SELL, RECEIVE, COUNT, LOOKUP)}
BOOKING = ("sell", "receive", "count")


def buttons() -> list[ScanMode]:
    """The row of modes as the mode bar takes it."""
    return [ScanMode(m.key, tr(m.text), m.icon, m.shortcut, m.token) for m in MODES.values()]
