"""Metrics in Prometheus' words, and the file through which the window tells them."""

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.jobs.health.growth import KEPT_DAYS, earlier, note
from desktop.jobs.health.metrics import (
    FILE,
    Metrics,
    exposition,
    forget,
    metrics_of,
    of_window,
    write,
)
from desktop.jobs.health.pulse import Pulse
from desktop.jobs.opening import Shop
from tests.prometheus import families
from tests.trade import add_product, scan

NOW = datetime(2026, 11, 14, 10, 24, tzinfo=UTC)


def test_the_text_is_valid_and_says_what_was_counted(shop: Shop) -> None:
    """E28: queries by kind, a histogram that adds up, connections, errors."""
    add_product(shop, "TEA")
    scan(shop, "TEA")
    pulse = Pulse(shop.database)
    shop.database.counters.failed('odd"code\\')
    found = metrics_of(pulse, "window", NOW)
    told = families(exposition(found, asdict(pulse.health()), 4096))
    assert told["onhand_up"].value() == 1
    assert told["onhand_database_size_bytes"].value() == 4096
    assert told["onhand_queries_total"].value(kind="insert") == found.queries["insert"] > 0
    duration = told["onhand_query_duration_seconds"]
    assert duration.kind == "histogram"
    assert duration.value("_count", kind="select") == found.queries["select"]
    assert told["onhand_connections_opened_total"].value() == found.opened > 0
    assert told["onhand_errors_total"].value(code='odd"code\\') == 1
    assert told["onhand_pool_connections"].value(state="size") == found.pool["size"]


def test_a_window_s_figures_are_read_while_it_lives(shop: Shop, tmp_path: Path) -> None:
    found = metrics_of(Pulse(shop.database), "window", NOW)
    assert of_window(tmp_path, NOW) is None
    write(tmp_path, found)
    assert of_window(tmp_path, NOW + timedelta(seconds=30)) == found
    assert of_window(tmp_path, NOW + timedelta(minutes=5)) is None
    forget(tmp_path)
    assert of_window(tmp_path, NOW) is None
    forget(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", '{"source": 1}', "\x00", "{"])
def test_a_file_that_says_something_else_is_no_window(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content)
    assert of_window(tmp_path, NOW) is None


def test_nothing_of_the_figures_is_a_password_or_a_statement(shop: Shop) -> None:
    found: Metrics = metrics_of(Pulse(shop.database), "window", NOW)
    assert not re.search("SELECT |password|://", json.dumps(asdict(found)))


def test_growth_is_told_from_the_look_of_a_week_ago(tmp_path: Path) -> None:
    """B27: nothing is made up: without an earlier look there is no growth."""
    day = NOW.date()
    assert earlier(tmp_path, "a", day) is None
    for back in (9, 8, 7, 6, 1, 0):
        note(tmp_path, "a", day - timedelta(days=back), {"product": 100 - back})
    note(tmp_path, "a", day, {"product": 5})
    found = earlier(tmp_path, "a", day)
    assert found is not None
    assert (found.day, found.rows["product"]) == (day - timedelta(days=7), 93)
    assert earlier(tmp_path, "b", day) is None


def test_a_younger_look_stands_in_and_old_ones_go(tmp_path: Path) -> None:
    day = NOW.date()
    note(tmp_path, "a", day - timedelta(days=2), {"product": 1})
    note(tmp_path, "a", day, {"product": 3})
    found = earlier(tmp_path, "a", day)
    assert found is not None and found.day == day - timedelta(days=2)
    for back in range(100, 0, -1):
        note(tmp_path, "a", day + timedelta(days=100 - back), {"product": 1})
    kept = json.loads((tmp_path / "rows.json").read_text())["a"]
    assert len(kept) == KEPT_DAYS
    (tmp_path / "rows.json").write_text("[1]")
    assert earlier(tmp_path, "a", day) is None
