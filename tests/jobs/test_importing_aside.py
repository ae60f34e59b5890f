"""A large file is read by another process: with the same answer, and it can be ended."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.domain.errors import UserError
from desktop.domain.progress import Cancelled, Silent
from desktop.jobs.importing import Choices, Desk
from desktop.jobs.importing.aside import LARGE, imported_aside, look_into, require_unwritten
from desktop.jobs.importing.previewing import preview_file
from desktop.jobs.opening import Shop
from tests.importing import done, products

WORDS = "x" * 400


class Stopped:
    """Somebody closes the window at the first report that says ``word``."""

    def __init__(self, word: str = "") -> None:
        self._word = word

    def report(self, done: int, total: int, message: str = "") -> None:
        if self._word in message:
            raise Cancelled


def test_another_process_sees_the_same_in_a_large_file(shop: Shop, tmp_path: Path) -> None:
    desk = Desk(shop.database, shop.actor, shop.clock, shop.ids)
    path = tmp_path / "goods.csv"
    lines = (f"S{n},Thing {n},{'1.50' if n != 7 else 'much'},{WORDS}" for n in range(2700))
    path.write_text("sku,name,price,notes\n" + "\n".join(lines), "utf-8")
    assert path.stat().st_size > LARGE
    here = preview_file(desk, path, Choices(), Silent())
    aside = look_into(desk, path, Choices(), Silent())
    assert aside == replace(here, table=replace(here.table, rows=[]))
    assert here.report is not None and [each.row for each in here.report.problems] == [9]
    with pytest.raises(Cancelled):
        look_into(desk, path, Choices(), Stopped())
    path.write_text(path.read_text("utf-8").replace("much", "2.50"), "utf-8")
    with pytest.raises(Cancelled):
        imported_aside(desk, path, Choices(), Stopped("Writing"))
    assert products(shop) == {}
    before = desk.ids.new()
    require_unwritten(desk, path, before)
    result = done(imported_aside(desk, path, Choices(), Silent()))
    with pytest.raises(UserError, match="it is in already"):
        require_unwritten(desk, path, before)
    found = products(shop)
    assert (result.created, len(found), found["S7"].price) == (2700, 2700, Decimal("2.5"))
    path.write_bytes(b"%PDF-1.7" + bytes(LARGE))
    with pytest.raises(UserError, match="a PDF"):
        look_into(desk, path, Choices(), Silent())


def test_of_pictures_only_files_below_the_folder_are_looked_for(shop: Shop, tmp_path: Path) -> None:
    """What no system takes for a name, as a picture's own letters are, is no file that is there."""
    desk = Desk(shop.database, shop.actor, shop.clock, shop.ids)
    (tmp_path / "in").mkdir()
    for name in ("a.png", "in/b.png"):
        (tmp_path / name).write_bytes(b"")
    places = ["b.png", "../in/b.png", "../a.png", str(tmp_path / "a.png"), "long" * 999, "gone.png"]
    path = tmp_path / "in" / "goods.csv"
    rows = (f"S{n},Thing {n},{place}" for n, place in enumerate(places))
    path.write_text("\n".join(("sku,name,image", *rows)), "utf-8")
    assert preview_file(desk, path, Choices(), Silent()).pictures == (2, 0)
