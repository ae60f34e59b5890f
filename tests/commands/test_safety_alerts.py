"""Alerts on the shop's safety: raised once whoever tells, over by themselves, without a product."""

from desktop.commands.alert_states import AcknowledgeAlerts, acknowledge_alerts
from desktop.commands.safety_alerts import TellSafety, tell_safety
from desktop.jobs.opening import Shop
from desktop.queries.alert_card import alert_card
from desktop.queries.alerts import ALERTS, AlertRow, given_by
from desktop.queries.columns import Request
from desktop.queries.lists import Cancel, first_page
from desktop.queries.shop import shop_info


def tell(shop: Shop, kind: str, facts: dict[str, str] | None) -> str:
    command = TellSafety(shop.ids.new(), shop.actor, shop.clock.now(), kind, facts)
    return str(shop.database.run(tell_safety, command))


def told(shop: Shop) -> list[AlertRow]:
    request = Request(given=given_by(shop.actor.store, shop.clock.now))
    with shop.database.read() as session:
        page = first_page(session, ALERTS, request, Cancel())
    return list(page.rows) if page is not None else []


def test_it_is_raised_once_and_is_over_when_all_is_well(shop: Shop) -> None:
    facts = {"why": "It is damaged."}
    assert [tell(shop, "drill_failed", facts) for _ in range(2)] == ["raised", ""]
    (row,) = told(shop)
    assert (row.type, row.severity, row.status, row.product) == (
        *("drill_failed", "critical", "open"),
        None,
    )
    assert row.message == "A backup could not be restored on trial" and row.params == facts
    assert tell(shop, "backup_old", None) == ""
    assert tell(shop, "drill_failed", None) == "resolved"
    assert [row.status for row in told(shop)] == ["resolved"]
    assert tell(shop, "drill_failed", facts) == "raised"


def test_one_that_was_acknowledged_is_not_raised_again(shop: Shop) -> None:
    tell(shop, "backup_old", {})
    (row,) = told(shop)
    seen = AcknowledgeAlerts(shop.ids.new(), shop.actor, shop.clock.now(), (row.id,))
    shop.database.run(acknowledge_alerts, seen)
    assert tell(shop, "backup_old", {}) == ""
    with shop.database.read() as session:
        info = shop_info(session, shop.actor)
        assert alert_card(session, row.id, info, shop.clock.now()).row.status == "acknowledged"
