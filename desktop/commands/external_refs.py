"""What our products are called elsewhere, remembered when they come in from there or go out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.db.bulk import insert_rows
from desktop.domain.ids import last_member, member
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor, Permission
from desktop.schema import ExternalRef, Product
from desktop.schema.base import table_of

P, REF = table_of(Product), table_of(ExternalRef)
PART = 400
_IDS = 1 << 19  # of a command's rows
_NAMES = ("id", "system", "entity", "entity_id", "external_id", "handle", "synced_at")


@dataclass(frozen=True, slots=True)
class Called:
    """A product by its SKU, and its id and handle in another system."""

    sku: str
    ref: str
    handle: str = ""


@dataclass(frozen=True)
class RememberRefs:
    """``id`` may be that of the import whose rows these are."""

    id: UUID
    by: Actor
    at: datetime
    system: str
    called: tuple[Called, ...]


def remember_refs(session: Session, command: RememberRefs) -> int:
    """How many were not known so yet. A name that belonged to another product is this one's now."""
    require(session, command.by, Permission.IMPORT)
    number = 0
    unique = {each.ref: each for each in command.called}
    each_once = list({each.sku: each for each in unique.values()}.values())
    for part in parts(each_once, PART):
        number += _remember(session, command, part, number)
    return number


def forget_batch(session: Session, batch: UUID) -> None:
    """What an import told that is taken back."""
    told = REF.c.id.between(member(batch, _IDS), last_member(batch))
    session.connection().execute(delete(REF).where(told))


def forget_products(session: Session, products: Iterable[UUID]) -> None:
    """Products that should not have been: what is called so later is another one."""
    theirs = (REF.c.entity == "product", REF.c.entity_id.in_(list(products)))
    session.connection().execute(delete(REF).where(*theirs))


def _remember(session: Session, command: RememberRefs, called: Sequence[Called], first: int) -> int:
    connection = session.connection()
    wanted = select(P.c.sku, P.c.id).where(P.c.sku.in_([each.sku for each in called]))
    keys = {row.sku: row.id for row in connection.execute(wanted)}
    of = (REF.c.system == command.system, REF.c.entity == "product")
    same = or_(
        REF.c.external_id.in_([each.ref for each in called]), REF.c.entity_id.in_(keys.values())
    )
    known = {
        (row.entity_id, row.external_id, row.handle)
        for row in connection.execute(select(REF).where(*of, same))
    }
    new = [
        each
        for each in called
        if each.sku in keys and (keys[each.sku], each.ref, each.handle) not in known
    ]
    if not new:
        return 0
    taken = or_(
        REF.c.external_id.in_([each.ref for each in new]),
        REF.c.entity_id.in_([keys[each.sku] for each in new]),
    )
    connection.execute(delete(REF).where(*of, taken))
    rows = (
        (member(command.id, _IDS + first + n), command.system, "product", keys[each.sku],
         each.ref[:200], each.handle[:300], command.at)
        for n, each in enumerate(new)
    )  # fmt: skip
    insert_rows(connection, REF, _NAMES, rows)
    return len(new)
