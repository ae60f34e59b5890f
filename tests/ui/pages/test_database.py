"""The database room: where the data is, its schema, its backups, what keeps them safe."""

from datetime import UTC, datetime, timedelta

from desktop.jobs.migrating import revisions
from desktop.queries.place import SchemaFacts
from desktop.ui.pages.database.schema import RevisionRows, rows_of
from desktop.ui.widgets.label import Label
from tests import trade
from tests.stage import NOW, Stage
from tests.ui.pages.hand import ONE_ENGINE, Person


def test_it_says_where_the_data_is_and_how_much(on: Stage) -> None:
    trade.add_product(on.shop, "A", "4006381333931")
    trade.scan(on.shop, "A", "receive", 5)
    person = Person(on, "database")
    person.sees("Connected")
    person.sees("1 · 1")
    said = person.words()
    if on.shop.database.is_sqlite:
        assert "shop.onhand" in said
        assert any(words.startswith("SQLite 3.") for words in said)
    else:
        assert any(words.endswith(f" / {on.shop.database.url.database}") for words in said)
        assert any("no TLS · user " in words for words in said)


@ONE_ENGINE
def test_f5_asks_again(on: Stage) -> None:
    person = Person(on, "database")
    person.sees("Connected")
    trade.add_product(on.shop, "A", "4006381333931")
    on.window.refresh()
    person.sees("1 · 0")


def test_the_schema_is_up_to_date_and_dated(on: Stage) -> None:
    person = Person(on, "database")
    person.sees("Up to date")
    newest = revisions()[-1].revision
    assert f"{newest} here · {newest} in the database" in person.words()
    rows = person.shown(RevisionRows)[0].rows
    assert rows[0].revision == newest and all(row.is_there for row in rows)


@ONE_ENGINE
def test_a_revision_that_waits_is_marked(on: Stage) -> None:
    upgraded = datetime(2025, 3, 2, 9, tzinfo=UTC)
    known = revisions()
    facts = SchemaFacts("0001", NOW - timedelta(days=2), (("0001", upgraded),))
    rows = rows_of(facts, known, on.context)
    assert [(row.revision, row.since, row.is_there) for row in rows][-2:] == [
        ("0002", "not yet", False),
        ("0001", "2 Mar 2025", True),
    ]


@ONE_ENGINE
def test_the_way_to_another_place_is_there_for_everybody(on: Stage) -> None:
    asked: list[bool] = []
    on.window.place_wanted.connect(lambda: asked.append(True))
    person = Person(on, "database")
    person.click("Change connection")
    assert asked and person.shown(Label)
