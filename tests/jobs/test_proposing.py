"""What to order from what is stored: forecasts read at the stock of now, vendors as they are."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desktop.commands.purchase_states import VoidOrder, void_order
from desktop.commands.purchases import DraftOrders, NewLine, NewOrder, draft_orders
from desktop.commands.reorder_policy import ChangePolicy, change_policy
from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.domain.quantity import plain
from desktop.domain.reorder import Proposal
from desktop.domain.reorder_policy import Policy
from desktop.jobs.forecasting.again import Desk, look
from desktop.jobs.forecasting.proposing import proposals
from desktop.jobs.opening import Shop
from desktop.queries.alerts import ALERTS
from desktop.queries.dashboard import concerns
from desktop.queries.shop import shop_info
from desktop.schema import Alert
from tests.foretold import expects
from tests.tills import Till, till
from tests.trade import rows_of

D = Decimal
DAY = timedelta(days=1)
USUAL = Policy()


def asks(desk: Till, vendor: UUID, product: UUID, lead: int) -> None:
    price = SetVendorPrice(*desk.head(), vendor, product, D(1), D(6), lead_time_days=lead)
    desk.send(set_vendor_price, price)


def proposed(shop: Shop, desk: Till, policy: Policy = USUAL) -> Proposal:
    with shop.database.read() as session:
        info = shop_info(session, desk.actor)
        found = proposals(session, info, desk.clock.now(), policy)
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


def alert_of(shop: Shop, product: UUID) -> dict[str, Any]:
    with shop.database.read() as session:
        wanted = select(Alert.params).where(Alert.product == product, Alert.type == "depletion")
        return dict(session.scalars(wanted.where(Alert.status != "resolved")).one())


def test_an_alert_names_the_order_that_reorder_proposes(shop: Shop) -> None:
    """The cheaper vendor comes too late: both order from the other one."""
    desk = till(shop)
    tea = desk.product()
    desk.stock("receive", tea, 21)
    far, near = (desk.send(save_vendor, SaveVendor(*desk.head(), n)) for n in ("Far", "Near"))
    expects(shop.database, desk.ids, desk.actor.store, tea, 2.0, desk.clock.now())
    for vendor, price, lead in ((far, D("0.98"), 40), (near, D(1), 7)):
        command = SetVendorPrice(*desk.head(), vendor, tea, price, D(6), lead_time_days=lead)
        desk.send(set_vendor_price, command)
    policy = Policy(review_days=14)
    desk.send(change_policy, ChangePolicy(*desk.head(), policy))
    look(Desk(shop.database, desk.ids, desk.actor), desk.clock.now())
    found, told = proposed(shop, desk, policy), alert_of(shop, tea)
    assert (told["quantity"], told["vendor_name"]) == (plain(found.quantity), found.offer.name)
    assert (found.quantity, found.offer.name) == (24, "Near")  # 21 days of 2 less 21


def test_an_alert_follows_the_draft_that_is_made_and_voided_at_once(shop: Shop) -> None:
    """Where it is shown; what it keeps is told anew by the next look, though no stock moved."""
    desk = till(shop)
    tea = desk.product()
    desk.stock("receive", tea, 3)
    vendor = desk.send(save_vendor, SaveVendor(*desk.head(), "North"))
    expects(shop.database, desk.ids, desk.actor.store, tea, 2.0, desk.clock.now())
    asks(desk, vendor, tea, 3)
    looker, now = Desk(shop.database, desk.ids, desk.actor), desk.clock.now()

    def shown() -> list[tuple[str, str]]:
        with shop.database.read() as session:
            board = concerns(session, shop_info(session, desk.actor), now)
        listed = rows_of(shop, ALERTS)
        found = [each.params for each in (*listed, *board) if each.type == "depletion"]
        return [(params["quantity"], params["drafted"]) for params in found]

    look(looker, now)
    assert shown() == [("18", "0")] * 2
    order = NewOrder(vendor, (NewLine(tea, D(12)),))
    (made,) = desk.send(draft_orders, DraftOrders(*desk.head(), (order,)))
    assert shown() == [("6", "12")] * 2
    assert look(looker, now).changed == 1
    assert (alert_of(shop, tea)["quantity"], shown()) == ("6", [("6", "12")] * 2)
    desk.send(void_order, VoidOrder(*desk.head(), made.document, "not wanted"))
    assert shown() == [("18", "0")] * 2
    assert look(looker, now).changed == 1
    assert alert_of(shop, tea)["quantity"] == "18"
    assert look(looker, now).changed == 0


def test_goods_of_a_better_class_are_kept_in_stock_more_surely(shop: Shop) -> None:
    """One earns nearly all, so it is A; the other one is C."""
    desk = till(shop)
    products, codes = [], []
    for _ in range(2):
        products.append(desk.product())
        codes.append(desk.sent[-1][1].sku)
    vendor = desk.send(save_vendor, SaveVendor(*desk.head(), "North"))
    paper = desk.ids.new()
    for product, code, sold in zip(products, codes, (90, 1), strict=True):
        desk.stock("receive", product, sold)
        desk.scan(code, "sell", paper, sold)
        asks(desk, vendor, product, 4)
        expects(shop.database, desk.ids, desk.actor.store, product, 2.0, desk.clock.now(), 3.0)
    desk.complete(paper)
    desk.clock.pass_by(86_400)
    with shop.database.read() as session:
        info, now = shop_info(session, desk.actor), desk.clock.now()
        same, graded = (
            {e.goods.product: e.needed for e in proposals(session, info, now, p).proposals}
            for p in (USUAL, Policy(a=99, b=95, c=60))
        )
    assert same[products[0]] == same[products[1]]
    assert graded[products[0]] > same[products[0]] > graded[products[1]]
