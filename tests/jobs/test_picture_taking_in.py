"""Many pictures for many products: stopped in the middle, and taken back."""

from pathlib import Path

import pytest

from desktop.commands.picture_undo import UndoPictures, undo_pictures
from desktop.commands.pictures import AddPictures, add_pictures
from desktop.domain.errors import UserError
from desktop.domain.picture import Picture
from desktop.domain.progress import Cancelled
from desktop.jobs.opening import Shop
from desktop.jobs.pictures.taking_in import Desk, in_folder, take_in
from desktop.queries.pictures import pictures_of
from tests.tills import till
from tests.trade import add_product


class StoppedAt:
    """A person who stops it when so many are done."""

    def __init__(self, most: int) -> None:
        self._most = most

    def report(self, done: int, total: int, message: str = "") -> None:
        if done >= self._most:
            raise Cancelled


def test_stopped_in_the_middle_what_was_added_stays_and_goes_with_its_batch(
    shop: Shop, tmp_path: Path
) -> None:
    """The bytes are kept already, as those of an export are: nothing has to read them."""
    person = till(shop)
    goods = {sku: add_product(shop, sku) for sku in ("T1", "T2", "T3")}
    shown = {sku: Picture(sku, "image/png", sku.encode(), 4, 3, b"small", None) for sku in goods}
    head = person.head()
    other = add_product(shop, "OTHER")
    person.send(add_pictures, AddPictures(*head, other, tuple(shown.values())))
    for sku, picture in shown.items():
        (tmp_path / f"{sku}.png").write_bytes(picture.content)
    data = shop.database
    desk = Desk(data.read, data.write, person.ids, person.actor, person.clock)
    batch = person.ids.new()
    with pytest.raises(Cancelled):
        take_in(desk, in_folder(desk, tmp_path), tmp_path, StoppedAt(2), batch=batch)

    def held() -> list[int]:
        with data.read() as session:
            return sorted(len(pictures_of(session, key)) for key in goods.values())

    assert held() == [0, 1, 1]
    undone = person.send(undo_pictures, UndoPictures(*person.head(), batch))
    assert (undone.restored, held()) == (2, [0, 0, 0])
    with pytest.raises(UserError, match="cannot be read"):
        list(in_folder(desk, tmp_path / "missing"))
