"""What goes along when products are merged: codes, offers, events, pictures, empty fields,
and prices of stores."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.orm import Session

from desktop.commands.audit import Trail
from desktop.commands.pictures import LINK, links_of, unlink
from desktop.domain.ids import pair_id
from desktop.schema import Barcode, EventScope, Product, StorePrice, VendorPrice
from desktop.schema.base import table_of

B, ES, VP = table_of(Barcode), table_of(EventScope), table_of(VendorPrice)
P, SP = table_of(Product), table_of(StorePrice)
FILLED = ("description", "brand", "manufacturer", "mpn")


def take_over(session: Session, trail: Trail, gone: Sequence[UUID], into: UUID) -> None:
    """Rows of the products that go become those of the one that is left.

    It keeps its own main code and its preferred vendor. An offer of a vendor who makes it one
    already, and a place in an event that is about it already, go: the trail has them.
    """
    _hand_over(session, trail, B, gone, into, "is_primary", ())
    _hand_over(session, trail, VP, gone, into, "is_preferred", ("vendor",))
    _hand_over(session, trail, ES, gone, into, "", ("event",))
    _hand_pictures_over(session, trail, gone, into)
    _take_store_prices(session, trail, gone, into)
    _fill_fields(session, trail, gone, into)


def _fill_fields(session: Session, trail: Trail, gone: Sequence[UUID], into: UUID) -> None:
    """What is left keeps its own words and fields; where it has none, it takes those of the first
    that has. Its usual price stays its own.
    """
    connection = session.connection()
    asked = select(P.c.id, *(P.c[name] for name in (*FILLED, "custom")))
    rows = {
        r["id"]: r for r in connection.execute(asked.where(P.c.id.in_((*gone, into)))).mappings()
    }
    mine, others = rows[into], [rows[key] for key in gone]
    after: dict[str, Any] = {}
    for name in FILLED:
        word = next((other[name] for other in others if other[name]), "")
        if word and not mine[name]:
            after[name] = word
    own: dict[str, Any] = {}
    for other in others[::-1]:  # the first one's count
        own |= {key: kept for key, kept in other["custom"].items() if kept not in (None, "")}
    missing = {key: own[key] for key in own if mine["custom"].get(key) in (None, "")}
    if missing:
        after["custom"] = mine["custom"] | missing
    if after:
        fresh = {"version": P.c.version + 1, "updated_at": trail.at}
        connection.execute(update(P).where(P.c.id == into).values(after | fresh))
        trail.replaced(P, [(into, {name: mine[name] for name in after}, after)])


def _take_store_prices(session: Session, trail: Trail, gone: Sequence[UUID], into: UUID) -> None:
    """Of stores in which what is left has none of its own; those of the first that has."""
    connection = session.connection()
    rows = connection.execute(select(SP).where(SP.c.product.in_((*gone, into)))).all()
    known = {row.store for row in rows if row.product == into}
    made: dict[UUID, dict[str, Any]] = {}
    for product in gone:
        for row in rows:
            if row.product == product and row.store not in known:
                key = pair_id(into, row.store)
                told = {"id": key, "product": into, "store": row.store, "price": row.price}
                made.setdefault(key, told | {"created_at": trail.at, "updated_at": trail.at})
    if made:
        connection.execute(insert(SP), list(made.values()))
        trail.made(SP, list(made.values()))


def _hand_pictures_over(session: Session, trail: Trail, gone: Sequence[UUID], into: UUID) -> None:
    """After its own, so that the first one stays the first; one that it has already goes."""
    connection = session.connection()
    mine = connection.execute(links_of(into)).all()
    known = {row.attachment for row in mine}
    place = max((row.position for row in mine), default=-1) + 1
    moved: list[tuple[UUID, dict[str, Any], dict[str, Any]]] = []
    lost: list[UUID] = []
    for product in gone:
        for row in connection.execute(links_of(product)).all():
            before = {"owner_id": product, "position": row.position}
            after = {"owner_id": into, "position": place + len(moved)}
            if row.attachment in known:
                lost.append(row.id)
            else:
                known.add(row.attachment)
                moved.append((row.id, before, after))
    unlink(session, trail, LINK.c.id.in_(lost))
    for key, _, after in moved:
        values = after | {"updated_at": trail.at}
        connection.execute(update(LINK).where(LINK.c.id == key).values(values))
    trail.replaced(LINK, moved)


def _hand_over(
    session: Session,
    trail: Trail,
    table: Table,
    gone: Sequence[UUID],
    into: UUID,
    first: str,
    alone: tuple[str, ...],
) -> None:
    """``first``: what only one row of a product may be; ``alone``: of which it has one row."""
    connection = session.connection()
    mine = connection.execute(select(table).where(table.c.product == into)).mappings().all()
    known = {tuple(row[name] for name in alone) for row in mine} if alone else set()
    has_first = any(row[first] for row in mine) if first else True
    asked = select(table).where(table.c.product.in_(gone)).order_by(table.c.id)
    kept: list[tuple[UUID, dict[str, Any], dict[str, Any]]] = []
    lost: list[dict[str, Any]] = []
    for row in connection.execute(asked).mappings():
        key = tuple(row[name] for name in alone)
        if alone and key in known:
            lost.append(dict(row))
            continue
        known.add(key)
        before: dict[str, Any] = {"product": row["product"]}
        after: dict[str, Any] = {"product": into}
        if first and row[first] and has_first:
            before, after = before | {first: True}, after | {first: False}
        has_first = has_first or bool(first and row[first])
        kept.append((row["id"], before, after))
    if lost:
        connection.execute(delete(table).where(table.c.id.in_([row["id"] for row in lost])))
        trail.removed(table, lost)
    stamps: dict[str, Any] = {"updated_at": trail.at} if "updated_at" in table.c else {}
    stamps |= {"version": table.c.version + 1} if "version" in table.c else {}
    for row_id, _, after in kept:
        connection.execute(update(table).where(table.c.id == row_id).values(after | stamps))
    trail.replaced(table, kept)
