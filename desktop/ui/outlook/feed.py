"""The outlook of one product, read while somebody looks and again when its tables changed."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject

from desktop.domain.outlook import Outlook
from desktop.queries.columns import Filter
from desktop.queries.outlook import outlook_of
from desktop.ui.context import Context
from desktop.ui.figures import Figures, Turns
from desktop.ui.text import calendar_day

TABLES = (
    *("forecast", "event", "event_scope", "stock_move", "stock_level", "vendor_price"),
    *("product", "document_line", "document", "setting"),
)


class OutlookFeed(Figures):
    """``came`` gives an Outlook, None where no product was named yet."""

    def __init__(self, context: Context, parent: QObject) -> None:
        self.product: UUID | None = None
        super().__init__(
            context.work, _outlook, lambda: (context, self.product), TABLES, Turns(), parent
        )

    def show_of(self, product: UUID) -> None:
        """Another product's, as soon as it is looked at."""
        if product != self.product:
            self.product = product
            self.forget()
            self.read()

    def is_of(self, told: Outlook | None) -> bool:
        """Whether it is what is wanted now: another product may have been chosen meanwhile."""
        return told is not None and told.product == self.product


def show_moves(context: Context, told: Outlook, day: date) -> None:
    """The movements of one day behind a bar."""
    shop, words = context.shop, calendar_day(day, "ddd d MMM")
    filters = (
        Filter("at", "from", shop.begins(day), words),
        Filter("at", "until", shop.begins(day + timedelta(days=1)), words),
    )
    context.go("movements", product=told.product, name=told.name, filters=filters)


def _outlook(session: Any, context: Context, product: UUID | None) -> Outlook | None:
    """In a reader's thread, where NumPy is imported too."""
    if product is None:
        return None
    from desktop.jobs.forecasting.proposing import proposal_of

    shop, now = context.shop, context.clock.now()
    told = outlook_of(session, shop, product, now)
    return replace(told, order=proposal_of(session, shop, now, product)) if told.ahead else told
