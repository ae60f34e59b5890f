"""What people do about alerts: it stands, is undone, happens once, and movements go on over it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from desktop.commands.alert_states import (
    AcknowledgeAlerts,
    AssignAlert,
    Handled,
    ReopenAlerts,
    SnoozeAlerts,
    UndoAlerts,
    acknowledge_alerts,
    assign_alert,
    reopen_alerts,
    snooze_alerts,
    undo_alerts,
)
from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from desktop.schema import Alert, AppUser, AuditEntry, Store
from desktop.schema.base import table_of
from tests.tills import Till

ALERT = table_of(Alert)
HOUR = timedelta(hours=1)
SEVERAL = 600  # more than one part


def low(till: Till, on_hand: int = 5) -> UUID:
    """A product that is to be ordered at five."""
    product = till.product(reorder_point=Decimal(5))
    till.stock("receive", product, on_hand)
    return product


def alerts(till: Till, product: UUID) -> list[tuple[str, str]]:
    """Type and state of every alert of a product, oldest first."""
    with till.database.read() as session:
        rows = select(Alert.type, Alert.status).where(Alert.product == product)
        return [(row.type, row.status) for row in session.execute(rows.order_by(Alert.created_at))]


def standing(till: Till, product: UUID) -> Any:
    """The one alert that stands."""
    with till.database.read() as session:
        wanted = select(ALERT).where(Alert.product == product, Alert.status != "resolved")
        return session.execute(wanted).one()


def acknowledge(till: Till, *keys: UUID) -> Handled:
    return till.send(acknowledge_alerts, AcknowledgeAlerts(*till.head(), keys))  # type: ignore[no-any-return]


def snooze(till: Till, key: UUID, until: datetime | None = None) -> Handled:
    end = until or till.clock.now() + HOUR
    return till.send(snooze_alerts, SnoozeAlerts(*till.head(), (key,), end))  # type: ignore[no-any-return]


def undo(till: Till, target: UUID) -> Handled:
    return till.send(undo_alerts, UndoAlerts(*till.head(), target))  # type: ignore[no-any-return]


def entries(till: Till, batch: UUID) -> Sequence[Any]:
    with till.database.read() as session:
        wanted = select(table_of(AuditEntry)).where(AuditEntry.batch == batch)
        return session.execute(wanted).all()


def test_an_acknowledged_alert_stands_on_and_a_sale_raises_no_second_one(desk: Till) -> None:
    product = low(desk)
    done = acknowledge(desk, standing(desk, product).id)
    assert done.alerts == 1
    desk.stock("waste", product, 1)
    assert alerts(desk, product) == [("low_stock", "acknowledged")]
    (entry,) = entries(desk, done.id)
    assert (entry.entity, entry.before, entry.after, entry.user) == (
        "alert", {"status": "open"}, {"status": "acknowledged"}, desk.actor.user,
    )  # fmt: skip


@pytest.mark.parametrize("state", ["acknowledged", "snoozed"])
def test_what_gets_worse_is_open_again_as_another_alert(desk: Till, state: str) -> None:
    product = low(desk)
    key = standing(desk, product).id
    acknowledge(desk, key) if state == "acknowledged" else snooze(desk, key)
    desk.clock.pass_by(1)
    desk.stock("waste", product, 5)
    assert alerts(desk, product) == [("low_stock", "resolved"), ("out_of_stock", "open")]
    desk.clock.pass_by(1)
    desk.stock("receive", product, 50)
    assert alerts(desk, product) == [("low_stock", "resolved"), ("out_of_stock", "resolved")]


def test_a_movement_ends_a_snooze_that_is_over_and_no_other(desk: Till) -> None:
    product = low(desk)
    snooze(desk, standing(desk, product).id)
    desk.clock.pass_by(3599)
    desk.stock("waste", product, 1)
    assert standing(desk, product).status == "snoozed"
    desk.clock.pass_by(2)
    desk.stock("waste", product, 1)
    woken = standing(desk, product)
    assert (woken.status, woken.snooze_until) == ("open", None)
    assert woken.updated_at == desk.clock.now()


def test_sent_again_each_happens_once_and_answers_the_same(desk: Till) -> None:
    product = low(desk)
    key = standing(desk, product).id
    handled = acknowledge(desk, key)
    function, command = desk.sent[-1]
    reopened = ReopenAlerts(*desk.head(), (key,))
    assert desk.send(reopen_alerts, reopened).alerts == 1
    assert desk.database.run(function, command) == handled
    assert standing(desk, product).status == "open"
    assert len(entries(desk, handled.id)) == 1
    back = undo(desk, reopened.id)
    function, command = desk.sent[-1]
    assert desk.database.run(function, command) == back
    assert standing(desk, product).status == "acknowledged"


def test_undo_gives_back_what_was_there_with_its_hour(desk: Till) -> None:
    product = low(desk)
    key = standing(desk, product).id
    until = desk.clock.now() + HOUR
    first = snooze(desk, key, until)
    second = acknowledge(desk, key)
    assert undo(desk, second.id).alerts == 1
    found = standing(desk, product)
    assert (found.status, found.snooze_until) == ("snoozed", until)
    assert undo(desk, first.id).alerts == 1
    found = standing(desk, product)
    assert (found.status, found.snooze_until) == ("open", None)


def test_undo_leaves_what_was_changed_since_and_what_is_over(desk: Till) -> None:
    changed, over = low(desk), low(desk)
    both = [standing(desk, product).id for product in (changed, over)]
    done = acknowledge(desk, *both)
    assert done.alerts == 2
    snooze(desk, both[0])
    desk.stock("receive", over, 50)
    assert undo(desk, done.id).alerts == 0
    assert alerts(desk, changed) == [("low_stock", "snoozed")]
    assert alerts(desk, over) == [("low_stock", "resolved")]
    with pytest.raises(UserError, match="nothing to take back"):
        undo(desk, desk.ids.new())


def test_what_is_over_or_another_shops_is_passed_by(desk: Till, shop: Shop) -> None:
    over, theirs = low(desk), low(desk)
    keys = [standing(desk, product).id for product in (over, theirs)]
    desk.stock("receive", over, 50)
    with shop.database.write() as session:
        other = Store(id=shop.ids.new(), code="X9", name="Other", currency="EUR", tz="UTC")
        session.add(other)
        session.flush()
        session.execute(update(Alert).where(Alert.id == keys[1]).values(store=other.id))
    assert acknowledge(desk, *keys).alerts == 0
    assert alerts(desk, over) == [("low_stock", "resolved")]
    assert alerts(desk, theirs) == [("low_stock", "open")]


def test_a_snooze_ends_later_than_now_and_within_a_year(desk: Till) -> None:
    product = low(desk)
    for seconds in (0, -1, 367 * 86400):
        with pytest.raises(UserError, match="later than now") as refused:
            snooze(desk, standing(desk, product).id, desk.clock.now() + timedelta(seconds=seconds))
        assert refused.value.field == "until"
    assert standing(desk, product).status == "open"


def test_an_alert_is_given_to_somebody_who_works_here(desk: Till, shop: Shop) -> None:
    product = low(desk)
    key = standing(desk, product).id
    gone = shop.ids.new()
    with shop.database.write() as session:
        session.add(AppUser(id=gone, username="gone", full_name="Gone", role="clerk",
                            is_active=False))  # fmt: skip
    given = desk.send(assign_alert, AssignAlert(*desk.head(), key, desk.actor.user))
    assert (given.alerts, standing(desk, product).user) == (1, desk.actor.user)
    for stranger in (gone, shop.ids.new()):
        with pytest.raises(UserError, match="does not work here"):
            desk.send(assign_alert, AssignAlert(*desk.head(), key, stranger))
    undo(desk, given.id)
    assert standing(desk, product).user is None
    desk.send(assign_alert, AssignAlert(*desk.head(), key, desk.actor.user))
    desk.send(assign_alert, AssignAlert(*desk.head(), key, None))
    assert standing(desk, product).user is None


def test_many_at_once_each_with_its_trail_and_all_back(desk: Till, shop: Shop) -> None:
    product = low(desk)
    one = standing(desk, product)
    same = {"type": "low_stock", "severity": "warning", "product": product, "params": {},
            "store": one.store, "status": "open"}  # fmt: skip
    keys = [shop.ids.new() for _ in range(SEVERAL)]
    with shop.database.write() as session:
        session.add_all(Alert(id=key, dedupe_key=f"x:{key}", **same) for key in keys)
    done = acknowledge(desk, *keys, keys[0])
    assert done.alerts == SEVERAL
    assert len(entries(desk, done.id)) == SEVERAL
    assert undo(desk, done.id).alerts == SEVERAL
    with shop.database.read() as session:
        still = select(func.count()).select_from(Alert).where(Alert.status == "open")
        assert session.scalar(still) == SEVERAL + 1
