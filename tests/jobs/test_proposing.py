"""What to order from what is stored: forecasts read at the stock of now, vendors as they are."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from desktop.commands.purchases import DraftOrders, NewLine, NewOrder, draft_orders
from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.domain.reorder import Policy, Proposal
from desktop.jobs.forecasting.proposing import proposals
from desktop.jobs.opening import Shop
from desktop.queries.shop import shop_info
from tests.foretold import expects
from tests.tills import Till, till

D = Decimal
DAY = timedelta(days=1)


def asks(desk: Till, vendor: UUID, product: UUID, lead: int) -> None:
    price = SetVendorPrice(*desk.head(), vendor, product, D(1), D(6), lead_time_days=lead)
    desk.send(set_vendor_price, price)


def proposed(shop: Shop, desk: Till) -> Proposal:
    with shop.database.read() as session:
        info = shop_info(session, desk.actor)
        found = proposals(session, info, desk.clock.now(), Policy())
    return found.proposals[0]


def test_a_longer_lead_time_moves_the_date_of_the_proposal_by_as_many_days(shop: Shop) -> None:
    """A7; 21 in stock last ten days at 2 a day."""
    desk = till(shop)
    tea = desk.product()
    desk.stock("receive", tea, 21)
    vendor = desk.send(save_vendor, SaveVendor(*desk.head(), "North"))
    expects(shop.database, desk.ids, desk.actor.store, tea, 2.0, desk.clock.now())
    asks(desk, vendor, tea, 4)
    first = proposed(shop, desk)
    asks(desk, vendor, tea, 7)
    second = proposed(shop, desk)
    today = desk.clock.now().date()
    assert (first.order_by, first.arrives) == (today + 6 * DAY, today + 4 * DAY)
    assert second.order_by == today + 3 * DAY
    assert second.arrives - first.arrives == 3 * DAY
    assert (first.quantity, second.quantity) == (6, 12)  # 1 and 7 are missing, and a little
    assert str(first.reason).endswith("in packs of 6.")


def test_what_stands_in_a_draft_is_not_proposed_again(shop: Shop) -> None:
    desk = till(shop)
    tea = desk.product()
    vendor = desk.send(save_vendor, SaveVendor(*desk.head(), "North"))
    expects(shop.database, desk.ids, desk.actor.store, tea, 2.0, desk.clock.now())
    asks(desk, vendor, tea, 4)
    first = proposed(shop, desk)
    half = NewLine(tea, first.quantity - 6)
    desk.send(draft_orders, DraftOrders(*desk.head(), (NewOrder(vendor, (half,)),)))
    assert proposed(shop, desk).quantity == 6
    desk.send(draft_orders, DraftOrders(*desk.head(), (NewOrder(vendor, (NewLine(tea, D(6)),)),)))
    with shop.database.read() as session:
        info = shop_info(session, desk.actor)
        assert proposals(session, info, desk.clock.now(), Policy()).proposals == ()
