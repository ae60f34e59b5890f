"""Whole imports on both engines: all or nothing, updates, stock as one count, undone as one."""

from dataclasses import replace
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop.domain.errors import UserError
from desktop.domain.progress import Silent
from desktop.jobs.exporting import Order, export, heads_of, write_csv
from desktop.jobs.importing import import_file
from desktop.jobs.opening import Shop
from desktop.queries.chosen import Chosen
from desktop.queries.lists import Cancel, stream
from desktop.queries.products import PRODUCTS
from desktop.schema import AuditEntry, Barcode, Category, Document, Product, StockMove, Vendor
from tests.books import faults
from tests.importing import done, products, take_in, take_in_text, told
from tests.trade import add_product, request, scan, undo

GOODS = (
    "sku,name,barcode,price,cost,category,opening count,vendor,reorder point",
    "T1,Green tea,4006381333931,2.50,1.20,Drinks > Tea,12,Tea & Co,5",
    "T2,Black tea,96385074,1.99,0.80,Drinks > Tea,0,Tea & Co,",
    "M1,Milk,036000291452,0.99,,Drinks,7,,10",
)


def numbers(shop: Shop) -> dict[str, int]:
    """How many rows the tables of an import have."""
    tables = (Product, Barcode, Category, Vendor, Document, StockMove, AuditEntry)
    with shop.database.read() as session:
        return {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in tables
        }


def whole(shop: Shop) -> list[str]:
    """What is wrong with the shop's books."""
    with shop.database.read() as session:
        return faults(session)


def test_every_column_arrives(shop: Shop, tmp_path: Path) -> None:
    result = done(take_in_text(shop, tmp_path, *GOODS))
    assert (result.created, result.codes, result.counted, result.vendors) == (3, 3, 2, 1)
    tea = products(shop)["T1"]
    assert (tea.name, tea.price, tea.cost, tea.on_hand) == (
        "Green tea",
        Decimal("2.5"),
        Decimal("1.2"),
        12,
    )
    assert (tea.barcode, tea.category, tea.vendor, tea.reorder_point) == (
        "4006381333931",
        "Drinks > Tea",
        "Tea & Co",
        5,
    )
    assert scan(shop, "4006381333931").on_hand == 11
    assert whole(shop) == []


def test_one_bad_cell_stops_the_whole_file(shop: Shop, tmp_path: Path) -> None:
    before = numbers(shop)
    report = take_in_text(shop, tmp_path, "sku,name,price", "A1,Tea,2", "A2,Milk,x", "A3,,3")
    assert told(report) == [(3, "price", "x"), (4, "name", "")]
    assert report.imported is None
    assert numbers(shop) == before


def test_doubles_inside_the_file_are_told_with_both_rows(shop: Shop, tmp_path: Path) -> None:
    report = take_in_text(
        shop,
        tmp_path,
        "Item code,Title,EAN",
        "A1,Tea,4006381333931",
        "A1,Milk,96385074",
        "A2,Oil,04006381333931",
    )
    assert told(report) == [(3, "Item code", "A1"), (4, "EAN", "4006381333931")]
    assert all("row 2" in problem.reason for problem in report.problems)


def test_a_barcode_of_another_product_is_told_with_its_name(shop: Shop, tmp_path: Path) -> None:
    add_product(shop, "OLD", "4006381333931", name="Old tea")
    report = take_in_text(shop, tmp_path, "sku,name,barcode", "A1,Tea,4006381333931")
    assert told(report) == [(2, "barcode", "4006381333931")]
    assert "Old tea (OLD)" in report.problems[0].reason


def test_an_unknown_unit_is_told_with_those_there_are(shop: Shop, tmp_path: Path) -> None:
    report = take_in_text(shop, tmp_path, "sku,name,unit", "A1,Oil,barrel")
    assert told(report) == [(2, "unit", "barrel")]
    assert "piece" in report.problems[0].reason


def test_a_known_sku_is_changed_where_the_file_says_something(shop: Shop, tmp_path: Path) -> None:
    add_product(shop, "T1", "96385074", name="Old name", price=Decimal(9), category="Old")
    result = done(
        take_in_text(
            shop, tmp_path, "sku,name,price,barcode", "T1,,2.50,4006381333931", "N1,New,1,"
        )
    )
    assert (result.created, result.changed) == (1, 1)
    tea = products(shop)["T1"]
    assert (tea.name, tea.price, tea.category) == ("Old name", Decimal("2.5"), "Old")
    assert scan(shop, "96385074").sku == scan(shop, "4006381333931").sku == "T1"


def test_the_same_file_again_changes_nothing(shop: Shop, tmp_path: Path) -> None:
    done(take_in_text(shop, tmp_path, *GOODS[:3]))
    before = numbers(shop)
    again = done(take_in_text(shop, tmp_path, *GOODS[:3]))
    assert again.is_empty
    assert again.unchanged == 2
    assert numbers(shop) == before


def own_list(shop: Shop, folder: Path) -> Path:
    text = StringIO(newline="")
    with shop.database.read() as session:
        write_csv(text, PRODUCTS.names, stream(session, PRODUCTS, request(shop)))
    path = folder / "products.csv"
    path.write_text(text.getvalue(), "utf-8", newline="")
    return path


def test_the_programs_own_list_comes_back_unchanged(shop: Shop, tmp_path: Path) -> None:
    done(take_in_text(shop, tmp_path, *GOODS[:3]))
    add_product(shop, "-5", "10AB\x1d21X", name="=cmd|'/C'!A0", unit="kg")
    add_product(shop, "ZWJ", name="👩\u200d🚀 “quoted”, שלום", price=Decimal("0.0001"))
    scan(shop, "96385074")
    before = numbers(shop), products(shop)
    report = take_in(shop, own_list(shop, tmp_path))
    assert done(report).is_empty
    assert (numbers(shop), products(shop)) == before


def test_the_list_of_an_emptied_shop_brings_the_shop_back(shop: Shop, tmp_path: Path) -> None:
    done(take_in_text(shop, tmp_path, *GOODS[:3]))
    path, before = own_list(shop, tmp_path), products(shop)
    undo(shop)
    done(take_in(shop, path))
    after = products(shop)
    assert [(row.sku, row.on_hand, row.status, row.barcode) for row in after.values()] == [
        (row.sku, row.on_hand, row.status, row.barcode) for row in before.values()
    ]


def test_all_stock_is_one_count_document(shop: Shop, tmp_path: Path) -> None:
    key = add_product(shop, "OLD")
    scan(shop, "OLD", "receive", 3)
    report = take_in_text(shop, tmp_path, "sku,name,stock", "OLD,,5", "N1,New,2", "N2,Newer,0")
    assert done(report).counted == 2
    with shop.database.read() as session:
        (document,) = session.scalars(select(Document).where(Document.kind == "count")).all()
        moves = session.scalars(select(StockMove).order_by(StockMove.recorded_at)).all()[1:]
        assert (document.status, document.number) == ("posted", done(report).number)
        assert {(move.kind, move.qty, move.set_qty, move.product == key) for move in moves} == {
            ("count", None, 5, True),
            ("opening", 2, None, False),
        }
    assert whole(shop) == []


def test_undo_alone_takes_the_whole_import_back(shop: Shop, tmp_path: Path) -> None:
    add_product(shop, "M1", name="Milk", price=Decimal(5), reorder_point=Decimal(1))
    scan(shop, "M1", "receive", 4)
    before = products(shop)["M1"]
    lines = (*GOODS[:3], "M1,Whole milk,036000291452,0.99,0.5,Drinks,7,Dairy,10")
    report = done(take_in_text(shop, tmp_path, *lines))
    assert products(shop)["M1"].on_hand == 7
    taken = undo(shop)
    assert (taken.what, taken.target, taken.products) == ("import", report.id, 3)
    after = products(shop)
    assert after["M1"] == replace(before, moved=after["M1"].moved)
    assert {sku: row.status for sku, row in after.items()} == {"M1": "active", "T1": "archived"}
    assert all(row.barcode is None for row in after.values())
    assert numbers(shop)["barcode"] == numbers(shop)["vendor"] == 0
    assert whole(shop) == []


def test_what_was_undone_comes_in_again(shop: Shop, tmp_path: Path) -> None:
    done(take_in_text(shop, tmp_path, *GOODS[:3]))
    undo(shop)
    result = done(take_in_text(shop, tmp_path, *GOODS[:3]))
    assert (result.created, result.reactivated, result.counted) == (1, 1, 1)
    assert products(shop)["T1"].on_hand == 12
    assert whole(shop) == []


def test_an_import_after_which_a_price_was_changed_by_hand_is_not_undone(
    shop: Shop, tmp_path: Path
) -> None:
    add_product(shop, "T1", price=Decimal(9))
    first = done(take_in_text(shop, tmp_path, "sku,price", "T1,2"))
    done(take_in_text(shop, tmp_path, "sku,price", "T1,3"))
    with pytest.raises(UserError, match=r"changed since \(price\)"):
        undo(shop, first.id)
    assert products(shop)["T1"].price == 3


def test_sales_after_an_import_stay_when_it_is_undone(shop: Shop, tmp_path: Path) -> None:
    report = done(take_in_text(shop, tmp_path, *GOODS[:3]))
    scan(shop, "4006381333931")
    undo(shop, report.id)
    assert products(shop)["T1"].on_hand == -1
    assert whole(shop) == []


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(shop: Shop, tmp_path: Path) -> None:
    before = numbers(shop)
    path = tmp_path / "goods.csv"
    path.write_text("\n".join(GOODS[:3]), "utf-8")
    report = take_in(shop, path, is_dry_run=True)
    assert (done(report).created, done(report).counted) == (2, 1)
    assert numbers(shop) == before


class Stopping:
    """A progress at which somebody presses Cancel while rows are written."""

    def report(self, done: int, total: int, message: str = "") -> None:
        if message == "Writing":
            raise KeyboardInterrupt


def test_an_import_that_is_stopped_leaves_nothing(shop: Shop, tmp_path: Path) -> None:
    before = numbers(shop)
    path = tmp_path / "goods.csv"
    path.write_text("\n".join(GOODS[:3]), "utf-8")
    with pytest.raises(KeyboardInterrupt):
        import_file(shop.database, shop.actor, shop.clock, shop.ids, path, progress=Stopping())
    assert numbers(shop) == before


@pytest.mark.parametrize("header", ["sku;name;price", "sku\tname\tprice"], ids=["semicolon", "tab"])
def test_other_delimiters_and_decimal_commas_arrive(
    shop: Shop, tmp_path: Path, header: str
) -> None:
    sign = header[3]
    done(take_in_text(shop, tmp_path, header, sign.join(("A1", "Öl", "1.234,50".replace(".", "")))))
    assert products(shop)["A1"].price == Decimal("1234.5")


def test_a_stock_too_fine_for_its_unit_is_told(shop: Shop, tmp_path: Path) -> None:
    """3.0005 is told when the cells are read, 7.5 pieces when the unit is known."""
    fine = take_in_text(shop, tmp_path, "sku,name,stock,unit", "A1,Tea,7.5,", "A2,Oil,7.5,l")
    assert told(fine) == [(2, "stock", "7.5")]
    finer = take_in_text(shop, tmp_path, "sku,name,stock,unit", "A3,Rice,3.0005,kg")
    assert told(finer) == [(2, "stock", "3.0005")]


@pytest.mark.parametrize("name", ["products.csv", "products.xlsx"])
def test_what_the_window_exports_comes_back_unchanged(
    shop: Shop, tmp_path: Path, name: str
) -> None:
    """With all columns that the table has, under the titles that a person sees."""
    done(take_in_text(shop, tmp_path, *GOODS))
    add_product(shop, "007", "10AB\x1d21X", name="=1+1", unit="kg", price=Decimal("1.234"))
    scan(shop, "96385074")
    before = products(shop)
    columns = [column for column in PRODUCTS.columns if column.title]
    chosen = Chosen(request(shop), 0)
    order = Order(PRODUCTS, chosen, heads_of(columns, PRODUCTS.columns), tmp_path / name)
    export(lambda: shop.database.read(3600), order, Cancel(), Silent())
    report = take_in(shop, tmp_path / name)
    assert done(report).is_empty
    assert done(report).unchanged == 4
    assert products(shop) == before
