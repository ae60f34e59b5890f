"""Which goods will run out before they can be delivered, and the order that cures it."""

import math
from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.alerts import Reviewed
from desktop.commands.depletion_alerts import Due, ReviewDepletion, review_depletion
from desktop.db.engine import Database
from desktop.domain.alert_rules import DEPLETION, Rule
from desktop.domain.ids import Ids
from desktop.domain.permissions import Actor
from desktop.domain.quantity import plain
from desktop.domain.reorder import Policy
from desktop.domain.shop import ShopInfo
from desktop.jobs.forecasting.looking import Outlook, outlooks
from desktop.queries.alert_rules import alert_rules
from desktop.queries.shop import shop_info
from desktop.queries.supplies import Supply, supplies
from desktop.schema import Forecast, Product
from desktop.schema.base import table_of

F, P = table_of(Forecast), table_of(Product)
PATIENCE_S = 3600.0
GRAVE = 50  # percent, from which on an alert is one step graver than its rule says
_GRAVER = {"info": "warning", "warning": "critical", "critical": "critical"}
_PART = 500


def warn(
    database: Database, ids: Ids, by: Actor, now: datetime, products: Sequence[UUID] | None = None
) -> Reviewed:
    """Raises and ends alerts of these products, or of all."""
    with database.read(PATIENCE_S) as session:
        shop = shop_info(session, by)
        found = due(session, shop, now, products)
    chosen = None if products is None else tuple(products)
    review = ReviewDepletion(ids.new(), by, now, shop.store, found, chosen)
    with database.write(PATIENCE_S) as session:
        return review_depletion(session, review)


def due(
    session: Session, shop: ShopInfo, now: datetime, products: Sequence[UUID] | None = None
) -> tuple[Due, ...]:
    """Of these products, or of all; what is out of stock already has an alert of its own."""
    rule = next(each for each in alert_rules(session, shop.store) if each.kind == DEPLETION.kind)
    if not rule.is_on:
        return ()
    share = rule.percent / 100
    wanted = (
        select(F.c.product)
        .join_from(F, P, P.c.id == F.c.product)
        .where(F.c.store == shop.store, F.c.p_within_lead >= share, F.c.on_hand > 0)
        .where(P.c.status == "active")
        .order_by(F.c.product)
    )
    found = list(session.scalars(wanted))
    if products is not None:
        found = sorted(set(found) & set(products))
    bought = supplies(session, shop, None if len(found) > _PART else found)
    return tuple(
        _due(rule, each, bought.get(each.product))
        for start in range(0, len(found), _PART)
        for each in outlooks(session, shop, now, found[start : start + _PART])
        if each.chance >= share and each.on_hand > 0
    )


def _due(rule: Rule, told: Outlook, supply: Supply | None) -> Due:
    percent = math.floor(told.chance * 100)
    day = told.told.usual or told.told.earliest
    facts = {
        "date": day.isoformat() if day is not None else None,
        "chance": percent,
        "percent": rule.percent,
        "days": told.lead_days,
        "quantity": plain(cure(told, supply)),
        "vendor_name": supply.name if supply is not None else "",
    }
    severity = _GRAVER[rule.severity] if percent >= GRAVE else rule.severity
    return Due(told.product, severity, facts)


def cure(told: Outlook, supply: Supply | None) -> Decimal:
    """So much as lasts over the lead time and until the next look, in whole packs."""
    level = np.array([float(Policy().percent) / 100])
    days = min(max(told.lead_days, 1), len(told.demand.days))
    likely = Decimal(repr(round(float(told.demand.quantiles(level)[days - 1, 0]), 3)))
    need = max(likely - told.on_hand - told.on_order, Decimal(0))
    pack = supply.pack if supply is not None and supply.pack > 0 else Decimal(1)
    least = supply.least if supply is not None else Decimal(0)
    return (max(need, least, pack) / pack).to_integral_value(ROUND_CEILING) * pack
