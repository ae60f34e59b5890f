"""A run of scanned lines: booked in parts, each part one transaction, each line its own savepoint.

Ids are made once per line, so a part that is sent again books nothing twice. A line that cannot be
booked takes nothing else along; a part that fails as a whole (disk full, server gone) is answered
line by line with the reason, and the run goes on.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.commands.documents import Completed, CompleteDocument, complete_document
from desktop.commands.scans import Booked, BookScan, book_scan
from desktop.db.engine import Database
from desktop.domain.barcode import parse_entry
from desktop.domain.clock import Clock
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.ids import Ids
from desktop.domain.lot import LotGiven, lot_given
from desktop.domain.measure import Part
from desktop.domain.permissions import Actor
from desktop.jobs.scans.gs1 import label_of
from desktop.queries.product import ProductCard, product_by_code

MOST = 64
# So many documents that were closed under a run are looked at for the tallies of a count.
MOST_CLOSED = 100
# A part holds the lock of the shop's file at most about this long.
PART_S = 0.1


def book(session: Session, scan: BookScan) -> Booked:
    """Books a scan with what its code reads as: lot, expiry, weight or price."""
    return book_scan(session, replace(scan, label=label_of(scan.code)))


def look_up(session: Session, code: str, location: UUID) -> ProductCard:
    """The product of a code, also of a GS1 code."""
    return product_by_code(session, code, location, label_of(code))


@dataclass(frozen=True)
class Line:
    """One line of input with the id and time it will be booked under; ``problem``: it cannot be."""

    number: int
    id: UUID
    at: datetime
    code: str
    quantity: Decimal | None
    parts: tuple[Part, ...] = ()
    lot: LotGiven | None = None
    problem: UserError | None = None


@dataclass(frozen=True)
class Answer:
    """What became of a line: booked, looked up, or refused."""

    line: Line
    booked: Booked | None = None
    card: ProductCard | None = None
    refused: UserError | None = None


class ScanRun:
    """One run in one mode; bookings go into one document, which ``complete`` posts.

    ``order``: the purchase order that is received. ``lot``: of lines that name none themselves.
    Where somebody else completes it meanwhile, the run goes on in another one.
    """

    def __init__(
        self,
        database: Database,
        actor: Actor,
        clock: Clock,
        ids: Ids,
        mode: str,
        order: UUID | None = None,
        lot: LotGiven | None = None,
    ) -> None:
        self.mode = mode
        self._order, self._lot = order, lot
        self.booked = 0
        self.refused = 0
        self._database = database
        self._actor = actor
        self._clock = clock
        self._ids = ids
        self._document = ids.new()
        self._closed: tuple[UUID, ...] = ()
        self._read = 0
        self._size = 1

    def answer(self, texts: Sequence[str]) -> Iterator[list[Answer]]:
        """Books the lines in parts; each part is given back after its commit."""
        waiting = list(texts)
        while waiting:
            part, waiting = waiting[: self._size], waiting[self._size :]
            began = time.monotonic()
            answers = self._part([self._line(text) for text in part])
            self._set_size(len(part), time.monotonic() - began)
            for answer in answers:
                self.refused += answer.refused is not None
                self.booked += answer.refused is None
            yield answers

    def complete(self) -> Completed | None:
        """Posts the run's document; None when nothing was booked."""
        if self.mode == "lookup" or not self.booked:
            return None
        now = self._clock.now()
        command = CompleteDocument(self._ids.new(), self._actor, now, self._document)
        try:
            return self._database.run(complete_document, command)
        except UserError as error:
            if error.code == "empty":  # every booking was taken back meanwhile
                return None
            raise

    def _line(self, text: str) -> Line:
        """Behind tabs stand a lot and the last day it may be sold."""
        self._read += 1
        code, lot, day = (*text.split("\t"), "", "")[:3]
        entry, said, problem = parse_entry(code), self._lot, None
        try:
            said = lot_given(lot, day) if (lot + day).strip() else said
        except UserError as error:
            problem = error
        head = (self._read, self._ids.new(), self._clock.now())
        return Line(*head, entry.code, entry.quantity, entry.parts, said, problem)

    def _set_size(self, done: int, seconds: float) -> None:
        """As many lines at once as fit into the time for a part; doubled at most."""
        fitting = int(PART_S * done / max(seconds, 1e-6))
        self._size = max(1, min(MOST, fitting, 2 * self._size))

    def _part(self, lines: list[Line]) -> list[Answer]:
        try:
            if self.mode == "lookup":
                return self._looked_up(lines)
            return self._database.run(self._book_all, lines)
        except Unavailable as error:
            return [Answer(line, refused=error) for line in lines]
        except UserError as error:
            if len(lines) == 1:
                return [Answer(lines[0], refused=error)]
            # One line's fault showed only at the end of the transaction: each on its own then.
            return [answer for line in lines for answer in self._part([line])]

    def _looked_up(self, lines: list[Line]) -> list[Answer]:
        with self._database.read() as session:
            return [self._look_up(session, line) for line in lines]

    def _look_up(self, session: Session, line: Line) -> Answer:
        try:
            card = look_up(session, line.code, self._actor.location)
        except Unavailable:
            raise
        except UserError as error:
            return Answer(line, refused=error)
        return Answer(line, card=card)

    def _book_all(self, session: Session, lines: list[Line]) -> list[Answer]:
        return [self._book(session, line) for line in lines]

    def _book(self, session: Session, line: Line) -> Answer:
        answer = self._attempt(session, line)
        if answer.refused is not None and answer.refused.code == "closed":
            self._closed = (*self._closed, self._document)[-MOST_CLOSED:]
            self._document = self._ids.new()
            answer = self._attempt(session, line)
        return answer

    def _attempt(self, session: Session, line: Line) -> Answer:
        if line.problem is not None:
            return Answer(line, refused=line.problem)
        command = BookScan(
            line.id,
            self._actor,
            line.at,
            line.code,
            self.mode,
            self._document,
            line.quantity,
            continues=self._closed,
            parts=line.parts,
            order=self._order,
            lot=line.lot,
        )
        # Only a refusal goes back to the savepoint; when the database itself fails, the whole
        # transaction is gone, and so is the savepoint.
        point = session.connection().begin_nested()
        try:
            booked = book(session, command)
        except Unavailable:
            raise
        except UserError as error:
            point.rollback()
            return Answer(line, refused=error)
        point.commit()
        return Answer(line, booked=booked)
