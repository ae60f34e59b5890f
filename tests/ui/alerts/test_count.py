"""The number beside Alerts: what is open, and again when a snooze ends."""

from datetime import timedelta
from decimal import Decimal

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop.commands.alert_states import SnoozeAlerts, snooze_alerts
from desktop.jobs.opening import Shop
from desktop.schema import Alert
from desktop.ui.alerts.count import LONGEST_MS, AlertCount
from desktop.ui.theme import Theme
from tests.stage import NOW, Stage, stage
from tests.tills import TestClock, till


def counting(on: Stage) -> tuple[AlertCount, list[int]]:
    shown: list[int] = []
    return AlertCount(on.context, shown.append, on.window), shown


def test_it_follows_sales_and_snoozes_and_wakes_by_itself(
    qapp: QApplication, theme: Theme, english: QLocale, shop: Shop
) -> None:
    desk = till(shop, TestClock(NOW))
    with stage(qapp, theme, shop) as on:
        count, shown = counting(on)
        on.until(lambda: shown == [0])
        product = desk.product(reorder_point=Decimal(5))
        desk.stock("receive", product, 4)
        on.until(lambda: shown[-1] == 1)
        with shop.database.read() as session:
            key = session.scalars(select(Alert.id)).one()
        for seconds, wait in ((0.2, 201), (2 * 86400, LONGEST_MS)):
            until = NOW + timedelta(seconds=seconds)
            desk.send(snooze_alerts, SnoozeAlerts(*desk.head(), (key,), until))
            on.until(lambda wait=wait: shown[-1] == 0 and count._wake.interval() == wait)  # type: ignore[misc]
        on.context.clock = TestClock(NOW + timedelta(days=3))
        count._wake.start(1)
        on.until(lambda: shown[-1] == 1)
