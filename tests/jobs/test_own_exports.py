"""What the program wrote it takes in again: nothing differs, whatever the format."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.commands.custom_fields import DefineField, define_field
from desktop.db.keys import Cancel
from desktop.domain.progress import Silent
from desktop.jobs.exporting import Order, export, heads_of
from desktop.jobs.exporting.figures import write_figures
from desktop.jobs.opening import Shop
from desktop.queries.categories import IN_FILES, category_rows, category_tree
from desktop.queries.chosen import Chosen
from desktop.queries.lists import stream
from desktop.queries.products import PRODUCTS, ProductRow
from desktop.schema import Store
from tests import hostile
from tests.importing import done, take_in, take_in_text
from tests.trade import request

FIELDS = (
    ("Shelf colour", "choice", ("Red", "Dark blue")),
    ("Fat", "number", ()),
    ("Best before", "date", ()),
    ("Organic", "yes_no", ()),
    ("Note", "text", ()),
)
GOODS = (
    ("sku,name,barcode,price,cost,category,stock,vendor,parent,options,status,unit,price_here,"
    "Shelf colour,Fat,Best before,Organic,Note"),
    "TEE,Tea shirt,,9.90,,Wear > Shirts,,,,,,,,,,,,",
    "TEE-R,Red one,96385074,9.90,4,Wear > Shirts,3,Tea & Co,TEE,Colour: Red,,,8.5,,,,,",
    "TEE-B,Blue one,,10.50,,Wear > Shirts,,,TEE,Colour: Blue,,,,,,,,",
    "000123,Grain,4006381333931,1234.5678,2.5,Food,1.234,Mill,,,,kg,,Red,1.5,2026-12-24,yes,=1+1",
    "OLD,Old mug,,5,,Home,,,,,archived,,,Dark blue,0,,no,\"a, \"\"b\"\"\"",
    "NEW,New mug,,0,,,,,,,draft,,,,,,,",
)  # fmt: skip
NAMES = [text for text in hostile.WORDS if text.isprintable()]


def filled(shop: Shop, folder: Path) -> None:
    for label, kind, choices in FIELDS:
        head = (shop.ids.new(), shop.actor, shop.clock.now())
        shop.database.run(define_field, DefineField(*head, label, kind, choices))
    done(take_in_text(shop, folder, *GOODS))
    path = folder / "hostile.json"
    path.write_text(
        json.dumps([{"sku": f"H{n}", "name": t, "note": t} for n, t in enumerate(NAMES)])
    )
    assert done(take_in(shop, path)).created == len(NAMES)


def rows(shop: Shop) -> dict[str, ProductRow]:
    with shop.database.read() as session:
        return {row.sku: row for row in stream(session, PRODUCTS.of(session), request(shop))}


def exported(shop: Shop, path: Path) -> Path:
    """All columns that the list has."""
    with shop.database.read() as session:
        query = PRODUCTS.of(session)
    heads = heads_of(query.columns, query.columns)
    order = Order(query, Chosen(request(shop), 0), heads, path, has_prices=True)
    export(shop.database.read, order, Cancel(), Silent())
    return path


def test_products_come_back_from_every_format(shop: Shop, tmp_path: Path) -> None:
    """D10: with families, own fields, prices of all stores and text that looks like formulas."""
    filled(shop, tmp_path)
    with shop.database.write() as session:
        session.add(Store(id=shop.ids.new(), code="M2", name="Harbour", currency="EUR", tz="UTC"))
    assert done(take_in_text(shop, tmp_path, "sku,price@M2", "TEE-R,7.25")).store_prices == 1
    before = rows(shop)
    assert [before[f"H{n}"].name for n in range(len(NAMES))] == NAMES
    for ending in ("csv", "xlsx", "json"):
        report = take_in(shop, exported(shop, tmp_path / f"out.{ending}"))
        assert done(report).is_empty, (ending, report)
        assert (report.notes, report.columns["price@M2"]) == ((), "price@M2")
    assert rows(shop) == before
    text = (tmp_path / "out.json").read_text("utf-8").replace("7.25", "6.5")
    (tmp_path / "out.json").write_text(text)
    assert done(take_in(shop, tmp_path / "out.json")).store_prices == 1


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_categories_come_back_from_every_format(shop: Shop, tmp_path: Path) -> None:
    done(take_in_text(shop, tmp_path, "category,description", "A > B > C,warm", "A > D,", "=E,x"))
    with shop.database.read() as session:
        told = category_rows(category_tree(session))
    assert [row[0] for row in told] == ["=E", "A", "A > B", "A > B > C", "A > D"]
    for ending in ("csv", "xlsx", "json"):
        path = tmp_path / f"out.{ending}"
        write_figures(path, IN_FILES, told)
        report = take_in(shop, path)
        assert (report.profile, done(report).is_empty) == ("categories", True)
    path.write_text(path.read_text("utf-8").replace("A > D", "A > F"))
    assert done(take_in(shop, path)).categories == 1


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_json_tells_types_and_every_digit(shop: Shop, tmp_path: Path) -> None:
    filled(shop, tmp_path)
    text = exported(shop, tmp_path / "out.json").read_text("utf-8")
    told = {each["sku"]: each for each in json.loads(text, parse_float=Decimal)}
    grain = told["000123"]
    assert (grain["price"], grain["on_hand"]) == (Decimal("1234.5678"), Decimal("1.234"))
    assert (grain["custom_organic"], grain["custom_fat"]) == (True, Decimal("1.5"))
    assert (grain["custom_best_before"], grain["custom_note"]) == ("2026-12-24", "=1+1")
    assert (grain["status"], told["NEW"]["category"]) == ("active", None)
    assert [line for line in text.splitlines()[1:-1] if not line.startswith("{")] == []


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_spreadsheet_that_saves_the_csv_again_loses_nothing(shop: Shop, tmp_path: Path) -> None:
    filled(shop, tmp_path)
    with exported(shop, tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(stream))
    with (tmp_path / "again.csv").open("w", encoding="cp1252", errors="ignore", newline="") as out:
        csv.writer(out, delimiter=";").writerows(line for line in lines if line[1][:1] != "H")
    assert done(take_in(shop, tmp_path / "again.csv")).is_empty
