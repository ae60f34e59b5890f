"""A stored forecast that is made up: the same every day, for sure or nearly."""

from datetime import datetime, timedelta
from uuid import UUID

import numpy as np

from desktop.db.engine import Database
from desktop.domain.forecast.parameters import Parameters
from desktop.domain.forecast.periods import DAY as DAILY
from desktop.domain.ids import Ids
from desktop.schema import Forecast


def expects(
    database: Database,
    ids: Ids,
    store: UUID,
    product: UUID,
    a_day: float,
    now: datetime,
    spread: float = 1e-6,
) -> None:
    """So many a day of the product, and that it will be used up before it can be delivered.

    ``spread``: variance over mean of demand.
    """
    told = Parameters(
        DAILY, now.date() - timedelta(1), a_day, np.array([1.0]), np.ones(7), 1.0, {}, np.zeros(0),
        np.array([1, 7, 14, 28]), np.full(4, spread), False, 1.0, 200, 200, 0, 1.0,
        0.8, 0.8, 190.0,
    )  # fmt: skip
    with database.write() as session:
        session.add(
            Forecast(
                id=ids.new(), product=product, store=store, run=ids.new(), made_at=now,
                method="test", horizon_days=90, parameters={**told.to_json(), "lead_days": 20},
                daily_rate=a_day, p_within_lead=0.9, confidence=0.9,
            )
        )  # fmt: skip
