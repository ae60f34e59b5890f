"""``--demo`` from nothing, as a person starts it: whole when it opens, begun anew when cut."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.ui.driver import Drive, Driver

SETTING_UP = "any(text.startswith('Two years of trade ') for text in hand.texts())"
WHOLE_S = 120
TAXES = "SELECT value FROM setting WHERE key = 'tax_rates'"
PEOPLE = "SELECT full_name FROM app_user ORDER BY created_at, id"


def begin(drive: Drive, place: Path) -> Driver:
    """A demo window in the middle of its set-up."""
    window = drive("--demo", "--data-dir", place)
    window.until(SETTING_UP, WHOLE_S)
    return window


def files(place: Path) -> set[str]:
    return {path.name for path in (place / "demo").glob("*.onhand*")}


def asked(place: Path, question: str) -> list[Any]:
    with closing(sqlite3.connect(place / "demo" / "shop.onhand")) as shop:
        return [row[0] for row in shop.execute(question)]


def test_a_demo_set_up_that_was_killed_is_begun_anew_and_is_the_documented_shop(
    drive: Drive, tmp_path: Path
) -> None:
    begin(drive, tmp_path).kill()
    assert "shop.onhand" not in files(tmp_path), "a shop is seen only with all that is in it"
    window = begin(drive, tmp_path)
    window.until("hand.pill()[0] == 'SQLite · demo shop'", WHOLE_S)
    window.ask("hand.window.open_page('products')")
    window.until("len(hand.rows()) > 10")
    assert window.end() == 0
    assert asked(tmp_path, "SELECT count(*) FROM product") == [1284]
    assert asked(tmp_path, "SELECT count(*) > 50000 FROM stock_move") == [1]
    assert asked(tmp_path, "SELECT tz FROM store") == ["Europe/Helsinki"]
    assert asked(tmp_path, TAXES) == ['["25.5", "14", "10", "0"]']
    assert asked(tmp_path, PEOPLE)[0] == "Mara Lindqvist"


def test_closing_the_window_ends_the_demo_set_up_at_once_and_leaves_no_shop(
    drive: Drive, tmp_path: Path
) -> None:
    window = begin(drive, tmp_path)
    began = time.monotonic()
    assert window.end() == 0
    assert time.monotonic() - began < 5
    assert files(tmp_path) == set()


def test_look_around_in_the_demo_shop_fills_it_too(drive: Drive, tmp_path: Path) -> None:
    window = drive("--data-dir", tmp_path)
    window.until_says("Welcome to Onhand")
    window.ask("hand.press('Look around in the demo shop')")
    window.until(SETTING_UP, WHOLE_S)
    assert window.end() == 0
    assert (tmp_path / "demo").exists()
    assert not list(tmp_path.glob("*.onhand*"))
