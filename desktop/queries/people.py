"""The people who work here."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.queries.columns import Choice
from desktop.schema import AppUser


def people(session: Session) -> list[Choice]:
    """Those who are active, by name, for inputs."""
    rows = session.execute(
        select(AppUser.id, AppUser.full_name)
        .where(AppUser.is_active)
        .order_by(AppUser.full_name, AppUser.id)
    )
    return [Choice(row.id, row.full_name) for row in rows]
