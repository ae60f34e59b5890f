"""Asks the permission map for commands that do not write to the ledger."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor, Permission, allow
from desktop.schema import AppUser


def require(session: Session, by: Actor, permission: Permission) -> None:
    """Passes in silence when the acting user may do it; the role is read from the database."""
    row = session.execute(
        select(AppUser.role, AppUser.is_active).where(AppUser.id == by.user)
    ).first()
    if row is None:
        raise UserError("The acting user is not known.", "Sign in again.", code="unknown_user")
    allow(row.role, row.is_active, permission)
