"""Proves the books: every writer's hash chain is whole, every level is what the ledger adds up to.

Both passes stream the ledger once in an order that an index gives; nothing is changed.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands.levels import LevelKey
from desktop.commands.rebuild import RebuildLevels, rebuild_levels
from desktop.db.engine import Database
from desktop.db.ledger_stream import SEPARATOR, LedgerStream
from desktop.domain.clock import Clock
from desktop.domain.ids import Ids
from desktop.domain.ledger import NO_HASH, Kind, Level, average_cost
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor
from desktop.domain.progress import Progress, Silent
from desktop.domain.quantity import plain
from desktop.queries import health
from desktop.schema import Location, Product, StockMove, Workstation, Writer

Reading = Callable[[], AbstractContextManager[Session]]
PATIENCE_S = 24 * 3600.0
REPORTED = 1_000
STEP = 50_000


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: ``kind`` check, chain or level, the place, and a sentence."""

    kind: str
    where: str
    message: str


@dataclass
class Verified:
    """What was looked at and what was found; ``problems`` holds the first thousand."""

    moves: int = 0
    writers: int = 0
    levels: int = 0
    faults: int = 0
    problems: list[Problem] = field(default_factory=list)
    rebuilt: int = 0

    @property
    def is_whole(self) -> bool:
        return self.faults == 0

    @property
    def summary(self) -> str:
        """For a person: what was looked at, or how much is wrong and the first of it."""
        seen = f"{self.moves} movements in {self.writers} chains, {self.levels} levels looked at."
        if self.rebuilt:
            seen = f"{self.rebuilt} levels were set aright. {seen}"
        wrong = [one for one in self.problems if one.kind != "level" or not self.rebuilt]
        if not wrong:
            return f"All is sound. {seen}" if not self.rebuilt else seen
        return f"{len(wrong)} found wrong. {wrong[0].where}: {wrong[0].message} {seen}"

    def add(self, problem: Problem) -> None:
        """Counts a problem; the list stays short whatever happened."""
        self.faults += 1
        if len(self.problems) < REPORTED:
            self.problems.append(problem)


def verify(database: Database, progress: Progress | None = None) -> Verified:
    """Both checks in one snapshot."""
    return verify_reading(partial(database.read, PATIENCE_S), progress)


def verify_reading(reading: Reading, progress: Progress | None = None) -> Verified:
    """The same by a session that is given when the block begins."""
    return _examined(reading, progress or Silent())[0]


def examine(database: Database, progress: Progress | None = None) -> Verified:
    """Pages, references, triggers and indexes first, then the books."""
    told = progress or Silent()
    look = partial(told.report, 0, 0, "Checking pages and references")
    look()
    with database.read(PATIENCE_S) as session:
        wrong = [one for one in health.checks(session, look) if not one.is_passed]
    found = verify(database, told)
    for one in wrong:
        found.add(Problem("check", one.name, one.message))
    return found


def rebuild(
    database: Database, clock: Clock, ids: Ids, actor: Actor, progress: Progress | None = None
) -> Verified:
    """The same, and levels that differ are set to what the ledger says; chains cannot be mended."""
    found, keys = _examined(partial(database.read, PATIENCE_S), progress or Silent())
    for part in parts(keys, 100):
        with database.write(PATIENCE_S) as session:
            command = RebuildLevels(ids.new(), actor, clock.now(), tuple(part))
            rebuild_levels(session, command)
        found.rebuilt += len(part)
    return found


def _examined(reading: Reading, progress: Progress) -> tuple[Verified, list[LevelKey]]:
    found = Verified()
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(StockMove)) or 0
        stream = LedgerStream(session.connection())
        _check_chains(session, stream, found, progress, total)
        keys = _check_levels(session, stream, found, progress, total)
    return found, keys


def _check_chains(
    session: Session, stream: LedgerStream, found: Verified, progress: Progress, total: int
) -> None:
    names = _writers(session)
    heads: dict[str, tuple[int, bytes]] = {}
    broken: set[str] = set()
    for writer, seq, prev, stored, before, reason, after in stream.chain():
        found.moves += 1
        if found.moves % STEP == 0:
            progress.report(found.moves, 2 * total, "Checking the chains")
        last, head = heads.get(writer, (0, NO_HASH))
        row = SEPARATOR.join((before, json.dumps(reason), after))
        is_right = (
            seq == last + 1
            and bytes(prev) == head
            and sha256(head + row.encode()).digest() == bytes(stored)
        )
        if not is_right and writer not in broken:
            broken.add(writer)
            found.add(_chain_problem(names, writer, seq, last))
        heads[writer] = (seq, bytes(stored))
    for key, (name, last, head) in names.items():
        found.writers += 1
        if heads.get(key, (0, NO_HASH)) != (last, head) and key not in broken:
            found.add(Problem("chain", name, f"The newest of {last} movements is missing."))


def _writers(session: Session) -> dict[str, tuple[str, int, bytes]]:
    rows = session.execute(
        select(Writer.id, Workstation.code, Writer.lane, Writer.last_seq, Writer.head_hash).join(
            Workstation, Workstation.id == Writer.workstation
        )
    )
    return {r.id.hex: (f"{r.code} {r.lane}", r.last_seq, bytes(r.head_hash)) for r in rows}


def _chain_problem(names: dict[str, Any], writer: str, seq: int, last: int) -> Problem:
    where = names[writer][0] if writer in names else writer
    if seq != last + 1:
        return Problem("chain", where, f"Between movement {last} and {seq} something is missing.")
    return Problem("chain", where, f"Movement {seq} was changed after it was written.")


@dataclass
class _Sum:
    """One level in the making: thousandths, microseconds, and the average cost."""

    on_hand: int = 0
    counted_at: int | None = None
    cost: Decimal = Decimal(0)

    def take(
        self, kind: str, qty: int | None, set_qty: int | None, cost: int | None, at: int
    ) -> None:
        """One more standing movement, as ``domain.ledger.apply`` does it."""
        if kind == Kind.COUNT:
            self.on_hand, self.counted_at = set_qty or 0, at
        elif qty is not None:
            if qty > 0 and cost is not None:
                held = Level(Decimal(self.on_hand).scaleb(-3), avg_cost=self.cost)
                self.cost = average_cost(held, Decimal(qty).scaleb(-3), Decimal(cost).scaleb(-4))
            self.on_hand += qty

    @property
    def facts(self) -> "_Facts":
        return _Facts(self.on_hand, self.counted_at, int(self.cost.scaleb(4)))


class _Facts(NamedTuple):
    on_hand: int
    counted_at: int | None
    avg_cost: int


_NOTHING = _Facts(0, None, 0)


def _check_levels(
    session: Session, stream: LedgerStream, found: Verified, progress: Progress, total: int
) -> list[LevelKey]:
    stored = {tuple(row[:3]): _Facts(*row[3:]) for row in stream.levels()}
    found.levels = len(stored)
    wrong: dict[tuple[str, ...], tuple[_Facts, _Facts]] = {}
    for key, right in _sums(stream.standing(), progress, total):
        level = stored.pop(key, _NOTHING)
        if level != right:
            wrong[key] = (level, right)
    wrong |= {key: (level, _NOTHING) for key, level in stored.items() if level != _NOTHING}
    keys = [LevelKey(*(UUID(part) for part in key)) for key in wrong]
    for named, (level, right) in zip(keys, wrong.values(), strict=True):
        found.add(_level_problem(session, named, level, right))
    return keys


def _sums(
    moves: Iterable[Any], progress: Progress, total: int
) -> Iterator[tuple[tuple[str, ...], _Facts]]:
    """The level of every key, product by product."""
    of_product: dict[tuple[str, ...], _Sum] = {}
    current = ""
    for number, (product, location, lot, *move) in enumerate(moves):
        if number % STEP == 0:
            progress.report(total + number, 2 * total, "Adding up the levels")
        if product != current:
            yield from ((key, level.facts) for key, level in of_product.items())
            of_product, current = {}, product
        of_product.setdefault((product, location, lot), _Sum()).take(*move)
    yield from ((key, level.facts) for key, level in of_product.items())


def _level_problem(session: Session, key: LevelKey, level: _Facts, right: _Facts) -> Problem:
    names = session.execute(
        select(Product.sku, Location.name)
        .join_from(Product, Location, Location.id == key.location)
        .where(Product.id == key.product)
    ).first()
    where = f"{names[0]}, {names[1]}" if names else str(key.product)
    if level.on_hand != right.on_hand:
        shown, added_up = (plain(Decimal(facts.on_hand).scaleb(-3)) for facts in (level, right))
        return Problem("level", where, f"{shown} on hand, the ledger adds up to {added_up}.")
    if level.counted_at != right.counted_at:
        return Problem("level", where, "The time of the last count differs from the ledger.")
    return Problem("level", where, "The average cost differs from the ledger.")
