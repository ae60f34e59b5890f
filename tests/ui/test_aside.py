"""Work on a closed shop in the running program: done, failed or stopped, the shop opens again."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.ui.driver import Drive, Driver
from tests.ui.test_app import OPEN, found
from tests.ui.test_moving import until_moved

QT = "__import__('PySide6.QtWidgets', fromlist=['_']).QApplication.instance()"
FILTERS = f"[type(each).__name__ for each in {QT}.children()].count('ScanFilter')"
PLAYS = "__import__('tests.ui.asides', fromlist=['_'])"


def aside(window: Driver, name: str) -> None:
    window.ask(f"hand.window._context.aside({PLAYS}.{name}(hand.window._context))")


@pytest.fixture
def window(drive: Drive, tmp_path: Path) -> Driver:
    found(tmp_path)
    opened = drive("--data-dir", tmp_path)
    opened.until(OPEN)
    return opened


def test_work_on_a_closed_shop_is_done_and_the_shop_opens_again(window: Driver) -> None:
    aside(window, "rename")
    until_moved(window, "hand.window.windowTitle() == 'Other Shop – Onhand'")
    window.until_says("It was Corner Shop")
    assert window.ask(FILTERS) == 1, "two would hand each other their keys for ever"
    assert window.end() == 0


def test_a_failure_says_its_sentence_in_the_shop_that_opened_again(window: Driver) -> None:
    aside(window, "fail")
    until_moved(window, OPEN)
    window.until_says("The lid does not fit.")
    window.until_says("Nothing was changed.")
    window.ask("hand.press('Close')")
    assert window.end() == 0


def test_the_page_tells_how_far_it_is_and_stops_when_asked(window: Driver) -> None:
    aside(window, "count")
    until_moved(window, "hand.says('1,000,000')")
    assert not window.ask("hand.problems()")
    assert window.ask("hand.says('Closed meanwhile')"), "no other shop is chosen in the middle"
    assert not window.ask("hand.window._status.connection.isEnabled()")
    window.ask("hand.press('Stop')")
    until_moved(window, OPEN)
    assert not window.ask("hand.says('counted')")
    assert window.end() == 0


def test_closing_the_window_stops_the_work_and_ends_the_program(
    window: Driver, tmp_path: Path
) -> None:
    aside(window, "count")
    until_moved(window, "hand.says('1,000,000')")
    assert window.end() == 0
    with closing(sqlite3.connect(tmp_path / "shop.onhand")) as file:
        assert file.execute("SELECT name FROM store").fetchone() == ("Corner Shop",)
