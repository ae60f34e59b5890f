"""The policy a shop orders by as it is now, and which class each product is of: read here only."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.reorder_policy import KEY, Policy, graded, policy_from
from desktop.domain.shop import ShopInfo
from desktop.queries.reports.reading import amounts_by_product
from desktop.schema import Setting

YEAR = 365
DAY = timedelta(days=1)


def reorder_policy(session: Session, store: UUID) -> Policy:
    """The shop's; the usual one where nobody ever changed it."""
    kept = session.scalar(
        select(Setting.value).where(
            Setting.scope == "store", Setting.scope_id == store, Setting.key == KEY
        )
    )
    return policy_from(kept)


def classes_of(session: Session, shop: ShopInfo, today: date) -> dict[UUID, str]:
    """A, B or C of each product that earned something in the last year, as the ABC report says."""
    earned = amounts_by_product(session, shop, today - YEAR * DAY, today - DAY)
    return graded(earned.items())


def classes_for(
    session: Session, shop: ShopInfo, today: date, policy: Policy
) -> Mapping[UUID, str]:
    """The same where the policy asks; it reads the sales of a year."""
    return classes_of(session, shop, today) if policy.is_graded else {}
