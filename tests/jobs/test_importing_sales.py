"""Sales of the past: forecasts learn from them, what is on hand stays as it was."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop.commands.merges import MergeProducts, merge_products
from desktop.domain.progress import Silent
from desktop.jobs.importing import Choices, Report, import_file
from desktop.jobs.opening import Shop
from desktop.queries.demand import demand_of
from desktop.queries.shop import shop_info
from tests.books import faults
from tests.importing import done, products, told
from tests.trade import add_product, scan, undo


def take(shop: Shop, folder: Path, *lines: str, dry: bool = False, **more: Any) -> Report:
    path = folder / "sales.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    head = (shop.database, shop.actor, shop.clock, shop.ids)
    return import_file(*head, path, dry, Silent(), Choices(**more))


def sold(shop: Shop, sku: str, first: date, last: date) -> list[tuple[Decimal, bool]]:
    """Each day's demand, and whether nobody could have bought."""
    with shop.database.read() as session:
        days = demand_of(session, shop_info(session, shop.actor), ids(shop)[sku], first, last)
    return [(day.units, day.is_out) for day in days]


def ids(shop: Shop) -> dict[str, Any]:
    return {row.sku: row.id for row in products(shop).values()}


def held(shop: Shop) -> dict[str, Decimal]:
    return {row.sku: row.on_hand for row in products(shop).values()}


def test_sales_of_the_past_are_demand_and_change_no_stock(shop: Shop, tmp_path: Path) -> None:
    """Checklist B12: counted, received and never seen; again, with some days more, taken back."""
    for sku in ("A", "B", "C"):
        add_product(shop, sku, f"9638507{'ABC'.index(sku)}X", name=f"Tea {sku}")
    scan(shop, "96385070X", "count", 7)
    scan(shop, "96385071X", "receive", 5)
    before = held(shop)
    today = shop.clock.now().date()
    day = today - timedelta(days=40)
    rows = [f"{day + timedelta(days=n)},{sku},{n % 3}" for n in range(40) for sku in "ABC"]
    rows.append(f"{day},A,2")
    report = take(shop, tmp_path, "Date,SKU,Quantity sold", *rows)
    result = done(report)
    assert report.profile == "sales"
    assert (result.sales, held(shop)) == (79, before)
    with shop.database.read() as session:
        assert faults(session) == []
    for sku in "ABC":
        days = sold(shop, sku, day, today - timedelta(days=1))
        assert [units for units, _ in days][:4] == [2 if sku == "A" else 0, 1, 2, 0], sku
        assert not any(is_out for _, is_out in days[1:]), sku
    assert take(shop, tmp_path, "Date,SKU,Quantity sold", *rows).imported.is_empty  # type: ignore[union-attr]
    more = take(shop, tmp_path, "Date,SKU,Quantity sold", f"{day},A,5", f"{day},B,1")
    assert (done(more).sales, held(shop)) == (2, before)
    undo(shop, done(more).id)
    undo(shop, result.id)
    assert held(shop) == before
    assert sold(shop, "A", day, today - timedelta(days=1))[1][0] == 0
    assert done(take(shop, tmp_path, "Date,SKU,Quantity sold", *rows)).sales == 79
    with shop.database.read() as session:
        assert faults(session) == []


def test_dates_that_may_be_two_days_are_asked_for(shop: Shop, tmp_path: Path) -> None:
    add_product(shop, "A", "96385074", name="Tea")
    lines = ("Date,Barcode,Qty sold,Promo", "03/04/2024,96385074,1,no", "05/06/2024,96385074,2,yes")
    asked = take(shop, tmp_path, *lines)
    assert (told(asked), asked.asked_date) == ([(2, "Date", "03/04/2024")], "03/04/2024")
    assert take(shop, tmp_path, *lines, dry=True, leaves_out=True).imported is None
    for order, month in (("dmy", 4), ("mdy", 3)):
        report = take(shop, tmp_path, *lines, dry=True, dates=order)
        assert f"1 on 2024-0{month}-0{7 - month}" in report.changes[0].differences[0].after
    plain = take(shop, tmp_path, *lines, "31/01/2024,96385074,1,", dry=True)
    assert (plain.dates, done(plain).sales) == ("dmy", 3)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ("2034-01-01,A,1,1", "Date"),
        ("yesterday,A,1,1", "Date"),
        ("2024-01-01,B,1,1", "SKU"),
        ("2024-01-01,A,many,1", "Qty sold"),
        ("2024-01-01,A,1e9,1", "Qty sold"),
        ("2024-01-01,A,1,x", "Price"),
    ],
)
def test_one_bad_row_stops_all_or_stays_out(
    shop: Shop, tmp_path: Path, cells: str, column: str
) -> None:
    add_product(shop, "A", "96385074", name="Tea")
    lines = ("Date,SKU,Qty sold,Price", "2024-01-02 18:30,A,1,2.50", cells)
    refused = take(shop, tmp_path, *lines)
    assert [(p.row, p.field) for p in refused.problems] == [(3, column)]
    assert refused.imported is None
    left = take(shop, tmp_path, *lines, leaves_out=True)
    assert (done(left).sales, len(left.left_out)) == (1, 1)


def test_a_shopify_order_export_is_read_as_sales(shop: Shop, tmp_path: Path) -> None:
    """Lines of orders: https://help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders."""
    add_product(shop, "A", "96385074", name="Tea")
    head = "Name,Email,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku"
    rows = [f"#{n},a@b.c,2024-03-01 10:15:00 +0100,{n},Tea,3.50,A" for n in (2, -1)]
    result = done(take(shop, tmp_path, head, *rows))
    assert (result.sales, result.days) == (1, 1)
    assert sold(shop, "A", date(2024, 3, 1), date(2024, 3, 1))[0][0] == 1


def test_a_list_of_counts_with_one_day_is_no_list_of_sales(shop: Shop, tmp_path: Path) -> None:
    assert take(shop, tmp_path, "Date,SKU,Name,Qty", "2024-01-01,A,Tea,3").profile != "sales"


def test_days_that_the_shop_sold_itself_stay_out(shop: Shop, tmp_path: Path) -> None:
    """Demand and stock of them are not doubled; what was taken back here was not sold here."""
    for n, sku in enumerate("ABC"):
        add_product(shop, sku, f"9638507{n}X")
        scan(shop, f"9638507{n}X", "receive", 9)
    scan(shop, "96385070X", "sell", 2)
    scan(shop, "96385070X", "sell", 1)
    undo(shop, scan(shop, "96385071X", "sell", 4).id)
    today = shop.clock.now().date()
    day, before = today - timedelta(days=1), held(shop)
    lines = ["Date,SKU,Qty sold,Promo"]
    lines += [f"{when},{sku},5,{promo}" for when, promo in ((today, ""), (day, "")) for sku in "AB"]
    lines += [f"{today},A,7,yes"]
    seen = take(shop, tmp_path, *lines, dry=True)
    assert (done(seen).sales, done(seen).sold_here, done(seen).unchanged) == (3, 1, 0)
    assert [(c.sku, c.state) for c in seen.changes].count(("A", "sold_here")) == 2
    result = done(take(shop, tmp_path, *lines))
    assert (result.sales, result.sold_here, held(shop)) == (3, 1, before)
    for sku, units in {"A": [5, 3], "B": [5, 5]}.items():
        assert [units for units, _ in sold(shop, sku, day, today)] == units, sku
    again = take(shop, tmp_path, *lines).imported
    assert again is not None
    assert (again.is_empty, again.sold_here, again.unchanged) == (True, 1, 3)
    with shop.database.read() as session:
        assert faults(session) == []
    undo(shop, result.id)
    assert held(shop) == before
    assert [units for units, _ in sold(shop, "A", day, today)] == [0, 3]


def test_sales_of_what_was_merged_are_of_what_is_left(shop: Shop, tmp_path: Path) -> None:
    """Also those that came in before: the same file again brings nothing."""
    old, new = (add_product(shop, sku, name="Tea") for sku in "AB")
    day = shop.clock.now().date() - timedelta(days=3)
    lines = ("Date,SKU,Qty sold", f"{day},A,5", f"{day},B,3")
    done(take(shop, tmp_path, *lines))
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    shop.database.run(merge_products, MergeProducts(*head, (old,), new))
    assert done(take(shop, tmp_path, *lines)).is_empty
    whole = take(shop, tmp_path, "Date,Name,Qty sold", f"{day},Tea,9")
    assert (whole.profile, done(whole).sales) == ("sales", 1)
    assert sold(shop, "B", day, day)[0][0] == 9
