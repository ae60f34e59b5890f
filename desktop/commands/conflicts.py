"""Optimistic locking in one place: what the second of two editors may still save, or is told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from desktop.domain.conflict import ChangedMeanwhile, Clash, merged
from desktop.domain.custom_field import PREFIX
from desktop.schema import (
    AppUser,
    AuditEntry,
    Category,
    CustomField,
    Event,
    Feed,
    Product,
    Vendor,
    VendorPrice,
)


def mine_to_set(
    session: Session,
    row: Product | Vendor | VendorPrice | Category | Event | CustomField | Feed,
    what: str,
    edit: tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any] | None],
    version: int,
) -> dict[str, Any]:
    """The fields to set; ChangedMeanwhile where another person set the same ones.

    ``edit``: the fields wanted, as they are now, and as the editor saw them (None: it does not
    say, so everything that differs counts). ``version`` is the one the editor read, 0 where it
    only tells what it saw; then, and where it is old, fields are compared.
    """
    mine, now, seen = edit
    if row.version == version or (seen is None and not version):
        return dict(mine)
    wanted, clashes = merged(mine, seen, now)
    if clashes:
        who, at = newest_of(session, {(row.__tablename__, row.id): _columns(clashes)})
        raise ChangedMeanwhile(what, who, clashes, row.version, at)
    return wanted


def _columns(clashes: Sequence[Clash]) -> set[str]:
    """As the trail calls them: the shop's own fields stand in one column."""
    return {"custom" if clash.field.startswith(PREFIX) else clash.field for clash in clashes}


def newest_of(
    session: Session, rows: Mapping[tuple[str, UUID], set[str]]
) -> tuple[str, datetime | None]:
    """Who set one of these columns of these rows last, and when: by the trail.

    Where it does not tell the columns, whoever changed the rows.
    """
    newest = (
        select(
            AppUser.full_name, AuditEntry.at, AuditEntry.after,
            AuditEntry.entity, AuditEntry.entity_id,
        )
        .join(AuditEntry, AuditEntry.user == AppUser.id)
        .where(or_(*(_is_of(entity, key) for entity, key in rows)))
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )  # fmt: skip
    entries = session.execute(newest.limit(50)).all()
    set_it = (e for e in entries if rows[e.entity, e.entity_id] & set(e.after or ()))
    entry = next(set_it, None) or next(iter(entries), None)
    return (entry.full_name, entry.at) if entry else ("", None)


def _is_of(entity: str, key: UUID) -> ColumnElement[bool]:
    return and_(AuditEntry.entity == entity, AuditEntry.entity_id == key)
