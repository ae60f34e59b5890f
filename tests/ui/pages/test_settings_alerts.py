"""The rules for alerts at the settings page: saved, told, taken back; a dearer price is seen."""

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import select

from desktop.commands.alert_rules import ChangeAlertRules, change_alert_rules
from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.domain.alert_rules import Rule
from desktop.jobs.opening import Shop
from desktop.queries.alert_rules import alert_rules
from desktop.schema import Alert
from desktop.ui.pages.alerts import AlertsPage
from desktop.ui.pages.settings.alerts import AlertsCard
from desktop.ui.pages.vendors.panel import VendorPanel
from tests.stage import NOW, Stage
from tests.tills import TestClock, Till, till
from tests.ui.pages.hand import ONE_ENGINE, Person

pytestmark = ONE_ENGINE


@pytest.fixture
def desk(shop: Shop) -> Till:
    """Tea is low, and its vendor asks a tenth more than before."""
    desk = till(shop, TestClock(NOW))
    product = desk.product("Tea", reorder_point=Decimal(5))
    desk.stock("receive", product, 4)
    seller = desk.send(save_vendor, SaveVendor(*desk.head(), "Nord Roasters"))
    for price in ("2.00", "2.20"):
        desk.send(set_vendor_price, SetVendorPrice(*desk.head(), seller, product, Decimal(price)))
    return desk


class Rules:
    """The card of the rules, as a person works with it."""

    def __init__(self, on: Stage) -> None:
        self.on = on
        self.person = Person(on)
        on.window.open_page("settings", card="alerts")
        self.card = on.window.findChildren(AlertsCard)[0]
        on.until(lambda: bool(self.card.seen))

    def line(self, kind: str) -> Any:
        return self.card.lines[kind]

    def press(self, words: str) -> None:
        self.person.click(words)


def standing(shop: Shop) -> list[str]:
    with shop.database.read() as session:
        wanted = select(Alert.type).where(Alert.status != "resolved").order_by(Alert.type)
        return list(session.scalars(wanted))


def test_a_rule_is_switched_off_by_keys_and_taken_back_by_its_notice(
    on: Stage, shop: Shop, desk: Till
) -> None:
    rules = Rules(on)
    assert standing(shop) == ["low_stock", "price_rise"]
    switch = rules.line("low_stock").switch
    switch.setFocus()
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert not rules.line("low_stock").percent.isEnabled()
    rules.press("Save rules")
    rules.person.sees("The rules are saved. 1 is over.")
    assert standing(shop) == ["price_rise"]
    rules.press("Undo")
    rules.person.sees("The rules are as before. 1 alert is new.")
    assert standing(shop) == ["low_stock", "price_rise"]
    on.until(switch.isChecked)


def test_a_percentage_is_typed_and_acts(on: Stage, shop: Shop, desk: Till) -> None:
    rules = Rules(on)
    spin = rules.line("price_rise").percent
    spin.setFocus()
    spin.selectAll()
    QTest.keyClicks(spin, "15")
    rules.press("Save rules")
    rules.person.sees("1 is over.")
    assert standing(shop) == ["low_stock"]
    rules.press("Save rules")
    rules.person.sees("nothing was changed")


def test_who_saves_second_is_told_and_shown_the_new_rules(
    on: Stage, shop: Shop, desk: Till
) -> None:
    rules = Rules(on)
    rules.line("negative").switch.click()  # something was chosen: it is not read over
    other = ChangeAlertRules(*desk.head(), (Rule("low_stock", "critical", 80),))
    shop.database.run(change_alert_rules, other)
    rules.press("Save rules")
    rules.person.sees("changed by Owner meanwhile")
    on.until(lambda: rules.line("low_stock").percent.value() == 80)
    assert rules.line("negative").switch.isChecked()
    with shop.database.read() as session:
        assert all(rule.is_on for rule in alert_rules(session, shop.actor.store))


def test_a_clerk_sees_the_rules_and_why_they_stay(on: Stage, desk: Till) -> None:
    on.context.role = "clerk"
    rules = Rules(on)
    rules.person.sees("Your role may not change the shop's settings.")
    controls = [c for line in rules.card.lines.values() for c in line.controls]
    assert not any(control.isEnabled() for control in controls)


def test_every_control_says_what_it_is_for(on: Stage, desk: Till) -> None:
    rules = Rules(on)
    names = [
        control.accessibleName() or line.switch.text()
        for line in rules.card.lines.values()
        for control in line.controls
    ]
    assert len(names) == 13
    assert len(set(names)) == len(names)
    assert all(names)


def test_a_dearer_price_leads_to_the_prices_of_its_vendor(on: Stage, desk: Till) -> None:
    person = Person(on, "alerts")
    page = on.window.findChildren(AlertsPage)[0]
    on.until(lambda: page.is_at_rest)
    page.table.setFocus()
    person.press(Qt.Key.Key_Down)  # below the warning, that tea is low
    person.sees("Asked before")
    person.sees("10\u00a0%")
    person.sees("Rule “Price rise”")
    person.click("See prices")
    on.until(lambda: bool(person.shown(VendorPanel)))
    person.sees("Nord Roasters")


def test_the_alerts_lead_to_their_rules(on: Stage, desk: Till) -> None:
    person = Person(on, "alerts")
    person.click("Rules")
    on.until(lambda: bool(person.shown(AlertsCard)))
