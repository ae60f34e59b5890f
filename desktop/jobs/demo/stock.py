"""What is on the shelves of the demo shop while its two years pass, and the alerts this raises.

Goods are numbers (their place in the catalogue); a level's key is 3 × number + place. Quantities in
1/1000, costs in 1/10 000, times in microseconds since 1970.
"""

from dataclasses import dataclass
from decimal import Decimal

from desktop.commands.alerts import due

FLOOR, BACK, WAREHOUSE = range(3)
PLACES = 3


@dataclass(slots=True)
class Notice:
    """One alert: raised by the command ``cause``, resolved at a time or still open (0)."""

    good: int
    type: str
    on_hand: int
    reorder: int
    cause: int
    raised_at: int
    resolved_at: int = 0


class Stock:
    """Levels as the ledger's rules make them (desktop/domain/ledger.py), kept along the way."""

    def __init__(self, reorder: list[int]) -> None:
        count = len(reorder)
        self.reorder = reorder
        self.on_hand = [0] * (PLACES * count)
        self.cost = [0] * (PLACES * count)
        self.counted_at = [0] * (PLACES * count)
        self.costed_at = [0] * (PLACES * count)
        self.moved_at = [0] * (PLACES * count)
        self.total = [0] * count
        self.is_listed = [True] * count
        self.notices: list[Notice] = []
        self._standing: dict[int, Notice] = {}

    def take(self, good: int, place: int, quantity: int, at: int) -> None:
        """Goods leave."""
        key = PLACES * good + place
        self.on_hand[key] -= quantity
        self.moved_at[key] = at
        self.total[good] -= quantity

    def put(self, good: int, place: int, quantity: int, cost: int | None, at: int) -> None:
        """Goods come in; with a known cost they move the average, rounded half up."""
        key = PLACES * good + place
        held = self.on_hand[key]
        if cost is not None:
            value = held * self.cost[key] + quantity * cost
            self.cost[key] = (2 * value + held + quantity) // (2 * (held + quantity))
            self.costed_at[key] = at
        self.on_hand[key] = held + quantity
        self.moved_at[key] = at
        self.total[good] += quantity

    def count(self, good: int, place: int, found: int, at: int) -> None:
        """So much was found."""
        key = PLACES * good + place
        self.total[good] += found - self.on_hand[key]
        self.on_hand[key] = found
        self.counted_at[key] = self.moved_at[key] = at

    def review(self, good: int, cause: int, at: int) -> None:
        """Raises and resolves the good's alert as the commands do after each booking."""
        standing = self._standing.get(good)
        total = self.total[good]
        if standing is None and total > self.reorder[good]:
            return
        status = "active" if self.is_listed[good] else "archived"
        lowest = min(self.on_hand[PLACES * good : PLACES * good + PLACES])
        wanted = due(status, Decimal(total), Decimal(lowest), Decimal(self.reorder[good]))
        if standing is not None and standing.type != wanted:
            standing.resolved_at = at
            del self._standing[good]
        if wanted and good not in self._standing:
            notice = Notice(good, wanted, total, self.reorder[good], cause, at)
            self._standing[good] = notice
            self.notices.append(notice)
