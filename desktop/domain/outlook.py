"""What is known and told of one product day by day: plain data for chart, table and sentences.

Definitions (the forecast's, shown as tooltips too): the day it runs out is the first one through
which the stock is used up with a chance of at least one half, "earliest" with one above 5 %.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from desktop.domain.reorder import LeftOut, Proposal

LEVELS = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
MIDDLE = LEVELS.index(0.5)
BANDS = (("95 %", 0, 8), ("80 %", 2, 6), ("50 %", 3, 5))  # widest first: places in LEVELS
USUAL, EARLY = 0.5, 0.05
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PastDay:
    """``on_hand``: at its end; ``expected``: what the model would have told of it, if it does."""

    day: date
    sold: float
    on_hand: float
    is_promo: bool = False
    is_closed: bool = False
    is_out: bool = False
    expected: float | None = None


@dataclass(frozen=True, slots=True)
class AheadDay:
    """``sold`` and ``used`` at LEVELS: of this day, and of all days through it.

    ``out``: the chance that the stock is used up through this day.
    """

    day: date
    expected: float
    sold: tuple[float, ...]
    used: tuple[float, ...]
    out: float
    is_promo: bool = False
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """An event or a promotion on these days."""

    first: date
    last: date
    name: str
    kind: str = "custom"


@dataclass(frozen=True, slots=True)
class Supply:
    """From whom it comes and how long that takes."""

    vendor: str
    lead_days: int


@dataclass(frozen=True, slots=True)
class Factor:
    """By how much something changes demand: ``kind`` is weekday (``number`` 0 for Monday),
    promotion (``number`` of promo days it was learnt from) or event (``name``)."""

    kind: str
    ratio: float
    number: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """Why the forecast says so. ``better``: share of last week's loss that is saved;
    ``held``: share of tested days inside their 80 % band; None where nothing could be tested."""

    rate: float
    memory_days: float
    factors: tuple[Factor, ...] = ()
    better: float | None = None
    held: float | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """One product in one store. Without a forecast ``ahead`` is empty and ``explained`` None.

    The demand of today is told from its beginning on: what it took already was there then.
    """

    product: UUID
    sku: str
    name: str
    category: str
    decimals: int
    today: date
    on_hand: Decimal
    on_order: Decimal
    past: tuple[PastDay, ...]
    ahead: tuple[AheadDay, ...] = ()
    happenings: tuple[Happening, ...] = ()
    supply: Supply | None = None
    explained: Explained | None = None
    confidence: float = 0.0
    has_enough: bool = True  # history to say more than its category's
    chance: float | None = None  # that it is out before a delivery, as the list of forecasts has it
    order: Proposal | LeftOut | None = None  # what would be ordered of it today
    sold_today: float = 0.0

    def out_by(self, chance: float, strictly: bool = False) -> date | None:
        """The first day through which stock is used up with this chance; None: beyond."""
        for each in self.ahead:
            if each.out > chance or (each.out == chance and not strictly):
                return each.day
        return None

    @property
    def usual(self) -> date | None:
        """When it runs out."""
        return self.out_by(USUAL)

    @property
    def earliest(self) -> date | None:
        """When it may run out at the earliest."""
        return self.out_by(EARLY, strictly=True)

    @property
    def order_by(self) -> date | None:
        """The last day on which an order still comes before the earliest date."""
        if self.supply is None or self.earliest is None:
            return None
        return self.earliest - self.supply.lead_days * DAY

    @property
    def safety_days(self) -> int:
        """How many days the earliest date lies before the usual one."""
        if self.usual is None or self.earliest is None:
            return 0
        return (self.usual - self.earliest).days

    def left(self, day: AheadDay, level: int) -> float:
        """What is left at the end of a day where demand is at this place of LEVELS."""
        hand = float(self.on_hand)
        return max(0.0, min(hand, hand + self.sold_today - day.used[level]))
