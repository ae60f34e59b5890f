"""A shop of a newer program's schema, and one that has gone elsewhere: what the verbs say of it."""

from contextlib import closing
from datetime import UTC, datetime

from sqlalchemy.engine import make_url

from desktop import __version__
from desktop.commands.moved import note_moved
from desktop.db.engine import Database
from desktop.db.version import HEAD
from desktop.settings import Settings
from tests.cli.conftest import Onhand
from tests.migrations.newer import NUMBER, upgrade


def newer(onhand: Onhand, program: str) -> Onhand:
    """After a sale, brought to the newer schema by the newer program."""
    onhand.add("T1", "96385074")
    onhand.scan("96385074")
    place = onhand.url or f"sqlite:///{onhand.place / 'shop.onhand'}"
    upgrade(make_url(place), onhand.place, program)
    return onhand


def test_a_newer_schema_that_takes_this_program_is_told_and_worked_with(onhand: Onhand) -> None:
    newer(onhand, __version__)
    now = onhand.done("db", "current", "--json").json
    assert (now["revision"], now["newest"], now["is_newest"]) == (NUMBER, HEAD, False)
    assert (now["is_newer"], now["takes_this_program"]) == (True, True)
    assert f"newer than this program's {HEAD}, which may work" in onhand.done("db", "current").out
    status = onhand.done("db", "status", "--json").json
    assert (status["state"], status["revision"], status["shop"]) == ("newer", NUMBER, "Corner shop")
    assert "may work with it" in onhand.done("db", "status").out
    assert onhand.done("db", "history", "--json").json["current"] == NUMBER
    assert onhand.done("db", "check", "--books", "--json").json["ok"] is True
    assert onhand.scan("96385074")[0]["on_hand"] == -2


def test_one_that_wants_a_newer_program_is_told_and_left(onhand: Onhand) -> None:
    newer(onhand, "9.1")
    now = onhand.done("db", "current", "--json").json
    assert (now["min_program"], now["takes_this_program"]) == ("9.1", False)
    assert "wants Onhand 9.1 or newer" in onhand.done("db", "status").out
    assert onhand.done("list", "products", "--json").json[0]["sku"] == "T1"
    for words in (["scan"], ["db", "migrate"], ["db", "rollback", "0001", "--yes"]):
        ran = onhand(*words, stdin="96385074\n")
        assert ran.code == 1 and "Traceback" not in ran.err, words
    assert onhand.on_hand("T1") == -1


def test_an_older_one_has_a_status_too(onhand: Onhand) -> None:
    onhand.done("db", "rollback", "0001", "--yes")
    status = onhand.done("db", "status", "--json").json
    assert (status["state"], status["revision"], status["is_newer"]) == ("older", "0001", False)


def moved(onhand: Onhand) -> str:
    """With a product and one sale, gone to where the window's dialog says it went."""
    onhand.add("T1", "96385074")
    onhand.scan("96385074")
    place = onhand.url or f"sqlite:///{onhand.place / 'shop.onhand'}"
    there = "postgresql://till@server:5432/shop"
    with closing(Database(Settings(onhand.place, place))) as database:
        database.run(note_moved, there, datetime(2026, 11, 1, tzinfo=UTC))
    return there


def test_where_the_shop_has_gone_nothing_is_booked_and_the_way_is_told(onhand: Onhand) -> None:
    there = moved(onhand)
    for words in (["scan"], ["undo"], ["product", "add", "--sku=X", "--name=X"]):
        ran = onhand(*words, stdin="96385074\n")
        assert (ran.code, ran.out) == (1, ""), words
        assert there in ran.err and ran.err.count("\n") == 1, words
    seen = onhand.done("product", "show", "T1", "--json")
    assert (seen.json["on_hand"], there in seen.err) == (-1, True)
    assert there in onhand.done("list", "products").err
    assert onhand.done("db", "status", "--json").json["moved_to"] == there
    assert onhand.done("db", "check", "--json").json["ok"] is True
    assert onhand.done("scan", "--stay", "--json", stdin="96385074\n").lines[0]["on_hand"] == -2
    assert onhand.done("undo", "--json").json["rows"][0]["on_hand"] == -1, "asked once"
    assert onhand.done("db", "status", "--json").json["moved_to"] is None
