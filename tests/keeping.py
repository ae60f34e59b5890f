"""A shop with something in every table, for tests of backups; and what tells two shops apart."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from sqlalchemy import MetaData, select, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from desktop.commands.products import EditProduct, edit_product
from desktop.db.portable import lines, shapes
from desktop.db.snapshot import snapshot
from desktop.jobs import demo
from desktop.jobs.opening import Shop
from desktop.schema import (
    Attachment,
    AttachmentContent,
    AttachmentLink,
    Base,
    CustomField,
    ExternalRef,
    Feed,
    Forecast,
    Job,
    LogEntry,
    Product,
    ShelfLabel,
    StorePrice,
    SyncRun,
)
from tests import trade

AT = datetime(2026, 11, 14, 10, 24, tzinfo=UTC)
ODD = 'naïve “猫” \\ \t\r\n "quoted" \u2028 € 🍵 {"a": [1]}'

BROUGHT = {  # tables by the schema that brought them
    "0003": {"event", "event_scope", "forecast"},
    "0004": {
        *("attachment", "attachment_content", "attachment_link", "custom_field", "store_price"),
        *("shelf_label", "feed", "sync_run", "external_ref"),
    },
}


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
        product = session.scalars(select(Product.id)).first()
        assert product
        catalogue(session, shop, product, at)
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
                id=shop.ids.new(), product=product,
                store=shop.actor.store, run=shop.ids.new(), made_at=at, method="test",
                horizon_days=90, parameters={}, daily_rate=1.2078761108146088,
                p_within_lead=0.1 + 0.2, confidence=1.0, backtest_error=1e-7,
            )
        )  # fmt: skip


def brought_after(revision: str) -> set[str]:
    """The tables that a schema does not have yet."""
    return {name for newer, names in BROUGHT.items() if newer > revision for name in names}


def catalogue(session: Session, shop: Shop, product: UUID, at: datetime) -> None:
    """One row in each table of the fourth schema, with bytes that are no text."""
    picture, feed, look = shop.ids.new(), shop.ids.new(), -(2**63)
    attached = Attachment(
        id=picture, sha256="ab" * 32, mime="image/png", size=256, width=1, height=1, look=look,
        thumbnail=bytes(range(255, -1, -1)),
    )  # fmt: skip
    session.add(attached)
    session.add(Feed(id=feed, name="Feed", place="goods.csv", choices={"ü": ODD}, every_hours=24))
    session.flush()
    ours = {"product": product, "store": shop.actor.store}
    session.add_all(
        [
            AttachmentContent(attachment=picture, content=bytes(range(256))),
            AttachmentLink(
                id=shop.ids.new(), attachment=picture, owner_type="product", owner_id=product
            ),
            CustomField(
                id=shop.ids.new(), key="colour", label=ODD, type="choice",
                options=[{"key": "a", "label": "ü"}],
            ),
            StorePrice(id=shop.ids.new(), price=Decimal("0.0001"), **ours),
            ShelfLabel(id=shop.ids.new(), printed_price=Decimal("1.5"), printed_at=at, **ours),
            SyncRun(id=shop.ids.new(), feed=feed, peer="Feed", status="done", started_at=at),
            ExternalRef(
                id=shop.ids.new(), system="shopify", entity="product", entity_id=product,
                external_id="tea", synced_at=at,
            ),
        ]
    )  # fmt: skip


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
