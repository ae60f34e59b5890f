"""Products that may be one and the same, entered more than once, with what speaks for it.

A code in another form (blanks, lost zeros, no check digit, an SKU that is the code), the same part
number of the same brand, or names that hardly differ where not both have a code of their own:
figures in a name tell apart, as sizes do.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.barcode import check_digit, has_check_digit
from desktop.domain.progress import Progress, Silent
from desktop.domain.search import folded
from desktop.queries.chosen import Chosen, chosen_ids
from desktop.queries.products import PRODUCTS
from desktop.queries.stock import last_move_of, on_hand_of
from desktop.schema import Barcode, Product, Unit
from desktop.schema.base import table_of

T = TypeVar("T")
Group = tuple[str, tuple[UUID, ...]]
P, B, U = table_of(Product), table_of(Barcode), table_of(Unit)
SHOWN, MOST_CHOSEN = 200, 20
BESIDE = 8  # names that are compared with the one before them in their order
ALIKE = 92.0  # of 100
RESEMBLE, SLIP = 70.0, 4  # two words, of at least so many letters, one of them misspelt
TOLD_EVERY = 2_000
_BETWEEN = re.compile(r"[\s.\-]+")
_SIGN = re.compile(r"\(\s*([+-])\s*\)")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Twin:
    """One of several that may be the same; what one needs to choose which of them stays."""

    product: UUID
    sku: str
    name: str
    on_hand: Decimal
    unit: str
    decimals: int
    moved: datetime | None
    brand: str = ""
    mpn: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Twins:
    """``why`` is code, part or name; the first product is the one to keep: it moved last."""

    why: str
    products: tuple[Twin, ...]


@dataclass(frozen=True, slots=True)
class Good:
    """What a product is compared by."""

    id: UUID
    sku: str
    name: str
    unit: UUID
    parent: UUID | None
    brand: str
    mpn: str
    codes: tuple[str, ...]


def find_twins(session: Session, store: UUID, most: int = SHOWN) -> list[Twins]:
    """The surest first; each product stands in one group only."""
    return twins_in(session, store, groups_among(goods_of(session), Silent(), most))


def groups_among(goods: Sequence[Good], progress: Progress, most: int = SHOWN) -> list[Group]:
    """Why, and which products; some seconds of work for a hundred thousand."""
    taken: set[UUID] = set()
    groups: list[Group] = []
    told = _Told(progress, len(goods))
    for why, found in (
        ("code", _same(goods, _forms, told)),
        ("part", _same(goods, _part, told)),
        ("name", _alike(goods, told)),
    ):
        for group in found:
            left = tuple(good.id for good in group if good.id not in taken)
            if len(left) > 1 and len(groups) < most:
                taken.update(left)
                groups.append((why, left))
    return groups


def twins_in(session: Session, store: UUID, groups: Sequence[Group]) -> list[Twins]:
    """The same with what one needs to choose; what is gone by now is left out."""
    twins = twins_of(session, store, (key for _, group in groups for key in group))
    found = [(why, _in_order(twins[k] for k in group if k in twins)) for why, group in groups]
    return [Twins(why, products) for why, products in found if len(products) > 1]


def twins_among(session: Session, chosen: Chosen | tuple[UUID, ...], store: UUID) -> list[Twins]:
    """What somebody chose in the list, or what looks alike, as one group."""
    if isinstance(chosen, tuple):
        why, keys = "picture", list(chosen)
    else:
        all_chosen = chosen_ids(session, PRODUCTS.of(session), chosen)
        why, keys = "chosen", list(islice(all_chosen, MOST_CHOSEN))
    found = twins_of(session, store, keys)
    return [Twins(why, _in_order(found.values()))] if len(found) > 1 else []


def twins_of(session: Session, store: UUID, products: Iterable[UUID]) -> dict[UUID, Twin]:
    """These products as one chooses among them."""
    keys = sorted(set(products))
    codes: dict[UUID, list[str]] = defaultdict(list)
    for product, code in session.execute(
        select(B.c.product, B.c.code).where(B.c.product.in_(keys)).order_by(B.c.id)
    ):
        codes[product].append(code)
    rows: Any = session.execute(
        select(P.c.id, P.c.sku, P.c.name, on_hand_of(P.c.id), U.c.code, U.c.decimals)
        .add_columns(last_move_of(P.c.id), P.c.brand, P.c.mpn)
        .join_from(P, U, U.c.id == P.c.unit)
        .where(P.c.id.in_(keys)),
        {"store": store},
    )
    return {row[0]: replace(Twin(*row), codes=tuple(codes[row[0]])) for row in rows}


def _in_order(twins: Iterable[Twin]) -> tuple[Twin, ...]:
    """The one to keep first: what moved last, then what has codes, then what was there first."""
    return tuple(
        sorted(
            twins,
            key=lambda twin: (
                -(twin.moved.timestamp() if twin.moved else 0), not twin.codes, twin.product
            ),
        )
    )  # fmt: skip


def goods_of(session: Session) -> list[Good]:
    codes: dict[UUID, list[str]] = defaultdict(list)
    connection = session.connection()
    for product, code in connection.execute(select(B.c.product, B.c.code)):
        codes[product].append(code)
    columns = (P.c.id, P.c.sku, P.c.name, P.c.unit, P.c.parent, P.c.brand, P.c.mpn)
    asked = select(*columns).where(P.c.status != "archived", P.c.merged_into.is_(None))
    asked = asked.where(P.c.is_template.is_(False))  # with variants of its own it is not merged
    rows = connection.execute(asked.order_by(P.c.id))
    return [Good(*row, tuple(codes.get(row.id, ()))) for row in rows]


class _Told:
    """Tells how far three rounds over the goods are."""

    def __init__(self, progress: Progress, goods: int) -> None:
        self._progress, self._goods, self._done = progress, goods, 0

    def each(self, goods: Iterable[T]) -> Iterator[T]:
        """The same, one by one."""
        for number, good in enumerate(goods):
            if number % TOLD_EVERY == 0:
                self._progress.report(self._done + number, 3 * self._goods)
            yield good
        self._done += self._goods


def _same(goods: Sequence[Good], keys_of: Any, told: _Told) -> Iterator[list[Good]]:
    groups: dict[Any, dict[UUID, Good]] = defaultdict(dict)
    for good in told.each(goods):
        for key in keys_of(good):
            groups[key, good.unit][good.id] = good
    for group in groups.values():
        if len(group) > 1 and not _are_variants(group.values()):
            yield list(group.values())


def _are_variants(goods: Iterable[Good]) -> bool:
    """Of one product: they differ on purpose."""
    parents = {good.parent for good in goods}
    return len(parents) == 1 and None not in parents


def _forms(good: Good) -> set[str]:
    """The GTINs that its codes and SKU may stand for."""
    return {form for code in (*good.codes, good.sku) if (form := gtin_of(code))}


def gtin_of(code: str) -> str:
    """As GTIN-14 also what lost its zeros or check digit, or is parted; nothing for other codes."""
    digits = _BETWEEN.sub("", code)
    if not (digits.isascii() and digits.isdigit() and 8 <= len(digits) <= 14):
        return ""
    for whole in (digits, digits.zfill(12), digits.zfill(13)):
        if has_check_digit(whole):
            return whole.zfill(14)
    if len(digits) in (11, 12):
        return (digits + check_digit(digits)).zfill(14)
    return ""


def _part(good: Good) -> Iterator[tuple[str, str]]:
    mpn = "".join(_WORD.findall(folded(good.mpn)))
    if mpn:
        yield folded(good.brand).strip(), mpn


def _alike(goods: Sequence[Good], told: _Told) -> Iterator[list[Good]]:
    """Neighbours in the order of their sorted words, of which one at least has no code.

    Those that are most alike come first.
    """
    from rapidfuzz.fuzz import ratio

    found: list[tuple[float, list[Good]]] = []
    spelt = sorted(
        ((_spelt(good.name), good) for good in goods), key=lambda pair: (pair[0], pair[1].id)
    )
    for number, ((words, figures), good) in enumerate(told.each(spelt)):
        group, least = [good], 100.0
        for (other, others), beside in spelt[number + 1 : number + 1 + BESIDE]:
            is_like = figures == others and good.unit == beside.unit and bool(words)
            is_coded = bool(good.codes and beside.codes)
            if not is_like or is_coded:
                continue
            alike = ratio(words, other)
            if alike >= ALIKE and not _is_on_purpose(words, other):
                group.append(beside)
                least = min(least, alike)
        if len(group) > 1 and not _are_variants(group):
            found.append((least, group))
    yield from (group for _, group in sorted(found, key=lambda pair: -pair[0]))


def _is_on_purpose(words: str, other: str) -> bool:
    """Whether one has another word where the other has its own: SWIVEL and RIGID, L and XL.

    A slip of the finger leaves words of some length that still resemble each other.
    """
    from rapidfuzz.fuzz import ratio

    mine, theirs = Counter(words.split()), Counter(other.split())
    left, right = list((mine - theirs).elements()), list((theirs - mine).elements())
    if len(left) != len(right):
        return bool(left and right)
    return any(
        min(len(word), len(beside)) < SLIP or ratio(word, beside) < RESEMBLE
        for word, beside in zip(left, right, strict=True)
    )


def _spelt(name: str) -> tuple[str, tuple[str, ...]]:
    """The words of a name in their order, and the figures among them; so are signs, as of poles."""
    parts = _WORD.findall(folded(name))
    figures = [part for part in parts if any(c.isdigit() for c in part)]
    return " ".join(sorted(parts)), tuple(sorted((*figures, *_SIGN.findall(name))))
