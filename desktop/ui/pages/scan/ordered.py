"""The purchase order that a delivery is received against, and how far it is ticked off."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from desktop.commands.receiving import OfOrder
from desktop.queries.purchases import OrderCard, OrderLine
from desktop.ui.pages.scan.sums import Sums
from desktop.ui.text import number, plural, quantity, tr

NONE = Decimal(0)


class Ordered:
    """``card`` as it was read; what is booked since is noted with ``take``.

    ``here``: what the open delivery holds, where also is what was not ordered.
    """

    def __init__(self, card: OrderCard, here: Mapping[UUID, Decimal]) -> None:
        self.card = card
        self._received = {**here, **{line.product: line.received for line in card.lines}}
        self._lines = {line.product: line for line in card.lines}

    @property
    def rest(self) -> list[OrderLine]:
        """The lines of which something is still to come."""
        return [line for line in self.card.lines if self._left(line) > 0]

    def take(self, of_order: OfOrder, product: UUID) -> None:
        """What a scan said of its product."""
        if of_order.order == self.card.id:
            self._received[product] = of_order.received

    def shifted(self, product: UUID, by: Decimal) -> OfOrder:
        """A line was raised or lowered by hand: how the product stands now."""
        received = self._received.get(product, NONE) + by
        line = self._lines.get(product)
        of_order = OfOrder(self.card.id, self.card.number, line.ordered if line else NONE, received)
        self.take(of_order, product)
        return of_order

    def progress(self, product: UUID) -> str:
        """``24 / 48``; a foreign product has no second figure."""
        received = self._received.get(product, NONE)
        line = self._lines.get(product)
        decimals = line.decimals if line else 3
        here = quantity(received, decimals) if line else quantity(received)
        return f"{here} / {quantity(line.ordered, decimals)}" if line else f"{here} / 0"

    def note(self, product: UUID) -> str:
        """How a product stands to the order, in a word."""
        line = self._lines.get(product)
        if line is None:
            return tr("not ordered")
        left = self._left(line)
        if left < 0:
            return tr("{n} more than ordered", n=quantity(-left, line.decimals))
        if not left:
            return tr("complete")
        if left == line.ordered:
            return tr("not yet")
        return tr("{n} to come", n=quantity(left, line.decimals))

    def sums(self) -> Sums:
        """What stands under the list."""
        lines = self.card.lines
        whole = sum(self._left(line) <= 0 for line in lines)
        complete = tr("{n} of {all}", n=number(whole), all=number(len(lines)))
        received = sum(self._received.values(), NONE)
        ordered = sum((line.ordered for line in lines), NONE)
        rows = ((tr("Lines complete"), complete), (tr("Vendor"), self.card.vendor_name))
        figure = f"{quantity(received)} / {quantity(ordered)}"
        return Sums(self.card.number, rows, tr("Received"), figure)

    def left_words(self) -> str:
        """What is still to come, in a sentence; "" when all is here."""
        rest = len(self.rest)
        if not rest:
            return ""
        words = plural("{n} line of {number} is", "{n} lines of {number} are", rest,
                       number=self.card.number)  # fmt: skip
        return tr("{lines} still to come.", lines=words)

    def _left(self, line: OrderLine) -> Decimal:
        return line.ordered - self._received.get(line.product, NONE)
