"""Optimistic locking in one place: what the second of two editors may still save, or is told."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.conflict import ChangedMeanwhile, merged
from desktop.schema import AppUser, AuditEntry, Category, Product, Vendor, VendorPrice


def mine_to_set(
    session: Session,
    row: Product | Vendor | VendorPrice | Category,
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
        newest = (
            select(AppUser.full_name, AuditEntry.at, AuditEntry.after)
            .join(AuditEntry, AuditEntry.user == AppUser.id)
            .where(AuditEntry.entity == row.__tablename__, AuditEntry.entity_id == row.id)
            .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        )
        fields = {clash.field for clash in clashes}
        entries = session.execute(newest.limit(50)).all()
        entry = next((e for e in entries if fields & set(e.after or ())), None)
        entry = entry or next(iter(entries), None)
        who, at = (entry.full_name, entry.at) if entry else ("", None)
        raise ChangedMeanwhile(what, who, clashes, row.version, at)
    return wanted
