"""``db backup``, ``verify-backup``, ``restore``, ``copy``, ``drill`` and the schema: end to end."""

import json
import os
import sqlite3
from pathlib import Path

import pytest

from desktop.jobs.backup.record import events
from tests.cli.conftest import Onhand
from tests.conftest import Servers
from tests.servers import wheel_binaries


@pytest.fixture
def traded(onhand: Onhand) -> Onhand:
    onhand.add("T1", "111222333")
    onhand.scan("T1", "T1", mode="receive")
    return onhand


def backed_up(onhand: Onhand, *words: str) -> Path:
    return Path(onhand.done("db", "backup", "--json", *words).json["path"])


def formats(onhand: Onhand) -> list[str]:
    return ["portable", "pg_dump"] if onhand.url else ["portable", "sqlite"]


def test_a_backup_in_every_format_says_where_it_lies(traded: Onhand, tmp_path: Path) -> None:
    traded.environment["PATH"] = f"{wheel_binaries()}:{os.environ['PATH']}"
    for form in formats(traded):
        made = traded.done("db", "backup", "--format", form, "--json").json
        assert (made["ok"], made["format"], made["verified"]) == (True, form, True)
        path = Path(made["path"])
        assert path.parent == traded.place / "backups"
        assert path.stat().st_size == made["size"] > 0
        assert made["rows"] > 10
    assert not list((traded.place / "backups").glob("*.part"))
    assert traded.done("db", "info", "--json").json["last_backup"]
    assert {event.why for event in events(traded.place / "backups")} == {"command"}


def test_the_place_may_be_a_folder_or_a_file(traded: Onhand, tmp_path: Path) -> None:
    folder = backed_up(traded, "--backup-path", str(tmp_path / "usb"))
    assert folder.parent == tmp_path / "usb"
    file = tmp_path / "usb" / "monday.backup"
    assert backed_up(traded, "--backup-path", str(file)) == file
    assert traded.done("db", "verify-backup", str(file), "--json").json["ok"]
    again = traded("db", "backup", "--backup-path", str(file))
    assert (again.code, "there already" in again.err) == (1, True)


def test_the_wrong_format_for_the_engine_is_wrong_usage(traded: Onhand) -> None:
    wrong = "sqlite" if traded.url else "pg_dump"
    ran = traded("db", "backup", "--format", wrong)
    assert (ran.code, ran.out) == (2, "")


def test_a_verified_backup_tells_what_is_in_it(traded: Onhand) -> None:
    for form in formats(traded)[:1]:
        told = traded.done(
            "db", "verify-backup", str(backed_up(traded, "--format", form)), "--json"
        )
        assert told.json["tables"]["stock_move"] == 2
        assert told.json["made_at"].endswith("Z")


def test_restore_tells_what_would_be_lost_and_needs_a_yes(traded: Onhand) -> None:
    path = backed_up(traded)
    traded.add("T2")
    traded.scan("T1")
    ran = traded("db", "restore", str(path))
    assert (ran.code, ran.out) == (1, "")
    assert "--yes" in ran.err
    assert "T2" in ran.err
    assert traded.on_hand("T1") == 1
    done = traded.done("db", "restore", str(path), "--yes", "--json").json
    assert done["lost"]["new"]["stock_move"] == 1
    assert done["lost"]["new"]["product"] == 1
    assert all(table["equal"] for table in done["tables"])
    assert traded.on_hand("T1") == 2
    assert len(traded.done("list", "products", "--json").json) == 1
    assert traded.scan("T1")[0]["on_hand"] == 1
    assert traded.done("verify", "--json").json["ok"]
    assert traded.done("db", "check", "--json").json["ok"]


def test_a_restore_is_taken_back(traded: Onhand) -> None:
    path = backed_up(traded)
    traded.scan("T1")
    traded.done("db", "restore", str(path), "--yes")
    back = traded.done("db", "undo-restore", "--json").json
    assert back["kept"]
    assert traded.on_hand("T1") == 1
    assert traded.done("verify", "--json").json["ok"]


def test_what_is_no_backup_is_refused_and_the_shop_stays(traded: Onhand, tmp_path: Path) -> None:
    made = backed_up(traded, "--format", "portable")
    cut = tmp_path / "cut.zip"
    cut.write_bytes(made.read_bytes()[:-200])
    text = tmp_path / "notes.txt"
    text.write_text("my notes")
    before = traded.done("list", "movements", "--json").out
    for path in (cut, text, tmp_path / "gone.zip"):
        for words in (["verify-backup", str(path)], ["restore", str(path), "--yes"]):
            ran = traded("db", *words)
            assert (ran.code, ran.out) == (1, ""), words
            assert ran.err.count("\n") == 1
    assert traded.done("list", "movements", "--json").out == before


def test_into_another_place_the_shop_here_stays(traded: Onhand, tmp_path: Path) -> None:
    path = backed_up(traded, "--format", "portable")
    traded.scan("T1")
    other = tmp_path / "other" / "shop.onhand"
    done = traded.done("db", "restore", str(path), "--into", str(other), "--yes", "--json").json
    assert done["kept"] is None
    assert traded.on_hand("T1") == 1
    there = traded.done("--database", str(other), "product", "show", "T1", "--json").json
    assert there["on_hand"] == 2
    ran = traded("db", "restore", str(path), "--into", "postgresql://a:secret@h/x", "--yes")
    assert (ran.code, "secret" in ran.err) == (1, False)


def test_copy_moves_the_shop_between_the_engines(
    traded: Onhand, tmp_path: Path, postgres_servers: Servers
) -> None:
    to = str(tmp_path / "moved.onhand") if traded.url else postgres_servers.empty("postgres")
    done = traded.done("db", "copy", "--to", to, "--json").json
    assert done["equal"]
    assert all(one["source"] == one["target"] for one in done["tables"])
    again = traded("db", "copy", "--to", to)
    assert (again.code, "already" in again.err) == (1, True)
    there = traded.done("--database", to, "product", "show", "T1", "--json").json
    assert there["on_hand"] == 2
    assert traded.done("--database", to, "verify", "--json").json["ok"]


def test_a_drill_restores_the_newest_backup_and_keeps_the_result(traded: Onhand) -> None:
    ran = traded("db", "drill")
    assert (ran.code, "no backup" in ran.err) == (1, True)
    path = backed_up(traded, "--format", formats(traded)[0])
    done = traded.done("db", "drill", "--json").json
    assert (done["ok"], done["path"]) == (True, str(path))
    kept = json.loads((path.parent / "last-drill.json").read_text())
    assert kept["rows"] == done["rows"] > 0
    path.write_bytes(path.read_bytes()[:-300])
    failed = traded("db", "drill", "--json")
    assert (failed.code, failed.json["ok"]) == (1, False)
    assert failed.json["message"]


def test_the_schema_s_verbs(traded: Onhand) -> None:
    now = traded.done("db", "current", "--json").json
    assert (now["revision"], now["is_newest"]) == (now["newest"], True)
    told = traded.done("db", "history", "--json").json
    assert [one["applied"] for one in told["revisions"]] == [True] * len(told["revisions"])
    assert all(one["message"] and one["date"] for one in told["revisions"])
    same = traded.done("db", "migrate", "--json").json
    assert (same["from"], same["backup"]) == (now["newest"], None)
    for words in (["migrate", "7777"], ["rollback", "7777"], ["sql", "1:2"]):
        assert traded("db", *words).code == 2
    for verb in ("current", "history", "migrate", "sql", "optimize"):
        traded.done("db", verb)
    assert traded.done("db", "optimize", "--json").json["steps"]
    assert traded.done("verify", "--json").json["ok"]


def test_the_sql_of_a_migration_makes_the_same_tables(bare: Onhand, tmp_path: Path) -> None:
    bare.done("db", "init")
    text = bare.done("db", "sql", "base:0001").out
    with sqlite3.connect(tmp_path / "made.db") as connection:
        connection.executescript(text)
        made = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    connection.close()
    with sqlite3.connect(bare.place / "shop.onhand") as connection:
        wanted = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    connection.close()
    assert made <= wanted
    assert row == ("0001",)


def test_the_stock_as_of_a_moment(traded: Onhand) -> None:
    early = "2020-01-01"
    late = "2999-01-01T00:00:00Z"
    assert traded.done("asof", early, "--json").json == [{"sku": "T1", "on_hand": 0}]
    assert traded.done("asof", late, "--json").json == [{"sku": "T1", "on_hand": 2}]
    assert traded.done("asof", late, "--csv").out.splitlines() == ["sku,on_hand", "T1,2"]
    assert traded("asof", "someday").code == 2
