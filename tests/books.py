"""Checks a shop's books from the outside: levels, chains, reversals, documents, alerts."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.domain.ledger import NO_HASH, Entry, Level, Move, fold, row_hash
from desktop.schema import (
    Alert,
    Document,
    DocumentLine,
    Location,
    Product,
    StockLevel,
    StockMove,
    Writer,
)

ZERO = Decimal(0)
_FIELDS = tuple(Move.__dataclass_fields__)


def moves(session: Session, writers: Collection[UUID] = ()) -> list[Any]:
    """The whole ledger by writer and number, or only what some writers wrote."""
    table = StockMove.__table__
    wanted = select(table).order_by(table.c.writer, table.c.seq)
    return list(session.execute(wanted.where(table.c.writer.in_(writers)) if writers else wanted))


def faults(session: Session, writers: Collection[UUID] = ()) -> list[str]:
    """Everything that is wrong, as sentences; a whole shop has none.

    ``writers``: look only at what they wrote, which nobody else may have touched.
    """
    ledger = moves(session, writers)
    products = {row.product for row in ledger}
    return [
        *_levels(session, ledger, products),
        *_chains(session, ledger, writers),
        *_reversals(ledger),
        *_documents(session, ledger),
        *_alerts(session, products),
    ]


def folded(ledger: list[Any]) -> dict[tuple[UUID, UUID, UUID], Level]:
    """What the ledger adds up to, per product, location and lot."""
    groups: dict[tuple[UUID, UUID, UUID], list[Entry]] = defaultdict(list)
    for row in ledger:
        entry = Entry(
            row.id, row.kind, row.qty, row.set_qty, row.unit_cost, row.occurred_at, row.reverses
        )
        groups[row.product, row.location, row.lot].append(entry)
    return {key: fold(entries) for key, entries in groups.items()}


def _levels(session: Session, ledger: list[Any], products: set[UUID]) -> Iterator[str]:
    wanted = folded(ledger)
    for row in session.scalars(select(StockLevel).where(StockLevel.product.in_(products))):
        level = wanted.pop((row.product, row.location, row.lot), Level())
        found = Level(row.on_hand, row.counted_at, row.avg_cost, row.costed_at)
        if found != level:
            yield f"level of {row.product}: {found}, the ledger says {level}"
    for key in wanted:
        yield f"no level for {key}"


def _chains(session: Session, ledger: list[Any], writers: Collection[UUID]) -> Iterator[str]:
    heads: dict[UUID, tuple[int, bytes]] = {}
    for row in ledger:
        seq, head = heads.get(row.writer, (0, NO_HASH))
        if row.seq != seq + 1:
            yield f"writer {row.writer}: {row.seq} follows {seq}"
        move = Move(**{name: getattr(row, name) for name in _FIELDS})
        if row.prev_hash != head or row.hash != row_hash(head, move):
            yield f"writer {row.writer}: the chain breaks at {row.seq}"
        heads[row.writer] = (row.seq, row.hash)
    for writer in session.scalars(select(Writer)):
        if writers and writer.id not in writers:
            continue
        if (writer.last_seq, writer.head_hash) != heads.get(writer.id, (0, NO_HASH)):
            yield f"writer {writer.id}: its head is not its newest movement"


def _reversals(ledger: list[Any]) -> Iterator[str]:
    by_id = {row.id: row for row in ledger}
    taken = set()
    for row in ledger:
        if row.reverses is None:
            continue
        first = by_id[row.reverses]
        if first.id in taken:
            yield f"{first.id} is reversed twice"
        taken.add(first.id)
        if first.reverses is not None:
            yield f"{row.id} reverses a reversal"
        same = (row.product, row.location, row.lot, row.occurred_at)
        if same != (first.product, first.location, first.lot, first.occurred_at):
            yield f"{row.id} has other keys or another time than what it reverses"
        if row.qty != (None if first.qty is None else -first.qty):
            yield f"{row.id} does not carry the opposite quantity"


def _documents(session: Session, ledger: list[Any]) -> Iterator[str]:
    gone = {row.reverses for row in ledger} | {row.id for row in ledger if row.reverses}
    standing: dict[UUID, list[Any]] = defaultdict(list)
    for row in ledger:
        standing[row.line] += [] if row.id in gone else [row]
    touched = select(DocumentLine.document).where(DocumentLine.id.in_(standing))
    lines: dict[UUID, list[DocumentLine]] = defaultdict(list)
    for line in session.scalars(select(DocumentLine).where(DocumentLine.document.in_(touched))):
        lines[line.document].append(line)
    papers = {paper.id: paper for paper in session.scalars(_papers(lines))}
    by_id = {line.id: line for one in lines.values() for line in one}
    backs = _given_back(ledger, by_id, papers)
    came_back: dict[tuple[UUID | None, UUID | None], list[Any]] = defaultdict(list)
    for key, line in by_id.items():
        source = papers[line.document].source
        goods = [row for row in standing[key] if row.kind == "return"]
        for first in lines.get(source, ()) if source and goods else ():
            if first.product == line.product:
                came_back[source, line.product] += goods
                backs[first.id] = backs.get(first.id, ZERO) + line.total
    for document in papers.values():
        total = sum((line.total for line in lines[document.id]), ZERO)
        stands = any(standing[line.id] or line.id in backs for line in lines[document.id])
        if document.status == "open":
            for line in lines[document.id]:
                yield from _open_line(document, line, standing[line.id])
        elif document.total != total:
            yield f"{document.number}: total {document.total}, its lines make {total}"
        elif document.kind != "return" and (document.status == "posted") != stands:
            yield f"{document.number} is {document.status}, but something stands: {stands}"
        if document.kind in ("sale", "receipt"):
            for line in lines[document.id]:
                back = came_back.get((document.id, line.product), [])
                stands_of_it = [*standing[line.id], *back]
                yield from _money(document, line, stands_of_it, backs.get(line.id, ZERO))


def _papers(lines: dict[UUID, list[DocumentLine]]) -> Any:
    return select(Document).where(Document.id.in_(lines))


def _given_back(
    ledger: list[Any], lines: dict[UUID, DocumentLine], papers: dict[UUID, Document]
) -> dict[UUID, Decimal]:
    """What standing returns take off each line: their counter-movements hang on their own lines."""
    by_id = {row.id: row for row in ledger}
    firsts = {row.line: by_id[row.reverses].line for row in ledger if row.reverses}
    backs: dict[UUID, Decimal] = {}
    for back, first in firsts.items():
        if first is not None and back != first and papers[lines[back].document].status == "posted":
            backs[first] = backs.get(first, ZERO) + lines[back].total
    return backs


def _money(
    document: Document, line: DocumentLine, standing: list[Any], given_back: Decimal
) -> Iterator[str]:
    """A line and its returns are worth what stands of it; a void document is worth nothing."""
    sign = -1 if document.kind == "sale" else 1
    stands = sign * sum((row.qty for row in standing), ZERO)
    worth = (stands * line.unit_price).quantize(Decimal("0.01"), ROUND_HALF_UP)
    paid = ZERO if document.status == "void" else line.total
    if paid + given_back != worth:
        yield f"{document.number}: {paid} {given_back:+} paid, {stands} stand, worth {worth}"


def _open_line(document: Document, line: DocumentLine, standing: list[Any]) -> Iterator[str]:
    """An open line is the sum of what stands; a count's line is the newest count that stands."""
    sign = -1 if document.kind == "sale" else 1
    moved = sign * sum((row.qty for row in standing if row.qty is not None), ZERO)
    counts = sorted((row.occurred_at, row.id.int, row.set_qty) for row in standing)
    counted = counts[-1][2] if counts and document.kind == "count" else None
    if (line.qty, line.counted_qty) != (moved, counted):
        yield f"{document.number}: line {line.qty}/{line.counted_qty}, moved {moved}/{counted}"


def _alerts(session: Session, products: set[UUID]) -> Iterator[str]:
    """What is open of stock alerts is what the store's sellable places, taken together, deserve."""
    open_types: dict[tuple[UUID | None, UUID | None], set[str]] = defaultdict(set)
    for alert in session.scalars(select(Alert).where(Alert.status != "resolved")):
        open_types[alert.product, alert.store].add(alert.type)
    total, lowest = func.sum(StockLevel.on_hand), func.min(StockLevel.on_hand)
    held = (
        select(Product.id, Location.store, Product.status, Product.reorder_point)
        .add_columns(Product.is_template, total.label("total"), lowest.label("lowest"))
        .join(StockLevel, StockLevel.product == Product.id)
        .join(Location, Location.id == StockLevel.location)
        .where(Product.id.in_(products), Location.is_sellable)
        .group_by(
            Product.id, Location.store, Product.status, Product.is_template, Product.reorder_point
        )
    )
    for row in session.execute(held):
        due, found = _due(row), open_types[row.id, row.store]
        if found != due:
            yield f"{row.id} at {row.total}: alerts {found}, due {due}"


def _due(held: Any) -> set[str]:
    if held.status != "active" or held.is_template:  # a parent stands for its variants
        return set()
    if held.lowest < 0:
        return {"negative"}
    if held.total == 0:
        return {"out_of_stock"}
    return {"low_stock"} if held.total <= (held.reorder_point or ZERO) else set()
