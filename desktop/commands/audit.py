"""The trail of who changed what: fields before and after, grouped by the command that did it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, inspect, select
from sqlalchemy.orm import Session

from desktop.commands import price_alerts
from desktop.commands.audit_text import fields, texts_of
from desktop.db.columns import Columns
from desktop.db.endings import at_end
from desktop.db.staging import Sink, Straight
from desktop.domain.ids import member, members
from desktop.domain.permissions import Actor
from desktop.schema import AuditEntry, Base
from desktop.schema.base import table_of

_ENTRY_IDS = 1 << 16


def fields_of(row: Base) -> dict[str, Any]:
    """A row's fields as they go into the trail."""
    return fields({attribute.key: attribute.value for attribute in inspect(row).attrs})


def first_entry(command: UUID, number: int = 0) -> UUID:
    """The key of the first thing that a command told; ``number``: of one after it."""
    return member(command, _ENTRY_IDS + number)


def was_done(session: Session, command: UUID) -> bool:
    """Whether a command has left its trail: it was sent again because its answer was lost."""
    found = select(AuditEntry.id).where(AuditEntry.batch == command).limit(1)
    return session.scalar(found) is not None


def _texts(rows: Sequence[Any]) -> list[str]:
    return list(map(json.dumps, rows))


class Trail:
    """Collects the changes of one command and writes them with its id as batch.

    Whatever command sets or removes vendors' prices tells it here: their alerts are reviewed last.
    ``number``: how many entries there are.
    """

    def __init__(
        self,
        session: Session,
        batch: UUID,
        by: Actor,
        at: datetime,
        sink: Sink | None = None,
        first: int = 0,
    ) -> None:
        """``sink`` takes what is told of many rows; ``first``: so many entries stand before."""
        self._session = session
        self.batch = batch
        self.by = by
        self.at = at
        self._sink = sink
        self.number = first

    def created(self, row: Base) -> None:
        self._write(row, "create", None, fields_of(row))

    def deleted(self, row: Base) -> None:
        self._write(row, "delete", fields_of(row), None)

    def changed(self, row: Base, before: dict[str, Any]) -> bool:
        """Notes what differs from ``before`` (of ``fields_of``); False when nothing does."""
        after = fields_of(row)
        differing = [key for key in after if after[key] != before.get(key)]
        if not differing:
            return False
        self._write(
            row,
            "update",
            {key: before.get(key) for key in differing},
            {key: after[key] for key in differing},
        )
        return True

    def made(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """``created`` for many rows of one table at once, as Core wrote them."""
        self._write_many(table, "create", [(row["id"], None, fields(row)) for row in rows])

    def made_all(self, table: Table, rows: Columns) -> None:
        """The same for rows told by columns, whose keys are among those that differ."""
        told = {"before": None, "action": "create"}
        self._put(table, {"entity_id": rows.each["id"], "after": texts_of(rows)}, told)

    def removed(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """``deleted`` for many rows of one table at once."""
        self._write_many(table, "delete", [(row["id"], fields(row), None) for row in rows])

    def replaced(
        self, table: Table, rows: Sequence[tuple[UUID, dict[str, Any], dict[str, Any]]]
    ) -> None:
        """Many updates at once: id, the differing fields before, and after."""
        entries = [(key, fields(before), fields(after)) for key, before, after in rows]
        self._write_many(table, "update", entries)

    def _write_many(self, table: Table, action: str, entries: Sequence[tuple[Any, ...]]) -> None:
        if entries:
            keys, before, after = zip(*entries, strict=True)
            each = {"entity_id": keys, "before": _texts(before), "after": _texts(after)}
            self._put(table, each, {"action": action})

    def _put(self, table: Table, each: dict[str, Sequence[Any]], same: dict[str, Any]) -> None:
        count = len(each["entity_id"])
        keys = members(self.batch, _ENTRY_IDS + self.number, count)
        self.number += count
        told = {"entity": table.name, "user": self.by.user, "at": self.at, "batch": self.batch}
        rows = Columns(
            {"id": keys, **each}, told | same, frozenset({"before", "after"} & each.keys())
        )
        if self._sink is not None:
            self._sink.insert(table_of(AuditEntry), rows)
            return
        self._session.flush()
        self._follow(table.name)
        Straight(self._session.connection()).insert(table_of(AuditEntry), rows)

    def _write(self, row: Any, action: str, before: Any, after: Any) -> None:
        self._session.add(
            AuditEntry(
                id=member(self.batch, _ENTRY_IDS + self.number),
                entity=row.__tablename__,
                entity_id=row.id,
                action=action,
                before=before,
                after=after,
                user=self.by.user,
                at=self.at,
                batch=self.batch,
            )
        )
        self.number += 1
        self._follow(row.__tablename__)

    def _follow(self, entity: str) -> None:
        if entity == price_alerts.PRICE.name:
            at_end(self._session, (entity, self.batch), self._review_prices)

    def _review_prices(self) -> None:
        connection = self._session.connection()
        price_alerts.review_batch(connection, self.by.store, self.batch, self.at)
