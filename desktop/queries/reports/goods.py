"""Reports on what was sold: by day, by product's share, out of stock, on promotion, in turns.

ABC: see ``domain.reorder_policy``. XYZ: how much weekly demand varies, by its standard deviation
over its mean: at most 0.5, 1, or more.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.domain.reorder_policy import graded
from desktop.domain.shop import ShopInfo
from desktop.queries.reports.reading import CENT, DL, ZERO, D, amounts, amounts_by_product, goods_of

Rows = list[tuple[Any, ...]]
DAY = timedelta(days=1)
LEAST_DAYS, LEAST_UNITS = 2, 5  # on promotion; sold otherwise: with fewer an effect is chance
WEEK, YEAR = 7, 365
X, Y = 0.5, 1.0


def demand(
    session: Session, shop: ShopInfo, first: date, last: date, category: UUID | None = None
) -> Rows:
    """What each day earned, and how much of that on promotion."""
    from desktop.queries.demand import closed_between

    closed = closed_between(session, shop, first, last).tolist()
    whole: dict[date, Decimal] = {}
    promo: dict[date, Decimal] = {}
    for day, is_promo, amount in amounts(
        session, shop, first, last, D.c.business_date, DL.c.is_promo, category=category
    ):
        whole[day] = whole.get(day, ZERO) + amount
        promo[day] = promo.get(day, ZERO) + (amount if is_promo else ZERO)
    days = [first + number * DAY for number in range((last - first).days + 1)]
    return [
        (day, whole.get(day, ZERO), promo.get(day, ZERO), is_closed)
        for day, is_closed in zip(days, closed, strict=True)
    ]


def abc(
    session: Session, shop: ShopInfo, first: date, last: date, category: UUID | None = None
) -> Rows:
    """The best first; share and class are of all that the store sells."""
    varied = _variation(_read(session, shop, first, last))
    goods = goods_of(session, shop, category)
    earned = amounts_by_product(session, shop, first, last)
    ordered = sorted(earned.items(), key=lambda item: (-item[1], item[0]))
    total = sum((amount for _, amount in ordered if amount > 0), ZERO)
    grades = graded(ordered)
    rows: Rows = []
    for product, amount in ordered:
        if product not in goods or (goods[product].is_parent and not amount):
            continue
        share = amount / total if total else ZERO
        variation = varied.get(product)
        rows.append((
            goods[product].sku, goods[product].name, amount, round(float(share), 4),
            grades[product], None if variation is None else round(variation, 2),
            _evenness(variation),
        ))  # fmt: skip
    return rows


def _variation(found: Any) -> dict[Any, float]:
    """By product that sold: of whole weeks, the last ones."""
    import numpy as np

    weeks = found.sold.shape[1] // WEEK
    if not weeks:
        return {}
    weekly = found.sold[:, -weeks * WEEK :].reshape(-1, weeks, WEEK).sum(2)
    sells = np.flatnonzero(weekly.mean(1) > 0)
    return {found.products[n]: float(weekly[n].std() / weekly[n].mean()) for n in sells}


def _evenness(variation: float | None) -> str:
    if variation is None:
        return ""
    return "X" if variation <= X else "Y" if variation <= Y else "Z"


def stock_outs(
    session: Session, shop: ShopInfo, first: date, last: date, category: UUID | None = None
) -> Rows:
    """Days without stock since a product first was there, at what a day with stock sold."""
    import numpy as np

    found, goods = _read(session, shop, first, last), goods_of(session, shop, category)
    was_there = np.maximum.accumulate((found.on_hand[:, 1:] > 0) | (found.sold > 0), 1)
    is_out = found.is_out & was_there & ~found.closed
    rows: Rows = []
    for number, product in enumerate(found.products):
        if product not in goods or goods[product].is_parent:
            continue
        days, units = int(is_out[number].sum()), found.units[number]
        known = units[np.isfinite(units)]
        if days and len(known):
            lost = round(days * float(known.mean()), 1)
            money = (Decimal(str(lost)) * goods[product].price).quantize(CENT)
            rows.append((goods[product].sku, goods[product].name, days, lost, money))
    return sorted(rows, key=lambda row: (-row[4], row[0]))


def promotions(
    session: Session, shop: ShopInfo, first: date, last: date, category: UUID | None = None
) -> Rows:
    """Products with promotion days and others; ``effect`` in percent, None where too few days or
    units stand behind it: a thing that sells once a year sells a hundred times as well on its day.
    """
    import numpy as np

    found, goods = _read(session, shop, first, last), goods_of(session, shop, category)
    rows: Rows = []
    for number, product in enumerate(found.products):
        if product not in goods:
            continue
        known = np.isfinite(found.units[number])
        on, off = known & found.promo[number], known & ~found.promo[number]
        if on.any() and off.any():
            there, else_ = (float(found.units[number][days].mean()) for days in (on, off))
            is_told = on.sum() >= LEAST_DAYS and found.units[number][off].sum() >= LEAST_UNITS
            effect = round(100 * (there / else_ - 1)) if is_told else None
            rows.append((
                goods[product].sku, goods[product].name, int(on.sum()), round(there, 2),
                round(else_, 2), effect,
            ))  # fmt: skip
    return sorted(rows, key=lambda row: (row[5] is None, -(row[5] or 0), row[0]))


def turnover(
    session: Session, shop: ShopInfo, first: date, last: date, category: UUID | None = None
) -> Rows:
    """Worth most first; turns are sales over the mean stock, as for a whole year."""
    found, goods = _read(session, shop, first, last), goods_of(session, shop, category)
    days = len(found.days)
    rows: Rows = []
    for number, product in enumerate(found.products):
        if product not in goods:
            continue
        each, sold = goods[product], float(found.sold[number].sum())
        now, usual = float(found.now[number]), float(found.on_hand[number].clip(0).mean())
        if each.is_parent and not (now or sold):
            continue
        cost = each.value / Decimal(str(now)) if now > 0 and each.value else each.unit_cost
        turns = round(sold / usual * YEAR / days, 1) if usual > 0 else None
        cover = round(now / (sold / days)) if sold > 0 and now > 0 else None
        at_cost = (Decimal(str(round(sold, 3))) * cost).quantize(CENT)
        rows.append((each.sku, each.name, round(now, 3), each.value, at_cost, turns, cover))
    return sorted(rows, key=lambda row: (-row[3], row[0]))


def _read(session: Session, shop: ShopInfo, first: date, last: date) -> Any:
    """All products that ever moved, day by day."""
    from desktop.queries.demand import daily_demand

    told = daily_demand(session, shop, None, first, last)
    return told.whole()
