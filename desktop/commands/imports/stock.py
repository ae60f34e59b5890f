"""The stock of an import: one count document, posted, with a movement for all that differs."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from desktop.commands import documents
from desktop.commands.imports.items import ImportProducts
from desktop.commands.imports.matching import Match, Plan
from desktop.commands.posting import NewMove, Posting
from desktop.db.bulk import insert_rows
from desktop.domain.ids import member
from desktop.domain.ledger import Kind, Move

_DOCUMENT_ID = (1 << 17) + 1
_LINE_IDS = 1 << 18


def document_of(command: UUID) -> UUID:
    """The id of an import's count document."""
    return member(command, _DOCUMENT_ID)


def book_stock_of(
    posting: Posting, command: ImportProducts, plan: Plan, ids: dict[str, UUID]
) -> str:
    """The document's number; nothing is written, and "" is the answer, when nothing differs.

    What never moved is opened with its cost, so that the stock has its worth; all else is counted.
    """
    booked = [match for match in plan.matches if match.booking]
    if not booked:
        return ""
    document = document_of(command.id)
    number = documents.create(posting, document, "count", note=command.file[:500])
    write_lines(posting, add_lines(posting, booked, ids, plan, 1)[0])
    posting.finish()
    documents.close(posting, document)
    return number


def add_lines(
    posting: Posting, booked: Sequence[Match], ids: dict[str, UUID], plan: Plan, first: int
) -> tuple[list[dict[str, Any]], list[Move]]:
    """The document's lines from position ``first`` on, and the movements that were added."""
    document = document_of(posting.command)
    lines = [
        _line(posting, document, place, match, ids[match.item.sku], plan)
        for place, match in enumerate(booked, first)
    ]
    both = zip(booked, lines, strict=True)
    return lines, [posting.add(_move(match, line)) for match, line in both]


def write_lines(posting: Posting, lines: Sequence[dict[str, Any]]) -> None:
    """Writes them into the open document."""
    values = (tuple(line.values()) for line in lines)
    insert_rows(posting.connection, documents.LINE, tuple(lines[0]), values)


def _line(
    posting: Posting, document: UUID, place: int, match: Match, product: UUID, plan: Plan
) -> dict[str, Any]:
    item, known = match.item, match.product
    unit = plan.units[item.unit or "piece"].id
    return {
        "id": member(posting.command, _LINE_IDS + place),
        "document": document,
        "position": place,
        "product": product,
        "description": item.name or known.name,
        "unit": known.unit if known is not None and item.unit is None else unit,
        "counted_qty": item.stock,
        "counted_at": posting.stamp,
    }


def _move(match: Match, line: dict[str, Any]) -> NewMove:
    stock = match.item.stock or Decimal(0)
    if match.booking == "count":
        return NewMove(line["product"], Kind.COUNT, set_qty=stock, line=line["id"])
    cost = match.item.cost
    if cost is None and match.product is not None:
        cost = match.product.unit_cost
    known = cost if stock > 0 else None
    return NewMove(line["product"], Kind.OPENING, qty=stock, unit_cost=known, line=line["id"])
