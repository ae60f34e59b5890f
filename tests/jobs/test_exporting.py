"""Exports: the rows and columns that were shown, whole or not at all, also from either engine."""

import csv
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook

from desktop.db.keys import Cancel
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.progress import Cancelled, Silent
from desktop.jobs.exporting import Order, export, heads_of
from desktop.jobs.exporting.xlsx_file import MOST_ROWS, check_rows
from desktop.jobs.opening import Shop
from desktop.queries import lists
from desktop.queries.chosen import Chosen
from desktop.queries.columns import Filter
from desktop.queries.list_query import ListQuery
from desktop.queries.movements import MOVEMENTS
from desktop.queries.products import PRODUCTS
from tests import trade

ONE_ENGINE = pytest.mark.parametrize("engine_name", ["sqlite"])


@pytest.fixture
def goods(shop: Shop) -> Shop:
    """Three products with prices and costs; two of them were moved."""
    trade.add_product(shop, "B-2", name="Beans", price=Decimal("3.50"), unit_cost=Decimal("2.10"))
    trade.add_product(shop, "A-1", "4006381333931", name="Apples", category="Food > Fruit")
    trade.add_product(shop, "00012", name="=1+1", price=Decimal("1234.5678"))
    trade.scan(shop, "A-1", "receive", 12)
    trade.scan(shop, "B-2", "count", 7)
    return shop


def ordered(
    shop: Shop, path: Path, query: ListQuery[Any], *keys: str, chosen: Chosen | None = None
) -> Order:
    """An order for these columns of all rows."""
    columns = [column for key in keys for column in query.columns if column.key == key]
    rows = chosen or Chosen(trade.request(shop), 0)
    return Order(query, rows, heads_of(columns, query.columns), path, zone="Asia/Tokyo")


def run(shop: Shop, order: Order) -> int:
    return export(lambda: shop.database.read(3600), order, Cancel(), Silent()).rows


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def cells(path: Path) -> list[list[Any]]:
    book = CalamineWorkbook.from_path(path)
    found: list[list[Any]] = book.get_sheet_by_index(0).to_python()
    return found


def test_csv_has_the_columns_in_their_order_and_the_rows_in_theirs(
    goods: Shop, tmp_path: Path
) -> None:
    path = tmp_path / "out.csv"
    order = ordered(goods, path, PRODUCTS, "price", "name", "margin", "on_hand", "status")
    assert run(goods, order) == 3
    assert lines(path) == [
        ["Price", "Product", "SKU", "Margin", "On hand", "Status"],
        ["1234.5678", "'=1+1", "00012", "", "0", "Active"],
        ["1", "Apples", "A-1", "", "12", "Active"],
        ["3.5", "Beans", "B-2", "40", "7", "Active"],
    ]


def test_only_what_matches_is_exported(goods: Shop, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    wanted = trade.request(goods, Filter("stock", "in", ("low", "out", "ok")), sort="sku")
    chosen = Chosen(wanted.searching("bean").sorted_by("sku", True), 1)
    order = ordered(goods, path, PRODUCTS, "sku", chosen=chosen)
    assert run(goods, order) == 1
    assert lines(path) == [["SKU"], ["B-2"]]


def test_chosen_rows_are_exported_in_the_lists_order(goods: Shop, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    request = trade.request(goods)
    with goods.database.read() as session:
        found = lists.keys(session, PRODUCTS, request, Cancel())
    assert found is not None
    chosen = Chosen(request, 2, found.keys[1:])
    run(goods, ordered(goods, path, PRODUCTS, "sku", "barcode", chosen=chosen))
    assert lines(path) == [["SKU", "Barcode"], ["A-1", "4006381333931"], ["B-2", ""]]


def test_counts_and_balances_come_along(goods: Shop, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    run(goods, ordered(goods, path, MOVEMENTS, "kind", "quantity", "before", "after"))
    assert lines(path) == [
        ["Kind", "Change", "Counted", "Before", "After"],
        ["Count", "", "7", "0", "7"],
        ["Received", "12", "", "0", "12"],
    ]


def test_a_workbook_keeps_numbers_times_and_text_apart(goods: Shop, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    run(goods, ordered(goods, path, PRODUCTS, "name", "price", "margin", "moved"))
    head, *rows = cells(path)
    assert head == ["Product", "SKU", "Price", "Margin", "Last moved"]
    assert [row[:4] for row in rows] == [
        ["=1+1", "00012", 1234.5678, ""],
        ["Apples", "A-1", 1.0, ""],
        ["Beans", "B-2", 3.5, 0.4],
    ]
    moved = rows[1][4]
    assert isinstance(moved, datetime)
    found = trade.rows_of(goods, PRODUCTS, sort="sku")[1].moved
    local = found.astimezone(ZoneInfo("Asia/Tokyo")).replace(tzinfo=None)
    assert abs((moved - local).total_seconds()) < 1


def test_an_empty_list_is_a_file_with_titles(shop: Shop, tmp_path: Path) -> None:
    for name in ("out.csv", "out.xlsx"):
        assert run(shop, ordered(shop, tmp_path / name, PRODUCTS, "name", "price")) == 0
    assert lines(tmp_path / "out.csv") == [["Product", "SKU", "Price"]]
    assert cells(tmp_path / "out.xlsx") == [["Product", "SKU", "Price"]]


class Impatient:
    """Stops at the first report."""

    def report(self, done: int, total: int, message: str = "") -> None:
        raise Cancelled


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_a_stopped_export_leaves_the_old_file_and_nothing_half(
    goods: Shop, tmp_path: Path, name: str
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    (place / name).write_text("old")
    order = ordered(goods, place / name, PRODUCTS, "name")
    with pytest.raises(Cancelled):
        export(lambda: goods.database.read(3600), order, Cancel(), Impatient())
    assert [(p.name, p.read_text()) for p in place.iterdir()] == [(name, "old")]


def test_cancel_ends_a_statement_that_has_not_answered(goods: Shop, tmp_path: Path) -> None:
    cancel = Cancel()
    cancel.set()
    order = ordered(goods, tmp_path / "out.csv", PRODUCTS, "name")
    with pytest.raises(Cancelled):
        export(lambda: goods.database.read(3600), order, cancel, Silent())
    assert not (tmp_path / "out.csv").exists()


def no_folder(tmp_path: Path) -> Path:
    return tmp_path / "nowhere" / "out.csv"


def a_folder(tmp_path: Path) -> Path:
    (tmp_path / "out.csv").mkdir()
    return tmp_path / "out.csv"


def long_name(tmp_path: Path) -> Path:
    return tmp_path / f"{'n' * 300}.csv"


@ONE_ENGINE
@pytest.mark.parametrize(
    ("place", "code"),
    [(no_folder, "no_folder"), (a_folder, "is_folder"), (long_name, "long_name")],
    ids=["no folder", "a folder", "a long name"],
)
def test_what_cannot_be_written_is_said_with_a_way_out(
    goods: Shop, tmp_path: Path, place: Callable[[Path], Path], code: str
) -> None:
    with pytest.raises(Unavailable) as refused:
        run(goods, ordered(goods, place(tmp_path), PRODUCTS, "name"))
    assert refused.value.code == code
    assert refused.value.message
    assert refused.value.hint.startswith("Nothing was changed. Choose a")


def test_a_sheet_that_is_too_small_is_refused_before_beginning() -> None:
    check_rows(MOST_ROWS)
    with pytest.raises(UserError, match=r"1,048,575 rows at most; these are 1,048,576") as refused:
        check_rows(MOST_ROWS + 1)
    assert "CSV" in refused.value.hint


class Watching:
    """Keeps what is told."""

    def __init__(self) -> None:
        self.told: list[tuple[int, int]] = []

    def report(self, done: int, total: int, message: str = "") -> None:
        self.told.append((done, total))


@ONE_ENGINE
def test_how_far_it_is_is_told(goods: Shop, tmp_path: Path) -> None:
    watching = Watching()
    order = ordered(goods, tmp_path / "out.xlsx", PRODUCTS, "name")
    export(lambda: goods.database.read(3600), order, Cancel(), watching)
    assert watching.told[-1] == (3, 3)
