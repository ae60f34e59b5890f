"""The codes of a delivery note as lines to book: whose they are, how much, and what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.domain.errors import Unavailable, UserError
from desktop.domain.gs1 import Label
from desktop.domain.measure import by_price, weighed
from desktop.jobs.scans.gs1 import label_of
from desktop.jobs.scans.pictures import PictureCode
from desktop.queries.product import ProductCard, product_by_code


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One code. ``quantity`` is in the product's unit; ``problem`` "" where it can be booked."""

    code: str
    page: int
    label: Label | None = None
    name: str = ""
    sku: str = ""
    unit: str = ""
    decimals: int = 0
    cases: tuple[Decimal, ...] = ()
    quantity: Decimal = Decimal(1)
    problem: str = ""


def note_rows(
    session: Session, codes: Sequence[PictureCode], location: UUID, today: date
) -> list[NoteRow]:
    """In the order of the note. ``today``: the shop's day, which an expiry is held against."""
    return [_row(session, code, location, today) for code in codes]


def _row(session: Session, code: PictureCode, location: UUID, today: date) -> NoteRow:
    try:
        card = product_by_code(session, code.text, location, label_of(code.text))
    except Unavailable:
        raise
    except UserError as error:
        return NoteRow(code.text, code.page, problem=error.message)
    label, quantity = card.label, _quantity(card, card.label)
    return NoteRow(
        code.text,
        code.page,
        label,
        card.name,
        card.sku,
        card.unit,
        card.decimals,
        card.counted_in.cases,
        quantity or Decimal(0),
        _problem(card, label, quantity, today),
    )


def _quantity(card: ProductCard, label: Label | None) -> Decimal | None:
    """What the label says, else what the code stands for; None where neither can be."""
    unit = card.counted_in
    if label is not None and label.amount is not None:
        known = weighed(label.amount, label.unit, unit)
        if known is None:
            return card.pack_qty
        return known * card.pack_qty if label.unit == "piece" else known
    if label is not None and label.price is not None:
        return by_price(label.price, card.price, unit)
    return card.pack_qty


def _problem(card: ProductCard, label: Label | None, quantity: Decimal | None, today: date) -> str:
    if card.status != "active":
        return f"It is {card.status}."
    if label is not None and label.expiry is not None and label.expiry < today:
        return f"It expired on {label.expiry.isoformat()}. Scan it to take it in all the same."
    return "" if quantity else "The label's price does not say how much it is."
