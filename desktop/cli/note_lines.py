"""A delivery note's codes on the command line: held against an order, and received in one go."""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any
from uuid import UUID

from desktop.cli.output import Output
from desktop.commands.delivery_notes import NoteLine, ReceiveNote, receive_note
from desktop.commands.documents import CompleteDocument, complete_document
from desktop.domain.measure import Part
from desktop.domain.permissions import Actor
from desktop.domain.quantity import plain
from desktop.jobs.opening import Shop
from desktop.jobs.scans.notes import Note, NoteRow, read_note
from desktop.jobs.scans.pictures import PictureCode
from desktop.queries.purchases import OrderLine, order_card
from desktop.queries.shop import shop_info

_Lines = dict[UUID | None, OrderLine]


def hold_against(
    shop: Shop,
    actor: Actor,
    codes: Sequence[PictureCode],
    order: UUID | None,
    out: Output,
    is_booked: bool,
) -> int:
    """One object a code; what was ordered and is not there goes to stderr. 1: nothing to book."""
    with shop.database.read() as session:
        today = shop_info(session, actor).day_of(shop.clock.now())
        note = read_note(session, codes, actor.store, actor.location, today)
        lines = order_card(session, order, today).lines if order is not None else ()
    of: _Lines = {line.product: line for line in lines}
    times = Counter(row.product for row in note.rows)
    came = {row.code: _came(row, of if times[row.product] == 1 else {}) for row in note.rows}
    good = [row for row in note.rows if came[row.code]]
    if is_booked and good:
        _book(shop, actor, [(row, came[row.code]) for row in good], order)
    formats = {code.text: asdict(code) for code in codes}
    for row in note.rows:
        told = _values(row, came[row.code], of.get(row.product))
        out.result({**formats[row.code], **told, "booked": is_booked and row in good}, _told(row))
    _say_missing(note, of)
    return 1 if is_booked and not good else 0


def _came(row: NoteRow, of: _Lines) -> Decimal:
    """What the label says, else what the order waits for, else what the code stands for."""
    if row.problem:
        return Decimal(0)
    line = of.get(row.product)
    return line.rest if line is not None and line.rest and not row.is_said else row.quantity


def _book(
    shop: Shop, actor: Actor, rows: Sequence[tuple[NoteRow, Decimal]], order: UUID | None
) -> None:
    """One booking in one document, which is posted."""
    document = shop.ids.new()
    lines = tuple(NoteLine(row.code, (Part(n, row.unit),), row.label) for row, n in rows)
    head = (shop.ids.new(), actor, shop.clock.now())
    shop.database.run(receive_note, ReceiveNote(*head, document, lines, order))
    head = (shop.ids.new(), actor, shop.clock.now())
    shop.database.run(complete_document, CompleteDocument(*head, document))


def _values(row: NoteRow, came: Decimal, line: OrderLine | None) -> dict[str, Any]:
    return {
        "sku": row.sku or None,
        "name": row.name or None,
        "quantity": came,
        "ordered": line.ordered if line is not None else None,
        "received": line.received if line is not None else None,
        "problem": row.problem or None,
    }


def _told(row: NoteRow) -> str:
    code = " ".join(row.code.split())
    return f"{code}  {row.problem}" if row.problem else f"{code}  {row.name} ({row.sku})"


def _say_missing(note: Note, of: _Lines) -> None:
    here = {row.product for row in note.rows if not row.problem}
    for product, line in of.items():
        if line.rest and product not in here:
            words = f"Ordered and not here: {plain(line.rest)} {line.name} ({line.sku})."
            print(f"onhand: {words}", file=sys.stderr)
