"""A shop with something in every table, for tests of backups; and what tells two shops apart."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256

from sqlalchemy import MetaData, select, text
from sqlalchemy.engine import URL

from desktop.commands.products import EditProduct, edit_product
from desktop.db.portable import lines, shapes
from desktop.db.snapshot import snapshot
from desktop.jobs import demo
from desktop.jobs.opening import Shop
from desktop.schema import Base, Forecast, Job, LogEntry, Product
from tests import trade

AT = datetime(2026, 11, 14, 10, 24, tzinfo=UTC)
ODD = 'naïve “猫” \\ \t\r\n "quoted" \u2028 € 🍵 {"a": [1]}'

THIRD = {"event", "event_scope", "forecast"}  # tables that the third schema brought


def stocked(shop: Shop, movements: int = 150) -> None:
    """Demo goods and trade, then what it does not have: undos, counts, odd texts, extremes."""
    demo.fill(shop.database, shop.clock, products=30, movements=movements, days=30)
    first = trade.add_product(
        shop, "ODD", "ODD-CODE-1", name="Ödd", unit_cost=Decimal("0.0001"), description=ODD
    )
    trade.add_product(shop, "DEAR", price=Decimal("99999999.9999"), unit_cost=Decimal("0.0003"))
    trade.scan(shop, "ODD", "receive", 999_999)
    sold = trade.scan(shop, "ODD", "sell", 3)
    trade.scan(shop, "ODD", "count", 5)
    trade.undo(shop, sold.id)
    trade.scan(shop, "DEAR", "sell", 1)
    edit = EditProduct(shop.ids.new(), shop.actor, shop.clock.now(), first, {"name": ODD[:40]})
    shop.database.run(edit_product, edit)
    more(shop)


def more(shop: Shop) -> None:
    """A line of the log, a job and a forecast: JSON with everything in it, and odd fractions."""
    at = datetime(2026, 2, 28, 23, 59, 59, 1, tzinfo=UTC)
    context = {"z": None, "a": [1.5, -0.0, True, {"ü": ODD}], "": 10**15, "n": "1e5"}
    with shop.database.write() as session:
        session.add(
            LogEntry(
                id=shop.ids.new(),
                level="INFO",
                logger="t",
                text=ODD,
                context=context,
                created_at=at,
            )
        )
        session.add(Job(id=shop.ids.new(), kind="test", status="done", payload={}, started_at=at))
        session.add(
            Forecast(
                id=shop.ids.new(), product=session.scalars(select(Product.id)).first(),
                store=shop.actor.store, run=shop.ids.new(), made_at=at, method="test",
                horizon_days=90, parameters={}, daily_rate=1.2078761108146088,
                p_within_lead=0.1 + 0.2, confidence=1.0, backtest_error=1e-7,
            )
        )  # fmt: skip


def kept(found: Mapping[str, str]) -> dict[str, str]:
    """Of hashes by table those of tables that the oldest schema has."""
    return {name: each for name, each in found.items() if name not in THIRD}


def hashes(url: URL, known: MetaData = Base.metadata) -> Mapping[str, str]:
    """Per table the hash of all rows in their portable spelling, without the restore's own mark."""
    with snapshot(url) as connection:
        found = {}
        for shape in shapes(connection, known):
            of_table = sha256()
            for line in lines(connection, shape):
                if shape.name != "setting" or b'"epoch"' not in line:
                    of_table.update(line)
            found[shape.name] = of_table.hexdigest()
        return found


def apart_from_notes(url: URL) -> dict[str, str]:
    """The same, without what a command notes of itself: who signed on, and how the job ended."""
    found = hashes(url)
    return {name: told for name, told in found.items() if name not in ("job", "workstation")}


def run(shop: Shop, *statements: str) -> None:
    """Statements behind the program's back."""
    with shop.database.write() as session:
        for statement in statements:
            session.execute(text(statement))
