"""The codes of a delivery note as lines to book: whose they are, how much, and what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.domain.errors import Unavailable, UnknownCode, UserError
from desktop.domain.gs1 import Label
from desktop.domain.measure import by_price, weighed
from desktop.domain.paper import ORDER_NUMBER
from desktop.jobs.scans.gs1 import label_of
from desktop.jobs.scans.pictures import PictureCode
from desktop.queries.order_lines import orders_with
from desktop.queries.product import ProductCard, product_by_code
from desktop.queries.purchases import OrderCard, order_card, order_of_number

MOST_ORDERS = 10


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One code. ``quantity`` is in the product's unit; ``problem`` "" where it can be booked.

    ``link``: what a product is given so that an unknown code finds it. ``keeps_lots``: the product
    does, and the label names none. ``is_said``: the label says the quantity.
    """

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
    product: UUID | None = None
    link: str = ""
    keeps_lots: bool = False
    is_said: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What was read: its lines, the orders they may be of, and the one that they are likely of."""

    rows: list[NoteRow]
    orders: tuple[OrderCard, ...] = ()
    order: UUID | None = None


def read_note(
    session: Session, codes: Sequence[PictureCode], store: UUID, location: UUID, today: date
) -> Note:
    """In the order of the note. ``today``: the shop's day, which an expiry is held against.

    The number of an order is no line: the note is held against that order.
    """
    named = [code.text for code in codes if ORDER_NUMBER.fullmatch(code.text.strip())]
    goods = [code for code in codes if code.text not in named]
    rows = note_rows(session, goods, location, today)
    products = [row.product for row in rows if row.product is not None]
    told = (order_of_number(session, text, store) for text in named)
    keys = [key for key in told if key is not None]
    keys += [key for key in orders_with(session, store, products, MOST_ORDERS) if key not in keys]
    cards = (order_card(session, key, today) for key in keys)
    orders = tuple(card for card in cards if card.status == "open")
    return Note(rows, orders, orders[0].id if orders else None)


def note_rows(
    session: Session, codes: Sequence[PictureCode], location: UUID, today: date
) -> list[NoteRow]:
    """The lines alone."""
    return [_row(session, code, location, today) for code in codes]


def _row(session: Session, code: PictureCode, location: UUID, today: date) -> NoteRow:
    try:
        card = product_by_code(session, code.text, location, label_of(code.text))
    except Unavailable:
        raise
    except UnknownCode as error:
        return NoteRow(code.text, code.page, problem=error.message, link=error.link)
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
        card.product,
        keeps_lots=card.tracking == "lot" and not (label and (label.lot or label.expiry)),
        is_said=label is not None and (label.amount or label.price) is not None,
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
    if card.is_template:
        return "It has variants: scan the one that came."
    if card.status != "active":
        return f"It is {card.status}."
    if label is not None and label.expiry is not None and label.expiry < today:
        return f"It expired on {label.expiry.isoformat()}. Scan it to take it in all the same."
    return "" if quantity else "The label's price does not say how much it is."
