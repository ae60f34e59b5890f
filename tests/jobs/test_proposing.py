"""What to order from what is stored: forecasts read at the stock of now, vendors as they are."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import numpy as np

from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.domain.forecast.parameters import Parameters
from desktop.domain.forecast.periods import DAY as DAILY
from desktop.domain.reorder import Policy, Proposal
from desktop.jobs.forecasting.proposing import proposals
from desktop.jobs.opening import Shop
from desktop.queries.shop import shop_info
from desktop.schema import Forecast
from tests.tills import Till, till

D = Decimal
DAY = timedelta(days=1)


def expects(desk: Till, product: UUID, a_day: float) -> None:
    """A stored forecast of the same every day, for sure."""
    today = desk.clock.now().date()
    told = Parameters(
        DAILY, today - DAY, a_day, np.array([1.0]), np.ones(7), 1.0, {}, np.zeros(0),
        np.array([1, 7, 14, 28]), np.full(4, 1e-6), np.ones(4), False, 1.0, 200, 200, 0, 1.0,
        0.8, 0.8,
    )  # fmt: skip
    with desk.database.write() as session:
        session.add(
            Forecast(
                id=desk.ids.new(), product=product, store=desk.actor.store, run=desk.ids.new(),
                made_at=desk.clock.now(), method="test", horizon_days=90,
                parameters={**told.to_json(), "lead_days": 20}, daily_rate=a_day,
                p_within_lead=0.9, confidence=0.9,
            )
        )  # fmt: skip


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
    expects(desk, tea, 2.0)
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
