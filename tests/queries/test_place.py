"""What the database room tells of the data: whose, how large, how it answers, since when."""

from datetime import timedelta

from sqlalchemy import select

from desktop.commands.migrations import note_migration
from desktop.db.version import HEAD
from desktop.jobs.opening import Shop
from desktop.queries.place import place_facts, schema_facts
from desktop.schema import Product, StockMove
from tests import trade
from tests.queries.test_every_list import counted


def test_the_facts_of_a_place_are_counted_right_with_two_statements(shop: Shop) -> None:
    trade.add_product(shop, "A", "4006381333931")
    trade.scan(shop, "A", "receive", 5)
    trade.scan(shop, "A", "sell", 2)
    with shop.database.read() as session, counted(shop.database) as seen:
        facts = place_facts(session)
    assert len(seen) == 2
    with shop.database.read() as session:
        assert facts.products == len(session.scalars(select(Product)).all())
        assert facts.movements == len(session.scalars(select(StockMove)).all()) == 2
    assert facts.size > 50_000 and facts.round_trip_s > 0
    if shop.database.is_sqlite:
        assert (facts.engine, facts.is_secure, facts.user) == ("SQLite", None, "")
        assert shop.database.path is not None
        assert facts.version.startswith("3.")
    else:
        assert (facts.engine, facts.is_secure) == ("PostgreSQL", False)
        assert facts.user and facts.database == shop.database.url.database
        assert int(facts.version.split(".")[0]) >= 12


def test_a_revision_is_dated_by_the_note_of_its_migration(shop: Shop) -> None:
    with shop.database.read() as session:
        before = schema_facts(session)
    assert before.revision == HEAD and before.made_at is not None and not before.upgraded
    at = before.made_at + timedelta(days=3)
    with shop.database.write() as session:
        note_migration(session.connection(), "0001", HEAD, "owner", "1.0", at)
    with shop.database.read() as session, counted(shop.database) as seen:
        after = schema_facts(session)
    assert after.upgraded == ((HEAD, at),) and len(seen) == 2
