"""The rows that a person chose: by key or all that match, in order, in parts, on both engines."""

import pytest
from sqlalchemy.orm import Session

from desktop.db.engine import Database
from desktop.domain.errors import UserError
from desktop.queries import chosen, lists
from desktop.queries.chosen import Chosen, chosen_ids, chosen_rows
from desktop.queries.columns import Filter, Request
from desktop.queries.lists import Cancel, Keys
from tests.benchmarks.fill import fill
from tests.kept import Kept
from tests.queries.samples import THINGS
from tests.ui.table.writes import add, remove, told

CHEAP = Request("price", True, filters=(Filter("sku", "has", "1"),))


@pytest.fixture
def filled(kept: Kept, engine_name: str) -> Database:
    """Some goods and sales, which are only read."""
    return kept.database(engine_name, fill_some)


def fill_some(database: Database) -> None:
    fill(database, 150, 700)


def keys_of(session: Session, request: Request) -> Keys:
    found = lists.keys(session, THINGS, request, Cancel())
    assert found is not None
    return found.keys


def test_all_that_match_come_in_the_lists_order(filled: Database) -> None:
    with filled.read() as session:
        every = list(lists.stream(session, THINGS, CHEAP))
        asked = Chosen(CHEAP, len(every))
        assert list(chosen_rows(session, THINGS, asked)) == every
        assert list(chosen_ids(session, THINGS, asked)) == [row.id for row in every]
    assert 10 < len(every) < 150


def test_some_rows_come_by_key_in_parts(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chosen, "PART", 7)
    with filled.read() as session:
        every = list(lists.stream(session, THINGS, CHEAP))
        keys = keys_of(session, CHEAP).picked([(1, 12), (14, 30)])
    picked = every[1:12] + every[14:30]
    asked = Chosen(CHEAP, len(picked), keys)
    with filled.read() as session:
        assert list(chosen_rows(session, THINGS, asked)) == picked
        assert list(chosen_ids(session, THINGS, asked)) == [row.id for row in picked]


def test_rows_that_are_gone_by_now_are_left_out(database: Database) -> None:
    places = fill(database, 30, 60)
    told(database, add("GONE-1", "Gone soon", places))
    with database.read() as session:
        every = list(lists.stream(session, THINGS, CHEAP))
        asked = Chosen(CHEAP, len(every), keys_of(session, CHEAP))
    told(database, remove("GONE-1"))
    left = [row for row in every if row.sku != "GONE-1"]
    with database.read() as session:
        assert list(chosen_rows(session, THINGS, asked)) == left
        assert list(chosen_ids(session, THINGS, asked)) == [row.id for row in left]
    assert len(left) == len(every) - 1


def test_keys_of_before_a_vacuum_are_refused(filled: Database) -> None:
    with filled.read() as session:
        keys = keys_of(session, CHEAP)
        old = Keys.of(list(keys), keys.era - 1, keys.newest)
        asked = Chosen(CHEAP, len(old), old)
        for read in (chosen_rows, chosen_ids):
            with pytest.raises(UserError, match="numbered anew"):
                list(read(session, THINGS, asked))
