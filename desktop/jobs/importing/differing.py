"""Conflicts of a feed: values that a person set in the shop after the feed wrote there first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.imports import RowChange
from desktop.domain.custom_field import PREFIX
from desktop.domain.parts import parts
from desktop.schema import AuditEntry, Product, SyncRun
from desktop.schema.base import table_of

A, P, RUN = table_of(AuditEntry), table_of(Product), table_of(SyncRun)
CUSTOM = "custom"
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
    own, since = {row.batch for row in told}, told[0].started_at
    found = []
    for part in parts(changed):
        keys = _products(session, part)
        last = _last_words(session, keys, since)
        found += [each for key in last for each in _of(changed[keys[key]], last[key], own)]
    return found


def _last_words(
    session: Session, keys: Mapping[UUID, str], since: datetime
) -> dict[UUID, dict[str, UUID]]:
    """By product and column the batch that wrote it last."""
    last: dict[UUID, dict[str, UUID]] = {key: {} for key in keys}
    wanted = select(A.c.entity_id, A.c.batch, A.c.before, A.c.after).where(
        A.c.entity == P.name, A.c.action == "update", A.c.entity_id.in_(list(keys)), A.c.at >= since
    )
    for row in session.execute(wanted.order_by(A.c.at, A.c.id)):
        names = (*row.after, *_own(row.before.get(CUSTOM), row.after.get(CUSTOM)))
        last[row.entity_id].update(dict.fromkeys(names, row.batch))
    return last


def _own(before: Any, after: Any) -> Iterator[str]:
    """The shop's own fields that differ, as the differences of an import call them."""
    old, new = before or {}, after or {}
    return (PREFIX + key for key in {**old, **new} if old.get(key) != new.get(key))


def _of(change: RowChange, last: Mapping[str, UUID], own: set[UUID | None]) -> Iterator[Conflict]:
    for each in change.differences:
        column = _COLUMNS.get(each.field, each.field)
        if each.field not in _NEVER and column in last and last[column] not in own:
            yield Conflict(change.sku, change.name, each.field, each.before, each.after)


def _products(session: Session, skus: Sequence[str]) -> dict[UUID, str]:
    rows = session.execute(select(P.c.id, P.c.sku).where(P.c.sku.in_(skus)))
    return {row.id: row.sku for row in rows}
