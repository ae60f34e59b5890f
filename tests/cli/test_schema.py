"""``db migrate --rehearse``, ``db sql FROM:TO`` and ``db create-migration``: codes and fields."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop.db import version
from desktop.domain.clock import SystemClock
from tests.cli.conftest import Onhand

HEAD, BELOW = version.HEAD, version.known_revisions()[-2]


@pytest.fixture
def older(onhand: Onhand) -> Onhand:
    """A shop with one product, taken back by one schema."""
    onhand.add("T1")
    onhand.done("db", "rollback", BELOW, "--yes")
    return onhand


def test_a_rehearsal_tells_rows_and_times_and_leaves_the_schema(older: Onhand) -> None:
    """C25: what is asked for beside the shop is answered beside the shop."""
    told = older.done("db", "migrate", "--rehearse", "--json").json
    assert set(told) == {
        "ok", "from", "to", "rows", "seconds", "copy_seconds", "changed_tables",
    }  # fmt: skip
    assert (told["ok"], told["from"], told["to"], told["changed_tables"]) == (True, BELOW, HEAD, [])
    assert told["rows"] > 10 and told["seconds"] >= 0 and told["copy_seconds"] >= 0
    assert "The shop itself was not changed." in older.done("db", "migrate", "--rehearse").out
    assert older.done("db", "current", "--json").json["revision"] == BELOW
    done = older.done("db", "migrate", "--json").json
    assert (done["from"], done["to"], done["lost"]) == (BELOW, HEAD, {})
    assert Path(done["backup"]).exists()


def test_a_rehearsal_of_what_cannot_be_is_wrong_usage_or_a_failure(older: Onhand) -> None:
    assert older("db", "migrate", "7777", "--rehearse").code == 2
    assert older("db", "migrate", "0001", "--rehearse", "--json").code in (0, 2)
    assert older("db", "migrate", "--rehearsal").code == 2


def test_the_sql_between_two_schemas_names_them_and_runs_nothing(older: Onhand) -> None:
    told = older.done("db", "sql", f"{BELOW}:{HEAD}", "--json").json
    dialect = "postgresql" if older.url else "sqlite"
    assert (told["from"], told["to"], told["dialect"]) == (BELOW, HEAD, dialect)
    assert f"version_num='{HEAD}'" in told["sql"]
    assert older.done("db", "sql", f"{BELOW}:{HEAD}").out.strip() == told["sql"].strip()
    assert older.done("db", "sql", "--json").json == told, "from where the shop is to the newest"
    back = older.done("db", "sql", f"{HEAD}:{BELOW}", "--json").json
    assert f"version_num='{BELOW}'" in back["sql"]
    assert older.done("db", "current", "--json").json["revision"] == BELOW


@pytest.mark.parametrize("words", ["7777:0001", "0001:7777", "x:y", "0001-0002", "1"])
def test_sql_of_no_known_schema_is_wrong_usage(bare: Onhand, words: str) -> None:
    bare.done("db", "init")
    ran = bare("db", "sql", words, "--json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("onhand: ") and ran.err.count("\n") == 1


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Migrations of our own, so that the project's stay as they are."""
    folder = tmp_path / "migrations"
    shutil.copytree(version.migrations_dir(), folder)
    monkeypatch.setattr(version, "migrations_dir", lambda: folder)
    return folder


def test_a_new_migration_is_written_and_its_path_told(bare: Onhand, checkout: Path) -> None:
    """C30: number, words, author's template; the shop is not even asked for."""
    made = bare.done("db", "create-migration", "A shelf for every product", "--json").json
    number = f"{int(HEAD) + 1:04d}"
    path = checkout / "versions" / f"{number}_a_shelf_for_every_product.py"
    assert made == {"ok": True, "revision": number, "path": str(path)}
    text = path.read_text("utf-8")
    compile(text, str(path), "exec")
    assert text.startswith('"""A shelf for every product.')
    assert f'down_revision = "{HEAD}"' in text
    assert SystemClock().now().date().isoformat() in text
    again = bare.done("db", "create-migration", "A shelf for every product").out.strip()
    assert Path(again).name == f"{int(number) + 1:04d}_a_shelf_for_every_product.py"


@pytest.mark.parametrize(("words", "code"), [(["x"], 2), ([" . "], 2), ([], 2)])
def test_a_migration_without_a_message_is_wrong_usage(
    bare: Onhand, checkout: Path, words: list[str], code: int
) -> None:
    before = sorted((checkout / "versions").iterdir())
    ran = bare("db", "create-migration", *words, "--json")
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.strip()
    assert sorted((checkout / "versions").iterdir()) == before


def test_a_rehearsal_that_finds_what_would_not_hold_fails_and_says_why(
    bare: Onhand, tmp_path: Path
) -> None:
    bare.done("db", "init")
    bare.done("db", "rollback", "0001", "--yes")
    with closing(sqlite3.connect(bare.place / "shop.onhand")) as file:
        file.execute("CREATE INDEX ix_stock_move_kind ON stock_move (kind)")
        file.commit()
    ran = bare("db", "migrate", "--rehearse", "--json")
    assert ran.code == 1
    assert "Nothing was changed" in ran.out + ran.err
    assert bare.done("db", "current", "--json").json["revision"] == "0001"
