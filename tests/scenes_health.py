"""Scenes of the health page: a sound file, a server, one that hangs, care under way."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from desktop.jobs.backup.drill import Drilled
from desktop.jobs.health.growth import Earlier
from desktop.jobs.health.pulse import Health, PoolFigures
from desktop.queries.indexes import IndexFacts, Unused
from desktop.queries.safety import BooksRead
from desktop.queries.vitals import Archiving, Station, TableFacts
from desktop.ui.pages.health import HealthPage
from desktop.ui.pages.health.care import CARE
from tests.acting import Play
from tests.stage import NOW, Stage

POOL = PoolFigures(size=5, checked_in=4, checked_out=1, overflow=0, invalid=0, most=15)
SLOW = (
    "SELECT product.sku, sum(stock_move.qty) FROM stock_move JOIN product ON product.id ="
    " stock_move.product WHERE stock_move.occurred_at >= ? GROUP BY product.sku ORDER BY 2 DESC"
)


def page(on: Stage) -> HealthPage:
    """The page with what this shop's file tells."""
    on.window.open_page("health")
    found = on.window.findChild(HealthPage)
    assert found is not None
    on.until(lambda: found.is_at_rest)
    return found


def sound(on: Stage) -> None:
    """A file, as it is."""
    shown = page(on)
    on.shop.database.counters.ran(SLOW, 1.42, 1)
    shown.statements.refresh()
    shown.now.watch.told.emit(Health("healthy", True, 1.2, POOL))
    on.settle(200)


def server(on: Stage) -> None:
    """A server with more in it than a picture's shop, as its queries would tell."""
    shown = page(on)
    from desktop.ui.pages.health.look import look

    with on.shop.database.read() as session:
        here = look(session, on.context)
    tables = (
        TableFacts("stock_move", 1_204_310, True, 412_000_000),
        TableFacts("audit_entry", 388_120, True, 96_400_000),
        TableFacts("document_line", 96_204, False, 31_200_000),
        TableFacts("product", 12_840, False, 9_800_000),
    )
    before = Earlier(date(2026, 11, 7), {"stock_move": 1_181_900, "product": 12_804})
    stations = (
        Station("front-register", NOW, "0.4.0", 1),
        Station("office", NOW, "0.4.0", 2),
        Station("storeroom", NOW - timedelta(days=3), "0.3.2", 0),
    )
    wal = Archiving("replica", "off", None, 0, 0, None, None)
    facts = replace(
        here.vitals, engine="PostgreSQL", engine_version="16.4", size=612_000_000, free=None,
        tables=tables, stations=stations, archiving=wal,
    )  # fmt: skip
    unused = (Unused("ix_stock_move_user", "stock_move", 18_000_000),)
    since = datetime(2026, 9, 1, tzinfo=UTC)
    drilled = Drilled("x", (NOW - timedelta(days=2)).isoformat(), True, 1)
    found = replace(
        here, vitals=facts, before=before, backed_up_at=NOW - timedelta(hours=3), drilled=drilled,
        books=BooksRead(NOW - timedelta(days=4), True),
        indexes=IndexFacts(("ix_stock_move_kind",), unused, since),
    )  # fmt: skip
    shown._on_look(found)
    shown.now.watch.told.emit(Health("healthy", True, 3.4, POOL))
    on.settle(200)


def silent(on: Stage) -> None:
    """No answer within three seconds."""
    shown = page(on)
    told = "The database server does not answer."
    hint = "Nothing was changed. Check the network and the server, then try again."
    pool = replace(POOL, checked_in=0, checked_out=3, invalid=2)
    shown.now.watch.told.emit(Health("unhealthy", False, None, pool, told, hint, "server_gone"))
    on.settle(200)


def cared(on: Stage) -> None:
    """After a check."""
    shown = page(on)
    shown.care.ask(CARE[0])
    on.until(lambda: not shown.care.verdict.isHidden())
    on.until(lambda: shown.is_at_rest)
    on.settle(300)


def plan(on: Stage) -> None:
    """A slow statement with its plan."""
    shown = page(on)
    on.shop.database.counters.ran(SLOW, 1.42, 1)
    shown.statements.refresh()
    shown.statements._on_plan(SLOW, 1)
    on.settle(400)


HEALTH: tuple[tuple[str, str, Play], ...] = (
    ("health", "demo", sound),
    ("health-server", "demo", server),
    ("health-silent", "demo", silent),
    ("health-checked", "demo", cared),
    ("health-plan", "demo", plan),
)
