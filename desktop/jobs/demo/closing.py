"""What is written when the trade is over: levels, alerts, and how far each desk has come."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from desktop.commands.alerts import SEVERITY
from desktop.domain.ids import MEMBER_BITS
from desktop.domain.ledger import EPOCH
from desktop.domain.quantity import plain
from desktop.jobs.demo.ledger import Desk, Identity, Times
from desktop.jobs.demo.stock import PLACES, Notice, Stock
from desktop.jobs.demo.write import Row, Sink
from desktop.schema import Alert, StockLevel, Workstation, Writer
from desktop.schema.base import table_of

ALERT_IDS = 1 << 19
LEVEL_COLUMNS = (
    "product", "location", "lot", "on_hand", "counted_at", "reserved", "avg_cost", "costed_at",
    "last_move_at",
)  # fmt: skip
ALERT_COLUMNS = (
    "id", "type", "severity", "product", "store", "params", "status", "dedupe_key", "resolved_at",
    "created_at", "updated_at",
)  # fmt: skip


def write_levels(
    sink: Sink, stock: Stock, goods: Sequence[Identity], places: Sequence[bytes]
) -> None:
    """A level for each product and place where something ever moved."""
    times = Times()

    def when(at: int) -> str | None:
        return times.text(at) if at else None

    rows = []
    for good, of in enumerate(goods):
        for place in range(PLACES):
            key = PLACES * good + place
            if stock.moved_at[key]:
                rows.append((
                    of.id, places[place], of.lot, stock.on_hand[key], when(stock.counted_at[key]),
                    0, stock.cost[key], when(stock.costed_at[key]), when(stock.moved_at[key]),
                ))  # fmt: skip
    sink.write(table_of(StockLevel), LEVEL_COLUMNS, rows)


def write_alerts(
    sink: Sink, notices: Sequence[Notice], goods: Sequence[Identity], store: UUID
) -> None:
    """Every alert that was raised, most of them resolved long since."""
    times = Times()
    rows = (_alert(notice, goods[notice.good], store, times) for notice in notices)
    sink.write(table_of(Alert), ALERT_COLUMNS, rows)


def _alert(notice: Notice, of: Identity, store: UUID, times: Times) -> Row:
    key = (notice.cause >> MEMBER_BITS << MEMBER_BITS) + ALERT_IDS
    resolved = times.text(notice.resolved_at) if notice.resolved_at else None
    raised = times.text(notice.raised_at)
    params = {
        "on_hand": plain(Decimal(notice.on_hand).scaleb(-3)),
        "reorder_point": plain(Decimal(notice.reorder).scaleb(-3)),
    }
    return (
        key.to_bytes(16, "big"), notice.type, SEVERITY[notice.type], of.id, store.bytes,
        json.dumps(params), "resolved" if resolved else "open",
        f"{notice.type}:{store}:{UUID(bytes=of.id)}", resolved, raised, resolved or raised,
    )  # fmt: skip


def write_desks(session: Session, desks: Sequence[Desk], now: datetime) -> None:
    """The heads of the chains and the numbers of the last documents."""
    for desk in desks:
        last_at = EPOCH + timedelta(microseconds=desk.last_at) if desk.last_at else None
        session.execute(
            update(Writer)
            .where(Writer.id == UUID(bytes=desk.writer))
            .values(last_seq=desk.seq, head_hash=desk.head, last_at=last_at)
        )
        session.execute(
            update(Workstation)
            .where(Workstation.id == UUID(bytes=desk.station))
            .values(last_document=desk.documents, last_seen=last_at, updated_at=now)
        )


def refresh_statistics(session: Session) -> None:
    """PostgreSQL plans by what it knows of the tables, and knows nothing of new rows yet."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE"))
