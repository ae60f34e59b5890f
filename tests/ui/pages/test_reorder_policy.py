"""The policy of ordering in its dialog, and the last year lived again, as a person meets them."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.commands.reorder_policy import ChangePolicy, change_policy
from desktop.domain.reorder_policy import Policy
from desktop.jobs.opening import Shop
from desktop.queries.reorder_policy import reorder_policy
from desktop.ui.dialogs.last_year import LastYearDialog
from desktop.ui.dialogs.reorder_policy import PolicyDialog
from desktop.ui.pages.reorder import ReorderPage
from tests.stage import NOW, Stage
from tests.tills import TestClock, Till, till
from tests.ui.pages.hand import ONE_ENGINE, Person

pytestmark = ONE_ENGINE
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(shop: Shop) -> Till:
    return till(shop, TestClock(NOW))


@pytest.fixture
def person(on: Stage, desk: Till) -> Person:
    found = Person(on)
    on.window.open_page("reorder")
    page = on.window.findChildren(ReorderPage)[0]
    on.until(lambda: not page.is_reading)
    return found


def holds(shop: Shop) -> Policy:
    with shop.database.read() as session:
        return reorder_policy(session, shop.actor.store)


def opened(person: Person) -> PolicyDialog:
    page = person.on.window.findChildren(ReorderPage)[0]
    page.setFocus()
    QTest.keyClick(page, Qt.Key.Key_P, CTRL_SHIFT)
    person.on.until(lambda: bool(person.shown(PolicyDialog)))
    person.on.settle(100)
    return person.shown(PolicyDialog)[0]


def test_the_policy_is_typed_saved_and_taken_back(person: Person, shop: Shop) -> None:
    opened(person)
    dialog = person.shown(PolicyDialog)[0]
    spin = dialog.focusWidget()
    assert spin.accessibleName() == "Class A"
    QTest.keyClicks(spin, "99")
    person.click("Save")
    person.sees("The policy is saved.")
    assert holds(shop) == Policy(a=99)
    person.on.window.activateWindow()
    person.on.settle(50)
    page = person.on.window.findChildren(ReorderPage)[0]
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    person.sees("The policy is as before.")
    assert holds(shop) == Policy()


def test_who_saves_second_is_told_and_a_budget_is_checked(
    person: Person, shop: Shop, desk: Till
) -> None:
    dialog = opened(person)
    dialog.findChildren(type(dialog._budget))[0].setText("much")
    person.click("Save")
    person.sees("much")
    dialog._budget.set_value(Decimal(500))
    desk.send(change_policy, ChangePolicy(*desk.head(), Policy(review_days=3)))
    person.click("Save")
    person.sees("changed by Owner meanwhile")
    assert holds(shop) == Policy(review_days=3)


def test_a_clerk_sees_the_policy_and_why_it_stays(person: Person) -> None:
    person.on.context.role = "clerk"
    opened(person)
    person.sees("Your role may not change the shop's settings.")


def test_a_young_shop_is_told_why_its_last_year_cannot_be_lived_again(person: Person) -> None:
    person.click("Last year…")
    person.on.until(lambda: bool(person.shown(LastYearDialog)))
    person.on.until(lambda: not person.on.context.jobs.running, 60)
    person.sees("There is not enough history to live it again.")
    dialog = person.shown(LastYearDialog)[0]
    person.on.lay_out()
    assert dialog.height() >= dialog.sizeHint().height(), "nothing lies over another"
