"""Where a shop has gone: a word that its old place keeps, until somebody stays."""

from datetime import datetime
from uuid import uuid5

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from desktop.domain.ids import ZERO
from desktop.schema import Setting
from desktop.schema.base import table_of

KEY = "moved_to"
_SETTING = table_of(Setting)


def note_moved(session: Session, there: str, at: datetime) -> None:
    """``there`` without a password; part of a move, which asked for the right."""
    forget_moved(session)
    row = {"scope": "system", "scope_id": ZERO, "key": KEY, "value": there}
    stamps = {"created_at": at, "updated_at": at}
    session.execute(insert(_SETTING).values(id=uuid5(ZERO, f"system:{KEY}"), **row, **stamps))


def forget_moved(session: Session) -> None:
    """It is worked with here again."""
    session.execute(delete(_SETTING).where(_SETTING.c.scope == "system", _SETTING.c.key == KEY))
