"""An order as its vendor gets it: what stands at the top of the paper, and its columns."""

from collections.abc import Sequence

from desktop.queries.columns import Column
from desktop.queries.order_lines import ORDER_LINES
from desktop.queries.purchases import OrderCard
from desktop.ui.context import Context
from desktop.ui.paper.lists import Heading
from desktop.ui.text import calendar_day, moment, tr

COLUMNS = ("vendor_sku", "name", "sku", "barcode", "qty", "unit", "price", "total", "currency")


def columns() -> Sequence[Column]:
    """Of the list of ordered goods, from left to right."""
    own = {column.key: column for column in ORDER_LINES.columns}
    return [own[key] for key in COLUMNS]


def heading_of(context: Context, card: OrderCard) -> Heading:
    """Its number also as bars: scanned when the goods come, it says what is awaited."""
    shop = context.shop
    facts = [card.number, card.vendor_name, " ".join(card.address.split())]
    if card.due:
        facts.append(tr("due {day}", day=calendar_day(card.due, "d MMM yyyy")))
    facts.append(" ".join(card.note.split()))
    about = " · ".join(filter(None, facts))
    made = moment(context.clock.now(), shop.zone)
    return Heading(tr("Order"), about, made, shop, card.number)
