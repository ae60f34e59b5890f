"""Which life of a shop a database holds: another after each restore."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.schema import Setting


def epoch_of(session: Session) -> str:
    """'' for a shop that was never restored or moved."""
    found = select(Setting.value).where(Setting.scope == "system", Setting.key == "epoch")
    return str(session.scalars(found).first() or "")
