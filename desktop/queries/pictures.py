"""The pictures of products: small ones for lists, whole ones by their key, and those that look so.

A variant without pictures of its own shows those of what it is a variant of.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.domain.parts import parts
from desktop.domain.picture import NEAR, distance
from desktop.schema import Attachment, AttachmentContent, AttachmentLink, Product
from desktop.schema.base import table_of

A, CONTENT, LINK = table_of(Attachment), table_of(AttachmentContent), table_of(AttachmentLink)
P = table_of(Product)
TABLES = frozenset({"*", LINK.name, A.name})
PART = 500
NAMED = 3


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One picture of a product, with its small one; ``size`` in bytes, sides in pixels."""

    link: UUID
    attachment: UUID
    name: str
    mime: str
    size: int
    width: int | None
    height: int | None
    thumbnail: bytes | None


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Another product with a picture that looks the same, or is the same."""

    product: UUID
    sku: str
    name: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture by the product and the place at which it is shown, from 1."""

    sku: str
    place: int
    attachment: UUID
    mime: str
    product: UUID


def _links(*columns: Any) -> Select[Any]:
    own = select(*columns).where(LINK.c.owner_type == "product", LINK.c.role == "image")
    return own.order_by(LINK.c.owner_id, LINK.c.position, LINK.c.id)


def pictures_of(session: Session, product: UUID) -> list[PictureRow]:
    """A product's own pictures in their order."""
    columns = (A.c.name, A.c.mime, A.c.size, A.c.width, A.c.height, A.c.thumbnail)
    wanted = _links(LINK.c.id, A.c.id, *columns).join_from(LINK, A, A.c.id == LINK.c.attachment)
    return [PictureRow(*row) for row in session.execute(wanted.where(LINK.c.owner_id == product))]


def firsts(session: Session, products: Collection[UUID]) -> dict[UUID, UUID]:
    """The attachment that stands for each product, its own or its parent's."""
    found = _own_firsts(session, products)
    missing = [key for key in products if key not in found]
    above = select(P.c.id, P.c.parent).where(P.c.id.in_(missing), P.c.parent.is_not(None))
    parents = {row.id: row.parent for row in session.execute(above)} if missing else {}
    theirs = _own_firsts(session, set(parents.values())) if parents else {}
    return found | {key: theirs[up] for key, up in parents.items() if up in theirs}


def _own_firsts(session: Session, products: Collection[UUID]) -> dict[UUID, UUID]:
    found: dict[UUID, UUID] = {}
    wanted = _links(LINK.c.owner_id, LINK.c.attachment)
    for part in parts(products):
        for row in session.execute(wanted.where(LINK.c.owner_id.in_(part))):
            found.setdefault(row.owner_id, row.attachment)
    return found


def thumbnails_of(session: Session, products: Collection[UUID]) -> dict[UUID, bytes]:
    """The small picture of each product that has one."""
    first = firsts(session, products)
    small: dict[UUID, bytes] = {}
    for part in parts(set(first.values())):
        wanted = select(A.c.id, A.c.thumbnail).where(A.c.id.in_(part), A.c.thumbnail.is_not(None))
        small |= {row.id: row.thumbnail for row in session.execute(wanted)}
    return {product: small[key] for product, key in first.items() if key in small}


def content_of(session: Session, attachment: UUID) -> bytes:
    """All bytes of one picture."""
    found = session.scalar(select(CONTENT.c.content).where(CONTENT.c.attachment == attachment))
    if found is None:
        raise UserError("This picture is gone.", "Refresh.", code="gone")
    return bytes(found)


def lookalikes(
    session: Session, looks: Iterable[int | None], but: UUID | None = None
) -> list[Lookalike]:
    """At most three products that a picture of one of these looks stands for, the nearest first.

    All looks are read, 8 bytes each: no index finds what differs in a few bits anywhere.
    """
    wanted = [look for look in looks if look is not None]
    near: dict[UUID, int] = {}
    rows = session.execute(select(A.c.id, A.c.look).where(A.c.look.is_not(None))) if wanted else ()
    for key, look in rows:
        least = min(distance(look, each) for each in wanted)
        if least <= NEAR:
            near[key] = least
    shown = _links(LINK.c.attachment, P.c.id, P.c.sku, P.c.name)
    shown = shown.join_from(LINK, P, P.c.id == LINK.c.owner_id).where(P.c.id != but)
    found: dict[UUID, tuple[int, Lookalike]] = {}
    for part in parts(near):
        for row in session.execute(shown.where(LINK.c.attachment.in_(part))):
            mine = (near[row.attachment], Lookalike(row.id, row.sku, row.name))
            found[row.id] = min(found.get(row.id, mine), mine, key=lambda each: each[0])
    ranked = sorted(found.values(), key=lambda each: (each[0], each[1].name, each[1].sku))
    return [each for _, each in ranked[:NAMED]]


def kept_picture(session: Session, digest: str) -> dict[str, Any] | None:
    """What is known of the bytes of this hash, by the names of a Picture; None: they are new."""
    columns = (A.c.mime, A.c.width, A.c.height, A.c.thumbnail, A.c.look)
    row = session.execute(select(*columns).where(A.c.sha256 == digest)).mappings().first()
    is_picture = row is not None and row["thumbnail"] is not None and row["width"] is not None
    return dict(row) if row is not None and is_picture else None


def products_of_skus(session: Session) -> dict[str, UUID]:
    """Every product that is not part of another one, by its SKU."""
    wanted = select(P.c.sku, P.c.id).where(P.c.merged_into.is_(None))
    return {row.sku: row.id for row in session.execute(wanted)}


def addresses_of(session: Session) -> dict[UUID, list[str]]:
    """Where the pictures of products came from that were fetched from the web, in their order."""
    wanted = _links(LINK.c.owner_id, A.c.name).join_from(LINK, A, A.c.id == LINK.c.attachment)
    found: dict[UUID, list[str]] = {}
    for product, name in session.execute(wanted.where(A.c.name.ilike("http%://%"))):
        found.setdefault(product, []).append(name)
    return found


def all_shown(session: Session) -> Iterator[Shown]:
    """Every product's pictures in their order, product by product."""
    wanted = _links(P.c.sku, LINK.c.owner_id, LINK.c.attachment, A.c.mime)
    joined = wanted.join_from(LINK, P, P.c.id == LINK.c.owner_id).join(
        A, A.c.id == LINK.c.attachment
    )
    last, place = None, 0
    for row in session.execute(joined.execution_options(yield_per=PART)):
        place = place + 1 if row.owner_id == last else 1
        last = row.owner_id
        yield Shown(row.sku, place, row.attachment, row.mime, row.owner_id)
