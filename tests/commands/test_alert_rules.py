"""The rules for alerts: changing one changes what stands, once, and can be taken back whole."""

from decimal import Decimal
from time import perf_counter
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from desktop.commands.alert_rules import (
    ChangeAlertRules,
    UndoAlertRules,
    change_alert_rules,
    undo_alert_rules,
)
from desktop.commands.alert_states import AcknowledgeAlerts, acknowledge_alerts
from desktop.commands.alerts import Reviewed
from desktop.db.engine import Database
from desktop.domain.alert_rules import (
    DEFAULTS,
    LOW_STOCK,
    OUT_OF_STOCK,
    Rule,
    kept_of,
    rules_of,
)
from desktop.domain.errors import UserError
from desktop.domain.ids import Ids
from desktop.domain.permissions import Actor
from desktop.queries.alert_rules import alert_rules
from desktop.schema import Alert, AppUser, AuditEntry, Setting
from tests.benchmarks.fill import fill
from tests.tills import TestClock, Till, acting_as


def change(till: Till, *rules: Rule, seen: tuple[Rule, ...] = ()) -> Reviewed:
    till.clock.pass_by(1)
    command = ChangeAlertRules(*till.head(), rules, seen)
    return till.send(change_alert_rules, command)  # type: ignore[no-any-return]


def undo(till: Till) -> Reviewed:
    """Takes back the change that was sent last."""
    till.clock.pass_by(1)
    target = next(c.id for f, c in reversed(till.sent) if f is change_alert_rules)
    return till.send(undo_alert_rules, UndoAlertRules(*till.head(), target))  # type: ignore[no-any-return]


def alerts(till: Till, *products: UUID) -> list[tuple[str, str, str]]:
    """Type, severity and state of all alerts of these products that stand, by type."""
    with till.database.read() as session:
        wanted = select(Alert.type, Alert.severity, Alert.status).where(
            Alert.product.in_(products), Alert.status != "resolved"
        )
        return sorted((row.type, row.severity, row.status) for row in session.execute(wanted))


def stocked(till: Till, on_hand: int, reorder_point: int = 10) -> UUID:
    product = till.product(reorder_point=Decimal(reorder_point))
    till.stock("receive", product, max(1, on_hand))
    if on_hand < 1:
        till.stock("waste", product, 1 - on_hand)
    return product


def off(kind: str) -> Rule:
    usual = DEFAULTS[kind]
    return Rule(kind, usual.severity, usual.percent, is_on=False)


def test_a_rule_that_is_off_ends_its_alerts_and_raises_no_more(desk: Till) -> None:
    product = stocked(desk, 5)
    assert alerts(desk, product) == [("low_stock", "warning", "open")]
    assert change(desk, off("low_stock")) == Reviewed(resolved=1)
    assert alerts(desk, product) == []
    desk.stock("waste", product, 1)
    assert alerts(desk, product) == []
    assert change(desk, LOW_STOCK) == Reviewed(raised=1)
    assert alerts(desk, product) == [("low_stock", "warning", "open")]


def test_without_the_graver_rule_the_next_one_that_fits_is_raised(desk: Till) -> None:
    empty, below = stocked(desk, 0), stocked(desk, -2)
    done = change(desk, off("out_of_stock"), off("negative"))
    assert done == Reviewed(raised=2, resolved=2)
    assert alerts(desk, empty, below) == [("low_stock", "warning", "open")] * 2
    assert undo(desk) == Reviewed(raised=2, resolved=2)
    assert [one[0] for one in alerts(desk, empty, below)] == ["negative", "out_of_stock"]


def test_the_share_of_the_reorder_point_raises_and_ends(desk: Till) -> None:
    half, most = stocked(desk, 5), stocked(desk, 12)
    assert change(desk, Rule("low_stock", "warning", 120)) == Reviewed(raised=1)
    assert len(alerts(desk, half, most)) == 2
    assert change(desk, Rule("low_stock", "warning", 50)) == Reviewed(resolved=1)
    assert len(alerts(desk, half)) == 1
    desk.stock("receive", half, 1)
    assert alerts(desk, half, most) == []


def test_another_severity_reaches_the_alerts_that_stand(desk: Till) -> None:
    product = stocked(desk, 5)
    done = change(desk, Rule("low_stock", "critical", 100))
    assert done == Reviewed(graded=1)
    assert alerts(desk, product) == [("low_stock", "critical", "open")]
    later = stocked(desk, 3)
    assert alerts(desk, later) == [("low_stock", "critical", "open")]
    undo(desk)
    assert alerts(desk, product, later) == [("low_stock", "warning", "open")] * 2


def test_undo_brings_back_what_was_acknowledged_as_it_was(desk: Till) -> None:
    seen, new = stocked(desk, 5), stocked(desk, 4)
    with desk.database.read() as session:
        key = session.scalars(select(Alert.id).where(Alert.product == seen)).one()
        raised = session.scalars(select(Alert.created_at).where(Alert.product == new)).one()
    desk.send(acknowledge_alerts, AcknowledgeAlerts(*desk.head(), (key,)))
    change(desk, off("low_stock"))
    assert undo(desk) == Reviewed(raised=2)
    assert alerts(desk, seen) == [("low_stock", "warning", "acknowledged")]
    assert alerts(desk, new) == [("low_stock", "warning", "open")]
    with desk.database.read() as session:
        rows = session.execute(select(Alert.id, Alert.created_at).where(Alert.product == new))
        assert [row.created_at for row in rows] == [raised]  # the same alert, as old as it is


def test_undo_leaves_alone_what_is_over_by_then(desk: Till) -> None:
    product = stocked(desk, 5)
    change(desk, off("low_stock"))
    desk.stock("receive", product, 50)
    assert undo(desk) == Reviewed()
    assert alerts(desk, product) == []


def test_sent_again_it_happens_once_and_the_trail_tells_it(desk: Till) -> None:
    stocked(desk, 5)
    change(desk, off("low_stock"))
    _, command = desk.sent[-1]
    assert desk.send(change_alert_rules, command) == Reviewed()
    with desk.database.read() as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.batch == command.id, AuditEntry.entity == "setting")
        ).one()
        assert entry.before["value"]["low_stock"]["on"] is True
        assert entry.after["value"]["low_stock"]["on"] is False


def test_the_second_of_two_editors_is_told_who_was_faster(desk: Till) -> None:
    with desk.database.read() as session:
        seen = alert_rules(session, desk.actor.store)
    change(desk, off("low_stock"), seen=seen)
    with pytest.raises(UserError) as refused:
        change(desk, off("negative"), seen=seen)
    assert refused.value.code == "stale"
    assert "Owner" in str(refused.value)
    with desk.database.read() as session:
        rules = alert_rules(session, desk.actor.store)
        assert [rule.kind for rule in rules if not rule.is_on] == ["low_stock"]


def test_undo_after_another_change_is_refused(desk: Till) -> None:
    change(desk, off("low_stock"))
    target = desk.sent[-1][1].id
    change(desk, off("negative"))
    with pytest.raises(UserError) as refused:
        desk.send(undo_alert_rules, UndoAlertRules(*desk.head(), target))
    assert refused.value.code == "stale"


@pytest.mark.parametrize(
    "rule",
    [
        Rule("thirst", "warning"),
        Rule("low_stock", "grave", 100),
        Rule("low_stock", "warning", 0),
        Rule("low_stock", "warning", 1001),
        Rule("negative", "warning", 5),
    ],
)
def test_what_no_rule_can_be_is_refused(desk: Till, rule: Rule) -> None:
    with pytest.raises(UserError):
        change(desk, rule)
    with desk.database.read() as session:
        wanted = select(func.count()).select_from(Setting).where(Setting.key == "alert_rules")
        assert session.scalar(wanted) == 0


def test_a_clerk_may_not(desk: Till) -> None:
    with desk.database.write() as session:
        session.execute(update(AppUser).values(role="clerk"))
    with pytest.raises(UserError) as refused:
        change(acting_as(desk, desk.actor.user), off("low_stock"))
    assert refused.value.code == "not_allowed"


def test_what_a_newer_program_wrote_stays_at_the_default() -> None:
    kept: dict[str, Any] = kept_of(DEFAULTS)
    kept["low_stock"] = {"on": True, "severity": "dire", "percent": 40}
    kept["frost"] = {"on": True}
    kept["out_of_stock"] = {"on": False}
    found = rules_of(kept)
    assert found["low_stock"] == LOW_STOCK
    assert found["out_of_stock"] == Rule("out_of_stock", OUT_OF_STOCK.severity, is_on=False)
    assert set(found) == set(DEFAULTS)
    assert rules_of(None) == rules_of("x") == DEFAULTS


def test_another_share_is_in_force_within_two_seconds(database: Database, full: bool) -> None:
    """Of all products, to be multiplied by ten without --full; the first change raises them all."""
    products = 50_000 if full else 5_000
    places = fill(database, products, 100)
    by = Actor(places.user, places.writer, places.store, places.location)
    clock, ids = TestClock(), Ids()
    seconds = []
    for percent in (99, 130, 90):
        clock.pass_by(1)
        rules = (Rule("low_stock", "warning", percent),)
        command = ChangeAlertRules(ids.new(), by, clock.now(), rules)
        begun = perf_counter()
        done = database.run(change_alert_rules, command)
        seconds.append(perf_counter() - begun)
        assert done.raised + done.resolved > products / 50
    assert max(seconds[1:]) < 2
