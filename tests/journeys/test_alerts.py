"""Alerts: ten are acknowledged with two keys, also by whoever looks at each of them first."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import func, select

from desktop.schema import Alert
from desktop.ui.pages.alerts import AlertsPage
from tests.journeys.desk import CTRL, Desk
from tests.ui.pages.hand import ONE_ENGINE

TEN = 10


@pytest.fixture
def page(desk: Desk) -> AlertsPage:
    """The manager before ten low products."""
    for number in range(TEN):
        desk.has(f"Thing {number}", "1.00", on_hand=2, reorder_point=Decimal(5))
    desk.context.role = "manager"
    desk.window.open_page("alerts")
    page: AlertsPage = desk.window.findChildren(AlertsPage)[0]
    desk.bot.waitUntil(lambda: page.is_at_rest and page.model.rowCount() == TEN)
    desk.keys = 0
    return page


def states(desk: Desk) -> dict[str, int]:
    counted = desk.ask(select(Alert.status, func.count()).group_by(Alert.status))
    return dict(tuple(row) for row in counted)


def test_ten_at_once_are_two_keys(desk: Desk, page: AlertsPage) -> None:
    desk.press(Qt.Key.Key_A, CTRL)
    desk.press("e")
    desk.bot.waitUntil(lambda: states(desk) == {"acknowledged": TEN})
    desk.bot.waitUntil(lambda: page.model.rowCount() == 0 and page.is_at_rest)
    assert desk.keys == 2
    assert desk.notices == ["Acknowledged: 10 alerts"]


@ONE_ENGINE
def test_one_after_the_other_is_a_key_each(desk: Desk, page: AlertsPage) -> None:
    for _ in range(TEN):  # faster than the list closes its gaps
        desk.press("e")
    desk.bot.waitUntil(lambda: states(desk) == {"acknowledged": TEN})
    assert desk.keys == TEN
    desk.bot.waitUntil(lambda: page.is_at_rest)
