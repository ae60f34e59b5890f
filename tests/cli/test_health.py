"""``db info``, ``check``, ``metrics`` and ``optimize`` at the command line."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desktop.db.engine import Database
from desktop.jobs.health.metrics import metrics_of, write
from desktop.jobs.health.pulse import Pulse
from desktop.settings import load
from tests.cli.conftest import Onhand
from tests.prometheus import families


def test_info_tells_tables_indexes_and_workstations(onhand: Onhand) -> None:
    """B27, B28, C15: as the health page."""
    onhand.add("TEA")
    told = onhand.done("db", "info", "--json").json
    product = next(table for table in told["tables"] if table["name"] == "product")
    assert (product["rows"], product["is_about"], told["rows"]["product"]) == (1, False, 1)
    assert told["missing_indexes"] == []
    assert (told["archiving"] is None) == (told["engine"] == "SQLite")
    assert [station["name"] for station in told["workstations"]]
    assert "product: 1" in onhand.done("db", "info").out


def test_a_check_tells_health_and_with_books_the_chains(onhand: Onhand) -> None:
    """C31: status, connection_test and the pool's figures."""
    told = onhand.done("db", "check", "--json", "--books").json
    assert (told["status"], told["connection_test"]) == ("healthy", True)
    assert told["response_ms"] > 0
    pool = {"size", "checked_in", "checked_out", "overflow", "invalid"}
    assert pool <= told["pool"].keys()
    assert {"chains", "levels", "indexes"} <= {one["name"] for one in told["checks"]}


def test_a_missing_index_fails_the_check_and_optimize_makes_it_again(bare: Onhand) -> None:
    bare.done("db", "init")
    with closing(sqlite3.connect(bare.place / "shop.onhand")) as connection:
        connection.execute("DROP INDEX ix_stock_move_kind")
        connection.commit()
    assert bare("db", "check").code == 1
    done = bare.done("db", "optimize", "indexes", "--json").json
    assert done["steps"] == ["indexes"]
    assert "ix_stock_move_kind" in done["said"][0]
    bare.done("db", "check")


def test_a_server_that_is_gone_is_unhealthy_in_words_and_in_json(bare: Onhand) -> None:
    bare.url = "postgresql://nobody@127.0.0.1:1/none"
    ran = bare("db", "check", "--json")
    assert (ran.code, ran.json["status"], ran.json["connection_test"]) == (1, "unhealthy", False)
    assert "no database server runs" in bare("db", "check").out


def test_metrics_are_valid_and_say_whose_they_are(onhand: Onhand) -> None:
    """E28: no window is open, so they are this command's own."""
    told = families(onhand.done("db", "metrics").out)
    assert any(("source", "command") in labels for _, labels in told["onhand_source_info"].samples)
    assert told["onhand_up"].value() == 1
    assert told["onhand_queries_total"].value(kind="select") > 0
    plain = onhand.done("db", "metrics", "--json").json
    assert plain["source"] == "command"
    assert plain["health"]["status"] == "healthy"


def test_the_open_window_s_counters_are_told(onhand: Onhand) -> None:
    environment = {"DATABASE_URL": onhand.url} if onhand.url else {}
    database = Database(load(onhand.place, environment=environment))
    try:
        found = metrics_of(Pulse(database), "window", datetime.now(UTC))
    finally:
        database.close()
    write(onhand.place, replace(found, queries={"select": 12345}, pid=99))
    told = json.loads(onhand.done("db", "metrics", "--json").out)
    assert (told["source"], told["pid"], told["queries"]["select"]) == ("window", 99, 12345)


@pytest.mark.parametrize("what", [["reindex"], ["analyze", "vacuum"], []])
def test_optimize_does_what_is_named(onhand: Onhand, what: list[str]) -> None:
    """B30."""
    done = onhand.done("db", "optimize", *what, "--json").json
    assert done["steps"] == (what or ["vacuum", "analyze"])
    assert onhand("db", "optimize", "nonsense").code == 2
