"""Long verbs leave a row of how they ended, and a row that cannot be written never fails them."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import select

from desktop.db.engine import Database
from desktop.schema import AppUser, Job
from desktop.settings import load
from tests.cli.conftest import Onhand


def rows(onhand: Onhand) -> list[tuple[str, str, str, str]]:
    """Kind, title, status and what was said, the oldest first."""
    database = Database(load(onhand.place, onhand.url))
    try:
        with database.read() as session:
            found = session.scalars(select(Job).order_by(Job.created_at, Job.id)).all()
            return [(j.kind, j.payload["title"], j.status, j.error or j.message) for j in found]
    finally:
        database.close()


def test_long_verbs_are_rows_that_tell_how_they_ended(onhand: Onhand) -> None:
    onhand.done("db", "backup")
    onhand.done("db", "drill")
    onhand.done("db", "optimize", "analyze")
    onhand.done("db", "check")
    found = rows(onhand)
    assert [row[:3] for row in found] == [
        ("backup", "Backup of the shop", "done"),
        ("drill", "Restore on trial", "done"),
        ("optimize", "Optimize the database", "done"),
        ("check", "Check of the database", "done"),
    ]
    assert "rows" in found[0][3]
    assert "tables are fresh" in found[2][3]


def test_what_went_wrong_stands_in_the_row_and_the_vacuum_meets_no_connection_of_ours(
    bare: Onhand,
) -> None:
    bare.done("db", "init")
    assert bare("db", "drill").code == 1
    bare.done("db", "optimize", "vacuum")
    drill, vacuum = rows(bare)
    assert (drill[0], drill[2]) == ("drill", "failed")
    assert drill[3]
    assert vacuum[2] == "done"


@pytest.mark.parametrize("verb", ["backup", "check"])
def test_a_row_that_is_refused_leaves_the_verb_as_it_is(bare: Onhand, verb: str) -> None:
    bare.done("db", "init")
    with closing(sqlite3.connect(bare.place / "shop.onhand")) as connection:
        connection.execute(f"UPDATE {AppUser.__tablename__} SET is_active = 0")
        connection.commit()
    ran = bare("db", verb)
    assert (ran.code, ran.err) == (0, "")
    assert rows(bare) == []


def test_no_shop_is_made_and_none_is_migrated_for_a_row(bare: Onhand) -> None:
    assert bare("db", "check").code == 1
    assert not (bare.place / "shop.onhand").exists()
    bare.done("db", "init")
    bare.done("db", "rollback", "0001", "--yes")
    bare.done("db", "backup")
    assert bare.done("db", "current", "--json").json["revision"] == "0001"
