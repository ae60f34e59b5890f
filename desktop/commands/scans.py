"""A scan at the till or on the command line: one code, one movement, one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from desktop.commands import alerts, documents, levels, receiving
from desktop.commands.documents import LineOf, OpenLine
from desktop.commands.levels import Change, LevelKey
from desktop.commands.posting import NewMove, Posting, begin, booked_moves
from desktop.commands.receiving import OfOrder
from desktop.db.prepared import Prepared
from desktop.domain.barcode import barcode_key, clean, unclear_quantity
from desktop.domain.errors import UserError
from desktop.domain.ids import no_lot
from desktop.domain.ledger import Kind, Move
from desktop.domain.permissions import Actor, Permission
from desktop.domain.quantity import check_quantity
from desktop.schema import Barcode, Category, Product, StockLevel, Unit
from desktop.schema.base import table_of

MODES = {
    "sell": ("sale", Kind.SALE, Permission.SELL),
    "receive": ("receipt", Kind.RECEIVE, Permission.RECEIVE),
    "count": ("count", Kind.COUNT, Permission.COUNT),
}
_PRODUCT = table_of(Product)
_BARCODE = table_of(Barcode)
_UNIT = table_of(Unit)
_CATEGORY = table_of(Category)
_WANTED = (
    _PRODUCT.c.id,
    _PRODUCT.c.sku,
    _PRODUCT.c.name,
    _PRODUCT.c.status,
    _PRODUCT.c.price,
    _PRODUCT.c.unit_cost,
    _PRODUCT.c.tax_rate,
    _PRODUCT.c.reorder_point,
    _PRODUCT.c.category,
    _PRODUCT.c.unit,
    _UNIT.c.code.label("unit_code"),
    _UNIT.c.decimals,
    _CATEGORY.c.name.label("category_name"),
)
_BY_CODE = Prepared(
    select(*_WANTED, _BARCODE.c.pack_qty)
    .join_from(_BARCODE, _PRODUCT, _PRODUCT.c.id == _BARCODE.c.product)
    .join(_UNIT, _UNIT.c.id == _PRODUCT.c.unit)
    .join(_CATEGORY, _CATEGORY.c.id == _PRODUCT.c.category)
    .where(_BARCODE.c.code == bindparam("code"))
)
_BY_SKU = Prepared(
    select(*_WANTED)
    .join_from(_PRODUCT, _UNIT, _UNIT.c.id == _PRODUCT.c.unit)
    .join(_CATEGORY, _CATEGORY.c.id == _PRODUCT.c.category)
    .where(_PRODUCT.c.sku == bindparam("code"))
)


@dataclass(frozen=True)
class BookScan:
    """One scan. ``quantity`` None: one pack (in a count: add one to the document's tally).

    ``continues``: documents, oldest first, whose tallies a count that has none of its own goes on.
    ``order``: the purchase order that a delivery is of.
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


@dataclass(frozen=True)
class Booked:
    """What was booked, as the card shows it and the command line prints it.

    ``line_price`` is what the line counts with: the price it began with, in a delivery the cost.
    ``on_hand`` is of the location, ``in_store`` of all sellable ones, as alerts compare it.
    ``of_order``: how the product stands to the purchase order that is received.
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


def find_product(connection: Connection, code: str) -> tuple[Any, Decimal]:
    """The product of a scanned or typed code and the code's pack quantity; SKUs count as codes."""
    text = clean(code)
    if not text:
        raise UserError("The code is empty.", "Scan it again.", field="code", code="empty_code")
    row = _BY_CODE.first(connection, {"code": barcode_key(text)})
    if row is not None:
        return row, row.pack_qty
    row = _BY_SKU.first(connection, {"code": text})
    if row is None and (problem := unclear_quantity(text)) is not None:
        raise problem
    if row is None:
        shown = text if len(text) <= 60 else text[:57] + "…"
        raise UserError(
            f"No product has the code “{shown}”.",
            "Link it to a product, create one, or go on.",
            field="code",
            code="unknown_code",
        )
    return row, Decimal(1)


def book_scan(session: Session, command: BookScan) -> Booked:
    """Raises the product's line in the open document and writes the movement.

    A repeated command (same id) books nothing and answers what is there. Locks: writer, then level.
    """
    kind, move_kind, permission = MODES[command.mode]
    connection = session.connection()
    product, pack = find_product(connection, command.code)
    posting = begin(session, command.id, command.by, command.at, permission)
    if posting.is_repeat:
        return _stored(posting, command, product)
    if product.status != "active":
        raise UserError(
            f"{product.name} is {product.status}.", "Make it active first.", code="not_active"
        )
    quantity = _quantity(command, pack, product.decimals)
    cost = _cost(posting, command, product)
    of = LineOf(
        product.id,
        product.name,
        product.unit,
        product.category,
        (cost or Decimal(0)) if command.mode == "receive" else product.price,
        product.tax_rate,
    )
    if command.mode == "count":
        line = documents.open_line(posting, command.document, kind, of)
        if command.quantity is None:
            quantity += _tally(connection, command, product.id, line)
        documents.set_counted(posting, line.id, quantity)
        line = replace(line, qty=quantity)
    else:
        line = documents.raise_open_line(posting, command.document, kind, of, quantity)
    move = posting.add(_move(command, move_kind, product, line, quantity, cost))
    change = posting.finish()[LevelKey(move.product, move.location, move.lot)]
    booked = _booked(command, product, move, change, line)
    return _with_order(posting, command, booked)


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


def _tally(connection: Connection, command: BookScan, product: UUID, line: OpenLine) -> Decimal:
    """What was counted of the product so far: in this document, else in those it continues."""
    if line.counted_qty is not None or not command.continues:
        return line.counted_qty or Decimal(0)
    of, paper = documents.LINE.c, documents.DOCUMENT.c
    wanted = (
        select(of.document, of.counted_qty)
        .join_from(documents.LINE, documents.DOCUMENT, paper.id == of.document)
        .where(of.document.in_(command.continues), paper.status == "posted")
        .where(of.product == product, of.counted_qty.is_not(None))
    )
    found = {row.document: row.counted_qty for row in connection.execute(wanted)}
    tallies = [found[document] for document in command.continues if document in found]
    return tallies[-1] if tallies else Decimal(0)


def _quantity(command: BookScan, pack: Decimal, decimals: int) -> Decimal:
    """Pieces: the typed number of packs times the pack; more than zero, in a count also zero."""
    typed = Decimal(1) if command.quantity is None else command.quantity
    quantity = check_quantity(typed * pack, decimals)
    if quantity < 0 or (quantity == 0 and command.mode != "count"):
        raise UserError(
            "A scanned quantity is more than zero.",
            "To take goods back, undo the booking.",
            field="quantity",
            code="negative",
        )
    return quantity


def _move(
    command: BookScan,
    kind: Kind,
    product: Any,
    line: OpenLine,
    quantity: Decimal,
    cost: Decimal | None,
) -> NewMove:
    return NewMove(
        product.id,
        kind,
        qty=None if kind == Kind.COUNT else -quantity if kind == Kind.SALE else quantity,
        set_qty=quantity if kind == Kind.COUNT else None,
        line=line.id,
        unit_cost=cost,
        seen_before=command.seen_before,
    )


def _booked(
    command: BookScan,
    product: Any,
    move: Move,
    change: Change,
    line: OpenLine,
    is_repeat: bool = False,
) -> Booked:
    quantity = move.qty if move.qty is not None else move.set_qty
    return Booked(
        id=move.id,
        seq=move.seq,
        code=command.code,
        mode=command.mode,
        product=move.product,
        sku=product.sku,
        name=product.name,
        quantity=quantity or Decimal(0),
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
    )


def _stored(posting: Posting, command: BookScan, product: Any) -> Booked:
    """The answer to a command that was booked before."""
    move = booked_moves(posting.connection, command.id)[0]
    level = posting.connection.execute(
        select(StockLevel.on_hand).where(
            StockLevel.product == move.product,
            StockLevel.location == move.location,
            StockLevel.lot == no_lot(move.product),
        )
    ).scalar_one()
    line = posting.connection.execute(
        select(documents.LINE).where(documents.LINE.c.id == move.line)
    ).one()
    quantity = line.counted_qty if command.mode == "count" else line.qty
    moved = move.qty if move.qty is not None else Decimal(0)
    in_store = alerts.in_store(posting.connection, command.by.store, move.product)
    change = levels.Change(level - moved, level, in_store)
    stored = OpenLine(line.id, quantity or Decimal(0), line.unit_price, line.counted_qty)
    booked = _booked(command, product, move, change, stored, is_repeat=True)
    return _with_order(posting, command, booked)
