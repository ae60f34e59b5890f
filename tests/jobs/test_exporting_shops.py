"""Files for Shopify and WooCommerce: laid out as they ask, and coming back they change nothing.

Checklist C4: handles and ids of other systems are kept and found again.
"""

import csv
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop.commands.pictures import AddPictures, add_pictures
from desktop.domain.errors import UserError
from desktop.domain.picture import Picture
from desktop.domain.progress import Silent
from desktop.jobs.exporting.to_shops import export_to_shop
from desktop.jobs.opening import Shop
from desktop.queries.chosen import Chosen
from desktop.queries.products import PRODUCTS
from desktop.schema import ExternalRef, Product
from tests.importing import done, products, take_in, take_in_text
from tests.trade import request, undo

GOODS = (
    "sku,name,barcode,price,cost,category,stock,brand,description,parent,options,tags,vendor,status",
    "TEE,Tea shirt,,9.90,,Wear > Shirts,,Tea & Co,Soft & warm,,,\"warm, soft\",,",
    "TEE-R,Red one,96385074,9.90,4,Wear > Shirts,3,Tea & Co,,TEE,Colour: Red,,,",
    "TEE-B,Blue one,,10.50,4,Wear > Shirts,0,Tea & Co,,TEE,Colour: Blue,,,",
    "MUG,\"Mug, large\",4006381333931,5,2.50,Home,12,,\"For <tea>\",,,,Tea & Co,",
    "OLD,Old mug,,5,,Home,,,,,,,,archived",
    "NEW,-10 % mug,,0,,,,,,,,,,draft",
    "TEA SHIRT,Tea shirt,,3,,,,,,,,,,",
)  # fmt: skip


def exported(shop: Shop, path: Path, system: str) -> list[dict[str, Any]]:
    """The rows of the file."""
    head = (shop.database, shop.actor, shop.clock, shop.ids)
    export_to_shop(*head, path, system, Silent(), replaces=True)
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def pictured(shop: Shop, sku: str, *addresses: str) -> None:
    """Pictures that came from the web, told by their addresses."""
    with shop.database.read() as session:
        product = session.scalars(select(Product.id).where(Product.sku == sku)).one()
    shown = tuple(
        Picture(address, "image/png", address.encode(), 1, 1, b"", None) for address in addresses
    )
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    shop.database.run(add_pictures, AddPictures(*head, product, shown))


def refs(shop: Shop) -> dict[str, str | None]:
    """The SKUs of what other systems call so; None where there is no such product."""
    wanted = select(ExternalRef.external_id, Product.sku)
    wanted = wanted.outerjoin(Product, Product.id == ExternalRef.entity_id)
    with shop.database.read() as session:
        return {row[0]: row[1] for row in session.execute(wanted)}


def test_pictures_of_the_web_go_out_by_their_addresses_and_the_chosen_families_whole(
    shop: Shop, tmp_path: Path
) -> None:
    done(take_in_text(shop, tmp_path, *GOODS))
    a, b, c = (f"https://shop.example/{name}.png" for name in "abc")
    pictured(shop, "TEE", a, b)
    pictured(shop, "TEE-R", c)
    pictured(shop, "MUG", "mug.png")
    path = tmp_path / "shop.csv"
    rows = exported(shop, path, "shopify")
    told = [
        (r["Image Src"], r["Image Position"], r["Variant Image"], r["Variant SKU"])
        for r in rows
        if r["Handle"] == next(r["Handle"] for r in rows if r["Variant SKU"] == "TEE-R")
    ]
    assert told == [
        (a, "1", "", "TEE-B"),
        ("", "", c, "TEE-R"),
        (b, "2", "", ""),
    ]
    assert {r["Image Src"] for r in rows if r["Handle"] == "mug-large"} == {""}
    report = take_in(shop, path)
    assert done(report).is_empty
    assert set(report.pictures) == {("TEE", a), ("TEE", b), ("TEE-R", c)}
    images = {row["SKU"]: row["Images"] for row in exported(shop, path, "woocommerce")}
    assert (images["TEE"], images["TEE-R"], images["MUG"]) == (f"{a}, {b}", c, "")
    chosen = Chosen(request(shop).searching("Red one"), 1)
    head = (shop.database, shop.actor, shop.clock, shop.ids)
    made = export_to_shop(*head, path, "woocommerce", Silent(), True, (PRODUCTS, chosen))
    assert made.rows == 3


@pytest.mark.both_engines
@pytest.mark.parametrize("system", ["shopify", "woocommerce"])
def test_an_export_for_a_web_shop_comes_back_and_changes_nothing(
    shop: Shop, tmp_path: Path, system: str
) -> None:
    done(take_in_text(shop, tmp_path, *GOODS))
    before = products(shop)
    path = tmp_path / "shop.csv"
    rows = exported(shop, path, system)
    assert len(rows) == (5 if system == "shopify" else 6)
    if system == "shopify":
        assert [row["Handle"] for row in rows[-2:]] != ["tea-shirt", "tea-shirt"]
        told = [(row["Title"], row["Option1 Value"], row["Variant Inventory Qty"]) for row in rows]
        assert ("Tea shirt", "Blue", "0") in told
        assert ("", "Red", "3") in told
    else:
        laid = [(row["Type"], row["SKU"], row["Parent"], row["Stock"]) for row in rows]
        assert ("variable", "TEE", "", "") in laid
        assert ("variation", "TEE-R", "TEE", "3") in laid
        assert {row["Published"] for row in rows} == {"1", "-1"}
    looked = take_in(shop, path, is_dry_run=True)
    assert (looked.profile, looked.problems) == (system, ())
    assert [c for c in looked.changes if c.state != "same"] == []
    report = take_in(shop, path)
    assert done(report).is_empty, report
    assert products(shop) == before
    assert exported(shop, tmp_path / "again.csv", system) == rows


def test_a_product_whose_sku_was_changed_there_is_still_the_same(
    shop: Shop, tmp_path: Path
) -> None:
    done(take_in_text(shop, tmp_path, *GOODS))
    path = tmp_path / "shop.csv"
    exported(shop, path, "shopify")
    path.write_text(path.read_text("utf-8").replace("MUG", "MUG-2").replace("TEE-R", "TR"), "utf-8")
    path.write_text(path.read_text("utf-8").replace(",5,TRUE", ",6,TRUE"), "utf-8")
    report = take_in(shop, path)
    assert (done(report).created, done(report).changed) == (0, 1)
    assert "MUG-2 is MUG" in " ".join(report.notes)
    assert products(shop)["MUG"].price == 6


def test_a_file_that_is_there_is_not_replaced_unasked(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_text("mine")
    head = (shop.database, shop.actor, shop.clock, shop.ids)
    with pytest.raises(UserError):
        export_to_shop(*head, path, "shopify", Silent())
    assert path.read_text() == "mine"


def test_what_an_import_said_is_forgotten_when_it_is_taken_back(shop: Shop, tmp_path: Path) -> None:
    """No id leads to a product that is gone or archived, nor from one that was there before."""
    head = "Handle,Title,Variant SKU,Variant Price,Variant Barcode,Variant Inventory Qty"
    first = ("tea,Tea,T1,2,96385074,3", "mug,Mug,M1,5,,", "oil,Oil,O1,7,,")
    done(take_in_text(shop, tmp_path, "sku,name,price", "O1,Oil,6"))
    taken = done(take_in_text(shop, tmp_path, head, *first))
    undo(shop, taken.id)
    assert refs(shop) == {}
    states = {sku: row.status for sku, row in products(shop).items()}
    assert states == {"O1": "active", "T1": "archived"}
    changed = ("tea,Tea,T2,2,96385074,3", "mug,Mug,M2,5,,", "oil,Oil,O2,7,,")
    again = take_in_text(shop, tmp_path, head, *changed)
    assert (done(again).created, again.notes) == (3, ())
    assert refs(shop) == {"tea": "T2", "mug": "M2", "oil": "O2"}
    moved = ("leaf,Tea,T2,2,96385074,3", "cup,Mug,M2,5,,")
    renamed = take_in_text(shop, tmp_path, head, *moved)
    assert (done(renamed).created, refs(shop)) == (0, {"leaf": "T2", "cup": "M2", "oil": "O2"})
