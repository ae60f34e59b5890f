"""An outlook made up for charts and words, and parameters as a nightly run would store them."""

import math
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import insert

from desktop.domain.forecast.parameters import Parameters
from desktop.domain.forecast.periods import DAY as DAILY
from desktop.domain.outlook import (
    AheadDay,
    Explained,
    Factor,
    Happening,
    Outlook,
    PastDay,
    Supply,
)
from desktop.jobs.opening import Shop
from desktop.schema import Forecast

DAY = timedelta(days=1)
TODAY = date(2026, 11, 14)
DEVIATIONS = (-1.96, -1.645, -1.28, -0.674, 0.0, 0.674, 1.28, 1.645, 1.96)
FACTORS = (
    Factor("weekday", 1.31, 4),
    Factor("promotion", 1.27, 42),
    Factor("event", 0.6, 0, "Christmas Eve"),
)


def espresso(days: int = 90, seed: int = 3) -> Outlook:
    """Sold every day but Sundays, more on Saturdays; two promotions; some days without stock."""
    dice, past, hand = Random(seed), [], 110.0
    for number in range(2 * days, 0, -1):
        day = TODAY - number * DAY
        closed, promo, out = day.weekday() == 6, 57 < number < 62, 30 < number < 33
        usual = _usual(day) * (1.6 if promo else 1)
        sold = 0.0 if closed or out else float(max(0, round(dice.gauss(usual, 1.2))))
        hand = 0.0 if out else 120.0 if number == 30 or hand <= sold else hand - sold
        past.append(PastDay(day, sold, hand, promo, closed, out, usual))
    return Outlook(
        UUID(int=1), "COF-1001", "House Espresso 1 kg", "Coffee", 0, TODAY, Decimal(59), Decimal(0),
        tuple(past), _ahead(days, 59.0),
        (
            Happening(TODAY - 61 * DAY, TODAY - 58 * DAY, "Autumn sale", "promotion"),
            Happening(TODAY + 22 * DAY, TODAY + 27 * DAY, "Advent week", "promotion"),
        ),
        Supply("Northside Roasters", 6), Explained(3.2, 56, FACTORS, 0.23, 0.81), 0.62,
    )  # fmt: skip


def _usual(day: date) -> float:
    return 0.0 if day.weekday() == 6 else 4.4 if day.weekday() == 5 else 3.2


def _ahead(days: int, stock: float) -> tuple[AheadDay, ...]:
    found, mean = [], 0.0
    for number in range(days):
        day = TODAY + number * DAY
        usual = _usual(day) * (1.5 if 22 <= number <= 27 else 1)
        mean += usual
        spread = math.sqrt(1.6 * mean)
        out = 0.5 * (1 + math.erf((mean - stock) / spread / math.sqrt(2)))
        sold = tuple(max(0.0, usual + z * math.sqrt(1.3 * usual)) for z in DEVIATIONS)
        used = tuple(max(0.0, mean + z * spread) for z in DEVIATIONS)
        found.append(AheadDay(day, usual, sold, used, out, 22 <= number <= 27, day.weekday() == 6))
    return tuple(found)


def parameters(level: float, promo: float = 1.0, **events: float) -> Parameters:
    """Hardly any spread, no weekdays: what it tells can be counted on fingers."""
    memories = len(DAILY.memories)
    return Parameters(
        rhythm=DAILY, until=TODAY - DAY, level=level, shares=np.full(memories, 1 / memories),
        weekday=np.ones(7), promo=promo, events=events, season=np.zeros(0),
        lengths=np.array([1, 90]), dispersion=np.full(2, 1e-6),
        is_counted=False, trust=1.0, known=200, sales=100, promo_days=5, growth=1.0, error=0.77,
        covered=0.81, evidence=90.0,
    )  # fmt: skip


def store_forecast(shop: Shop, product: UUID, told: Parameters) -> None:
    values: dict[str, Any] = {
        "id": shop.ids.new(), "product": product, "store": shop.actor.store, "run": shop.ids.new(),
        "made_at": shop.clock.now(), "method": "model", "horizon_days": 90,
        "parameters": told.to_json(), "daily_rate": told.level, "p_within_lead": 0.0,
        "confidence": 1.0,
    }  # fmt: skip
    shop.database.run(lambda session: session.execute(insert(Forecast).values(**values)))
