"""What lies in an open sale, delivery or count as the clerk sees it, and its sums kept ready."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from desktop.domain.money import TaxLine, line_total, tax_lines

NONE = Decimal(0)


@dataclass(frozen=True)
class Line:
    """One product. ``quantity`` is what was found in a count; ``code`` is the one scanned last.

    ``on_hand`` is of this location; ``in_store`` of all, which the reorder point is held against.
    """

    id: UUID
    product: UUID
    sku: str
    name: str
    category: str
    unit: str
    decimals: int
    code: str
    quantity: Decimal
    price: Decimal
    tax_rate: Decimal
    on_hand: Decimal
    in_store: Decimal
    reorder_point: Decimal | None


class Basket:
    """The lines of one document. ``document`` is None until its first scan is asked for.

    ``shown`` is the document whose lines are here: after F12 the next one has an id already while
    the answers of the last one are still under way.
    """

    def __init__(self, decimals: int) -> None:
        self.document: UUID | None = None
        self.shown: UUID | None = None
        self.pieces = NONE
        self._decimals = decimals
        self._lines: dict[UUID, Line] = {}
        self._sums: dict[Decimal, Decimal] = {}

    @property
    def lines(self) -> list[Line]:
        """Newest first."""
        return list(reversed(self._lines.values()))

    @property
    def newest(self) -> Line | None:
        """The line that was touched last."""
        return next(reversed(self._lines.values()), None)

    def line(self, key: UUID) -> Line | None:
        """The line with this id, if it is here."""
        return self._lines.get(key)

    def put(self, document: UUID, line: Line) -> None:
        """A new or a changed line goes to the top."""
        if document != self.shown:
            self.clear()
            self.shown = document
        self._take(line.id)
        self._lines[line.id] = line
        self.pieces += _pieces(line)
        self._sums[line.tax_rate] = self._sums.get(line.tax_rate, NONE) + self.amount(line)

    def remove(self, line: UUID) -> None:
        """Hides a line."""
        self._take(line)

    def load(self, document: UUID, lines: list[Line]) -> None:
        """Shows exactly these lines, given newest first."""
        self.clear()
        for line in reversed(lines):
            self.put(document, line)
        self.shown = document

    def clear(self) -> None:
        """Nothing is shown; the document to scan into stays."""
        self.shown = None
        self.pieces = NONE
        self._lines.clear()
        self._sums.clear()

    def amount(self, line: Line) -> Decimal:
        """What a line costs, rounded once."""
        return line_total(line.quantity, line.price, self._decimals)

    def taxes(self, includes_tax: bool) -> list[TaxLine]:
        """Net, tax and gross per rate."""
        sums = ((total, rate) for rate, total in self._sums.items() if total)
        return tax_lines(sums, includes_tax, self._decimals)

    def gross(self, includes_tax: bool) -> Decimal:
        """What the customer pays, tax and all."""
        return sum((line.gross for line in self.taxes(includes_tax)), NONE)

    def total(self) -> Decimal:
        """The sum of the lines as they stand."""
        return sum(self._sums.values(), NONE)

    def __len__(self) -> int:
        return len(self._lines)

    def _take(self, key: UUID) -> None:
        line = self._lines.pop(key, None)
        if line is not None:
            self.pieces -= _pieces(line)
            self._sums[line.tax_rate] -= self.amount(line)


def _pieces(line: Line) -> Decimal:
    """Weighed goods are one piece, whatever they weigh."""
    return Decimal(1) if line.decimals else line.quantity
