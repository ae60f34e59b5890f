"""A scan at the till or on the command line: one code, one booking, one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from desktop.commands import alerts, documents, levels, lots, receiving
from desktop.commands.codes import Meant, amount_of, meant
from desktop.commands.documents import LineOf, OpenLine
from desktop.commands.levels import Change, LevelKey
from desktop.commands.parents import refuse_parent
from desktop.commands.posting import NewMove, Posting, begin, booked_moves, booked_quantity
from desktop.commands.receiving import OfOrder
from desktop.commands.scanned_lots import WhichLot, lot_of, said_of, shares_of
from desktop.domain.errors import UserError
from desktop.domain.gs1 import Label
from desktop.domain.ledger import Kind
from desktop.domain.lot import LotGiven
from desktop.domain.measure import Part
from desktop.domain.permissions import Actor, Permission

MODES = {
    "sell": ("sale", Kind.SALE, Permission.SELL),
    "receive": ("receipt", Kind.RECEIVE, Permission.RECEIVE),
    "count": ("count", Kind.COUNT, Permission.COUNT),
}


@dataclass(frozen=True)
class BookScan:
    """One scan. ``quantity`` None: one pack (in a count: add one to the document's tally).

    ``continues``: documents, oldest first, whose tallies a count that has none of its own goes on.
    ``order``: the purchase order that a delivery is of. ``parts``: the quantity as it was typed
    with units, in place of ``quantity``. ``label``: what the code reads as, where no product has
    the code itself. ``accepts_expired``: somebody was told that the goods are out of date. ``lot``:
    as the person names it. ``asks_lot``: where neither says one, WhichLot asks for it.
    """

    id: UUID
    by: Actor
    at: datetime
    code: str
    mode: str
    document: UUID
    quantity: Decimal | None = None
    seen_before: Decimal | None = None
    continues: tuple[UUID, ...] = ()
    order: UUID | None = None
    parts: tuple[Part, ...] = ()
    label: Label | None = None
    accepts_expired: bool = False
    lot: LotGiven | None = None
    asks_lot: bool = False


@dataclass(frozen=True)
class Booked:
    """What was booked, as the card shows it and the command line prints it.

    ``line_price`` is what the line counts with: the price it began with, in a delivery the cost.
    ``on_hand`` is of the location, ``in_store`` of all sellable ones, as alerts compare it.
    ``of_order``: how the product stands to the purchase order that is received. ``lot`` was named
    by the label; ``notes`` say what of the label was not used. ``pack``: what the code stands for.
    """

    id: UUID
    seq: int
    code: str
    mode: str
    product: UUID
    sku: str
    name: str
    quantity: Decimal
    on_hand: Decimal
    before: Decimal
    in_store: Decimal
    at: datetime
    document: UUID
    line: UUID
    line_quantity: Decimal
    line_price: Decimal
    unit: str
    decimals: int
    price: Decimal
    tax_rate: Decimal
    category: str
    reorder_point: Decimal | None
    is_repeat: bool = False
    of_order: OfOrder | None = None
    lot: str = ""
    expiry: date | None = None
    notes: tuple[str, ...] = ()
    pack: Decimal = Decimal(1)


class Put(NamedTuple):
    """What a scan did to its document: the line, the named lot, what is to be said of the label."""

    line: OpenLine
    lot: lots.Named | None
    notes: tuple[str, ...]


def book_scan(session: Session, command: BookScan) -> Booked:
    """Raises the product's line in the open document and writes the movement, or one a lot.

    A repeated command (same id) books nothing and answers what is there. Locks: writer, then level.
    """
    permission = MODES[command.mode][2]
    of = meant(session.connection(), command.code, command.by.store, command.label)
    posting = begin(session, command.id, command.by, command.at, permission)
    if posting.is_repeat:
        return _stored(posting, command, of)
    put = put_scan(posting, command, of)
    booked = _booked(command, of, posting.moves, _change(posting, of.product), put.line)
    if put.lot is not None or any(put.notes):
        booked = replace(booked, **_said(put))
    return _with_order(posting, command, booked)


def put_scan(posting: Posting, command: BookScan, of: Meant) -> Put:
    """Raises the line and adds the movements to a posting, which is still to be finished."""
    product, move_kind = of.product, MODES[command.mode][1]
    is_count = command.mode == "count"
    if product.status != "active":
        raise UserError(
            f"{product.name} is {product.status}.", "Make it active first.", code="not_active"
        )
    refuse_parent(product)
    quantity, note = _quantity(posting, command, of)
    cost = _cost(posting, command, product)
    label = said_of(of.label, command.lot)
    _require_lot(command, product, label, quantity)
    lot, notes = lot_of(posting, product, label, cost, command.accepts_expired or is_count)
    line, quantity = _raised(posting, command, product, cost, lot, quantity)
    for key, share in shares_of(posting, command.mode, product, lot, quantity):
        posting.add(_move(command, move_kind, product, line, share, cost, key))
    return Put(line, lot, (note, *notes))


def _require_lot(command: BookScan, product: Any, label: Label | None, quantity: Decimal) -> None:
    """Goods that keep lots come in with one, unless the person says without."""
    is_asked = command.asks_lot and command.mode == "receive" and command.lot is None
    if is_asked and product.tracking == lots.BY_LOT and not (label and lots.code_of(label)):
        raise WhichLot(product.id, product.name, quantity, product.decimals)


def _raised(
    posting: Posting,
    command: BookScan,
    product: Any,
    cost: Decimal | None,
    lot: lots.Named | None,
    quantity: Decimal,
) -> tuple[OpenLine, Decimal]:
    """The product's line with what is booked on it; of a count what was found in all."""
    is_count, kind = command.mode == "count", MODES[command.mode][0]
    of = LineOf(
        product.id,
        product.name,
        product.unit,
        product.category,
        (cost or Decimal(0)) if command.mode == "receive" else product.price,
        product.tax_rate,
        lot.id if lot is not None and is_count else None,
    )
    if not is_count:
        return documents.raise_open_line(posting, command.document, kind, of, quantity), quantity
    line = documents.open_line(posting, command.document, kind, of)
    if command.quantity is None and not command.parts:
        quantity += _tally(posting.connection, command, of, line)
    documents.set_counted(posting, line.id, quantity)
    return replace(line, qty=quantity), quantity


def _change(posting: Posting, product: Any) -> Change:
    """Of the location, all lots together."""
    move, changes = posting.moves[0], posting.finish()
    if product.tracking == lots.BY_LOT:
        return lots.whole(posting, move.product, move.location, changes)
    return changes[LevelKey(move.product, move.location, move.lot)]


def _said(put: Put) -> dict[str, Any]:
    """What the answer says beside the figures."""
    said: dict[str, Any] = {"notes": tuple(filter(None, put.notes))}
    if put.lot is not None:
        said |= {"lot": put.lot.code, "expiry": put.lot.expiry}
    return said


def _cost(posting: Posting, command: BookScan, product: Any) -> Decimal | None:
    """What one costs as its order says, else as the product does; of a delivery only."""
    if command.mode != "receive":
        return None
    if command.order is not None:
        asked = receiving.take_from(posting, command.document, command.order, product.id)
        if asked is not None:
            return asked
    return product.unit_cost  # type: ignore[no-any-return]


def _with_order(posting: Posting, command: BookScan, booked: Booked) -> Booked:
    if command.order is None or command.mode != "receive":
        return booked
    of_order = receiving.standing_of(posting, command.order, booked.product)
    return replace(booked, of_order=of_order)


def _tally(connection: Connection, command: BookScan, of_line: LineOf, line: OpenLine) -> Decimal:
    """What was counted of the product so far: in this document, else in those it continues."""
    if line.counted_qty is not None or not command.continues:
        return line.counted_qty or Decimal(0)
    of, paper = documents.LINE.c, documents.DOCUMENT.c
    wanted = (
        select(of.document, of.counted_qty)
        .join_from(documents.LINE, documents.DOCUMENT, paper.id == of.document)
        .where(of.document.in_(command.continues), paper.status == "posted")
        .where(of.product == of_line.product, of.counted_qty.is_not(None))
        .where(of.lot.is_not_distinct_from(of_line.lot))
    )
    found = {row.document: row.counted_qty for row in connection.execute(wanted)}
    tallies = [found[document] for document in command.continues if document in found]
    return tallies[-1] if tallies else Decimal(0)


def _quantity(posting: Posting, command: BookScan, of: Meant) -> tuple[Decimal, str]:
    """In the product's unit: more than zero, in a count also zero; and what was not used."""
    typed, parts = command.quantity, command.parts
    quantity, note = amount_of(posting.connection, of, typed, parts, posting.currency)
    if quantity < 0 or (quantity == 0 and command.mode != "count"):
        raise UserError(
            "A scanned quantity is more than zero.",
            "To take goods back, undo the booking.",
            field="quantity",
            code="negative",
        )
    return quantity, note


def _move(
    command: BookScan,
    kind: Kind,
    product: Any,
    line: OpenLine,
    quantity: Decimal,
    cost: Decimal | None,
    lot: UUID | None,
) -> NewMove:
    return NewMove(
        product.id,
        kind,
        qty=None if kind == Kind.COUNT else -quantity if kind == Kind.SALE else quantity,
        set_qty=quantity if kind == Kind.COUNT else None,
        lot=lot,
        line=line.id,
        unit_cost=cost,
        seen_before=command.seen_before,
    )


def _booked(
    command: BookScan,
    of: Meant,
    moves: Sequence[Any],
    change: Change,
    line: OpenLine,
    is_repeat: bool = False,
) -> Booked:
    move, product = moves[0], of.product
    return Booked(
        id=move.id,
        seq=move.seq,
        code=command.code,
        mode=command.mode,
        product=move.product,
        sku=product.sku,
        name=product.name,
        quantity=booked_quantity(moves),
        on_hand=change.after,
        before=change.before,
        in_store=change.in_store,
        at=move.occurred_at,
        document=command.document,
        line=line.id,
        line_quantity=line.qty,
        line_price=line.unit_price,
        unit=product.unit_code,
        decimals=product.decimals,
        price=product.price,
        tax_rate=product.tax_rate,
        category=product.category_name,
        reorder_point=product.reorder_point,
        is_repeat=is_repeat,
        pack=of.pack,
    )


def _stored(posting: Posting, command: BookScan, of: Meant) -> Booked:
    """The answer to a command that was booked before."""
    moves = booked_moves(posting.connection, command.id)
    move = moves[0]
    level = lots.on_hand(posting.connection, move.product, move.location)
    line = posting.connection.execute(
        select(documents.LINE).where(documents.LINE.c.id == move.line)
    ).one()
    quantity = line.counted_qty if command.mode == "count" else line.qty
    moved = booked_quantity(moves) if move.qty is not None else Decimal(0)
    in_store = alerts.in_store(posting.connection, command.by.store, move.product)
    change = levels.Change(level - moved, level, in_store)
    stored = OpenLine(line.id, quantity or Decimal(0), line.unit_price, line.counted_qty)
    booked = _booked(command, of, moves, change, stored, is_repeat=True)
    return _with_order(posting, command, booked)
