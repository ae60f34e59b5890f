"""Create, get, list, update, delete over every entity, found by itself, on both engines.

A row is filled by its columns' types and its table's checks; what it names is made first. What may
not change (ledger, posted documents) must refuse, and a deleted row's children do what their
foreign key says. Checklist: generic CRUD, referential integrity.
"""

import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Double,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    func,
    inspect,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from desktop.db.types import Money, Quantity, Utc, Uuid
from desktop.domain.ids import Ids
from desktop.jobs.opening import Shop
from desktop.schema import Base, Document, DocumentLine
from desktop.schema.triggers import sqlite_statements

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ENTITIES: dict[str, type[Any]] = {
    mapper.local_table.name: mapper.class_  # type: ignore[attr-defined]
    for mapper in Base.registry.mappers
}
# What a check asks for that looks at more than one column.
TOGETHER: dict[str, dict[str, Any]] = {"stock_move": {"kind": "adjust", "qty": Decimal(1)}}
# Of these a check wants just one.
ONE_OF = {"event_scope": ("product", "category")}
ALWAYS = re.compile(r"BEFORE (UPDATE|DELETE) ON (\w+) BEGIN")
WORDS = re.compile(r"(\w+) IN \((.+)\)")


def refused(when: str) -> set[str]:
    """The tables whose every UPDATE or DELETE a trigger refuses."""
    found = (ALWAYS.search(statement) for statement in sqlite_statements())
    return {match[2] for match in found if match is not None and match[1] == when}


class Maker:
    """Makes rows; ``made`` keeps nothing, each row names rows of its own."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._ids = Ids()
        self._numbers = count(1)

    def make(self, name: str, **given: Any) -> Any:
        """A row in the database; ``given`` columns are set, the others only where they must be."""
        table = Base.metadata.tables[name]
        words = allowed(table)
        values: dict[str, Any] = {"id": self._ids.new()} if "id" in table.c else {}
        values |= TOGETHER.get(name, {})
        needed = set(ONE_OF.get(name, ())[:1]) if not given.keys() & ONE_OF.get(name, ()) else set()
        for column in table.columns:
            if column.name in values or column.name in given:
                continue
            if is_left_out(column) and column.name not in needed:
                continue
            values[column.name] = words.get(column.name) or self.value(column, values)
        row = ENTITIES[name](**(values | given))
        self.session.add(row)
        self.session.flush()
        return row

    def value(self, column: Column[Any], values: dict[str, Any]) -> Any:
        """By the column's foreign key, or its type."""
        for key in column.foreign_keys:
            parent = key.column.table
            return values["id"] if parent is column.table else self.make(parent.name).id
        return self.plain(column)

    def plain(self, column: Column[Any]) -> Any:
        """By type, another one each time where a type has enough of them."""
        number, kind = next(self._numbers), column.type
        if isinstance(kind, Uuid):
            return self._ids.new()
        if isinstance(kind, String):
            return f"{number:x}"[-(kind.length or 20) :].rjust(min(kind.length or 3, 3), "x")
        if isinstance(kind, Money | Quantity):
            return Decimal(1)
        if isinstance(kind, Utc):
            return AT
        if isinstance(kind, LargeBinary):
            return os.urandom(32)
        simple = {Boolean: False, Integer: 1, Double: 0.5, Date: date(2026, 3, 2)}
        return next((value for of, value in simple.items() if isinstance(kind, of)), {})


def is_left_out(column: Column[Any]) -> bool:
    """Whether a row is whole without it."""
    return column.nullable or column.default is not None or column.name == "version"


def allowed(table: Table) -> dict[str, str]:
    """The first word of each column that has a list of them."""
    found = {}
    for check in table.constraints:
        match = WORDS.fullmatch(str(check.sqltext)) if isinstance(check, CheckConstraint) else None
        if match is not None:
            found[match[1]] = match[2].split(",")[0].strip(" '")
    return found


def plain_column(table: Table) -> Column[Any] | None:
    """One that may become anything: no key, not unique, no word of a list."""
    unique = {c.name for u in table.constraints if isinstance(u, UniqueConstraint) for c in u}
    unique |= {c.name for index in table.indexes if index.unique for c in index.columns}
    taken = unique | set(allowed(table)) | {"version"}
    free = [
        column
        for column in table.columns
        if not column.primary_key and not column.foreign_keys and column.name not in taken
    ]
    order = (String, Money, Quantity, Boolean, Utc, Integer)
    ranked = [column for kind in order for column in free if isinstance(column.type, kind)]
    return ranked[0] if ranked else None


def other(value: Any, column: Column[Any]) -> Any:
    """Another value of a plain column."""
    if isinstance(column.type, Boolean):
        return not value
    if isinstance(column.type, Utc):
        return AT.replace(year=2027)
    if isinstance(column.type, String):
        return "changed"[: column.type.length]
    return type(value or Decimal(1))(2)


def key_of(row: Any) -> tuple[Any, ...]:
    identity = inspect(row).identity
    assert identity is not None
    return tuple(identity)


def is_there(session: Session, row: Any) -> bool:
    """Asked of the database, not of what the session remembers."""
    table = row.__table__
    same = (column == value for column, value in zip(table.primary_key, key_of(row), strict=True))
    return bool(session.scalar(select(func.count()).select_from(table).where(*same)))


@pytest.fixture
def maker(shop: Shop) -> Iterator[Maker]:
    """Everything it makes is gone afterwards."""
    with Session(shop.database.writer, autoflush=False) as session:
        yield Maker(session)
        session.rollback()


def attempt(session: Session, change: Any) -> str:
    """Does it; what the database says against it, "" for nothing."""
    try:
        with session.begin_nested():
            change()
            session.flush()
    except DBAPIError as error:
        session.expire_all()
        return str(error.orig) or "refused"
    return ""


def walk(maker: Maker, name: str) -> str:
    """One entity through its life; what went wrong, "" for nothing."""
    session, cls = maker.session, ENTITIES[name]
    row = maker.make(name)
    session.expire_all()
    if session.get(cls, key_of(row)) is not row or not is_there(session, row):
        return "is not there after it was made"
    listed = session.scalars(select(cls).order_by(*cls.__table__.primary_key)).all()
    if row not in listed:
        return "is not in the list"
    column = plain_column(cls.__table__)
    if column is not None:
        wanted = other(getattr(row, column.name), column)
        said = attempt(session, lambda: setattr(row, column.name, wanted))
        session.expire_all()
        is_changed = getattr(row, column.name) == wanted
        if is_changed == (name in refused("UPDATE")) or is_changed == bool(said):
            return f"update of {column.name}: {said or 'went through'}"
    said = attempt(session, lambda: session.delete(row))
    if is_there(session, row) != (name in refused("DELETE")):
        return f"delete: {said or 'went through'}"
    return ""


def test_every_entity_is_made_read_listed_changed_and_deleted(maker: Maker) -> None:
    said = {name: walk(maker, name) for name in ENTITIES}
    assert {name: words for name, words in said.items() if words} == {}


def test_the_ledger_refuses_both() -> None:
    assert "stock_move" in refused("UPDATE") & refused("DELETE")


def links() -> list[tuple[str, Column[Any], str]]:
    """Every foreign key: its table, its column, and what becomes of the row."""
    return [
        (name, key.parent, key.ondelete or "")
        for name in ENTITIES
        for key in sorted(Base.metadata.tables[name].foreign_keys, key=lambda k: k.parent.name)
    ]


def orphaned(maker: Maker, name: str, column: Column[Any], rule: str) -> str:
    """Deletes what a row names; what went otherwise than the rule says."""
    session = maker.session
    parent = maker.make(next(iter(column.foreign_keys)).column.table.name)
    child = maker.make(name, **{column.name: parent.id})
    table = parent.__table__
    said = attempt(session, lambda: session.execute(table.delete().where(table.c.id == parent.id)))
    session.expire_all()
    if rule == "RESTRICT":
        return "" if said and is_there(session, parent) else "was deleted"
    if said:
        return said
    if rule == "CASCADE":
        return "stayed" if is_there(session, child) else ""
    session.refresh(child)
    return "" if getattr(child, column.name) is None else "still names it"


def test_what_names_a_deleted_row_does_what_its_foreign_key_says(maker: Maker) -> None:
    said = {}
    for name, column, rule in links():
        assert rule in ("RESTRICT", "CASCADE", "SET NULL"), f"{name}.{column.name}"
        said[f"{name}.{column.name}"] = orphaned(maker, name, column, rule)
    assert {link: words for link, words in said.items() if words} == {}


def test_a_posted_document_and_its_lines_refuse(maker: Maker) -> None:
    session = maker.session
    document = maker.make("document")
    line = maker.make("document_line", document=document.id)
    assert isinstance(document, Document)
    assert isinstance(line, DocumentLine)
    document.status = "posted"
    session.flush()
    for change in (
        lambda: setattr(document, "note", "other"),
        lambda: setattr(line, "description", "other"),
        lambda: session.delete(line),
        lambda: session.delete(document),
        lambda: maker.make("document_line", document=document.id, position=2),
    ):
        assert "posted document is never changed" in attempt(session, change)
    assert is_there(session, line)
