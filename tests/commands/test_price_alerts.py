"""Alerts on vendors' prices: raised by a rise, told once, and over when the price is back."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desktop.commands.alert_rules import (
    ChangeAlertRules,
    UndoAlertRules,
    change_alert_rules,
    undo_alert_rules,
)
from desktop.commands.alert_states import AcknowledgeAlerts, acknowledge_alerts
from desktop.commands.alerts import Reviewed
from desktop.commands.edits import UndoChange, undo_change
from desktop.commands.imports import ImportItem, ImportProducts, import_products
from desktop.commands.vendors import (
    DeleteVendor,
    RemoveVendorPrice,
    SaveVendor,
    SetVendorPrice,
    delete_vendor,
    remove_vendor_price,
    save_vendor,
    set_vendor_price,
)
from desktop.domain.alert_rules import Rule
from desktop.schema import Alert, Product
from tests.tills import Till

DAY = 24 * 3600


def vendor(till: Till, name: str = "Nord Roasters") -> UUID:
    return till.send(save_vendor, SaveVendor(*till.head(), name))  # type: ignore[no-any-return]


def ask(till: Till, of: UUID, product: UUID, price: str, days: float = 0.01, **more: Any) -> UUID:
    """The vendor asks another price, some days later."""
    till.clock.pass_by(days * DAY)
    command = SetVendorPrice(*till.head(), of, product, Decimal(price), **more)
    return till.send(set_vendor_price, command)  # type: ignore[no-any-return]


def alerts(till: Till, product: UUID) -> list[tuple[str, str, str]]:
    """State, old and new price of every alert on a product's prices, oldest first."""
    with till.database.read() as session:
        wanted = select(Alert).where(Alert.product == product, Alert.type == "price_rise")
        rows = session.scalars(wanted.order_by(Alert.created_at, Alert.id))
        return [(row.status, row.params["old"], row.params["new"]) for row in rows]


def acknowledge(till: Till, product: UUID) -> None:
    with till.database.read() as session:
        wanted = select(Alert.id).where(Alert.product == product, Alert.status == "open")
        keys = tuple(session.scalars(wanted))
    till.send(acknowledge_alerts, AcknowledgeAlerts(*till.head(), keys))


def threshold(till: Till, percent: int, is_on: bool = True) -> Reviewed:
    till.clock.pass_by(1)
    command = ChangeAlertRules(*till.head(), (Rule("price_rise", "warning", percent, is_on),))
    return till.send(change_alert_rules, command)  # type: ignore[no-any-return]


def test_a_rise_by_more_than_the_rule_says_is_an_alert_with_its_facts(desk: Till) -> None:
    product, seller = desk.product(), vendor(desk)
    ask(desk, seller, product, "10.00")
    ask(desk, seller, product, "10.50")
    assert alerts(desk, product) == []  # five percent is not more than five
    ask(desk, seller, product, "10.51")
    assert alerts(desk, product) == [("open", "10", "10.51")]
    with desk.database.read() as session:
        alert = session.scalars(select(Alert).where(Alert.product == product)).one()
        assert (alert.severity, alert.params["vendor_name"]) == ("info", "Nord Roasters")
        assert (alert.params["vendor"], alert.params["percent"]) == (str(seller), 5)
        assert alert.dedupe_key == f"price_rise:{seller}:{product}"


def test_small_rises_within_thirty_days_add_up_and_older_ones_do_not(desk: Till) -> None:
    quick, slow, seller = desk.product(), desk.product(), vendor(desk)
    for product, days in ((quick, 9.0), (slow, 31.0)):
        for price in ("10.00", "10.40", "10.80"):
            ask(desk, seller, product, price, days)
    assert alerts(desk, quick) == [("open", "10", "10.8")]
    assert alerts(desk, slow) == []


def test_a_mistyped_price_that_is_put_right_raises_nothing(desk: Till) -> None:
    product, seller = desk.product(), vendor(desk)
    ask(desk, seller, product, "10.00")
    ask(desk, seller, product, "1.00", 40)
    ask(desk, seller, product, "10.00")
    assert alerts(desk, product) == []


def test_it_is_over_when_the_price_is_back_and_told_once_until_then(desk: Till) -> None:
    product, seller = desk.product(), vendor(desk)
    ask(desk, seller, product, "10.00")
    ask(desk, seller, product, "12.00", 40)
    ask(desk, seller, product, "13.00", 40)  # an open one keeps what it began with
    assert alerts(desk, product) == [("open", "10", "13")]
    ask(desk, seller, product, "10.40")
    assert alerts(desk, product) == [("resolved", "10", "13")]
    ask(desk, seller, product, "12.00", 40)
    assert alerts(desk, product)[1:] == [("open", "10.4", "12")]


def test_acknowledged_it_opens_again_only_when_the_price_rises_as_much_again(desk: Till) -> None:
    product, seller = desk.product(), vendor(desk)
    ask(desk, seller, product, "10.00")
    ask(desk, seller, product, "12.00")
    acknowledge(desk, product)
    ask(desk, seller, product, "12.10")
    assert alerts(desk, product) == [("acknowledged", "10", "12.1")]
    ask(desk, seller, product, "13.00")
    assert alerts(desk, product) == [("open", "10", "13")]


def test_each_vendor_and_product_has_its_own(desk: Till) -> None:
    product, one, other = desk.product(), vendor(desk), vendor(desk, "Meadow Dairy")
    for seller in (one, other):
        ask(desk, seller, product, "10.00")
    ask(desk, one, product, "9.00")
    ask(desk, other, product, "11.00")
    assert alerts(desk, product) == [("open", "10", "11")]
    ask(desk, one, product, "11.00")
    assert alerts(desk, product) == [("open", "10", "11")] * 2


def test_what_is_free_or_archived_raises_nothing(desk: Till) -> None:
    free, gone, seller = desk.product(), desk.product(), vendor(desk)
    ask(desk, seller, free, "0")
    ask(desk, seller, free, "5.00")
    ask(desk, seller, gone, "5.00")
    with desk.database.write() as session:
        session.get_one(Product, gone).status = "archived"
    ask(desk, seller, gone, "9.00")
    assert alerts(desk, free) == alerts(desk, gone) == []


def test_without_the_price_or_the_vendor_it_is_over(desk: Till) -> None:
    product, seller, other = desk.product(), vendor(desk), vendor(desk, "Meadow Dairy")
    for one in (seller, other):
        ask(desk, one, product, "10.00")
        price = ask(desk, one, product, "12.00")
    desk.send(remove_vendor_price, RemoveVendorPrice(*desk.head(), price))
    assert sorted(state for state, _, _ in alerts(desk, product)) == ["open", "resolved"]
    desk.send(delete_vendor, DeleteVendor(*desk.head(), seller))
    assert [state for state, _, _ in alerts(desk, product)] == ["resolved"] * 2


def test_sent_again_it_is_told_once(desk: Till) -> None:
    product, seller = desk.product(), vendor(desk)
    ask(desk, seller, product, "10.00")
    ask(desk, seller, product, "12.00")
    function, command = desk.sent[-1]
    desk.send(function, command)
    assert alerts(desk, product) == [("open", "10", "12")]


def test_another_percentage_raises_and_ends_and_undo_brings_back(desk: Till) -> None:
    little, much, seller = desk.product(), desk.product(), vendor(desk)
    for product, price in ((little, "10.30"), (much, "12.00")):
        ask(desk, seller, product, "10.00")
        ask(desk, seller, product, price)
    assert threshold(desk, 2) == Reviewed(raised=1, graded=1)
    assert alerts(desk, little) == [("open", "10", "10.3")]
    assert threshold(desk, 15) == Reviewed(resolved=1)
    assert threshold(desk, 25) == Reviewed(resolved=1)
    target = desk.sent[-1][1].id
    desk.clock.pass_by(1)
    back = desk.send(undo_alert_rules, UndoAlertRules(*desk.head(), target))
    assert back == Reviewed(raised=1)
    assert alerts(desk, much) == [("open", "10", "12")]
    assert threshold(desk, 15, is_on=False) == Reviewed(resolved=1)
    ask(desk, seller, much, "30.00")
    assert alerts(desk, much) == [("resolved", "10", "12")]


def test_an_import_raises_them_and_its_undo_ends_them(desk: Till) -> None:
    def bring(cost: str) -> UUID:
        desk.clock.pass_by(DAY)
        items = tuple(
            ImportItem(
                n, f"IMP-{n}", f"Tea {n}", price=Decimal(9), cost=Decimal(cost), vendor="Nord"
            )
            for n in range(1, 4)
        )
        command = ImportProducts(*desk.head(), "goods.csv", items)
        desk.send(import_products, command)
        return command.id

    bring("4.00")
    dearer = bring("5.00")
    with desk.database.read() as session:
        products = list(session.scalars(select(Product.id).where(Product.sku.like("IMP-%"))))
    assert [alerts(desk, product) for product in products] == [[("open", "4", "5")]] * 3
    desk.clock.pass_by(timedelta(days=1).total_seconds())
    desk.undo(dearer)
    assert [alerts(desk, product) for product in products] == [[("resolved", "4", "5")]] * 3


def take_back(till: Till, batch: UUID) -> UUID:
    """The undo of a change; its own batch, which is taken back in turn."""
    till.clock.pass_by(DAY)
    command = UndoChange(*till.head(), batch)
    till.send(undo_change, command)
    return command.id


def test_taking_a_change_of_a_price_back_ends_and_raises_as_the_change_did(desk: Till) -> None:
    product, seller = desk.product(), vendor(desk)
    ask(desk, seller, product, "10.00")
    ask(desk, seller, product, "12.00")
    undo = take_back(desk, desk.sent[-1][1].id)
    assert alerts(desk, product) == [("resolved", "10", "12")]
    take_back(desk, undo)
    assert alerts(desk, product) == [("resolved", "10", "12"), ("open", "10", "12")]


def test_a_price_typed_into_its_cell_is_reviewed_like_any_other(desk: Till) -> None:
    product, seller = desk.product(), vendor(desk)
    ask(desk, seller, product, "10.00")
    seen = {"unit_price": Decimal("10.00"), "pack_qty": Decimal(1)}
    ask(desk, seller, product, "12.00", version=1, seen=seen)
    assert alerts(desk, product) == [("open", "10", "12")]
