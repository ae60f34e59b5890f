"""Scenes of the rules for alerts, and of what a dearer price raises."""

from decimal import Decimal

from PySide6.QtWidgets import QScrollArea

from desktop.commands.alert_rules import ChangeAlertRules, change_alert_rules
from desktop.commands.vendors import SetVendorPrice, set_vendor_price
from desktop.domain.alert_rules import DEFAULTS
from desktop.ui.pages.settings.alerts import AlertsCard
from tests.acting import Key, Play, click, press
from tests.scenes_manager import first_price, page_of_alerts
from tests.stage import NOW, Stage


def rules(*, role: str = "admin", is_saved: bool = False) -> Play:
    """The card of the rules; ``is_saved``: with one of them switched off."""

    def play(on: Stage) -> None:
        as_usual(on)
        on.context.role = role
        on.window.open_page("dashboard")
        on.window.open_page("settings", card="alerts")
        on.settle(400)
        card = on.window.findChildren(AlertsCard)[0]
        for area in on.window.findChildren(QScrollArea):
            if area.isVisible():
                area.verticalScrollBar().setValue(card.y())
        if is_saved:
            switch = card.lines["low_stock"].switch
            switch.setFocus()
            press(on, Key.Key_Space)
            click(on, "Save rules")
            on.settle(600)

    return play


def as_usual(on: Stage) -> None:
    """The rules as a new shop has them."""
    head = (on.shop.ids.new(), on.shop.actor, NOW)
    on.shop.database.run(change_alert_rules, ChangeAlertRules(*head, tuple(DEFAULTS.values())))
    on.settle(300)


def price_rise(on: Stage) -> None:
    """A vendor that asks more, at the end of the alerts."""
    as_usual(on)
    price = first_price(on)
    for number in (1, 2):
        asked = price.unit_price * (100 + 15 * number) / 100
        command = SetVendorPrice(
            on.shop.ids.new(), on.shop.actor, NOW, price.vendor, price.product,
            asked.quantize(Decimal("0.01")), lead_time_days=3, vendor_sku="NR-0815",
        )  # fmt: skip
        on.shop.database.run(set_vendor_price, command)
    on.window.open_page("products")
    on.window.open_page("alerts")
    on.until(lambda: page_of_alerts(on).is_at_rest)
    page_of_alerts(on).open_with("open")
    on.until(lambda: page_of_alerts(on).is_at_rest)
    page_of_alerts(on).table.setFocus()
    press(on, Key.Key_End)
    on.until(lambda: page_of_alerts(on).is_at_rest)


RULES: tuple[tuple[str, str, Play], ...] = (
    ("rules", "demo", rules()),
    ("rules-read-only", "demo", rules(role="clerk")),
    ("rules-saved", "demo", rules(is_saved=True)),
    ("rules-price-rise", "demo", price_rise),
)
