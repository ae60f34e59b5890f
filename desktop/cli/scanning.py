"""``scan``: codes from standard input, each answered after it is committed; codes of pictures."""

import sys
from argparse import Namespace
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from desktop.cli.access import open_shop
from desktop.cli.lines import LineInput
from desktop.cli.output import Output, Usage
from desktop.commands.receiving import OfOrder
from desktop.domain.errors import UserError
from desktop.domain.lot import lot_given
from desktop.domain.permissions import Actor
from desktop.domain.quantity import plain
from desktop.jobs.opening import Shop
from desktop.jobs.scans import Answer, ScanRun
from desktop.queries.locations import find_location
from desktop.queries.purchases import order_of_number

_VERBS = {"sell": "sold", "receive": "received", "count": "counted", "lookup": "there"}


def scan(options: Namespace, out: Output) -> int:
    """0 unless nothing was booked and something was refused."""
    if options.picture is not None:
        return _picture(options, out)
    if options.book:
        raise Usage("Only the codes of a picture are booked so: --picture FILE.", field="book")
    with open_shop(options) as shop:
        run = _run(shop, options)
        with LineInput(sys.stdin.fileno()) as lines:
            try:
                for part in lines.parts():
                    _answer(run, part, lines, out)
            finally:
                run.complete()
    return 1 if run.refused and not run.booked else 0


def _picture(options: Namespace, out: Output) -> int:
    """The codes of a picture or PDF, one a line; without an order or booking no shop is opened."""
    from desktop.jobs.scans.pictures import codes_in

    if options.book and options.mode != "receive":
        raise UserError("What a picture holds is received.", "Say --mode receive as well.")
    codes = codes_in(options.picture)
    if codes and (options.order or options.book):
        from desktop.cli.note_lines import hold_against

        with open_shop(options) as shop:
            actor, order = _actor(shop, options), _order(shop, options) if options.order else None
            return hold_against(shop, actor, codes, order, out, options.book)
    for code in codes:
        out.result(asdict(code), f"{' '.join(code.text.split())}  {code.format}")
    if not codes:
        print(f"onhand: There is no code in {options.picture.name}.", file=sys.stderr)
    return 0


def _run(shop: Shop, options: Namespace) -> ScanRun:
    actor = _actor(shop, options)
    order = _order(shop, options) if options.order else None
    lot = lot_given(options.lot, options.expiry)
    return ScanRun(shop.database, actor, shop.clock, shop.ids, options.mode, order, lot)


def _actor(shop: Shop, options: Namespace) -> Actor:
    """Who books, at the place that is named."""
    actor = shop.actor
    if not options.location:
        return actor
    with shop.database.read() as session:
        return replace(actor, location=find_location(session, actor.store, options.location))


def _order(shop: Shop, options: Namespace) -> UUID:
    if options.mode != "receive":
        raise UserError("Goods of an order are received.", "Say --mode receive as well.")
    with shop.database.read() as session:
        order = order_of_number(session, options.order, shop.actor.store)
    if order is None:
        raise UserError(f"No order has the number {options.order}.", "See list purchases.")
    return order


def _answer(run: ScanRun, texts: list[str], lines: LineInput, out: Output) -> None:
    """What was read and not yet booked when the person says stop is left unanswered."""
    for answers in run.answer(texts):
        for answer in answers:
            out.result(_values(answer, run.mode), _told(answer, run.mode))
        out.flush()
        if lines.is_stopped:
            return


def _values(answer: Answer, mode: str) -> dict[str, Any]:
    line = answer.line
    if answer.refused is not None:
        return {
            "ok": False,
            "id": line.id,
            "line": line.number,
            "code": line.code,
            "mode": mode,
            "error": answer.refused.code,
            "message": str(answer.refused),
        }
    if answer.card is not None:
        card = answer.card
        return {
            "ok": True,
            "id": None,
            "seq": None,
            "code": line.code,
            "sku": card.sku,
            "name": card.name,
            "mode": mode,
            "quantity": None,
            "on_hand": card.on_hand,
            "at": line.at,
            "price": card.price,
        }
    return _booking(answer, mode)


def _booking(answer: Answer, mode: str) -> dict[str, Any]:
    booked = answer.booked
    assert booked is not None
    return {
        "ok": True,
        "id": booked.id,
        "seq": booked.seq,
        "code": booked.code,
        "sku": booked.sku,
        "name": booked.name,
        "mode": mode,
        "quantity": booked.quantity,
        "on_hand": booked.on_hand,
        "at": booked.at,
        "price": booked.price,
        "document": booked.document,
        "lot": booked.lot or None,
        "expiry": booked.expiry,
        "notes": booked.notes,
        **_of_order(booked.of_order),
    }


def _of_order(of: OfOrder | None) -> dict[str, Any]:
    """How the product stands to the order that is received."""
    if of is None:
        return {}
    return {"order": of.number, "ordered": of.ordered, "received": of.received}


def _told(answer: Answer, mode: str) -> str:
    if answer.refused is not None:
        return f"not {_VERBS[mode]}: {answer.refused}"
    if answer.card is not None:
        card = answer.card
        return f"{card.name} ({card.sku}): {plain(card.price)}, {plain(card.on_hand)} on hand"
    booked = answer.booked
    assert booked is not None
    words = f"{_VERBS[mode]} {plain(abs(booked.quantity))} {booked.name} ({booked.sku})"
    words += f", lot {booked.lot}" if booked.lot else ""
    of = booked.of_order
    words += f", {plain(of.received)} of {plain(of.ordered)} ordered" if of is not None else ""
    return " ".join((f"{words}: {plain(booked.on_hand)} on hand", *booked.notes))
