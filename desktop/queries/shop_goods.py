"""Products as web shops show them: families together, with text, options, tags and known ids."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.parts import parts
from desktop.queries.columns import Filter, Request
from desktop.queries.lists import stream
from desktop.queries.pictures import addresses_of
from desktop.queries.products import PRODUCTS, ProductRow
from desktop.schema import ExternalRef, Product
from desktop.schema.base import table_of

P, REF = table_of(Product), table_of(ExternalRef)
SOLD = (Filter("status", "in", ("active", "draft")),)


@dataclass(frozen=True, slots=True)
class ShopGood:
    """One product; ``ref`` and ``handle`` as the web shop knows it, "" where it does not yet.

    ``images``: the addresses of those of its pictures that came from the web.
    """

    row: ProductRow
    description: str
    brand: str
    options: dict[str, str]
    tags: tuple[str, ...]
    images: tuple[str, ...] = ()
    ref: str = ""
    handle: str = ""

    @property
    def id(self) -> UUID:
        return self.row.id

    @property
    def stock(self) -> Decimal | None:
        """Whole pieces; what is weighed is not told, since web shops count in pieces."""
        return self.row.on_hand if self.row.decimals == 0 else None


@dataclass(slots=True)
class ShopFamily:
    """A product, and its variants where it has some."""

    head: ShopGood
    variants: list[ShopGood] = field(default_factory=list)

    @property
    def keys(self) -> set[UUID]:
        """Of its products."""
        return {good.id for good in (self.head, *self.variants)}


def shop_families(
    session: Session, store: UUID, system: str, chosen: Collection[UUID] | None = None
) -> list[ShopFamily]:
    """All that is not archived, by SKU. A variant whose parent is archived stands alone.

    ``chosen``: only the families that one of these products is of; a web shop takes them whole.
    """
    request = Request(filters=SOLD, given=(("store", store),), sort="sku")
    rows = list(stream(session, PRODUCTS, request))
    more = _details(session, [row.id for row in rows])
    refs = known_refs(session, system, [row.id for row in rows])
    shown = addresses_of(session)
    goods = [
        _good(row, more[row.id], shown.get(row.id, ()), refs.get(row.id, ("", ""))) for row in rows
    ]
    heads = {good.id: ShopFamily(good) for good in goods if good.row.parent is None}
    for good in goods:
        parent = good.row.parent
        if parent is None:
            continue
        if parent in heads:
            heads[parent].variants.append(good)
        else:
            heads[good.id] = ShopFamily(good)
    families = heads.values()
    return [each for each in families if chosen is None or not each.keys.isdisjoint(chosen)]


def known_refs(
    session: Session, system: str, products: Iterable[UUID]
) -> dict[UUID, tuple[str, str]]:
    """The id and handle of products in another system."""
    found: dict[UUID, tuple[str, str]] = {}
    for part in parts(list(products)):
        wanted = select(REF.c.entity_id, REF.c.external_id, REF.c.handle).where(
            REF.c.system == system, REF.c.entity == "product", REF.c.entity_id.in_(part)
        )
        found.update({key: (ref, handle) for key, ref, handle in session.execute(wanted)})
    return found


def skus_by_ref(session: Session, system: str, refs: Iterable[str]) -> dict[str, str]:
    """The SKUs of products that another system calls so."""
    found: dict[str, str] = {}
    for part in parts(sorted(set(refs))):
        wanted = select(REF.c.external_id, P.c.sku).join_from(REF, P, P.c.id == REF.c.entity_id)
        here = (REF.c.system == system, REF.c.entity == "product", P.c.merged_into.is_(None))
        rows = session.execute(wanted.where(*here, REF.c.external_id.in_(part)))
        found.update({row.external_id: row.sku for row in rows})
    return found


def _good(row: ProductRow, more: Any, images: Iterable[str], ref: tuple[str, str]) -> ShopGood:
    tags = (more.attributes or {}).get("tags") or ()
    options = {str(name): str(value) for name, value in (more.options or {}).items()}
    return ShopGood(
        row, more.description or "", more.brand or "", options if row.parent else {},
        tuple(map(str, tags)), tuple(images), *ref,
    )  # fmt: skip


def _details(session: Session, products: Sequence[UUID]) -> dict[UUID, Any]:
    found: dict[UUID, Any] = {}
    columns = (P.c.id, P.c.description, P.c.brand, P.c.options, P.c.attributes)
    for part in parts(products):
        rows = session.execute(select(*columns).where(P.c.id.in_(part)))
        found.update({row.id: row for row in rows})
    return found
