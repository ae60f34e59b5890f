"""What a writing transaction does last of all, noted on its way: once for each key, in order."""

from collections.abc import Callable, Hashable

from sqlalchemy.orm import Session

_ENDINGS = "endings"


def at_end(session: Session, key: Hashable, call: Callable[[], object]) -> None:
    """``call`` runs just before the commit; a key that is noted already keeps its first call."""
    session.info.setdefault(_ENDINGS, {}).setdefault(key, call)


def end(session: Session) -> None:
    """Runs what was noted; its failure is the transaction's."""
    for call in session.info.pop(_ENDINGS, {}).values():
        session.flush()
        call()
