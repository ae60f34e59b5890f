"""``reorder``: what to order and why, as a table, JSON and CSV; and the last year lived again."""

import csv
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

import pytest

from desktop.commands.reorder_policy import ChangePolicy, change_policy
from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.domain.reorder_policy import Policy
from desktop.jobs.opening import Shop
from desktop.queries.reorder_policy import reorder_policy
from tests.cli.conftest import Onhand
from tests.foretold import expects
from tests.jobs.forecasting import Past
from tests.jobs.test_last_year import traded
from tests.tills import TestClock, till

D = Decimal


@pytest.fixture
def onhand(
    shop: Shop, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Onhand:
    """On a shop that is there."""
    return Onhand(shop.settings.data_dir, shop.settings.url, capfd, monkeypatch)


def test_what_to_order_is_told_with_its_reason(shop: Shop, onhand: Onhand) -> None:
    now = datetime.now(UTC)
    desk = till(shop, TestClock(now))
    tea, jam = desk.product(), desk.product("Jam")
    sku = desk.sent[0][1].sku
    vendor = desk.send(save_vendor, SaveVendor(*desk.head(), "North"))
    price = SetVendorPrice(*desk.head(), vendor, tea, D("1.10"), D(6), lead_time_days=3)
    desk.send(set_vendor_price, price)
    for product in (tea, jam):
        expects(shop.database, desk.ids, desk.actor.store, product, 2.0, now)
    told = onhand.done("reorder", "--json")
    found = told.json
    assert [(line["sku"], line["quantity"], line["vendor"]) for line in found] == [
        (sku, 24, "North")
    ]  # 2 on each of 10 days, in packs of 6
    assert "No vendor has a price for it" in told.err
    rows = list(csv.DictReader(StringIO(onhand.done("reorder", "--csv").out)))
    assert [(row["sku"], row["quantity"], row["cost"]) for row in rows] == [(sku, "24", "26.4")]
    assert rows[0]["reason"] == found[0]["reason"]
    assert rows[0]["reason"].endswith("in packs of 6.")
    young = onhand("reorder", "--last-year")
    assert young.code == 1
    assert "not enough history" in young.err


def test_the_last_year_is_told_by_class_and_as_csv_by_product(shop: Shop, onhand: Onhand) -> None:
    past = Past(shop)
    traded(past)
    told = onhand.done("reorder", "--last-year", "--json").json
    assert (told["compared"], told["products"]) == (2, 3)
    whole = told["classes"][-1]
    assert whole["grade"] == "all"
    assert {"days_out_points", "days_out_policy", "money_in_stock_policy"} <= whole.keys()
    rows = list(csv.DictReader(StringIO(onhand.done("reorder", "--last-year", "--csv").out)))
    names = {row["name"]: row for row in rows}
    assert names.keys() == {"Tea", "Coffee", "Dust"}
    assert names["Coffee"]["days_out_points"] == ""
    days = sum(int(names[name]["days_out_policy"]) for name in ("Tea", "Dust"))
    assert days == whole["days_out_policy"]


def test_a_change_of_the_policy_is_taken_back_by_its_id(shop: Shop, onhand: Onhand) -> None:
    desk = till(shop)
    change = ChangePolicy(*desk.head(), Policy(a=99, budget=D(500)))
    desk.send(change_policy, change)
    told = onhand.done("undo", str(change.id), "--json").json
    assert (told["what"], told["a"], told["budget"]) == ("policy", 95, None)
    with shop.database.read() as session:
        assert reorder_policy(session, shop.actor.store) == Policy()
    assert "changed by Owner meanwhile" in onhand("undo", str(change.id)).err
