"""The demo shop in a database: valid to the last row, equal for equal seeds on both engines."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from shutil import copy
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands.alerts import due
from desktop.commands.scans import BookScan, book_scan
from desktop.commands.shop import Enrol, enrol
from desktop.db.engine import Database
from desktop.domain.errors import UserError
from desktop.domain.ids import Ids
from desktop.domain.ledger import NO_HASH, Entry, Move, fold, row_hash
from desktop.domain.progress import Cancelled
from desktop.jobs.demo import DemoResult, fill
from desktop.jobs.opening import Shop
from desktop.schema import (
    Alert,
    AppUser,
    Barcode,
    Base,
    Document,
    DocumentLine,
    Location,
    Lot,
    Product,
    StockLevel,
    StockMove,
    Store,
    Vendor,
    VendorPrice,
    Workstation,
    Writer,
)
from desktop.schema.base import table_of
from desktop.settings import load
from tests.keeping import BROUGHT

NOW = datetime(2025, 11, 14, 8, 24, 7, tzinfo=UTC)
CONTENT = (
    Store, Location, Workstation, Writer, AppUser, Vendor, Product, Lot, Barcode, VendorPrice,
    Document, DocumentLine, StockMove, StockLevel, Alert,
)  # fmt: skip
LOW = {"BAK-4002", "COF-1002", "DAI-2014", "HOU-8110", "SNA-6011"}


class Frozen:
    """A clock that stands on the morning of the pictures."""

    def now(self) -> datetime:
        return NOW


class Stopped:
    """The person cancels in the middle."""

    def report(self, done: int, total: int, message: str = "") -> None:
        if done > total // 2:
            raise Cancelled


def small(database: Database, seed: int = 1) -> DemoResult:
    return fill(database, Frozen(), products=60, movements=3000, seed=seed)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def traded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """One small demo shop on each engine, for the tests that only read."""
    place, environment = tmp_path_factory.mktemp("demo"), {}
    if request.param == "sqlite":
        copy(request.getfixturevalue("template_file"), place / "shop.onhand")
    else:
        servers = request.getfixturevalue("postgres_servers")
        servers.url(request.param)
        environment["DATABASE_URL"] = servers.empty(request.param, "template_shop")
    opened = Database(load(place, environment=environment))
    small(opened)
    yield opened
    opened.close()


@pytest.fixture
def filled(traded: Database) -> Iterator[Session]:
    """A session on the shop that is only read."""
    with traded.read() as session:
        yield session


@pytest.fixture
def other(template_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A second database, always SQLite."""
    place = tmp_path / "other"
    place.mkdir()
    copy(template_file, place / "shop.onhand")
    opened = Database(load(place, environment={}))
    yield opened
    opened.close()


def content(database: Database) -> dict[str, list[Any]]:
    """All rows of all tables that the demo writes, by their keys."""
    with database.read() as session:
        return {
            entity.__tablename__: [
                tuple(row)
                for row in session.execute(
                    select(table_of(entity)).order_by(*table_of(entity).primary_key)
                )
            ]
            for entity in CONTENT
        }


def on_hand(session: Session) -> dict[str, Decimal]:
    rows = session.execute(
        select(Product.sku, func.sum(StockLevel.on_hand).label("total"))
        .join(StockLevel, StockLevel.product == Product.id)
        .group_by(Product.sku)
    )
    return {row.sku: row.total for row in rows}


def test_equal_seeds_write_equal_rows_on_both_engines(database: Database, other: Database) -> None:
    """C1, B20: the same classes, the same rows."""
    assert small(database) == small(other)
    first, second = content(database), content(other)
    for table in first:
        assert first[table] == second[table], table


def test_another_seed_is_another_shop(database: Database, other: Database) -> None:
    small(database)
    small(other, seed=2)
    assert content(database)["product"] != content(other)["product"]


def test_exactly_as_many_products_and_movements_are_written_as_asked(database: Database) -> None:
    result = small(database)
    assert (result.products, result.movements) == (60, 3000)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Product)) == 60
        assert session.scalar(select(func.count()).select_from(StockMove)) == 3000
        documents = session.scalar(select(func.count()).select_from(Document))
        assert documents == result.documents


def test_every_chain_is_whole_and_rises(filled: Session) -> None:
    move = table_of(StockMove)
    heads: dict[UUID, tuple[int, bytes, Any]] = {}
    for row in filled.execute(select(move).order_by(move.c.writer, move.c.seq)):
        seq, previous, before = heads.get(row.writer, (0, NO_HASH, None))
        assert row.seq == seq + 1
        assert row.prev_hash == previous
        written = Move(**{name: getattr(row, name) for name in Move.__dataclass_fields__})
        assert row.hash == row_hash(previous, written)
        assert before is None or (row.occurred_at, row.id) > before
        heads[row.writer] = (row.seq, row.hash, (row.occurred_at, row.id))
    assert len(heads) == 3
    for writer in filled.scalars(select(Writer).where(Writer.last_seq > 0)):
        seq, head, (last_at, _) = heads.pop(writer.id)
        assert (writer.last_seq, writer.head_hash, writer.last_at) == (seq, head, last_at)
    assert heads == {}


def test_levels_are_what_the_ledger_adds_up_to(filled: Session) -> None:
    ledgers: dict[tuple[UUID, UUID, UUID], list[Entry]] = defaultdict(list)
    for move in filled.execute(select(table_of(StockMove))):
        ledgers[move.product, move.location, move.lot].append(
            Entry(
                move.id, move.kind, move.qty, move.set_qty, move.unit_cost, move.occurred_at,
                move.reverses,
            )
        )  # fmt: skip
    for level in filled.scalars(select(StockLevel)):
        entries = ledgers.pop((level.product, level.location, level.lot))
        sums = fold(entries)
        assert (level.on_hand, level.avg_cost) == (sums.on_hand, sums.avg_cost)
        assert (level.counted_at, level.costed_at) == (sums.counted_at, sums.costed_at)
        assert level.last_move_at == max(entry.occurred_at for entry in entries)
        assert level.on_hand >= 0
    assert not ledgers


def test_the_trade_ends_before_now_and_begins_before_its_first_day(filled: Session) -> None:
    first, last = filled.execute(
        select(func.min(StockMove.occurred_at), func.max(StockMove.occurred_at))
    ).one()
    assert datetime(2023, 11, 15, tzinfo=UTC) < first < datetime(2023, 11, 16, tzinfo=UTC)
    assert datetime(2025, 11, 14, 6, tzinfo=UTC) < last < NOW


def test_a_document_is_the_sum_of_its_lines_and_posted(filled: Session) -> None:
    rows = filled.execute(
        select(Document.kind, Document.status, Document.total, func.sum(DocumentLine.total))
        .join(DocumentLine, DocumentLine.document == Document.id)
        .group_by(Document.id)
    ).all()
    assert all(total == lines for _, _, total, lines in rows)
    assert all(status == "posted" for kind, status, _, _ in rows if kind != "purchase")
    kinds = Counter(row.kind for row in rows)
    others = {"receipt", "count", "adjustment", "waste", "transfer", "purchase"}
    assert set(kinds) == {"sale", *others}
    assert len(rows) == filled.scalar(select(func.count()).select_from(Document))


def test_documents_are_numbered_without_gaps_at_each_desk(filled: Session) -> None:
    numbers: dict[str, list[int]] = defaultdict(list)
    for number in filled.scalars(select(Document.number).order_by(Document.id)):
        store, desk, _, running = number.split("-")
        assert store == "M1"
        numbers[desk].append(int(running))
    for station in filled.scalars(select(Workstation)):
        assert numbers.pop(station.code) == list(range(1, station.last_document + 1))
    assert not numbers


def test_goods_on_offer_are_sold_cheaper_and_marked(filled: Session) -> None:
    lines = filled.execute(
        select(DocumentLine.is_promo, DocumentLine.unit_price, Product.price, DocumentLine.total,
               DocumentLine.qty)
        .join(Product, Product.id == DocumentLine.product)
        .join(Document, Document.id == DocumentLine.document)
        .where(Document.kind == "sale")
    ).all()  # fmt: skip
    assert {line.is_promo for line in lines} == {True, False}
    assert all((line.unit_price < line.price) == line.is_promo for line in lines)
    assert all(abs(line.total - line.qty * line.unit_price) <= Decimal("0.005") for line in lines)


def test_open_alerts_are_what_the_commands_would_raise(filled: Session) -> None:
    rows = filled.execute(
        select(Product.id, Product.status, Product.reorder_point,
               func.sum(StockLevel.on_hand).label("total"),
               func.min(StockLevel.on_hand).label("lowest"))
        .join(StockLevel, StockLevel.product == Product.id)
        .group_by(Product.id)
    ).all()  # fmt: skip
    wanted = {row.id: due(row.status, row.total, row.lowest, row.reorder_point) for row in rows}
    standing = filled.scalars(select(Alert).where(Alert.status != "resolved")).all()
    assert {alert.product: alert.type for alert in standing} == {
        product: kind for product, kind in wanted.items() if kind
    }
    resolved = filled.scalars(select(Alert).where(Alert.status == "resolved")).all()
    assert resolved
    assert all(alert.resolved_at and alert.created_at < alert.resolved_at for alert in resolved)


def test_the_shop_ends_as_the_pictures_show_it(filled: Session) -> None:
    levels = on_hand(filled)
    shown = {"COF-1001": 59, "COF-1002": 4, "DAI-2014": 0, "BAK-4002": 9, "HOU-8122": 41}
    assert {sku: levels[sku] for sku in shown} == shown
    low = filled.scalars(
        select(Product.sku).join(Alert, Alert.product == Product.id).where(Alert.status == "open")
    )
    assert set(low) == LOW
    places = filled.execute(
        select(Location.name, StockLevel.on_hand)
        .join(StockLevel, StockLevel.location == Location.id)
        .join(Product, Product.id == StockLevel.product)
        .where(Product.sku == "COF-1001")
    )
    assert {row.name: row.on_hand for row in places} == {
        "Shop floor": 9, "Back room": 14, "Warehouse A": 36,
    }  # fmt: skip


def test_the_next_scan_goes_on_where_the_demo_ended(database: Database) -> None:
    small(database)
    ids = Ids(Frozen())
    actor = database.run(enrol, Enrol(ids.new(), NOW, "Till", "till", "0"))
    command = BookScan(ids.new(), actor, NOW, "4006381333931", "sell", ids.new())
    booked = database.run(book_scan, command)
    assert (booked.sku, booked.before, booked.on_hand, booked.seq) == ("COF-1001", 9, 8, 1)
    with database.read() as session:
        user = session.get_one(AppUser, actor.user)
        assert user.full_name == "Mara Lindqvist"
        assert session.get_one(Location, actor.location).name == "Shop floor"


def test_a_shop_that_is_there_keeps_its_name_and_people(shop: Shop) -> None:
    result = small(shop.database)
    assert result.store == shop.actor.store
    with shop.database.read() as session:
        assert session.scalars(select(Store.name)).all() == ["Test shop"]
        assert set(session.scalars(select(AppUser.username))) == {"owner", "mara", "ines", "tomas"}
        codes = session.scalars(select(Workstation.code).order_by(Workstation.code)).all()
        assert codes == ["01", "02", "03", "04"]
        numbers = session.scalars(select(Document.number)).all()
        assert not any(number.startswith("M1-01-") for number in numbers)


def test_a_shop_with_products_is_refused_and_stays_as_it_is(database: Database) -> None:
    small(database)
    before = content(database)
    with pytest.raises(UserError, match="already holds products") as refused:
        small(database, seed=2)
    assert refused.value.code == "not_empty"
    assert content(database) == before


def test_a_cancelled_fill_leaves_nothing(database: Database) -> None:
    with pytest.raises(Cancelled):
        fill(database, Frozen(), products=60, movements=3000, progress=Stopped())
    with database.read() as session:
        for entity in (Store, Product, StockMove, Document):
            assert session.scalar(select(func.count()).select_from(entity)) == 0
    assert small(database).movements == 3000


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"products": 0}, "products"),
        ({"products": 10**7}, "products"),
        ({"days": 0}, "days"),
        ({"movements": -1}, "movements"),
        ({"movements": 10**9}, "movements"),
    ],
)
def test_an_argument_out_of_range_is_refused_by_name(
    database: Database, arguments: dict[str, Any], field: str
) -> None:
    with pytest.raises(UserError) as refused:
        fill(database, Frozen(), **arguments)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "arguments",
    [
        {"products": 1, "movements": 0, "days": 1},
        {"products": 1, "movements": 1, "days": 1},
        {"products": 5, "movements": 100, "days": 3},
        {"products": 30, "movements": 2000, "days": 30},
        {"products": 300, "movements": 200, "days": 60},
    ],
)
def test_odd_sizes_come_out_whole(database: Database, arguments: dict[str, Any]) -> None:
    assert fill(database, Frozen(), **arguments).movements == arguments["movements"]
    with database.read() as session:
        assert all(level >= 0 for level in session.scalars(select(StockLevel.on_hand)))


def test_every_table_that_the_demo_writes_is_compared() -> None:
    shared = {"category", "unit", "setting", "job", "audit_entry", "log_entry"}
    shared |= {"event", "event_scope", "forecast"} | BROUGHT["0004"]  # of which the demo has none
    assert {entity.__tablename__ for entity in CONTENT} | shared == set(Base.metadata.tables)
