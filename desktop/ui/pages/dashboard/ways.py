"""Where the figures of the dashboard lead: to their rows on the other pages."""

from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from desktop.queries.columns import Filter
from desktop.queries.dashboard import Branch, Concern
from desktop.queries.sales import SELLING, Seller
from desktop.ui.context import Context
from desktop.ui.deeds.orders import order_product
from desktop.ui.pages.dashboard.lists import cure_of
from desktop.ui.text import calendar_day, tr


class Ways:
    """One function for each thing that can be opened."""

    def __init__(self, context: Context, owner: QWidget) -> None:
        self._context, self._owner = context, owner
        self._go = context.go

    def today(self) -> None:
        """The movements behind today's sales."""
        self.day(self._context.shop.day_of(self._context.clock.now()))

    def day(self, day: date) -> None:
        """The movements behind one day's sales."""
        shop = self._context.shop
        title = calendar_day(day, "ddd d MMM")
        chosen = (
            Filter("kind", "in", SELLING, f"{tr('Sale')}, {tr('Return')}"),
            Filter("at", "from", shop.begins(day), title),
            Filter("at", "until", shop.begins(day + timedelta(days=1)), title),
        )
        self._go("movements", filters=chosen)

    def movements(self) -> None:
        """All movements."""
        self._go("movements", filters=())

    def value(self) -> None:
        """All products; the foot of their list says what they are worth."""
        self._go("products", filters=())

    def branch(self, branch: Branch) -> None:
        """The products of a category and all below it."""
        name = branch.name or tr("No category")
        self._go("products", filters=(Filter("category", "in", branch.ids, name),))

    def seller(self, seller: Seller) -> None:
        """The product at the side."""
        self._go("products", product=seller.product)

    def alerts(self) -> None:
        """All that stand."""
        self._go("alerts", view="open")

    def concern(self, concern: Concern) -> None:
        """What an alert is about."""
        if concern.rise is not None:
            self._go("vendors", vendor=concern.rise.vendor)
        elif concern.product is not None and cure_of(concern) is not None:
            order_product(self._owner, self._context, concern.product)
        elif concern.product is not None:
            self._go("products", product=concern.product)
        else:
            self.alerts()

    def scan(self) -> None:
        """To the till."""
        self._go("scan")

    def products(self) -> None:
        """To where products are made."""
        self._go("products")
