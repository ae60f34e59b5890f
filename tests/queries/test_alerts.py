"""Alerts as a list with their sentences, and the count of the open ones."""

from decimal import Decimal

from desktop.jobs.opening import Shop
from desktop.queries.alerts import ALERTS, STANDING, alert_counts
from tests import trade


def counts(shop: Shop) -> dict[str, int]:
    with shop.database.read() as session:
        return alert_counts(session, shop.actor.store)


def test_alerts_come_and_go_with_the_stock(shop: Shop) -> None:
    trade.add_product(shop, "A", name="Oat drink", reorder_point=Decimal(5))
    trade.scan(shop, "A", "receive", 4)
    (row,) = trade.rows_of(shop, ALERTS, *STANDING)
    assert (row.type, row.severity, row.sku, row.on_hand) == ("low_stock", "warning", "A", 4)
    assert row.message == "Oat drink is at or below its reorder point"
    assert counts(shop) == {"warning": 1}
    trade.scan(shop, "A", "sell", 4)
    (row,) = trade.rows_of(shop, ALERTS, *STANDING)
    assert row.message == "Oat drink is out of stock"
    assert counts(shop) == {"critical": 1}
    trade.scan(shop, "A", "receive", 40)
    assert trade.rows_of(shop, ALERTS, *STANDING) == []
    assert counts(shop) == {}
    assert {row.status for row in trade.rows_of(shop, ALERTS)} == {"resolved"}


def test_alerts_sort_by_gravity(shop: Shop) -> None:
    trade.add_product(shop, "LOW", reorder_point=Decimal(5))
    trade.add_product(shop, "NEG")
    trade.scan(shop, "LOW", "receive", 4)
    trade.scan(shop, "NEG", "sell", 4)
    rows = trade.rows_of(shop, ALERTS, sort="severity")
    assert [row.sku for row in rows] == ["NEG", "LOW"]
