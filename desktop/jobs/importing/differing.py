"""Conflicts of a feed: values that a person set in the shop after the feed wrote there first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.imports import RowChange
from desktop.domain.parts import parts
from desktop.schema import AuditEntry, Product, SyncRun
from desktop.schema.base import table_of

A, P, RUN = table_of(AuditEntry), table_of(Product), table_of(SyncRun)
_COLUMNS = {"cost": "unit_cost"}  # where the trail has another name
# Stock moves by itself, and codes are only added: neither is anybody's word against the feed's.
_NEVER = frozenset({"stock", "barcode", "sold"})


@dataclass(frozen=True, slots=True)
class Conflict:
    """``shop`` is the value that somebody set by hand, ``feed`` what the file has."""

    sku: str
    name: str
    field: str
    shop: str
    feed: str


def conflicts_of(session: Session, feed: UUID, changes: Iterable[RowChange]) -> list[Conflict]:
    """Of fields that would change, those whose last word in the trail is not one of the feed's.

    What was there before the feed was first read is no conflict: the feed was made for it.
    """
    runs = select(RUN.c.batch, RUN.c.started_at).where(RUN.c.feed == feed, RUN.c.status == "done")
    told = session.execute(runs.order_by(RUN.c.started_at)).all()
    changed = {change.sku: change for change in changes if change.state == "changed"}
    if not told or not changed:
        return []
    own = {row.batch for row in told}
    keys = _products(session, list(changed))
    last: dict[tuple[UUID, str], UUID] = {}
    for part in parts(keys):
        wanted = select(A.c.entity_id, A.c.batch, A.c.after).where(
            A.c.entity == P.name, A.c.action == "update", A.c.entity_id.in_(part),
            A.c.at >= told[0].started_at,
        )  # fmt: skip
        for row in session.execute(wanted.order_by(A.c.at, A.c.id)):
            last.update(dict.fromkeys(((row.entity_id, name) for name in row.after), row.batch))
    return [
        conflict
        for key, sku in keys.items()
        for conflict in _of(changed[sku], {name for at, name in last if at == key}, key, last, own)
    ]


def _of(
    change: RowChange,
    names: set[str],
    key: UUID,
    last: dict[tuple[UUID, str], UUID],
    own: set[UUID | None],
) -> Iterator[Conflict]:
    for each in change.differences:
        column = _COLUMNS.get(each.field, each.field)
        if each.field not in _NEVER and column in names and last[(key, column)] not in own:
            yield Conflict(change.sku, change.name, each.field, each.before, each.after)


def _products(session: Session, skus: Sequence[str]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for part in parts(skus):
        rows = session.execute(select(P.c.id, P.c.sku).where(P.c.sku.in_(part)))
        found.update({row.id: row.sku for row in rows})
    return found
