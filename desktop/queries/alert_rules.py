"""The shop's rules for alerts as they act now."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.alert_rules import KEY, Rule, rules_of
from desktop.schema import Setting


def alert_rules(session: Session, store: UUID) -> tuple[Rule, ...]:
    """One after the other, the gravest fact first."""
    kept = session.scalar(
        select(Setting.value).where(
            Setting.scope == "store", Setting.scope_id == store, Setting.key == KEY
        )
    )
    return tuple(rules_of(kept).values())
