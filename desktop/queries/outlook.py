"""One product's outlook: what it sold and held, what the forecast tells, who supplies it.

Bands are made here from the stored parameters, when a chart opens; NumPy is imported then.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.domain.outlook import Happening, Outlook, PastDay, Supply
from desktop.domain.shop import ShopInfo
from desktop.queries.events import EventSpan, events_between
from desktop.queries.purchases import ON_ORDER
from desktop.queries.stock import on_hand_of
from desktop.queries.supplies import supplies
from desktop.schema import Category, Forecast, Product, StockMove, Unit
from desktop.schema.base import table_of

P, C, U, F = table_of(Product), table_of(Category), table_of(Unit), table_of(Forecast)
M = table_of(StockMove)
DAY = timedelta(days=1)
AHEAD, BEHIND = 90, 180


def outlook_of(
    session: Session, shop: ShopInfo, product: UUID, now: datetime, days: int = AHEAD
) -> Outlook:
    """For a chart: so many days ahead, twice as many behind. UserError where it is gone."""
    from desktop.queries.demand import demand_of

    today = shop.day_of(now)
    first, last = today - 2 * days * DAY, today + (days - 1) * DAY
    found = _product(session, shop, product)
    past = tuple(
        PastDay(
            each.day, float(each.units), float(each.balance),
            each.is_promo, each.is_closed, each.is_out,
        )
        for each in demand_of(session, shop, product, first, today - DAY)
    )  # fmt: skip
    events = [
        event
        for event in events_between(session, shop.store, first, last)
        if event.is_about(product, found.category)
    ]
    told = Outlook(
        product, found.sku, found.name, found.words, found.decimals, today,
        found.on_hand, _on_order(session, shop, product), past,
        happenings=tuple(Happening(e.first, e.last, e.name, e.type) for e in events),
        supply=_supply(session, shop, product),
    )  # fmt: skip
    row = session.execute(
        select(F.c.parameters, F.c.p_within_lead, P.c.category)
        .join_from(F, P, P.c.id == F.c.product)
        .where(F.c.product == product, F.c.store == shop.store)
    ).first()
    told = told if row is None else _told(session, shop, now, told, row, days, events)
    return replace(told, past=_since_it_came(session, shop, product, told.past))


def _since_it_came(
    session: Session, shop: ShopInfo, product: UUID, past: tuple[PastDay, ...]
) -> tuple[PastDay, ...]:
    """Before its first movement a product was not out of stock: it was not there yet."""
    if not past or not past[0].is_out:
        return past
    first = session.scalar(select(func.min(M.c.occurred_at)).where(M.c.product == product))
    came = past[-1].day + DAY if first is None else shop.day_of(first)
    return tuple(replace(each, is_out=each.is_out and each.day >= came) for each in past)


def _product(session: Session, shop: ShopInfo, product: UUID) -> Any:
    found = session.execute(
        select(
            P.c.sku, P.c.name, P.c.category, C.c.name.label("words"), U.c.decimals,
            on_hand_of(P.c.id).label("on_hand"),
        )
        .join_from(P, U, U.c.id == P.c.unit)
        .join(C, C.c.id == P.c.category)
        .where(P.c.id == product),
        {"store": shop.store},
    ).first()  # fmt: skip
    if found is None:
        raise UserError("This product is gone.", "Refresh the list.", code="gone")
    return found


def _on_order(session: Session, shop: ShopInfo, product: UUID) -> Decimal:
    wanted = select(ON_ORDER.c.qty).where(ON_ORDER.c.product == product)
    return session.scalars(wanted, {"store": shop.store}).first() or Decimal(0)


def _supply(session: Session, shop: ShopInfo, product: UUID) -> Supply | None:
    """From whom it would be bought, as forecasts and proposals have it."""
    found = supplies(session, shop, (product,)).get(product)
    return Supply(found.name, found.lead_days) if found else None


def _told(
    session: Session, shop: ShopInfo, now: datetime, told: Outlook, row: Any, days: int,
    events: Sequence[EventSpan],
) -> Outlook:  # fmt: skip
    """With the bands and reasons of the stored forecast, as the list has it."""
    from desktop.domain.forecast.parameters import Parameters
    from desktop.domain.forecast.telling import fitted, reasons, told_days
    from desktop.queries.days_ahead import DaysAhead, sold_today

    parameters = Parameters.from_json(row.parameters)
    lines = fitted(parameters, told.past, _marks([e for e in events if e.is_in_prediction]))
    past = tuple(replace(day, expected=at) for day, at in zip(told.past, lines, strict=True))
    known = DaysAhead(session, shop, now, days, {day.day: day.is_closed for day in told.past})
    promo = known.promo(told.product, row.category)
    sold = sold_today(session, shop, now, [told.product]).get(told.product, 0.0)
    found, confidence = told_days(
        known.demand(parameters, promo),
        known.dates,
        promo,
        known.closed,
        float(told.on_hand) + sold,
    )
    return replace(
        told, past=past, ahead=found, confidence=confidence, explained=reasons(parameters),
        has_enough=parameters.is_enough, chance=row.p_within_lead, sold_today=sold,
    )  # fmt: skip


def _marks(events: Sequence[EventSpan]) -> list[Any]:
    """The days of what is no promotion, as the model knows them."""
    from desktop.domain.forecast.events import Event

    return [
        Event(event.first + number * DAY, event.name, event.type == "holiday")
        for event in events
        if event.type != "promotion"
        for number in range((event.last - event.first).days + 1)
    ]
