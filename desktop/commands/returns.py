"""Money goes with the goods: what is taken back of a posted sale or receipt becomes a return.

A posted document is frozen, so a second one of the opposite sign corrects it: a ``return`` whose
``source`` is the first. Of every line, its total and those of its standing returns add up to the
standing quantity × price, rounded once, so the totals of all documents are what was sold.

What is undone never happened: the return's movements are dated back, as reversals. Goods that come
back over the counter did happen: their movements are of kind ``return`` and dated now. Either way
a return's line is of the line of its source that has the same product.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, func, insert, select, update

from desktop.commands import bookings, documents
from desktop.commands.bookings import standing
from desktop.commands.documents import DOCUMENT, LINE
from desktop.commands.posting import MOVE, Posting
from desktop.domain.errors import UserError
from desktop.domain.ids import member
from desktop.domain.money import line_total
from desktop.domain.paper import INCLUDES_TAX
from desktop.domain.shop import currency_decimals
from desktop.schema import DocumentLine

# Documents whose lines carry money, and the sign of their movements on paper.
PAID = {"sale": -1, "receipt": 1}
# What a return's line says as the line that it corrects.
_COPIED = [
    LINE.c[name]
    for name in ("product", "description", "unit", "category", "unit_price", "tax_rate")
]
DOCUMENT_IDS = (1 << 17) + 2
_LINE_IDS = 1 << 18


class Goods(NamedTuple):
    """So much of a line, as a movement has it: what goes out is less than zero."""

    id: UUID | None
    line: UUID
    qty: Decimal


@dataclass
class Returned:
    """The returns that one undo makes: their numbers, and their line for each line they correct."""

    numbers: list[str] = field(default_factory=list)
    lines: dict[UUID, UUID] = field(default_factory=dict)


def take_back(posting: Posting, rows: Sequence[Any], lines: dict[UUID, Any]) -> Returned:
    """Writes the returns for rows about to be reversed, where they are a part of what was paid.

    A document that is taken back whole, at once, needs none: it becomes void.
    """
    made = Returned()
    gone = {row.id for row in rows}
    for paper, mine in by_document(lines).items():
        document = mine[0]
        if document.kind not in (*PAID, "return") or document.status != "posted":
            continue
        left = [row for row in _standing_of(posting.connection, paper) if row.id not in gone]
        if document.kind == "return":
            _require_whole(document, left)
            continue
        _require_enough(mine, left)
        earlier = _totals_given_back(posting.connection, paper)
        if left or earlier:
            _write(posting, made, mine, rows, left, earlier)
    return made


def give_back(
    posting: Posting, lines: dict[UUID, Any], quantities: Mapping[UUID, Decimal], note: str
) -> Returned:
    """Writes the return of goods that come back now, of a sale whose lines are held."""
    made = Returned()
    for paper, every in by_document(lines).items():
        mine = [line for line in every if line.id in quantities]
        rows = [Goods(None, key, -quantity) for key, quantity in quantities.items()]
        back = [Goods(None, key, quantity) for key, quantity in quantities.items()]
        left = [*_standing_of(posting.connection, paper), *back]
        _require_enough(mine, left)
        earlier = _totals_given_back(posting.connection, paper)
        here = {"store": posting.by.store, "location": posting.by.location, "note": note}
        _write(posting, made, mine, rows, left, earlier, here)
    return made


def _require_enough(lines: Sequence[Any], left: Sequence[Any]) -> None:
    """Nobody brings back more than was sold, and what came back is not undone as well."""
    for line in lines:
        if _on_paper(line, left) < 0:
            raise UserError(
                f"Of {line.description}, more would come back than {line.number} still has out.",
                "Something of it came back before. Look at its returns in Documents.",
                field="quantity",
                code="returned",
            )


def _require_whole(document: Any, left: Sequence[Any]) -> None:
    if left:
        raise UserError(
            f"Return {document.number} is taken back whole or not at all.",
            "Void it in Documents, then return what did come back.",
            code="whole",
        )


def by_document(lines: dict[UUID, Any]) -> dict[UUID, list[Any]]:
    """Lines by their document, in the order of its paper."""
    groups: dict[UUID, list[Any]] = defaultdict(list)
    for line in sorted(lines.values(), key=lambda line: (line.document.int, line.position)):
        groups[line.document].append(line)
    return groups


def has_returns(connection: Connection, document: UUID) -> bool:
    """Whether a return of the document stands."""
    return bool(_totals_given_back(connection, document))


def standing_returns(connection: Connection, document: UUID) -> list[Any]:
    """The standing returns of a document: id, number, ``of_goods`` (else an undo made it)."""
    wanted = select(DOCUMENT.c.id, DOCUMENT.c.number, is_of_goods().label("of_goods")).where(
        DOCUMENT.c.source == document,
        DOCUMENT.c.kind == "return",
        DOCUMENT.c.status == "posted",
    )
    return list(connection.execute(wanted.order_by(DOCUMENT.c.id)))


def is_of_goods() -> ColumnElement[bool]:
    """Whether a return is of goods that came back, and not of a booking that was undone."""
    of_it = select(MOVE.c.id).join_from(LINE, MOVE, MOVE.c.line == LINE.c.id)
    return of_it.where(LINE.c.document == DOCUMENT.c.id, MOVE.c.kind == "return").exists()


def _lines_of(document: UUID) -> Select[Any]:
    return select(LINE.c.id).where(LINE.c.document == document)


def _standing_of(connection: Connection, document: UUID) -> list[Any]:
    """The standing movements of a document's lines, and those of goods that came back of them."""
    columns = (MOVE.c.id, MOVE.c.reverses, MOVE.c.qty)
    own = select(*columns, MOVE.c.line).where(MOVE.c.line.in_(_lines_of(document)))
    first, back, paper = (LINE.alias("first"), LINE.alias("back"), DOCUMENT.alias("paper"))
    came_back = (
        select(*columns, first.c.id.label("line"))
        .join_from(paper, back, back.c.document == paper.c.id)
        .join(first, (first.c.document == document) & (first.c.product == back.c.product))
        .join(MOVE, MOVE.c.line == back.c.id)
        .where(paper.c.source == document, paper.c.kind == "return", paper.c.status == "posted")
        .where(MOVE.c.kind == "return")
    )
    rows = [*connection.execute(own), *connection.execute(came_back)]
    return standing(connection, rows)


def _totals_given_back(
    connection: Connection, document: UUID, without: Collection[UUID] = ()
) -> dict[UUID, Decimal]:
    """What the standing returns of a document take off each of its lines (negative)."""
    first, back, paper = LINE.alias("first"), LINE.alias("back"), DOCUMENT.alias("paper")
    rows = connection.execute(
        select(first.c.id.label("line"), back.c.total)
        .join_from(paper, back, back.c.document == paper.c.id)
        .join(first, (first.c.document == document) & (first.c.product == back.c.product))
        .where(paper.c.source == document, paper.c.kind == "return")
        .where(paper.c.status == "posted", paper.c.id.not_in(without))
    )
    totals: dict[UUID, Decimal] = {}
    for row in rows:
        totals[row.line] = totals.get(row.line, Decimal(0)) + row.total
    return totals


def _on_paper(line: Any, rows: Iterable[Any]) -> Decimal:
    """What movements make on a line: goods sold, or received, are more than zero."""
    moved = (row.qty for row in rows if row.line == line.id and row.qty is not None)
    return PAID[line.kind] * sum(moved, Decimal(0))


def _worth(line: Any, rows: Iterable[Any]) -> Decimal:
    """Quantity × price, in the currency of the document."""
    return line_total(_on_paper(line, rows), line.unit_price, currency_decimals(line.currency))


def _write(
    posting: Posting,
    made: Returned,
    lines: Sequence[Any],
    rows: Sequence[Any],
    left: Sequence[Any],
    earlier: dict[UUID, Decimal],
    more: Mapping[str, Any] | None = None,
) -> None:
    """One posted return for a document; each line takes off what is above the worth left of it."""
    document = member(posting.command, DOCUMENT_IDS + len(made.numbers))
    made.numbers.append(_create(posting, document, lines[0].document, more or {}))
    for position, line in enumerate(lines, 1):
        key = member(posting.command, _LINE_IDS + len(made.lines))
        paid = line.total + earlier.get(line.id, Decimal(0))
        of = select(*_COPIED).where(LINE.c.id == line.id)
        posting.connection.execute(
            insert(DocumentLine),
            {
                **posting.connection.execute(of).one()._mapping,
                "id": key,
                "document": document,
                "position": position,
                "qty": -_on_paper(line, rows),
                "total": _worth(line, left) - paid,
            },
        )
        made.lines[line.id] = key
    documents.close(posting, document)


def _create(posting: Posting, document: UUID, source: UUID, more: Mapping[str, Any]) -> str:
    """An open return, in the place and the currency of its source, or where ``more`` says."""
    row = posting.connection.execute(select(DOCUMENT).where(DOCUMENT.c.id == source)).one()
    extra = {key: on for key, on in row.extra.items() if key == INCLUDES_TAX}
    same = {name: getattr(row, name) for name in ("store", "location", "vendor", "currency")}
    return documents.create(
        posting, document, "return", source=source, extra=extra, **{**same, **more}
    )


def put_back(
    posting: Posting, rows: Sequence[Any], reversals: Sequence[Any], lines: dict[UUID, Any]
) -> None:
    """Before a redo: refuses what has no place in its document any more, and voids its return.

    A document that was closed after the undo stays as it is on paper. One that the undo made void
    may be booked again whole.
    """
    backs = {reversal.reverses: reversal for reversal in reversals}
    for paper, mine in by_document(lines).items():
        document = mine[0]
        if document.status == "open":
            continue
        theirs = [row for row in rows if row.line in {line.id for line in mine}]
        undone = [backs[row.id] for row in theirs]
        if document.kind == "return":
            fits = _is_still_out(posting.connection, paper, mine)
        elif document.kind not in PAID:
            fits = document.kind != "count" or _is_on_sheet(posting.connection, mine, theirs)
        elif document.status == "void":
            fits = _is_whole(posting.connection, paper, mine, theirs)
        else:
            fits = _void_returns(posting, mine, theirs, undone)
        if not fits:
            raise UserError(
                f"{document.kind.capitalize()} {document.number} was completed meanwhile.",
                "Scan it again.",
                code="closed",
            )


def _is_on_sheet(connection: Connection, lines: Sequence[Any], rows: Sequence[Any]) -> bool:
    """Whether no count would stand that is newer than what its sheet was posted with."""
    newest = select(func.max(MOVE.c.occurred_at)).where(MOVE.c.kind == "count")
    for line in lines:
        shown = newest.where(MOVE.c.line == line.id, MOVE.c.set_qty == line.counted_qty)
        at = connection.execute(shown).scalar()
        if at is None or any(row.occurred_at > at for row in rows if row.line == line.id):
            return False
    return True


def _is_whole(
    connection: Connection, paper: UUID, lines: Sequence[Any], rows: Sequence[Any]
) -> bool:
    """Whether the rows are all that the document was posted with."""
    wanted = connection.execute(
        select(LINE.c.id, LINE.c.qty).where(LINE.c.document == paper, LINE.c.qty != 0)
    )
    booked = {line.id: _on_paper(line, rows) for line in lines}
    return {row.id: row.qty for row in wanted} == {key: qty for key, qty in booked.items() if qty}


def _is_still_out(connection: Connection, paper: UUID, lines: Sequence[Any]) -> bool:
    """Whether a return can stand again beside those made since, with the same money."""
    source = connection.execute(select(DOCUMENT.c.source).where(DOCUMENT.c.id == paper)).scalar()
    if source is None:
        return True
    firsts = bookings.lines_of(connection, source)
    left = _standing_of(connection, source)
    earlier = _totals_given_back(connection, source)
    for line in lines:
        first = next(one for one in firsts.values() if one.product == line.product)
        back = [*left, Goods(None, first.id, -line.qty)]
        paid = first.total + earlier.get(first.id, Decimal(0))
        if _on_paper(first, back) < 0 or _worth(first, back) - paid != line.total:
            return False
    return True


def _void_returns(
    posting: Posting, lines: Sequence[Any], rows: Sequence[Any], undone: Sequence[Any]
) -> bool:
    """Voids the return that the undo made; False where it made none, or totals would not add up."""
    back_lines = {back.line for back in undone}
    if back_lines & {line.id for line in lines}:
        return False
    connection, paper = posting.connection, lines[0].document
    theirs = select(LINE.c.document).where(LINE.c.id.in_(back_lines)).distinct()
    returns = list(connection.execute(theirs).scalars())
    left = [*_standing_of(connection, paper), *rows]
    others = _totals_given_back(connection, paper, returns)
    for line in lines:
        if _worth(line, left) != line.total + others.get(line.id, Decimal(0)):
            return False
    connection.execute(
        update(DOCUMENT)
        .where(DOCUMENT.c.id.in_(returns))
        .values(status="void", updated_at=posting.stamp)
    )
    return True
