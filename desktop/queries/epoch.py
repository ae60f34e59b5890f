"""Which life of a shop a database holds, another after each restore, and whether it has gone."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.schema import Setting


def epoch_of(session: Session) -> str:
    """'' for a shop that was never restored or moved."""
    return _system(session, "epoch")


def moved_to(session: Session) -> str:
    """Where the shop has gone, without a password; '' while it is worked with here."""
    return _system(session, "moved_to")


def _system(session: Session, key: str) -> str:
    found = select(Setting.value).where(Setting.scope == "system", Setting.key == key)
    return str(session.scalars(found).first() or "")
