"""What the palette finds: products, documents and vendors by a few letters, a number or a code.

Names are looked through in memory (``Catalogue``: about 10 MB at 50 000 products); what is shown of
the few that match is read from the database, so it is never old.
"""

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from desktop.domain.barcode import clean
from desktop.domain.search import folded, words
from desktop.queries.names import LAST, Hit, Names, Span, spans
from desktop.queries.product import Found, find_products, found_products, products_of_code
from desktop.schema import Document, Product, Vendor
from desktop.schema.base import table_of

P, D, V = table_of(Product), table_of(Document), table_of(Vendor)
MOST_NAMES = 200_000
PART = 200
PAUSE_S = 0.002
PRODUCTS, OTHERS = 6, 4
GLIMPSED = 20_000  # so many are looked through while the names are not read yet
NEWEST = 5_000
Name = tuple[str, int]
KEY = 16  # bytes of an id
_FIELDS = ("id", "number", "kind", "business_date")
_RECENT = select(*(D.c[field] for field in _FIELDS)).order_by(D.c.id.desc()).limit(NEWEST)
_NEWEST = _RECENT.subquery()
_EXACT = select(*(D.c[field] for field in _FIELDS)).where(D.c.number == bindparam("number"))
_HOLDING = (
    select(_NEWEST)
    .where(_NEWEST.c.number.like(bindparam("pattern"), escape="\\"))
    .order_by(_NEWEST.c.id.desc())
    .limit(OTHERS)
)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The names of all active products and vendors. ``is_whole``: there was room for all."""

    products: Names
    product_ids: bytes
    vendors: Names
    vendor_rows: tuple[tuple[UUID, str], ...]
    is_whole: bool = True

    def product(self, number: int) -> UUID:
        """The id of a product by its place."""
        return UUID(bytes=self.product_ids[number * KEY : (number + 1) * KEY])

    def numbers(self, products: Collection[UUID]) -> set[int]:
        """The places of some products; those that are gone are left out."""
        found = set()
        for product in products:
            place = self.product_ids.find(product.bytes)
            while place > 0 and place % KEY:
                place = self.product_ids.find(product.bytes, place + 1)
            if place >= 0:
                found.add(place // KEY)
        return found


@dataclass(frozen=True, slots=True)
class ProductHit:
    """A product with the places of the letters in its name that answer what was typed."""

    found: Found
    marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentHit:
    """A document by its number."""

    document: UUID
    number: str
    kind: str
    day: date
    marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class VendorHit:
    """A vendor by its name or code."""

    vendor: UUID
    name: str
    marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a text leads to, best first; ``is_near``: the first is spelt in another way;
    ``is_rest``: it answers only the rest of the text."""

    products: tuple[ProductHit, ...] = ()
    documents: tuple[DocumentHit, ...] = ()
    vendors: tuple[VendorHit, ...] = ()
    is_near: bool = False
    is_rest: bool = False


def catalogue(session: Session, most: int = MOST_NAMES) -> Catalogue:
    """Reads all names; beyond ``most`` products the rest is looked for in the database."""
    connection = session.connection()
    products = select(P.c.id, P.c.name, P.c.search_text).where(P.c.status == "active")
    read = connection.execute(products.order_by(P.c.name).limit(most + 1))
    texts: list[str] = []
    ends: list[int] = []
    keys: list[bytes] = []
    for part in read.partitions(PART):
        for key, name, text in part:
            texts.append(text)
            ends.append(_length(name))
            keys.append(key.bytes)
        time.sleep(PAUSE_S)
    order = sorted(range(min(len(texts), most)), key=texts.__getitem__)
    active = select(V.c.id, V.c.name, V.c.code).where(V.c.is_active).order_by(V.c.name)
    vendors = sorted(
        (folded(f"{name} {code}"), _length(name), key, name)
        for key, name, code in connection.execute(active.limit(most))
    )
    return Catalogue(
        Names(_paced((texts[n], ends[n]) for n in order)),
        b"".join(map(keys.__getitem__, order)),
        Names((text, end) for text, end, _, _ in vendors),
        tuple((key, name) for _, _, key, name in vendors),
        len(texts) <= most,
    )


def _paced(names: Iterable[Name]) -> Iterator[Name]:
    """The same, with pauses in which the window's thread has the interpreter for itself."""
    for number, name in enumerate(names):
        if number % PART == 0:
            time.sleep(PAUSE_S)
        yield name


def _length(name: str) -> int:
    return len(name) if name.isascii() else len(folded(name))


def look_for(
    session: Session,
    names: Catalogue | None,
    text: str,
    store: UUID,
    recent: Sequence[UUID] = (),
    rest: str = "",
) -> Answer:
    """What a typed text leads to. Where no product is called so, what ``rest`` leads to, if that
    names one: the text without the words that tell what to do with it."""
    found = _look_for(session, names, text, store, recent)
    if not rest or (found.products and not found.is_near):
        return found
    other = _look_for(session, names, rest, store, recent)
    is_better = other.products and not (other.is_near and found.products)
    return replace(other, is_rest=True) if is_better else found


def _look_for(
    session: Session,
    names: Catalogue | None,
    text: str,
    store: UUID,
    recent: Sequence[UUID],
) -> Answer:
    """After ``#`` only codes and document numbers.

    Without ``names`` yet, the database alone is asked, and not more than answers at once: it
    forgives no slips, and of a very large shop's products it looks at the first. Products of
    ``recent`` come first among equals.
    """
    sought = text.strip()
    if sought.startswith("#"):
        code = sought[1:].strip()
        numbers = names.products.in_codes(code, PRODUCTS) if names is not None else []
        by_code = [Hit(number, ()) for number in numbers]
        products = _products(session, names, by_code, code, store) if code else ()
        return Answer(products, _documents(session, code))
    if not words(sought):
        return Answer()
    if names is None:
        return Answer(_glimpsed(session, sought, store), _documents(session, sought, True))
    hits = names.products.find(sought, PRODUCTS, names.numbers(recent))
    is_near = bool(hits) and hits[0].is_near
    products = _products(session, names, hits, sought, store)
    if not names.is_whole and (is_near or not products):
        in_database = _in_database(session, sought, store)
        products, is_near = in_database or products, is_near and not in_database
    documents = _documents(session, sought, True)
    if not products:
        is_near = any(hit.is_near for hit in names.vendors.find(sought, 1))
    return Answer(products, documents, _vendors(names, sought), is_near)


def _products(
    session: Session, names: Catalogue | None, hits: Sequence[Hit], code: str, store: UUID
) -> tuple[ProductHit, ...]:
    """The exact code first, then the hits in their order, as the database knows them now."""
    pieces = {names.product(hit.number): hit.pieces for hit in hits} if names is not None else {}
    order = dict.fromkeys((*products_of_code(session, code), *pieces))
    return tuple(
        ProductHit(each, spans(each.name, pieces.get(each.product, ())))
        for each in found_products(session, list(order), store)[:PRODUCTS]
    )


def _in_database(session: Session, text: str, store: UUID) -> tuple[ProductHit, ...]:
    typed = words(text)
    found = find_products(session, text, store, PRODUCTS)
    return tuple(ProductHit(each, spans(each.name, typed)) for each in found)


def _glimpsed(session: Session, text: str, store: UUID) -> tuple[ProductHit, ...]:
    """The exact code, names that begin so, and the first others that hold every word."""
    typed = words(text)
    keys = dict.fromkeys(products_of_code(session, text))
    for statement in (_begun(text), _holding(typed)):
        if len(keys) < PRODUCTS:
            keys |= dict.fromkeys(session.scalars(statement))
    found = found_products(session, list(keys), store)[:PRODUCTS]
    return tuple(ProductHit(each, spans(each.name, typed)) for each in found)


def _begun(text: str) -> Select[Any]:
    """Names that begin so, in their order: by the index, so as people spell them."""
    spelt = dict.fromkeys((text, text.capitalize(), text.title(), text.upper(), text.lower()))
    between = or_(*(P.c.name.between(each, each + LAST) for each in spelt))
    begins = P.c.search_text.startswith(folded(text), autoescape=True)
    active = select(P.c.id).where(P.c.status == "active", between, begins)
    return active.order_by(P.c.name).limit(PRODUCTS)


def _holding(typed: Sequence[str]) -> Select[Any]:
    """Those of the first products by name that hold every word."""
    columns = (P.c.id, P.c.name, P.c.search_text)
    active = select(*columns).where(P.c.status == "active")
    first = active.order_by(P.c.name).limit(GLIMPSED).subquery()
    holds = (first.c.search_text.contains(word, autoescape=True) for word in typed)
    return select(first.c.id).where(*holds).limit(PRODUCTS)


def _vendors(names: Catalogue, text: str) -> tuple[VendorHit, ...]:
    hits = names.vendors.find(text, OTHERS)
    rows = [(*names.vendor_rows[hit.number], hit.pieces) for hit in hits]
    return tuple(VendorHit(key, name, spans(name, pieces)) for key, name, pieces in rows)


def _documents(session: Session, text: str, only_numbers: bool = False) -> tuple[DocumentHit, ...]:
    """The document of this number, and the newest whose number holds the text.

    ``only_numbers``: nothing is looked for unless the text may be a number: one word with a digit.
    """
    number = clean(text).upper()
    may_be = len(words(text)) == 1 and any(c.isdigit() for c in text)
    if not number or (only_numbers and not may_be):
        return ()
    rows = session.execute(_EXACT, {"number": number}).all()
    if not rows:
        pattern = "".join(f"\\{c}" if c in "\\%_" else c for c in number)
        rows = session.execute(_HOLDING, {"pattern": f"%{pattern}%"}).all()
    marked = (folded(number),)
    return tuple(
        DocumentHit(row.id, row.number, row.kind, row.business_date, spans(row.number, marked))
        for row in rows
    )
