"""``db``: make, look, examine; what is not ours is refused untouched; no password is printed."""

import shutil
import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.conftest import Away, Onhand


def test_init_twice_is_as_good_as_once(empty: Onhand) -> None:
    """B19, A27: the second finds what the first made."""
    first = empty.done("db", "init", "--name", "Corner shop", "--country", "de", "--json").json
    again = empty.done("db", "init", "--name", "Other name", "--json").json
    assert (first["created"], again["created"]) == (True, False)
    assert (again["store"], again["name"]) == (first["store"], "Corner shop")


def test_before_init_every_verb_says_what_to_do(empty: Onhand) -> None:
    for words in (["db", "status"], ["list", "products"], ["scan"], ["verify"], ["undo"]):
        ran = empty(*words)
        assert (ran.code, ran.out) == (1, "")
        assert "db init" in ran.err


def test_status_info_and_check_of_a_new_shop(onhand: Onhand) -> None:
    """A24, A28, C15, C20, E32, C31: their figures, and 0 for a sound shop."""
    status = onhand.done("db", "status", "--json").json
    assert status["state"] == "current"
    assert status["revision"] == status["newest_revision"]
    info = onhand.done("db", "info", "--json").json
    assert info["shop"] == "Corner shop"
    assert info["engine"] in ("SQLite", "PostgreSQL")
    assert info["rows"]["product"] == 0
    check = onhand.done("db", "check", "--json").json
    assert (check["ok"], check["status"]) == (True, "healthy")
    assert all(one["ok"] for one in check["checks"])
    for verb in ("status", "info", "check"):
        assert onhand.done("db", verb).out.strip()


def test_a_check_that_fails_names_what_is_wrong_and_ends_with_1(bare: Onhand) -> None:
    """A28: each check on a line of its own, the sound ones too."""
    bare.done("db", "init")
    with sqlite3.connect(bare.place / "shop.onhand") as connection:
        connection.execute("DROP TRIGGER stock_move_no_delete")
    connection.close()
    ran = bare("db", "check", "--json")
    assert (ran.code, ran.json["ok"], ran.json["status"]) == (1, False, "unhealthy")
    failed = [one["message"] for one in ran.json["checks"] if not one["ok"]]
    assert failed == ["missing: stock_move_no_delete"]
    told = bare("db", "check")
    assert told.code == 1
    for one in ran.json["checks"]:
        assert any(one["name"] in line and one["message"] in line for line in told.out.splitlines())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--country", "XX"], "no country"),
        (["--currency", "EURO"], "three letters"),
        (["--zone", "Mars/Base"], "Mars/Base"),
        (["--tax", "abc"], "not an amount"),
        (["--tax", "-5"], "negative|expected one argument"),
    ],
)
def test_init_refuses_what_no_shop_can_have(bare: Onhand, words: list[str], said: str) -> None:
    ran = bare("db", "init", *words)
    assert ran.code in (1, 2)
    assert ran.out == ""
    assert any(part in ran.err for part in said.split("|"))
    assert "init" in bare("list", "products").err, "no half shop is left"


def other_program(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE notes (a)")
        connection.execute("PRAGMA application_id=12345")
    connection.close()


def empty_known_file(path: Path) -> None:
    path.write_bytes(b"")


def no_database(path: Path) -> None:
    path.write_bytes(b"These are my notes.\n" * 200)


def newer_revision(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num='9999_from_the_future'")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("make", [other_program, empty_known_file, no_database, newer_revision])
def test_what_is_not_ours_is_refused_and_left_byte_for_byte(
    bare: Onhand, make: Callable[[Path], None]
) -> None:
    """A37: a sentence, and the file is the same afterwards, with nothing beside it."""
    path = bare.place / "shop.onhand"
    bare.done("db", "init")
    for beside in bare.place.glob("shop.onhand-*"):
        beside.unlink()
    if make is other_program or make is no_database:
        path.unlink()
    make(path)
    before = sha256(path.read_bytes()).hexdigest()
    for words in (["db", "init"], ["db", "status"], ["list", "products"], ["scan"], ["undo"]):
        ran = bare(*words, stdin="T1\n")
        assert (ran.code, ran.out) == (1, ""), words
        assert ran.err.startswith("onhand: ")
        assert ran.err.count("\n") == 1
    assert sha256(path.read_bytes()).hexdigest() == before
    assert [one.name for one in bare.place.glob("shop.onhand*")] == ["shop.onhand"]


def test_two_shops_do_not_mix(away: Away, tmp_path: Path) -> None:
    first, second = away(tmp_path / "a"), away(tmp_path / "b")
    for shop, name in ((first, "First"), (second, "Second")):
        shop.done("db", "init", "--name", name)
    first.add("T1")
    assert len(first.done("list", "products", "--json").json) == 1
    assert second.done("list", "products", "--json").json == []
    there = first.done("--database", str(tmp_path / "b" / "shop.onhand"), "db", "status", "--json")
    assert there.json["shop"] == "Second"
    assert first.done("db", "status", "--json").json["shop"] == "First"


def test_a_copied_shop_is_another_workstation(away: Away, tmp_path: Path) -> None:
    first = away(tmp_path / "a")
    first.done("db", "init")
    first.add("T1")
    first.scan("T1")
    (tmp_path / "b").mkdir()
    shutil.copy(tmp_path / "a" / "shop.onhand", tmp_path / "b" / "shop.onhand")
    second = away(tmp_path / "b")
    assert second.scan("T1")[0]["on_hand"] == -2
    assert second.done("verify", "--json").json["writers"] > 3
    assert first.on_hand("T1") == -1


def test_a_password_on_the_command_line_is_refused_and_not_repeated(bare: Onhand) -> None:
    ran = bare("--database", "postgresql://anna:s3cr3t@localhost/shop", "db", "status")
    assert ran.code == 1
    assert "command line" in ran.err
    assert "s3cr3t" not in ran.out + ran.err


def test_a_password_from_the_environment_is_never_printed(bare: Onhand) -> None:
    """A26: also when nobody answers at the other end."""
    bare.environment["DATABASE_URL"] = "postgresql://anna:s3cr%2Ft@127.0.0.1:1/shop"
    for words in (["db", "status"], ["db", "init"], ["list", "products", "--json"]):
        ran = bare(*words)
        assert ran.code == 1
        assert "s3cr" not in ran.out + ran.err
        assert ran.err.strip().endswith(".")


def test_the_five_variables_choose_the_server(bare: Onhand) -> None:
    """B13: DB_HOST and its sisters are read without a dialog."""
    bare.environment.update(
        DB_HOST="127.0.0.1", DB_PORT="1", DB_NAME="shop", DB_USER="anna", DB_PASSWORD="p@ss/w"
    )
    ran = bare("db", "status")
    assert ran.code == 1
    assert "server" in ran.err
    assert "p@ss" not in ran.err
