"""Which goods will run out before they can be delivered, and the order that cures it."""

import math
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.alerts import Reviewed
from desktop.commands.depletion_alerts import Due, ReviewDepletion, review_depletion
from desktop.db.engine import Database
from desktop.domain.alert_rules import DEPLETION, Rule
from desktop.domain.ids import Ids
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor
from desktop.domain.quantity import plain
from desktop.domain.reorder import LeftOut, Proposal
from desktop.domain.shop import ShopInfo
from desktop.jobs.forecasting.looking import Outlook, outlooks
from desktop.jobs.forecasting.proposing import Buying
from desktop.queries.alert_rules import alert_rules
from desktop.queries.reorder import Candidate, candidates_among
from desktop.queries.reorder_policy import reorder_policy
from desktop.queries.shop import shop_info
from desktop.schema import Forecast, Product
from desktop.schema.base import table_of

F, P = table_of(Forecast), table_of(Product)
PATIENCE_S = 3600.0
GRAVE = 50  # percent, from which on an alert is one step graver than its rule says
_GRAVER = {"info": "warning", "warning": "critical", "critical": "critical"}


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
        .where(P.c.status == "active", ~P.c.is_template)
        .order_by(F.c.product)
    )
    found = list(session.scalars(wanted))
    if products is not None:
        found = sorted(set(found) & set(products))
    policy = reorder_policy(session, shop.store)
    buying = Buying(session, shop, now, policy, _candidates(session, shop, found))
    all_due: list[Due] = []
    for part in parts(found):
        told = [
            each
            for each in outlooks(session, shop, now, part)
            if each.chance >= share and each.on_hand > 0
        ]
        all_due += map(partial(_due, rule, buying), told, buying.proposals(told))
    return tuple(all_due)


def _candidates(session: Session, shop: ShopInfo, found: Sequence[UUID]) -> list[Candidate]:
    return [each for part in parts(found) for each in candidates_among(session, shop.store, part)]


def _due(rule: Rule, buying: Buying, told: Outlook, cure: Proposal | LeftOut | None) -> Due:
    """With the order that Reorder proposes; none where it stands in a draft, or cannot be made."""
    percent = math.floor(told.chance * 100)
    day = told.told.usual or told.told.earliest
    facts = {
        "date": day.isoformat() if day is not None else None,
        "chance": percent,
        "percent": rule.percent,
        "days": told.lead_days,
        "quantity": plain(cure.quantity) if isinstance(cure, Proposal) else "0",
        "vendor_name": cure.offer.name if isinstance(cure, Proposal) else "",
        "drafted": plain(buying.drafted(told.product)),
    }
    severity = _GRAVER[rule.severity] if percent >= GRAVE else rule.severity
    return Due(told.product, severity, facts)
