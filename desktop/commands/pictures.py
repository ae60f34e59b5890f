"""Pictures of products: stored once by what they hold, linked as often as they are shown.

The first by position stands for the product. What is linked to nothing stays for a while, so that
an undo finds it, and is cleared away by ``clear_unused``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, first_entry, was_done
from desktop.domain.errors import UserError
from desktop.domain.ids import member
from desktop.domain.lines import one_line
from desktop.domain.permissions import Actor, Permission
from desktop.domain.picture import MOST_AT_ONCE, Picture, digest_of
from desktop.schema import Attachment, AttachmentContent, AttachmentLink, AuditEntry, Product
from desktop.schema.base import table_of

A, CONTENT, LINK = table_of(Attachment), table_of(AttachmentContent), table_of(AttachmentLink)
OWN = {"owner_type": "product", "role": "image"}
MOST_OF_ONE = 100
KEPT_FOR = timedelta(days=30)
LARGEST = (
    16 * 1024 * 1024
)  # bytes of one picture; a photograph that was read has one or two million
_LINKS = 1 << 12  # a command's links take ids from here on, its attachments those before


@dataclass(frozen=True)
class AddPictures:
    """They come after those that are there; one that is there already stays where it is.

    ``batch``: what many of these are undone by, each of them telling from entry ``first`` on.
    """

    id: UUID
    by: Actor
    at: datetime
    product: UUID
    pictures: tuple[Picture, ...]
    batch: UUID | None = None
    first: int = 0


@dataclass(frozen=True)
class RemovePictures:
    """``links`` are those of one or more products; the bytes stay for other products and undo."""

    id: UUID
    by: Actor
    at: datetime
    links: tuple[UUID, ...]


@dataclass(frozen=True)
class OrderPictures:
    """``links``: all of the product's pictures in their new order, the first one first."""

    id: UUID
    by: Actor
    at: datetime
    product: UUID
    links: tuple[UUID, ...]


@dataclass(frozen=True)
class PicturesAdded:
    """``batch`` undoes it; ``same``: so many were there already."""

    batch: UUID
    added: int
    same: int


def add_pictures(session: Session, command: AddPictures) -> PicturesAdded:
    """Locks the product, so that two who add at once come one after the other."""
    require(session, command.by, Permission.EDIT_PRODUCT)
    wanted = {digest_of(picture.content): picture for picture in command.pictures}
    batch = command.batch or command.id
    if session.get(AuditEntry, first_entry(batch, command.first)) is not None:
        made = session.scalar(select(func.count()).where(LINK.c.id.in_(_links_of(command)))) or 0
        return PicturesAdded(batch, made, len(wanted) - made)
    _check(wanted)
    _held(session, command.product)
    # By hash, so that two who add the same pictures never wait for each other.
    kept = {d: _stored(session, command, n, d, wanted[d]) for n, d in enumerate(sorted(wanted))}
    stored = [kept[digest] for digest in wanted]
    there = {row.attachment: row.position for row in session.execute(links_of(command.product))}
    new = [key for key in stored if key not in there]
    if len(there) + len(new) > MOST_OF_ONE:
        raise UserError(
            f"A product has at most {MOST_OF_ONE} pictures.",
            "Nothing was added. Remove some first.",
            field="picture",
            code="too_many",
        )
    _link(session, command, new, max(there.values(), default=-1) + 1)
    return PicturesAdded(batch, len(new), len(wanted) - len(new))


def _link(session: Session, command: AddPictures, new: Sequence[UUID], first: int) -> None:
    rows: list[dict[str, Any]] = [
        {"id": key, "attachment": attachment, "owner_id": command.product, "position": first + n}
        for n, (key, attachment) in enumerate(zip(_links_of(command), new, strict=False))
    ]
    if rows:
        stamp = {"created_at": command.at, "updated_at": command.at, "origin": None}
        session.connection().execute(insert(LINK), [row | OWN | stamp for row in rows])
        batch = command.batch or command.id
        trail = Trail(session, batch, command.by, command.at, first=command.first)
        trail.made(LINK, [row | OWN for row in rows])


def _links_of(command: AddPictures) -> list[UUID]:
    return [member(command.id, _LINKS + n) for n in range(len(command.pictures))]


def _check(wanted: dict[str, Picture]) -> None:
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        raise UserError(
            f"1 to {MOST_AT_ONCE} pictures are added at once, not {len(wanted)}.",
            "Nothing was added.",
            field="picture",
            code="too_many" if wanted else "empty",
        )
    for picture in wanted.values():
        if not picture.mime.startswith("image/") or not 0 < len(picture.content) <= LARGEST:
            raise UserError(
                f"{one_line(picture.name)[:100]} is no picture that can be kept.",
                "Nothing was added.",
                field="picture",
                code="bad_picture",
            )


def _held(session: Session, product: UUID) -> None:
    found = select(Product.id).where(Product.id == product, Product.merged_into.is_(None))
    if session.scalar(found.with_for_update()) is None:
        raise UserError("This product is gone.", "Refresh the list.", code="gone")


def _stored(
    session: Session, command: AddPictures, number: int, digest: str, picture: Picture
) -> UUID:
    """The attachment that holds these bytes, made where there is none; marked as used just now.

    So ``clear_unused`` and another workstation that stores the same wait for each other.
    """
    found = _marked(session, digest, command.at)
    if found is None:
        try:
            with session.begin_nested():
                return _made(session, member(command.id, number), digest, picture, command.at)
        except IntegrityError:  # another workstation was first
            found = _marked(session, digest, command.at)
            if found is None:
                raise
    return found


def _marked(session: Session, digest: str, at: datetime) -> UUID | None:
    mark = update(A).where(A.c.sha256 == digest).values(updated_at=at).returning(A.c.id)
    return session.connection().execute(mark).scalar_one_or_none()


def _made(session: Session, key: UUID, digest: str, picture: Picture, at: datetime) -> UUID:
    connection = session.connection()
    row = {
        "id": key,
        "sha256": digest,
        "mime": picture.mime,
        "size": len(picture.content),
        "name": one_line(picture.name)[:500],
        "storage": "blob",
        "width": picture.width,
        "height": picture.height,
        "look": picture.look,
        "thumbnail": picture.thumbnail,
        "created_at": at,
        "updated_at": at,
    }
    connection.execute(insert(A), [row])
    connection.execute(insert(CONTENT), [{"attachment": key, "content": picture.content}])
    return key


def links_of(product: UUID) -> Select[Any]:
    """A product's links in their order."""
    own = select(LINK.c.id, LINK.c.attachment, LINK.c.position)
    own = own.where(LINK.c.owner_type == OWN["owner_type"], LINK.c.role == OWN["role"])
    return own.where(LINK.c.owner_id == product).order_by(LINK.c.position, LINK.c.id)


def remove_pictures(session: Session, command: RemovePictures) -> int:
    """How many; refused as a whole where one of them is gone already."""
    require(session, command.by, Permission.EDIT_PRODUCT)
    wanted = sorted(set(command.links))
    if was_done(session, command.id):
        return len(wanted)
    trail = Trail(session, command.id, command.by, command.at)
    if unlink(session, trail, LINK.c.id.in_(wanted)) < len(wanted) or not wanted:
        raise UserError("This picture is gone already.", "Nothing was changed.", code="gone")
    return len(wanted)


def unlink(session: Session, trail: Trail, *which: Any) -> int:
    """Takes links away; what they pointed at is kept from now on as long as undo may want it."""
    connection = session.connection()
    found = connection.execute(select(LINK).where(*which).with_for_update()).mappings()
    rows = [dict(row) for row in found]
    if rows:
        connection.execute(delete(LINK).where(LINK.c.id.in_([row["id"] for row in rows])))
        loose = {row["attachment"] for row in rows}
        connection.execute(update(A).where(A.c.id.in_(loose)).values(updated_at=trail.at))
        trail.removed(LINK, rows)
    return len(rows)


def unlink_products(session: Session, trail: Trail, products: Iterable[UUID]) -> None:
    """Of products that go."""
    unlink(session, trail, LINK.c.owner_type == "product", LINK.c.owner_id.in_(list(products)))


def order_pictures(session: Session, command: OrderPictures) -> int:
    """How many changed places. Refused where others were added or removed meanwhile."""
    require(session, command.by, Permission.EDIT_PRODUCT)
    if was_done(session, command.id):
        return 0
    _held(session, command.product)
    there = {row.id: row.position for row in session.execute(links_of(command.product))}
    if sorted(there) != sorted(command.links):
        raise UserError(
            "The pictures of this product were changed by someone else meanwhile.",
            "Nothing was changed. Look at them again.",
            code="changed_since",
        )
    moved = [(key, there[key], n) for n, key in enumerate(command.links) if there[key] != n]
    _place(session, command, moved)
    return len(moved)


def _place(
    session: Session, command: OrderPictures, moved: Sequence[tuple[UUID, int, int]]
) -> None:
    for key, _, position in moved:
        values = {"position": position, "updated_at": command.at}
        session.connection().execute(update(LINK).where(LINK.c.id == key).values(values))
    trail = Trail(session, command.id, command.by, command.at)
    trail.replaced(LINK, [(key, {"position": old}, {"position": new}) for key, old, new in moved])


@dataclass(frozen=True)
class ClearUnused:
    """``at`` is now: what was linked to nothing for 30 days goes, ``most`` at a time."""

    id: UUID
    by: Actor
    at: datetime
    most: int = 200


def clear_unused(session: Session, command: ClearUnused) -> int:
    """How many went. A link that is made meanwhile keeps its picture: it marks the row first."""
    require(session, command.by, Permission.RUN_JOBS)
    linked = exists().where(LINK.c.attachment == A.c.id)
    loose = select(A.c.id).where(~linked, A.c.updated_at < command.at - KEPT_FOR)
    keys = list(session.scalars(loose.limit(command.most).with_for_update(skip_locked=True)))
    session.connection().execute(delete(A).where(A.c.id.in_(keys), ~linked))
    return len(keys)
