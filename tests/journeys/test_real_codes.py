"""Real codes through the real window: a shop's price list, and what a reader made of pictures."""

import csv
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.domain.barcode import barcode_key
from desktop.jobs.importing import import_file
from desktop.jobs.opening import Shop
from desktop.schema import Barcode, Product, StockMove
from tests.journeys.desk import Desk

SAMPLE = 60
KINDS = ("ean13", "ean8", "upca", "code128")


def sold(desk: Desk) -> list[str]:
    """The SKU of every sale, in the ledger's order."""
    rows = desk.ask(
        select(Product.sku)
        .join(StockMove, StockMove.product == Product.id)
        .where(StockMove.kind == "sale")
        .order_by(StockMove.seq)
    )
    return [sku for (sku,) in rows]


def price_list(path: Path) -> list[str]:
    """The barcodes as they stand in the file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        codes = [row["BARCODE"].strip() for row in csv.DictReader(file)]
    return list(dict.fromkeys(code for code in codes if code))


def test_every_barcode_of_a_shops_price_list_sells(
    open_desk: Callable[[], Desk], shop: Shop, shared: Path, full: bool
) -> None:
    path = shared / "files" / "catalog" / "pos_item_list_490.csv"
    report = import_file(shop.database, shop.actor, shop.clock, shop.ids, path)
    assert report.problems == ()
    codes = price_list(path)
    if not full:
        codes = [*codes[:5], *random.Random(490).sample(codes[5:], SAMPLE - 5)]
    desk = open_desk()
    known = dict(
        desk.ask(select(Barcode.code, Product.sku).join(Product, Product.id == Barcode.product))
    )
    for code in codes:
        desk.scan(code)
    desk.bot.waitUntil(lambda: len(sold(desk)) >= len(codes), timeout=60_000)
    assert sold(desk) == [known[barcode_key(code)] for code in codes]


def decoded(shared: Path) -> list[str]:
    """What is in the pictures of barcodes, as it was read."""
    places = sorted((shared / "files" / "barcodes").iterdir())
    wanted = [place for place in places if place.name.rpartition("-")[0] in KINDS]
    files = [file for place in wanted for file in sorted(place.glob("*.txt"))]
    texts = [file.read_text("utf-8") for file in files if ".result" not in file.name]
    return list(dict.fromkeys(texts))


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_decoded_codes_scan_as_given(desk: Desk, shared: Path) -> None:
    texts = decoded(shared)
    assert len(texts) > 20
    by_key = {barcode_key(text): text for text in texts}
    for number, text in enumerate(by_key.values()):
        desk.has(f"Thing {number}", "1.00", code=text, sku=f"T-{number}")
    for text in by_key.values():
        desk.scan(text)
    desk.bot.waitUntil(lambda: len(sold(desk)) >= len(by_key), timeout=30_000)
    assert sold(desk) == [f"T-{number}" for number in range(len(by_key))]
