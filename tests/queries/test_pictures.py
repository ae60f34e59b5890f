"""What is read of pictures: small ones for many products, whole ones, and those that look alike."""

from uuid import UUID

import pytest

from desktop.commands.pictures import AddPictures, add_pictures
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.domain.picture import Picture
from desktop.jobs.opening import Shop
from desktop.queries.pictures import (
    Shown,
    all_shown,
    content_of,
    kept_picture,
    lookalikes,
    pictures_of,
    thumbnails_of,
)
from desktop.schema import Product
from tests.tills import Till, till

LOOK = 0x0F0F_3333_5555_00FF


def picture(text: str, look: int | None = LOOK) -> Picture:
    return Picture(f"{text}.png", "image/png", text.encode(), 4, 3, text.upper().encode(), look)


def add(desk: Till, product: UUID, *pictures: Picture) -> None:
    desk.send(add_pictures, AddPictures(*desk.head(), product, pictures))


@pytest.fixture
def desk(shop: Shop) -> Till:
    return till(shop)


def test_a_product_is_shown_by_its_first_picture_and_a_variant_by_its_parents(desk: Till) -> None:
    shirt, cup, plain = desk.product("Shirt"), desk.product("Cup"), desk.product("Plain")
    red = desk.product("Shirt, red")
    with desk.database.write() as session:
        session.get_one(Product, red).parent = shirt
        session.get_one(Product, red).options_key = "red"
    add(desk, shirt, picture("a"), picture("b"))
    add(desk, cup, picture("b"))
    with desk.database.read() as session:
        assert thumbnails_of(session, [shirt, cup, plain, red, ZERO]) == {
            shirt: b"A", cup: b"B", red: b"A"
        }  # fmt: skip
        rows = pictures_of(session, shirt)
        assert [(row.name, row.size, row.width, row.thumbnail) for row in rows] == [
            ("a.png", 1, 4, b"A"), ("b.png", 1, 4, b"B")
        ]  # fmt: skip
        assert content_of(session, rows[1].attachment) == b"b"
        with pytest.raises(UserError, match="gone"):
            content_of(session, ZERO)
        kept = kept_picture(session, picture("a").sha256)
        assert kept is not None and Picture("a.png", content=b"a", **kept) == picture("a")
        assert kept_picture(session, "0" * 64) is None
        shown = list(all_shown(session))
        assert sorted(each.place for each in shown) == [1, 1, 2]
        assert all(isinstance(each, Shown) and each.mime == "image/png" for each in shown)


def test_pictures_that_differ_in_a_few_bits_are_told_the_nearest_first_and_others_are_not(
    desk: Till,
) -> None:
    tea, cup, pot, box = (desk.product(name) for name in ("Tea", "Cup", "Pot", "Box"))
    add(desk, tea, picture("a"))
    add(desk, cup, picture("b", LOOK ^ 0b111))
    add(desk, pot, picture("c", ~LOOK))
    add(desk, box, picture("d", None))
    with desk.database.read() as session:
        near = lookalikes(session, [LOOK ^ 0b1, None])
        assert [each.name for each in near] == ["Tea", "Cup"]
        assert [each.name for each in lookalikes(session, [LOOK], but=tea)] == ["Cup"]
        assert lookalikes(session, [None]) == []
        assert [each.name for each in lookalikes(session, [-(1 << 63), ~LOOK])] == ["Pot"]
