"""The stock of an import made ready beside the shop: document, movements, levels and alerts.

It stands where nothing moved since. Known products that did are decided upon again under the lock,
one by one; what all of it hangs on, the chain's end and the products themselves, must be as it was.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from desktop.commands import alerts, documents, levels
from desktop.commands.imports.goods import insert_parts
from desktop.commands.imports.items import ImportProducts
from desktop.commands.imports.matching import LEVEL, Match, Plan, book_anew
from desktop.commands.imports.stock import add_lines, document_of, write_lines
from desktop.commands.levels import LevelKey
from desktop.commands.posting import Posting
from desktop.commands.staged_levels import (
    LEVEL_NAMES,
    hold,
    late,
    levels_now,
    move_on,
    sellable_places,
    watch,
)
from desktop.db.columns import columns_of
from desktop.db.staging import Outdated, Stage
from desktop.domain.alert_rules import Rules
from desktop.domain.ids import no_lot
from desktop.domain.ledger import Level, Move, apply

_ALERTED = {"reorder_point", "status"}


@dataclass(frozen=True)
class StagedStock:
    """What waits on the stage. ``watched``: known products by id, of which ``late`` ones have a
    history that must be asked, and ``restless`` ones get other alerts. ``first``: products whose
    level is made.
    """

    posting: Posting
    watched: dict[UUID, Match]
    late: frozenset[UUID]
    restless: frozenset[UUID]
    first: frozenset[UUID]
    lines: int


class Shelf:
    """Everything about stock that one plan writes, on its way to a stage."""

    def __init__(
        self,
        connection: Connection,
        command: ImportProducts,
        plan: Plan,
        posting: Posting,
        stage: Stage,
        rules: Rules,
        tell: Callable[[int], None],
    ) -> None:
        self._connection = connection
        self._command = command
        self._plan = plan
        self._posting = posting
        self._stage = stage
        self._rules = rules
        self._tell = tell
        self._by = command.by
        self._sellable = sellable_places(connection, self._by.store)

    def put(self, ids: dict[str, UUID]) -> StagedStock:
        """The products' own rows are on the stage before."""
        booked = [match for match in self._plan.matches if match.booking]
        if booked:
            self._insert(documents.LINE, add_lines(self._posting, booked, ids, self._plan, 1)[0])
            self._posting.stage(self._stage)
            self._tell(len(booked))
        watched = {m.product.id: m for m in self._plan.matches if _decides(m)}
        seen = levels_now(self._connection, self._by, watched)
        moves = {move.product: move for move in self._posting.moves}
        after, first, stuck = self._follow(seen, moves, watched)
        if watched:
            known = ((key, m.product.version + m.is_changed) for key, m in watched.items())
            own = [row for row in first if row[0] in watched]  # else they would seem to be late
            watch(self._stage, known, seen, [*after, *own])
        self._insert(LEVEL, [dict(zip(LEVEL_NAMES, row, strict=True)) for row in first])
        self._alert([match for match in booked if match.product is None], moves, ids)
        held = self._held(watched, seen, after, first)
        restless = alerts.unsettled(self._connection, self._by.store, held, self._rules)
        return StagedStock(
            self._posting,
            watched,
            frozenset(stuck),
            frozenset(restless),
            frozenset(row[0] for row in first),
            len(booked),
        )

    def _insert(self, table: Any, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            each = {name: [row[name] for row in rows] for name in rows[0]}
            keys = {name: each.pop(name) for name in list(each)[:1]}
            insert_parts(self._stage, table, columns_of(keys, each), self._tell)

    def _follow(
        self, seen: Iterable[Any], moves: dict[UUID, Move], watched: dict[UUID, Match]
    ) -> tuple[list[Any], list[Any], set[UUID]]:
        """Levels after the movements: of those that are there, and the first of others.

        Last, the products that moved after the import's own time: their ledger must be asked.
        """
        own = {row.product: row for row in seen if _is_own(row, self._by.location)}
        after, first, stuck = [], [], set()
        for product, move in moves.items():
            row = own.get(product)
            if row is None:
                first.append(_state(move, apply(Level(), levels.entry_of(move)), move.occurred_at))
            elif row.last_move_at is not None and row.last_move_at >= move.occurred_at:
                stuck.add(product)
            else:
                level = Level(row.on_hand, row.counted_at, row.avg_cost, row.costed_at)
                after.append(_state(move, apply(level, levels.entry_of(move)), move.occurred_at))
        return after, first, stuck & watched.keys()

    def _alert(self, new: Sequence[Match], moves: dict[UUID, Move], ids: dict[str, UUID]) -> None:
        """What is due of new products; nobody has moved them."""
        if self._by.location not in self._sellable:
            return
        items = [(ids[match.item.sku], match.item) for match in new]
        held = (
            _held(key, item.status or "active", moves[key].qty, item.reorder_point)
            for key, item in items
        )
        by, stamp = self._by, self._posting.stamp
        rows = alerts.first_alerts(by.store, held, self._rules, stamp, self._command.id)
        self._insert(alerts.ALERT, rows)

    def _held(
        self,
        watched: dict[UUID, Match],
        seen: Iterable[Any],
        after: Iterable[Any],
        first: Iterable[Any],
    ) -> list[alerts.Held]:
        """The watched products as they will be; those that have no level are left alone."""
        on_hand = {LevelKey(*row[:3]): row[3] for rows in (seen, after, first) for row in rows}
        of: dict[UUID, list[Decimal]] = {}
        for key, quantity in on_hand.items():
            if key.location in self._sellable and key.product in watched:
                of.setdefault(key.product, []).append(quantity)
        return [_then(watched[key], quantities) for key, quantities in of.items()]


def write_stock(
    session: Session, posting: Posting, command: ImportProducts, plan: Plan, staged: StagedStock
) -> tuple[int, list[UUID]]:
    """Under the lock, when the stage is written: levels, and what changed since it was made ready.

    How many lines the document has now, and the products whose alerts are to be looked at.
    """
    connection, moved = posting.connection, set(staged.late)
    if staged.watched:
        hold(connection, len(staged.watched))
        moved |= late(connection, command.by)
    more = _decided_again(session, command, plan, [staged.watched[key] for key in moved])
    lines = staged.lines
    if more:
        if not lines:
            open_document(posting, command)
        ids = {match.item.sku: match.product.id for match in more}
        write_lines(posting, add_lines(posting, more, ids, plan, lines + 1)[0])
        lines += len(more)
    if lines:
        posting.write()
    if staged.watched:
        move_on(connection, moved)
        theirs = [move for move in posting.moves if move.product in moved - staged.first]
        levels.apply_moves(connection, None, theirs, posting.stamp)
    return lines, sorted(moved | staged.restless)


def open_document(posting: Posting, command: ImportProducts) -> None:
    """The count's paper; it gets its number last, since the till's next paper waits for that."""
    document = document_of(command.id)
    note = command.file[:500]
    documents.create(posting, document, "count", note=note, number=str(document))


def close_document(posting: Posting) -> str:
    """Its number."""
    number = documents.next_number(posting, "count")
    documents.close(posting, document_of(posting.command), number=number)
    return number


def _decided_again(
    session: Session, command: ImportProducts, plan: Plan, matches: Sequence[Match]
) -> list[Match]:
    """Those that are to be counted now too. A count stands: it tells what was there before.

    Outdated where goods are no longer, or by now, the first of their kind.
    """
    stocked = [match for match in matches if match.item.stock is not None]
    planned = [match.booking for match in stocked]
    book_anew(session, command, plan, stocked)
    more = []
    for match, before in zip(stocked, planned, strict=True):
        if (before, match.booking) == ("", "count"):
            more.append(match)
        elif (before, match.booking) == ("count", ""):
            match.booking = before
        elif before != match.booking:
            raise Outdated
    return more


def _decides(match: Match) -> bool:
    """Whether its stock is booked, or its alerts hang on what the import changes."""
    is_stocked = match.item.stock is not None or bool(match.changes.keys() & _ALERTED)
    return match.product is not None and is_stocked


def _is_own(row: Any, location: UUID) -> bool:
    return bool(row.location == location and row.lot == no_lot(row.product))


def _state(move: Move, level: Level, last_at: Any) -> tuple[Any, ...]:
    return (move.product, move.location, move.lot, *vars(level).values(), last_at)


def _then(match: Match, quantities: Sequence[Decimal]) -> alerts.Held:
    status = match.changes.get("status", match.product.status)
    point = match.changes.get("reorder_point", match.product.reorder_point)
    total = sum(quantities, Decimal(0))
    return alerts.Held(match.product.id, status, total, min(quantities), point)


def _held(
    product: UUID, status: str, quantity: Decimal | None, point: Decimal | None
) -> alerts.Held:
    held = quantity or Decimal(0)
    return alerts.Held(product, status, held, held, point)
