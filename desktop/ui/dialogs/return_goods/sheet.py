"""What comes back, line by line: of a sale as much as is still out, without a ticket anything."""

from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from desktop.commands.goods_back import Back
from desktop.domain.money import line_total, tax_lines
from desktop.queries.document import DocumentCard
from desktop.queries.product import ProductCard

NONE = Decimal(0)


@dataclass(frozen=True)
class Tick:
    """One line: ``of`` is the sale's line, or the product; ``most`` is None without a ticket.

    ``variant``: which one came back, of what has variants since it was sold.
    """

    of: UUID
    product: UUID
    name: str
    sku: str
    decimals: int
    price: Decimal
    tax_rate: Decimal
    most: Decimal | None
    back: Decimal = NONE
    variant: UUID | None = None


class Sheet:
    """``sale`` is None without a ticket. Sums are with tax, as on the ticket."""

    def __init__(self, sale: DocumentCard | None, includes_tax: bool, decimals: int) -> None:
        self.sale = sale
        self._includes_tax = includes_tax
        self._decimals = decimals
        self._ticks: dict[UUID, Tick] = {}
        for line in sale.lines if sale else ():
            if line.out > 0:
                self._ticks[line.id] = Tick(
                    line.id, line.product, line.name, line.sku, line.decimals, line.price,
                    line.tax_rate, line.out,
                )  # fmt: skip
        if len(self._ticks) == 1 and self.lines[0].most == 1:
            self.take_all()

    @property
    def lines(self) -> list[Tick]:
        """In the order of the ticket."""
        return list(self._ticks.values())

    @property
    def pieces(self) -> Decimal:
        """How many items come back; what is weighed is one."""
        return sum((Decimal(1) if t.decimals else t.back for t in self._ticked()), NONE)

    @property
    def total(self) -> Decimal:
        """What is to be given back."""
        sums = [
            (line_total(tick.back, tick.price, self._decimals), tick.tax_rate)
            for tick in self._ticked()
        ]
        taxes = tax_lines(sums, self._includes_tax, self._decimals)
        return sum((tax.gross for tax in taxes), NONE)

    def backs(self) -> tuple[Back, ...]:
        """As the command wants them."""
        return tuple(Back(tick.of, tick.back, variant=tick.variant) for tick in self._ticked())

    def of_product(self, product: UUID) -> Tick | None:
        """The line with this product."""
        return next((tick for tick in self._ticks.values() if tick.product == product), None)

    def of_goods(self, card: ProductCard) -> Tick | None:
        """The line that goods are of: their own, or that of the product that they are a variant of.

        None too where another variant of it is ticked: that one is a return of its own.
        """
        own = self.of_product(card.product)
        tick = own or (self.of_product(card.parent) if card.parent is not None else None)
        if tick is None or own is not None:
            return tick
        if tick.back and tick.variant not in (None, card.product):
            return None
        self.name_variant(tick, card.product, card.name)
        return self._ticks[tick.of]

    def name_variant(self, tick: Tick, variant: UUID, name: str) -> None:
        """Which one came back."""
        self._ticks[tick.of] = replace(tick, variant=variant, name=name)

    def add_product(self, card: ProductCard) -> Tick:
        """A line for it, where there is none yet."""
        tick = self._ticks.get(card.product)
        if tick is None:
            tick = Tick(
                card.product, card.product, card.name, card.sku, card.decimals, card.price,
                card.tax_rate, None,
            )  # fmt: skip
            self._ticks[tick.of] = tick
        return tick

    def set(self, of: UUID, quantity: Decimal) -> bool:
        """So many of a line; False where that is more than is still out, or less than none."""
        tick = self._ticks[of]
        if quantity < 0 or (tick.most is not None and quantity > tick.most):
            return False
        self._ticks[of] = replace(tick, back=quantity)
        return True

    def take_all(self) -> None:
        """All that is still out."""
        for tick in self.lines:
            if tick.most is not None:
                self.set(tick.of, tick.most)

    def _ticked(self) -> list[Tick]:
        return [tick for tick in self._ticks.values() if tick.back]
