"""What labels say: of products, of lots, and of the goods of a document with their copies."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.domain.label import Template
from desktop.domain.label_fields import LabelFacts
from desktop.domain.local_words import LocalWords
from desktop.domain.parts import parts
from desktop.queries.categories import category_words
from desktop.queries.custom_values import told_values
from desktop.queries.document import document_card
from desktop.queries.pictures import thumbnails_of
from desktop.queries.purchases import came_in, on_order_of
from desktop.queries.shop import shop_country
from desktop.queries.stock import STORE
from desktop.schema import (
    Barcode,
    Document,
    DocumentLine,
    Location,
    Lot,
    Product,
    StockLevel,
    StockMove,
    Store,
    Unit,
)
from desktop.schema.base import table_of
from desktop.schema.store_price import effective_price

P, B, U, LOT = table_of(Product), table_of(Barcode), table_of(Unit), table_of(Lot)
D, DL, S = table_of(Document), table_of(DocumentLine), table_of(Store)
M = table_of(StockMove)
LEVEL, L = table_of(StockLevel), table_of(Location)
_WORDS = category_words()
MOST = 10_000  # labels of one order
MOST_COPIES = 999


@dataclass(frozen=True, slots=True)
class Wanted:
    """One product's labels; ``lot`` None for one that is of no batch."""

    product: UUID
    copies: int = 1
    lot: UUID | None = None


@dataclass(frozen=True, slots=True)
class LabelGoods:
    """What is printed, with how many of each; ``unit`` is the unit's code for the shop's books."""

    facts: LabelFacts
    copies: int


def local_words(session: Session, store: UUID) -> LocalWords:
    """How the shop's country writes money and days."""
    currency = session.scalar(select(S.c.currency).where(S.c.id == store))
    return LocalWords(shop_country(session, store), str(currency or ""))


def label_goods(
    session: Session, store: UUID, wanted: Sequence[Wanted], template: Template
) -> list[LabelGoods]:
    """In the order that they are wanted in; what is gone by now is left out."""
    if sum(one.copies for one in wanted) > MOST:
        raise UserError(
            f"At most {MOST} labels are printed at once.",
            "Choose fewer products, or fewer copies.",
            field="copies",
            code="too_many",
        )
    keys = list({one.product for one in wanted})
    products = _products(session, store, keys)
    pictures = thumbnails_of(session, keys) if template.has("picture") else {}
    custom = told_values(session, keys) if template.has_custom else {}
    lots = _lots(session, list({one.lot for one in wanted if one.lot is not None}))
    found = []
    for one in wanted:
        facts = products.get(one.product)
        if facts is not None:
            code, expiry = lots.get(one.lot, ("", None)) if one.lot else ("", None)
            picture = pictures.get(one.product, b"")
            told = {value.key: value.text for value in custom.get(one.product, ())}
            facts = replace(facts, lot=code, expiry=expiry, picture=picture, custom=told)
            found.append(LabelGoods(facts, one.copies))
    return found


def _products(session: Session, store: UUID, keys: Sequence[UUID]) -> dict[UUID, LabelFacts]:
    name = session.scalar(select(S.c.name).where(S.c.id == store)) or ""
    columns = (
        P.c.id, P.c.name, P.c.sku, B.c.code, effective_price(P).label("price"), P.c.brand,
        U.c.code.label("unit"), U.c.dimension, U.c.factor, _WORDS.c.words,
    )  # fmt: skip
    asked = (
        select(*columns)
        .join_from(P, U, U.c.id == P.c.unit)
        .join(B, (B.c.product == P.c.id) & B.c.is_primary, isouter=True)
        .join(_WORDS, _WORDS.c.id == P.c.category, isouter=True)
    )
    found = {}
    for part in parts(keys):
        for row in session.execute(asked.where(P.c.id.in_(part)), {"store": store}):
            found[row.id] = LabelFacts(
                row.id, row.name, row.sku, row.code or "", row.price, row.unit, row.dimension,
                row.factor, str(name), row.brand, row.words or "",
            )  # fmt: skip
    return found


def _lots(session: Session, keys: Sequence[UUID]) -> dict[UUID, Any]:
    asked = select(LOT.c.id, LOT.c.code, LOT.c.expiry_date)
    return {
        row.id: ("" if row.code == "-" else row.code, row.expiry_date)
        for part in parts(keys)
        for row in session.execute(asked.where(LOT.c.id.in_(part)))
    }


def of_lots(session: Session, store: UUID, products: Sequence[UUID]) -> list[Wanted]:
    """One label for each lot of these products in the store; one without where there is none."""
    found: dict[UUID, list[UUID]] = {}
    asked = (
        select(LEVEL.c.product, LOT.c.id)
        .join_from(LEVEL, LOT, LOT.c.id == LEVEL.c.lot)
        .join(L, (L.c.id == LEVEL.c.location) & (L.c.store == STORE))
        .where(LEVEL.c.on_hand > 0, LOT.c.code != "-")
        .order_by(LOT.c.expiry_date, LOT.c.received_at, LOT.c.id)
        .distinct()
        .add_columns(LOT.c.expiry_date, LOT.c.received_at)
    )
    for part in parts(products):
        rows = session.execute(asked.where(LEVEL.c.product.in_(part)), {"store": store})
        for row in rows:
            found.setdefault(row.product, []).append(row.id)
    return [Wanted(product, 1, lot) for product in products for lot in found.get(product, [None])]


def of_document(session: Session, document: UUID) -> list[Wanted]:
    """Its goods; copies are what was received, of an order not yet received what was ordered.

    What is weighed or measured gets one label.
    """
    card = document_card(session, document)
    came = _received(session, document) if card.kind == "purchase" else {}
    lots = _moved(session, document)
    found = []
    for line in card.lines:
        for lot, quantity in lots.get(line.id) or [(None, came.get(line.product, line.quantity))]:
            copies = 1 if line.decimals else min(MOST_COPIES, _whole(quantity))
            if copies > 0:
                found.append(Wanted(line.product, copies, lot))
    return found


def _moved(session: Session, document: UUID) -> dict[UUID, list[tuple[UUID | None, Decimal]]]:
    """By line how much of which lot moved, without what was taken back."""
    total = func.sum(M.c.qty, type_=M.c.qty.type)
    asked = (
        select(M.c.line, M.c.lot, total.label("qty"))
        .join_from(M, DL, DL.c.id == M.c.line)
        .where(DL.c.document == document, M.c.qty.is_not(None))
        .group_by(M.c.line, M.c.lot)
        .order_by(M.c.line, M.c.lot)
    )
    found: dict[UUID, list[tuple[UUID | None, Decimal]]] = {}
    for row in session.execute(asked):
        if row.qty:
            found.setdefault(row.line, []).append((row.lot, row.qty))
    return found


def _whole(quantity: Decimal) -> int:
    return int(abs(quantity).to_integral_value(ROUND_CEILING))


def _received(session: Session, order: UUID) -> dict[UUID, Decimal]:
    """What has come of an order, by product."""
    here = came_in(select(D.c.id).where(D.c.id == order))
    rows = session.execute(select(here.c.product, on_order_of(here.c.qty).label("qty")))
    return {row.product: row.qty for row in rows if row.qty > 0}


def document_numbered(session: Session, number: str) -> UUID:
    """A document by its number; UserError where there is none."""
    asked = select(D.c.id).where(D.c.number == number.strip().upper())
    found: UUID | None = session.scalar(asked)
    if found is None:
        raise UserError(
            f"There is no document “{number[:40]}”.",
            "Type its whole number.",
            field="document",
            code="unknown_document",
        )
    return found
