"""What a restore would take away: what is in the shop and not in the backup."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, inspect, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from desktop.db.portable import REVISION
from desktop.db.snapshot import snapshot
from desktop.db.version import HEAD
from desktop.domain.errors import UserError
from desktop.domain.quantity import plain
from desktop.jobs.backup.manifest import Manifest
from desktop.queries.columns import Choice
from desktop.queries.documents import KINDS as PAPERS
from desktop.queries.movements import KINDS as MOVES
from desktop.schema import Base, Document, Product, StockMove, Writer
from desktop.schema.base import table_of

SHOWN = 20
_MOVE, _WRITER = table_of(StockMove), table_of(Writer)
_MADE_AT = ("created_at", "recorded_at", "at")
_NOT_SHOWN = {"stock_level", "forecast", "setting", "workstation", "log_entry", "audit_entry"}


@dataclass(frozen=True)
class Row:
    """One thing that is newer than the backup: its table, what it is, when it was written."""

    table: str
    what: str
    at: datetime


@dataclass(frozen=True)
class Lost:
    """``new`` and ``changed``: rows per table; ``rows``: the newest that a person knows by name.

    ``is_known`` False where the present shop cannot be read: then nobody can tell.
    """

    is_known: bool
    new: dict[str, int]
    changed: dict[str, int]
    rows: list[Row]

    @property
    def total(self) -> int:
        return sum(self.new.values()) + sum(self.changed.values())


def lost(url: URL, backup: Manifest) -> Lost:
    """Compares the present shop with a backup; nothing of either is changed.

    Movements are told by their writers' numbers, which no clock can blur, all else by its time.
    """
    try:
        with snapshot(url) as connection:
            if _is_of_now(connection):
                return _lost(connection, backup)
    except (UserError, SQLAlchemyError, ValueError, TypeError):
        pass  # what is left is no shop
    return Lost(False, {}, {}, [])


def _is_of_now(connection: Connection) -> bool:
    """Whether there is a shop of this program's schema or a newer one; not in an empty file."""
    if not inspect(connection).has_table(REVISION):
        return False
    revision = connection.exec_driver_sql(f"SELECT version_num FROM {REVISION}").scalar()
    return str(revision or "") >= HEAD


def _lost(connection: Connection, backup: Manifest) -> Lost:
    at = datetime.fromisoformat(backup.at)
    new = {"stock_move": _newer_moves(connection, backup)}
    changed: dict[str, int] = {}
    for name, table in sorted(Base.metadata.tables.items()):
        made = next((table.c[column] for column in _MADE_AT if column in table.c), None)
        if made is not None and name != "stock_move":
            new[name] = _count(connection, select(func.count()).where(made > at))
            if "updated_at" in table.c and name not in _NOT_SHOWN:
                later = select(func.count()).where(table.c.updated_at > at, made <= at)
                changed[name] = _count(connection, later)
    rows = sorted(_named_rows(connection, at), key=lambda row: row.at, reverse=True)[:SHOWN]
    return Lost(True, _some(new), _some(changed), rows)


def _some(counts: dict[str, int]) -> dict[str, int]:
    return {name: number for name, number in counts.items() if number}


def _count(connection: Connection, statement: Select[Any]) -> int:
    return int(connection.execute(statement).scalar_one())


def _newer_moves(connection: Connection, backup: Manifest) -> int:
    """Movements beyond the backup's newest of each writer."""
    heads = {writer: seq for writer, seq, _ in backup.heads}
    now = connection.execute(select(_WRITER.c.id, _WRITER.c.last_seq))
    return sum(max(0, seq - heads.get(writer.hex, 0)) for writer, seq in now)


def _named_rows(connection: Connection, at: datetime) -> Iterator[Row]:
    product, document = table_of(Product), table_of(Document)
    moves = (
        select(product.c.name, _MOVE.c.kind, _MOVE.c.qty, _MOVE.c.set_qty, _MOVE.c.recorded_at)
        .join(product, product.c.id == _MOVE.c.product)
        .where(_MOVE.c.recorded_at > at)
        .order_by(_MOVE.c.recorded_at.desc())
    )
    for name, kind, qty, set_qty, when in connection.execute(moves.limit(SHOWN)):
        amount = qty if qty is not None else set_qty
        many = plain(amount).replace("-", "−") if amount is not None else ""
        yield Row("stock_move", f"{_named(MOVES, kind)} {many} {name}", when)
    papers = select(document.c.number, document.c.kind, document.c.created_at)
    papers = papers.where(document.c.created_at > at).order_by(document.c.created_at.desc())
    for number, kind, when in connection.execute(papers.limit(SHOWN)):
        yield Row("document", f"{_named(PAPERS, kind)} {number or ''}".strip(), when)
    goods = select(product.c.sku, product.c.name, product.c.created_at)
    goods = goods.where(product.c.created_at > at).order_by(product.c.created_at.desc())
    for sku, name, when in connection.execute(goods.limit(SHOWN)):
        yield Row("product", f"{sku} {name}", when)


def _named(kinds: Sequence[Choice], kind: str) -> str:
    """As the lists call it."""
    return next((one.title for one in kinds if one.value == kind), kind)
