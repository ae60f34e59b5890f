"""Alerts as a manager works with them: by keys and by mouse, alone and with others at the data."""

from datetime import timedelta
from decimal import Decimal
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from sqlalchemy import select, text

from desktop.domain.errors import Unavailable
from desktop.jobs.opening import Shop
from desktop.schema import Alert, StockLevel
from desktop.ui.pages.alerts import AlertsPage
from desktop.ui.pages.alerts.course import Course
from desktop.ui.pages.alerts.painted import DEED, DONE, SNOOZE, zones
from desktop.ui.pages.alerts.panel import AlertPanel
from desktop.ui.pages.products.panel import ProductPanel
from desktop.ui.pages.scan import ScanPage
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.scan_field import ScanField
from desktop.ui.widgets.skeleton import Skeleton
from tests.stage import NOW, Stage
from tests.tills import TestClock, Till, till
from tests.ui.pages.hand import NONE, ONE_ENGINE, Person
from tests.ui.pages.test_products import other_till

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
SHOWN = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def desk(shop: Shop) -> Till:
    """Tea is low, Cola below zero, Milk out of stock; raised in this order, a minute apart."""
    desk = till(shop, TestClock(NOW - timedelta(minutes=10, seconds=30)))
    for name, on_hand in (("Tea", 4), ("Cola", -2), ("Milk", 0)):
        product = desk.product(name, reorder_point=Decimal(5), category="Drinks")
        desk.clock.pass_by(60)
        desk.stock("receive", product, 6)
        desk.stock("waste", product, 6 - on_hand)
    return desk


class Manager(Person):
    """A person at the page of alerts."""

    def __init__(self, on: Stage) -> None:
        super().__init__(on, "alerts")
        self.alerts = on.window.findChildren(AlertsPage)[0]
        self.rest()

    def rest(self) -> None:
        """Until nothing is read any more."""
        self.on.lay_out()
        self.on.until(lambda: self.alerts.is_at_rest)
        self.on.lay_out()

    def rows(self, field: str = "name") -> list[Any]:
        """A field of every row, from the top."""
        self.rest()
        model = self.alerts.model
        return [getattr(model.row(n), field, None) for n in range(model.rowCount())]

    def shows(self, *names: str, seconds: float = 8) -> None:
        """Waits until these are the rows."""
        self.on.until(lambda: self.rows() == list(names), seconds)

    def tabs(self) -> list[str]:
        """The tabs with their counts."""
        words = self.words()
        return [w for w in words if w.split("  ")[0] in ("Open", "Snoozed", "Done") and "  " in w]

    def counts(self, *wanted: int) -> None:
        """Waits until the tabs say so."""
        names = ("Open", "Snoozed", "Done")
        said = [f"{name}  {n}" for name, n in zip(names, wanted, strict=True)]
        self.on.until(lambda: self.tabs() == said)

    def current(self) -> str:
        """The name in the current row."""
        row = self.alerts.table.alert(self.alerts.table.current_row)
        return row.name or "" if row is not None else ""

    def hit(self, row: int, zone: str) -> None:
        """A click into a row's button or drawing."""
        table = self.alerts.table
        rect = table.bar_rect(table.list.index(row, 0)).adjusted(0, 0, 0, -1)
        at = zones(rect, current_theme())[zone].center()
        QTest.mouseMove(table.viewport(), at)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at))
        self.on.lay_out()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """One key: to the menu that is open, as a screen would send it, else to the focus."""
        popup = QApplication.activePopupWidget()
        if popup is None:
            super().press(key, modifier)
        else:
            self.on.key_ms += 150
            QTest.keyClick(popup, key, modifier)
            self.on.context.scanner.settle()

    def menu(self) -> list[str]:
        """The words of the menu that is open."""
        self.on.until(lambda: bool(self.shown_menus()))
        return [action.text().split("\t")[0] for action in self.shown_menus()[0].actions()]

    def shown_menus(self) -> list[QMenu]:
        tops = QApplication.topLevelWidgets()
        return [w for w in tops if isinstance(w, QMenu) and w.isVisible()]


def states(shop: Shop) -> list[str]:
    with shop.database.read() as session:
        return sorted(session.scalars(select(Alert.status).where(Alert.status != "resolved")))


@ONE_ENGINE
def test_the_gravest_stand_first_with_figures_reason_and_course(on: Stage, desk: Till) -> None:
    manager = Manager(on)
    manager.shows("Milk", "Cola", "Tea")
    manager.counts(3, 0, 0)
    table = manager.alerts.table
    said = [table.list.index(n, 0).data(SHOWN) for n in range(3)]
    assert said == [
        "Critical, Milk is out of stock, Drinks · not sold in the last 7 days, 7 min",
        "Critical, Cola is below zero, \u22122 on hand · not sold in the last 7 days, 8 min",
        "Warning, Tea is low, 4 on hand, reorder at 5, 9 min",
    ]
    heights = [table.rowHeight(n) for n in range(3)]
    assert heights[0] == heights[2] > heights[1]
    assert {"Critical  2", "Warning  1"} <= set(manager.words())
    manager.sees("Out of stock since 10:16")
    manager.press(Key.Key_Down)
    manager.press(Key.Key_Down)
    manager.sees("Rule “Low stock”: on hand was 4, at or below the reorder point, 5.")
    (course,) = manager.shown(Course)
    assert course.accessibleDescription() == "From 0 to 4; at most 4, at least 0."


def test_e_acknowledges_and_undo_in_the_notice_takes_it_back(on: Stage, desk: Till) -> None:
    manager = Manager(on)
    manager.shows("Milk", "Cola", "Tea")
    manager.press(Key.Key_E)
    assert manager.current() == "Cola"
    manager.sees("Acknowledged: Milk is out of stock")
    manager.shows("Cola", "Tea", seconds=2)
    manager.counts(2, 0, 1)
    assert manager.current() == "Cola"
    manager.click("Undo")
    manager.sees("Taken back: 1 alert")
    manager.shows("Milk", "Cola", "Tea", seconds=2)
    assert states(on.shop) == ["open"] * 3


def test_s_snoozes_and_the_alert_comes_back_by_itself(on: Stage, desk: Till) -> None:
    clock = on.context.clock = TestClock(NOW)
    manager = Manager(on)
    manager.shows("Milk", "Cola", "Tea")
    manager.press(Key.Key_S)
    assert manager.menu() == ["For 1 hour", "Until tomorrow", "Until next week"]
    manager.press(Key.Key_Return)
    manager.sees("Snoozed until 11:24: Milk is out of stock")
    manager.shows("Cola", "Tea")
    manager.counts(2, 1, 0)
    manager.click("Snoozed  1")
    manager.shows("Milk")
    manager.sees("Snoozed until 11:24")
    manager.click("Open  2")
    manager.shows("Cola", "Tea")
    clock.pass_by(3600)
    manager.alerts.model.feed.refresh()  # as the timer does at that moment
    manager.shows("Milk", "Cola", "Tea")
    manager.counts(3, 0, 0)
    assert states(on.shop) == ["open", "open", "snoozed"]


@ONE_ENGINE
def test_the_list_wakes_when_the_next_snooze_ends(on: Stage, desk: Till) -> None:
    manager = Manager(on)
    manager.shows("Milk", "Cola", "Tea")
    manager.press(Key.Key_S)
    manager.menu()
    manager.press(Key.Key_Down)
    manager.press(Key.Key_Return)
    manager.sees("Snoozed until tomorrow 08:00")
    manager.counts(2, 1, 0)
    timer = manager.alerts._wake
    assert timer.isActive()
    assert timer.interval() == round(timedelta(hours=21, minutes=36).total_seconds() * 1000) + 1


@ONE_ENGINE
def test_what_is_snoozed_is_opened_again_or_acknowledged_by_its_drawings(
    on: Stage, desk: Till
) -> None:
    manager = Manager(on)
    manager.shows("Milk", "Cola", "Tea")
    for row in (0, 0):
        manager.hit(row, SNOOZE)
        manager.menu()
        manager.press(Key.Key_Return)
        manager.counts(*((2, 1, 0) if not manager.tabs()[1].endswith("1") else (1, 2, 0)))
    manager.shows("Tea")
    manager.click("Snoozed  2")
    manager.shows("Cola", "Milk") if manager.rows()[0] == "Cola" else manager.shows("Milk", "Cola")
    manager.hit(0, SNOOZE)
    manager.counts(2, 1, 0)
    manager.hit(0, DONE)
    manager.counts(2, 0, 1)
    manager.sees("Nothing is snoozed")


@ONE_ENGINE
def test_several_go_at_once_and_all_after_one_question(on: Stage, desk: Till) -> None:
    manager = Manager(on)
    manager.shows("Milk", "Cola", "Tea")
    manager.press(Key.Key_Down, SHIFT)
    manager.button("Acknowledge 2")
    manager.press(Key.Key_E)
    manager.sees("Acknowledged: 2 alerts")
    manager.shows("Tea")
    assert manager.current() == "Tea"
    manager.click("Undo")
    manager.shows("Milk", "Cola", "Tea")
    manager.click("Warning  1")
    manager.shows("Milk", "Cola")
    manager.click("Acknowledge all")
    manager.sees("Acknowledge 2 alerts?")
    assert isinstance(QApplication.activeModalWidget(), QDialog)
    manager.press(Key.Key_Return)
    manager.sees("Acknowledged: 2 alerts")
    manager.sees("Nothing matches")
    manager.click("Clear filters")
    manager.shows("Tea")
    assert states(on.shop) == ["acknowledged", "acknowledged", "open"]


@ONE_ENGINE
def test_enter_does_what_the_button_says(on: Stage, desk: Till) -> None:
    """A count begins with the product, and nothing is booked before a number is typed."""
    manager = Manager(on)
    manager.shows("Milk", "Cola", "Tea")
    manager.press(Key.Key_Down)
    assert manager.current() == "Cola"
    manager.press(Key.Key_Return)
    scan = on.window.findChildren(ScanPage)[0]
    on.until(scan.isVisible)
    manager.sees("Cola")
    assert states(on.shop) == ["open"] * 3
    field = scan.findChildren(ScanField)[0]
    manager.press(Key.Key_9)
    assert field.text() == "9"
    manager.press(Key.Key_Return)
    on.until(lambda: len(states(on.shop)) == 2)
    with on.shop.database.read() as session:
        assert 9 in list(session.scalars(select(StockLevel.on_hand)))
    on.window.open_page("alerts")
    manager.shows("Milk", "Tea")
    manager.hit(0, DEED)
    on.until(lambda: bool(manager.shown(ProductPanel)))
    manager.sees("Milk")


@ONE_ENGINE
def test_an_alert_is_given_to_somebody_and_its_number_leads_to_its_movements(
    on: Stage, desk: Till
) -> None:
    manager = Manager(on)
    manager.shows("Milk", "Cola", "Tea")
    manager.click("Assigned to nobody")
    assert manager.menu() == ["Owner", "Nobody"]
    manager.press(Key.Key_Down)
    manager.press(Key.Key_Return)
    manager.sees("Given to Owner: 1 alert")
    on.until(lambda: manager.rows("assignee") == ["Owner", "", ""])
    manager.button("Assigned to Owner")
    manager.click("0 on hand: its movements")
    assert manager.names() == ["Milk", "Milk"]


def test_what_another_till_does_comes_in_by_itself(on: Stage, desk: Till, tmp_path: Any) -> None:
    manager = Manager(on)
    manager.shows("Milk", "Cola", "Tea")
    other = other_till(on.shop, tmp_path / "other")
    there = till(other, TestClock(NOW))
    names = {command.name: command.sku for _, command in desk.sent if hasattr(command, "sku")}
    there.scan(names["Milk"], "receive", there.ids.new(), 50)
    manager.shows("Cola", "Tea")
    assert manager.current() == "Cola"
    manager.counts(2, 0, 1)
    other.database.close()


@ONE_ENGINE
def test_it_is_narrowed_by_severity_rule_and_words(on: Stage, desk: Till) -> None:
    manager = Manager(on)
    manager.shows("Milk", "Cola", "Tea")
    manager.click("Critical  2")
    manager.shows("Tea")
    manager.click("Critical  2")
    manager.choose("Rule", "Below zero")
    manager.shows("Cola")
    manager.click("Rule: Below zero  ×")
    manager.shows("Milk", "Cola", "Tea")
    manager.press(Key.Key_Slash)
    manager.write(manager.alerts.head.edit, "tea")
    manager.shows("Tea")
    manager.press(Key.Key_E)
    assert manager.alerts.head.edit.text() == "teae"
    manager.sees("Nothing matches “teae”")
    assert states(on.shop) == ["open"] * 3


@ONE_ENGINE
def test_a_scanned_code_sets_nothing_off(on: Stage, desk: Till) -> None:
    manager = Manager(on)
    manager.shows("Milk", "Cola", "Tea")
    manager.scan("ESE-SE55")
    on.settle(100)
    assert not manager.shown_menus()
    assert states(on.shop) == ["open"] * 3


@ONE_ENGINE
def test_who_may_only_look_is_told_so(on: Stage, desk: Till) -> None:
    on.context.role = "clerk"
    manager = Manager(on)
    manager.shows("Milk", "Cola", "Tea")
    manager.sees("Your role may not handle alerts.")
    for words in ("Acknowledge all", "Snooze", "Assigned to nobody"):
        assert not manager.button(words).isEnabled()
        assert "Ask a manager" in manager.button(words).toolTip()
    manager.hit(0, DONE)
    manager.press(Key.Key_E)
    manager.sees("Your role may not handle alerts. Ask a manager to do it.")
    assert states(on.shop) == ["open"] * 3
    assert manager.button("Open product").isEnabled()


@ONE_ENGINE
def test_every_tab_has_its_words_for_nothing(on: Stage) -> None:
    manager = Manager(on)
    said = ("Nothing needs you", "Nothing is snoozed", "Nothing is done yet")
    for tab, words in zip(("Open  0", "Snoozed  0", "Done  0"), said, strict=True):
        manager.click(tab)
        manager.sees(words)
    assert not manager.alerts.panel.isVisible()


@ONE_ENGINE
def test_while_it_reads_a_skeleton_stands_there(on: Stage, desk: Till) -> None:
    held = Event()
    for _ in range(3):
        on.work.job(on.work, held.wait, 20)
    on.window.open_page("alerts")
    on.until(lambda: bool(Person(on).shown(Skeleton)))
    held.set()
    Manager(on).shows("Milk", "Cola", "Tea")


@ONE_ENGINE
def test_a_panel_that_has_read_nothing_yet_shows_nothing_to_press(on: Stage) -> None:
    panel = AlertPanel(on.context)
    panel.show()
    assert not [each for each in panel.findChildren(Button) if each.isVisible()]


def rename(shop: Shop, table: str, other: str) -> None:
    with shop.database.writer.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO {other}"))


@ONE_ENGINE
def test_what_cannot_be_read_or_written_is_said_and_tried_again(on: Stage, desk: Till) -> None:
    manager = Manager(on)
    manager.shows("Milk", "Cola", "Tea")
    rename(on.shop, "audit_entry", "away")
    manager.press(Key.Key_E)
    manager.sees("Something went wrong in the program.")
    assert states(on.shop) == ["open"] * 3
    rename(on.shop, "away", "audit_entry")
    rename(on.shop, "alert", "away")
    manager.press(Key.Key_F5)
    manager.sees("Not up to date.")
    assert manager.alerts.model.rowCount() == 3
    rename(on.shop, "away", "alert")
    manager.click("Try again")
    on.until(lambda: "Not up to date." not in manager.words())
    gone = Unavailable("The server does not answer.", "Try again.", code="server_gone")
    manager.alerts.model.feed.note_failure(gone)
    manager.sees("The server does not answer.")
    assert manager.alerts.model.rowCount() == 3
    on.work.reachable.emit(None)
    on.until(lambda: "Not up to date." not in manager.words())
