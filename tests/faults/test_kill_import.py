"""An import killed at any statement: all of the file is there or nothing, and it comes in once."""

import signal
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from desktop.commands.pictures import AddPictures, add_pictures
from desktop.domain.picture import Picture
from desktop.jobs import opening
from desktop.jobs.opening import Shop
from desktop.queries.pictures import pictures_of
from desktop.schema import AuditEntry, Barcode, Job, StockMove, VendorPrice
from tests import books, trade
from tests.faults.dying import Nursery
from tests.faults.piped import where
from tests.faults.points import Part, chosen
from tests.faults.test_kill import others_are_gone
from tests.importing import products
from tests.keeping import apart_from_notes
from tests.tills import till

HEADER = "sku,name,barcode,price,cost,category,stock,vendor,reorder point"
NEW, KNOWN = 12, 4
DAYS = 5
PICTURES = ("a.png", "b.png")
LAST = 25  # the end of a run, where it becomes serious


@dataclass
class Killing:
    """Imports of files of their own, each killed where it is told."""

    nursery: Nursery
    shop: Shop
    folder: Path
    files: int = 0

    def run(self, at: int, path: Path, *more: str) -> bool:
        """Whether it was killed; with ``at`` 0 it must have ended well."""
        said = self.folder / "said"
        words = ("import", path, *more, *where(self.shop.settings))
        code = self.nursery.run(at, self.folder / "points", said, *words, deep=True)
        assert code in ((0,) if at == 0 else (0, -signal.SIGKILL)), said.read_text()
        return code != 0

    def points(self) -> int:
        """How many points a run has; the first one signs the computer on and is longer."""
        self.run(0, self.file())
        self.run(0, self.file())
        return int((self.folder / "points").read_text())

    def file(self) -> Path:
        """Goods that no other file has, and known ones counted as no other file counts them."""
        self.files += 1
        n = self.files
        new = (
            f"F{n}-{i},New {n} {i},F{n:04d}{i:04d},2,1,Shelf {n} > {i % 3},{i % 5},Vendor {n},2"
            for i in range(NEW)
        )
        known = (f"K{i},K{i},,,{n},,{n + 10},Vendor {n},4" for i in range(KNOWN))
        path = self.folder / "goods.csv"
        path.write_text("\n".join((HEADER, *new, *known)), "utf-8")
        return path

    def sold(self) -> Path:
        """Days of which no other file tells."""
        self.files += 1
        path = self.folder / "sales.csv"
        first = date(2001, 1, 1) + timedelta(self.files * DAYS)
        days = [first + timedelta(n) for n in range(DAYS)]
        rows = (f"{day},K{i},2" for day in days for i in range(KNOWN))
        path.write_text("\n".join(("Date,SKU,Quantity sold", *rows)), "utf-8")
        return path

    def pictured(self) -> Path:
        """New goods, each with the pictures that lie beside the file."""
        self.files += 1
        path = self.folder / "pictured.csv"
        rows = (f'P{self.files}-{i},New {i},"{",".join(PICTURES)}"' for i in range(KNOWN))
        path.write_text("\n".join(("sku,name,images", *rows)), "utf-8")
        return path

    def shown(self) -> list[int]:
        """How many pictures the goods of the last such file have; none where they are not in."""
        found = {sku: row.id for sku, row in products(self.shop).items()}
        mine = [key for sku, key in found.items() if sku.startswith(f"P{self.files}-")]
        with self.shop.database.read() as session:
            return sorted(len(pictures_of(session, key)) for key in mine)

    def numbers(self) -> list[int]:
        """How many rows the tables of an import have."""
        with self.shop.database.read() as session:
            while not others_are_gone(self.shop.database):
                pass
            counted = (StockMove, AuditEntry, Barcode, VendorPrice, Job)
            return [session.scalar(select(func.count()).select_from(t)) or 0 for t in counted]

    def is_whole(self) -> bool:
        """Whether all goods of the last file are there with their stock; or none of them."""
        n = self.files
        found = {sku: row.on_hand for sku, row in products(self.shop).items()}
        new = [found[sku] for sku in sorted(found) if sku.startswith(f"F{n}-")]
        known = [found[f"K{i}"] == n + 10 for i in range(KNOWN)]
        assert len(new) in (0, NEW)
        assert len(set(known)) == 1
        assert bool(new) == known[0]
        assert sorted(new) == (sorted(i % 5 for i in range(NEW)) if new else [])
        return bool(new)


@pytest.fixture
def killing(nursery: Nursery, shop: Shop, tmp_path: Path) -> Killing:
    for i in range(KNOWN):
        trade.add_product(shop, f"K{i}")
        if i % 2:
            trade.scan(shop, f"K{i}", "receive", 3)
    return Killing(nursery, shop, tmp_path)


@pytest.mark.timeout(7200)
def test_an_import_killed_anywhere_is_there_whole_or_not_at_all_and_comes_in_once(
    killing: Killing, wanted: Part
) -> None:
    url = make_url(killing.shop.settings.url)
    for at in chosen(killing.points(), wanted, LAST, 2, 3):
        before, numbers = apart_from_notes(url), killing.numbers()
        path = killing.file()
        killing.run(at, path)
        opening.look(killing.shop.settings)
        after = killing.numbers()
        whole = killing.is_whole()
        assert whole or (apart_from_notes(url), after) == (before, numbers), f"half of it at {at}"
        killing.run(0, path)
        assert killing.is_whole()
        assert not whole or killing.numbers() == after, f"doubled after being killed at {at}"
    with killing.shop.database.read() as session:
        assert books.faults(session) == []


def test_sales_of_the_past_killed_anywhere_are_there_whole_or_not_at_all_and_come_in_once(
    killing: Killing, wanted: Part
) -> None:
    """What is on hand stays as it is at every point."""
    url, shop = make_url(killing.shop.settings.url), killing.shop
    stock = {sku: row.on_hand for sku, row in products(shop).items()}
    killing.run(0, killing.sold())
    killing.run(0, killing.sold())
    points = int((killing.folder / "points").read_text())
    for at in chosen(points, wanted, LAST, 1, 2):
        before, numbers = apart_from_notes(url), killing.numbers()
        path = killing.sold()
        killing.run(at, path)
        opening.look(shop.settings)
        after = killing.numbers()
        is_whole = after[0] - numbers[0] > KNOWN
        assert is_whole or (apart_from_notes(url), after) == (before, numbers), f"half at {at}"
        killing.run(0, path)
        assert killing.numbers()[0] - numbers[0] >= KNOWN * DAYS
        assert not is_whole or killing.numbers() == after, f"doubled after being killed at {at}"
        assert {sku: row.on_hand for sku, row in products(shop).items()} == stock
    with shop.database.read() as session:
        assert books.faults(session) == []


def test_an_import_killed_among_its_pictures_gets_those_that_are_missing_and_only_those(
    killing: Killing,
) -> None:
    """C7. The goods are in whole; a product has all of its pictures or none."""
    shop, whole = killing.shop, [len(PICTURES)] * KNOWN
    person = till(shop)
    kept = [Picture(name, "image/png", name.encode(), 4, 3, b"small", None) for name in PICTURES]
    for picture in kept:  # nothing has to read what is kept already
        (killing.folder / picture.name).write_bytes(picture.content)
    key = products(shop)["K0"].id
    person.send(add_pictures, AddPictures(*person.head(), key, tuple(kept)))
    for _ in range(2):  # the first one signs the computer on and is longer
        killing.run(0, killing.pictured(), "--pictures")
    points = int((killing.folder / "points").read_text())
    path = killing.pictured()
    assert killing.run(points - LAST, path, "--pictures")
    opening.look(shop.settings)
    assert set(killing.shown()) == {0, len(PICTURES)}
    killing.run(0, path, "--pictures")
    assert killing.shown() == whole
    with shop.database.read() as session:
        made = (AuditEntry.entity == "product", AuditEntry.action == "create")
        newest = select(AuditEntry.batch).where(*made).order_by(AuditEntry.id.desc()).limit(1)
        batch = session.scalars(newest).one()
    trade.undo(shop, batch)  # the killed one: what a second run added goes with its goods
    assert killing.shown() == []
    with shop.database.read() as session:
        assert books.faults(session) == []
