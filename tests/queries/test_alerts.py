"""Alerts as a list with their sentences, how many there are, and one with its figures."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from desktop.commands.alert_states import (
    AcknowledgeAlerts,
    SnoozeAlerts,
    acknowledge_alerts,
    snooze_alerts,
)
from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.db.keys import Cancel
from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from desktop.queries import lists
from desktop.queries.alert_card import AlertCard, alert_card
from desktop.queries.alerts import (
    ALERTS,
    DONE,
    OPEN,
    SNOOZED,
    STANDING,
    AlertRow,
    Tally,
    alert_tally,
    chosen_alerts,
    given_by,
)
from desktop.queries.columns import Request
from desktop.queries.people import people
from desktop.queries.shop import shop_info
from tests import trade
from tests.tills import BEGIN, TestClock, Till, till

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def desk(shop: Shop) -> Till:
    """A till whose clock the test sets."""
    return till(shop)


def tally(desk: Till) -> Tally:
    with desk.database.read() as session:
        return alert_tally(session, desk.actor.store, desk.clock.now())


def asked(desk: Till, *filters: Any) -> Request:
    given = given_by(desk.actor.store, desk.clock.now)
    return Request("gravity", True, filters, given=given)


def rows(desk: Till, filters: tuple[Any, ...]) -> list[AlertRow]:
    with desk.database.read() as session:
        return list(lists.stream(session, ALERTS, asked(desk, *filters)))


def card(shop: Shop, desk: Till, row: AlertRow) -> AlertCard:
    with desk.database.read() as session:
        return alert_card(session, row.id, shop_info(session, shop.actor), desk.clock.now())


def low(desk: Till, name: str, on_hand: int = 5) -> Any:
    product = desk.product(name, reorder_point=Decimal(5), category="Drinks > Tea")
    desk.stock("receive", product, on_hand)
    return product


def snooze(desk: Till, row: AlertRow) -> None:
    command = SnoozeAlerts(*desk.head(), (row.id,), desk.clock.now() + HOUR)
    desk.send(snooze_alerts, command)


def test_alerts_come_and_go_with_the_stock(shop: Shop) -> None:
    trade.add_product(shop, "A", name="Oat drink", reorder_point=Decimal(5))
    trade.scan(shop, "A", "receive", 4)
    (row,) = trade.rows_of(shop, ALERTS, *STANDING)
    assert (row.type, row.severity, row.sku, row.on_hand) == ("low_stock", "warning", "A", 4)
    assert row.message == "Oat drink is at or below its reorder point"
    trade.scan(shop, "A", "sell", 4)
    (row,) = trade.rows_of(shop, ALERTS, *STANDING)
    assert row.message == "Oat drink is out of stock"
    assert row.sold == 4
    trade.scan(shop, "A", "receive", 40)
    assert trade.rows_of(shop, ALERTS, *STANDING) == []
    assert {row.status for row in trade.rows_of(shop, ALERTS)} == {"resolved"}


def test_alerts_sort_by_gravity(shop: Shop) -> None:
    trade.add_product(shop, "LOW", reorder_point=Decimal(5))
    trade.add_product(shop, "NEG")
    trade.scan(shop, "LOW", "receive", 4)
    trade.scan(shop, "NEG", "sell", 4)
    rows = trade.rows_of(shop, ALERTS, sort="severity")
    assert [row.sku for row in rows] == ["NEG", "LOW"]


def test_the_gravest_come_first_and_of_these_the_newest(desk: Till) -> None:
    for name in ("Old", "New"):
        low(desk, name)
        desk.clock.pass_by(60)
    desk.stock("waste", desk.product("Gone"), 1)
    assert [row.name for row in rows(desk, OPEN)] == ["Gone", "New", "Old"]
    row = rows(desk, OPEN)[1]
    assert (row.category, row.decimals, row.assignee) == ("Tea", 0, "")


def test_a_snooze_ends_by_the_clock_wherever_alerts_are_read(desk: Till) -> None:
    low(desk, "Tea")
    (row,) = rows(desk, OPEN)
    assert tally(desk) == Tally({"warning": 1}, {}, {}, None)
    snooze(desk, row)
    until = desk.clock.now() + HOUR
    assert tally(desk) == Tally({}, {"warning": 1}, {}, until)
    assert rows(desk, OPEN) == []
    assert [(row.status, row.snooze_until) for row in rows(desk, SNOOZED)] == [("snoozed", until)]
    desk.clock.pass_by(3600)
    assert tally(desk) == Tally({"warning": 1}, {}, {}, None)
    assert [row.status for row in rows(desk, OPEN)] == ["open"]
    assert rows(desk, SNOOZED) == []


def test_done_is_what_was_acknowledged_or_is_over(desk: Till) -> None:
    low(desk, "Seen")
    over = low(desk, "Over")
    seen = next(row for row in rows(desk, OPEN) if row.name == "Seen")
    desk.send(acknowledge_alerts, AcknowledgeAlerts(*desk.head(), (seen.id,)))
    desk.clock.pass_by(60)
    desk.stock("receive", over, 50)
    assert {row.name: row.status for row in rows(desk, DONE)} == {
        "Seen": "acknowledged",
        "Over": "resolved",
    }
    assert tally(desk) == Tally({}, {}, {"warning": 2}, None)
    with desk.database.read() as session:
        request = Request("changed_at", True, DONE, given=asked(desk).given)
        newest = [row.name for row in lists.stream(session, ALERTS, request)]
    assert newest == ["Over", "Seen"]


def test_chosen_rows_and_all_that_match_become_ids(desk: Till) -> None:
    for number in range(3):
        low(desk, f"Tea {number}")
    ids = [row.id for row in rows(desk, OPEN)]
    with desk.database.read() as session:
        request = asked(desk, *OPEN)
        snapshot = lists.keys(session, ALERTS, request, Cancel())
        assert snapshot is not None
        assert set(chosen_alerts(session, request, None)) == set(ids)
        assert chosen_alerts(session, request, snapshot.keys[1:2]) == ids[1:2]


def test_a_card_tells_the_best_offer_and_the_last_two_weeks(shop: Shop) -> None:
    desk = till(shop, TestClock(BEGIN - 10 * DAY))
    product = low(desk, "Tea", 20)
    for name, price, days in (("Dear", "3", 1), ("Cheap", "2", 4)):
        vendor = desk.send(save_vendor, SaveVendor(*desk.head(), name))
        offer = SetVendorPrice(*desk.head(), vendor, product, Decimal(price), lead_time_days=days)
        desk.send(set_vendor_price, offer)
    for days, number in ((3, 6), (2, 4), (0, 5)):
        desk.clock.at = BEGIN - days * DAY
        desk.scan(desk.sent[0][1].sku, "sell", desk.ids.new(), number)
    desk.clock.pass_by(60)
    (row,) = rows(desk, OPEN)
    found = card(shop, desk, row)
    assert (found.row.name, found.row.on_hand, found.row.sold) == ("Tea", 5, 15)
    assert found.row.params == {"on_hand": "5", "reorder_point": "5", "percent": 100}
    assert found.offer is not None
    assert (found.offer.vendor, found.offer.unit_price) == ("Cheap", 2)
    assert found.offer.arrives == (BEGIN + 4 * DAY).date()
    assert [int(n) for n in found.course] == [0, 0, 0, *[20] * 7, 14, 10, 10, 5]


def test_a_course_walks_over_counts_and_what_was_undone(shop: Shop) -> None:
    desk = till(shop, TestClock(BEGIN - 5 * DAY))
    product = low(desk, "Tea", 20)
    desk.clock.at = BEGIN - 4 * DAY
    desk.stock("count", product, 9)
    desk.clock.at = BEGIN - 3 * DAY
    wrong = desk.stock("receive", product, 7)
    desk.clock.at = BEGIN - 2 * DAY
    desk.stock("count", product, 3)
    desk.clock.at = BEGIN
    desk.undo(wrong.id)
    (row,) = rows(desk, OPEN)
    course = card(shop, desk, row).course
    assert [int(n) for n in course[-6:]] == [20, 9, 9, 3, 3, 3]


def test_an_alert_that_is_gone_is_said_to_be(shop: Shop, desk: Till) -> None:
    low(desk, "Tea")
    (row,) = rows(desk, OPEN)
    with pytest.raises(UserError, match="gone"), desk.database.read() as session:
        alert_card(session, desk.ids.new(), shop_info(session, shop.actor), desk.clock.now())
    assert card(shop, desk, row).offer is None


def test_the_people_who_work_here_can_be_chosen(shop: Shop) -> None:
    with shop.database.read() as session:
        assert [choice.value for choice in people(session)] == [shop.actor.user]
