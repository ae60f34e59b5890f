"""Brings the stock of many products back to a moment, takes that back and voids it, part by part.

Each part is one transaction of less than a second, and between two of them the tills book. All
parts are of one document, so they are one booking to undo. A part that was booked stays booked when
a later one fails: the document then holds what was done, and restoring again does the rest.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.documents import DOCUMENT, LINE, CompleteDocument, complete_document
from desktop.commands.stock_then import RestoreStock, StockRestored, restore_stock
from desktop.commands.undo import UndoBooking, undo_booking
from desktop.commands.voiding import VoidDocument, void_document
from desktop.domain.clock import Clock
from desktop.domain.errors import UserError
from desktop.domain.ids import Ids
from desktop.domain.ledger import VOID
from desktop.domain.permissions import Actor, Permission
from desktop.domain.progress import Progress

# Parts are so long that one takes about so many seconds here: who waits longer than two for a row
# of a server is refused. The first ones are short.
PART_S = 0.5
LEAST, FIRST, MOST = 50, 500, 1_500
# A till that finds the file taken looks again after a tenth of a second at the latest.
PAUSE_S = 0.15


@dataclass(frozen=True)
class Desk:
    """Who books, and how: ``write`` opens a writing session of a job."""

    write: Callable[[], AbstractContextManager[Session]]
    ids: Ids
    clock: Clock
    by: Actor

    def head(self) -> tuple[UUID, Actor, datetime]:
        """Id, actor and time of one more command."""
        return self.ids.new(), self.by, self.clock.now()


def restore(
    desk: Desk, wanted: RestoreStock, progress: Progress, most: int = MOST
) -> StockRestored:
    """``wanted`` names its products: none is nothing to restore, never everything.

    What is as it was then by now is passed over.
    """
    products = sorted(set(wanted.products))
    if not products:
        raise _nothing()
    if len(products) <= min(FIRST, most):
        with desk.write() as session:
            return restore_stock(session, wanted)
    made: StockRestored | None = None
    done = 0
    try:
        for part in _parts(products, most, progress):
            made = _restored(desk, wanted, part, made)
            done += len(part)
    except UserError as error:
        if made is None:
            raise
        raise _half_done(error, f"{done:,} of {len(products):,} products are restored") from error
    finally:
        if made is not None:
            _complete(desk, made)
    if made is None:
        raise _nothing()
    return made


def _nothing() -> UserError:
    return UserError("The stock is as it was then.", "There is nothing to restore.", code="same")


def _restored(
    desk: Desk, wanted: RestoreStock, products: Sequence[UUID], made: StockRestored | None
) -> StockRestored | None:
    """One more part; ``made`` are those before, together."""
    key, _, at = desk.head()
    paper = None if made is None else made.document
    part = replace(wanted, id=key, at=at, products=tuple(products), document=paper, stays_open=True)
    try:
        with desk.write() as session:
            done = restore_stock(session, part)
    except UserError as error:
        if error.code != "same":
            raise
        return made
    if made is None:
        return done
    corrections, number = made.corrections + done.corrections, made.products + done.products
    return replace(made, corrections=corrections, products=number)


def _complete(desk: Desk, made: StockRestored) -> None:
    with desk.write() as session:
        complete_document(session, CompleteDocument(*desk.head(), made.document))


def take_back(desk: Desk, document: UUID, progress: Progress, most: int = MOST) -> int:
    """Undoes a restore from its last line on; returns how many movements that took."""
    with desk.write() as session:
        lines = _lines(session, document)
    taken = done = 0
    try:
        for part in _parts(lines, most, progress):
            taken += _taken(desk, document, part)
            done += len(part)
    except UserError as error:
        if not taken:
            raise
        raise _half_done(error, f"{done:,} of {len(lines):,} lines are taken back") from error
    if not taken:
        raise UserError("That was undone before.", "Nothing was changed.", code="undone")
    return taken


def void(desk: Desk, document: UUID, reason: str, progress: Progress, most: int = MOST) -> str:
    """Voids a long correction from its last line on; returns its number.

    The document is void with the last part. Done again, a void that ended half-way goes on.
    """
    with desk.write() as session:
        status = session.scalar(select(DOCUMENT.c.status).where(DOCUMENT.c.id == document))
        require(session, desk.by, Permission.UNDO if status == "open" else Permission.VOID)
        lines = _lines(session, document)
    words = f"{VOID} {reason}".strip()
    done = 0
    try:
        for part in _parts(lines[: -min(FIRST, most)], most, progress):
            _taken(desk, document, part, words)
            done += len(part)
        with desk.write() as session:
            return void_document(session, VoidDocument(*desk.head(), document, reason)).number
    except UserError as error:
        if not done:
            raise
        raise _half_done(error, f"{done:,} of {len(lines):,} lines are taken back") from error


def _lines(session: Session, document: UUID) -> list[UUID]:
    """Those of a document, the last one first."""
    of = select(LINE.c.id).where(LINE.c.document == document)
    return list(session.scalars(of.order_by(LINE.c.position.desc())))


def _taken(desk: Desk, document: UUID, lines: Sequence[UUID], reason: str = "undo") -> int:
    part = UndoBooking(*desk.head(), document, reason, tuple(lines))
    try:
        with desk.write() as session:
            undo_booking(session, part)
    except UserError as error:
        if error.code != "undone":
            raise
        return 0
    return len(lines)


def _parts(ids: Sequence[UUID], most: int, progress: Progress) -> Iterator[Sequence[UUID]]:
    """The tills have their turn between two of them."""
    start, size = 0, min(FIRST, most)
    while start < len(ids):
        progress.report(start, len(ids))
        if start:
            time.sleep(PAUSE_S)
        began = time.monotonic()
        yield ids[start : start + size]
        start += size
        size = min(most, fitting(size, time.monotonic() - began))
    progress.report(len(ids), len(ids))


def fitting(size: int, took: float) -> int:
    """How many a part may have where ``size`` took so many seconds."""
    return max(LEAST, int(min(size * PART_S / max(took, 0.001), MOST)))


def _half_done(error: UserError, so_far: str) -> UserError:
    return UserError(
        f"{error.message} {so_far}.", f"{error.hint} Do it again for the rest.", code=error.code
    )
