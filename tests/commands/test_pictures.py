"""The pictures' commands: once by content, many links, order, the trail and the way back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from desktop.commands.merges import MergeProducts, merge_products
from desktop.commands.picture_undo import UndoPictures, undo_pictures
from desktop.commands.pictures import (
    KEPT_FOR,
    AddPictures,
    ClearUnused,
    OrderPictures,
    RemovePictures,
    add_pictures,
    clear_unused,
    links_of,
    order_pictures,
    remove_pictures,
)
from desktop.commands.products import DeleteProduct, delete_product
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.domain.picture import MOST_AT_ONCE, Picture
from desktop.schema import Attachment, AttachmentContent, AttachmentLink, AuditEntry
from tests.tills import Till


def picture(text: str, **values: Any) -> Picture:
    told: dict[str, Any] = {
        "mime": "image/png",
        "width": 4,
        "height": 3,
        "thumbnail": b"t",
        "look": -5,
    } | values
    return Picture(name=f"{text}.png", content=text.encode(), **told)


def add(desk: Till, product: UUID, *names: str) -> UUID:
    command = AddPictures(*desk.head(), product, tuple(map(picture, names)))
    return desk.send(add_pictures, command).batch  # type: ignore[no-any-return]


def shown(desk: Till, product: UUID) -> str:
    """The contents of a product's pictures in their order, of one letter each."""
    with desk.database.read() as session:
        order = session.execute(links_of(product)).all()
        contents = select(AttachmentContent.attachment, AttachmentContent.content)
        kept = {row.attachment: row.content for row in session.execute(contents)}
        return b"".join(kept[row.attachment] for row in order).decode()


def links(desk: Till, product: UUID) -> list[UUID]:
    with desk.database.read() as session:
        return [row.id for row in session.execute(links_of(product))]


def count(desk: Till, entity: Any) -> int:
    with desk.database.read() as session:
        return session.scalar(select(func.count()).select_from(entity)) or 0


def refused(desk: Till, function: Any, command: Any) -> str:
    with pytest.raises(UserError) as error:
        desk.send(function, command)
    return error.value.code


def back(desk: Till, batch: UUID) -> UUID:
    command = UndoPictures(*desk.head(), batch)
    return desk.send(undo_pictures, command).batch  # type: ignore[no-any-return]


def test_checklist_C7_the_same_picture_added_twice_is_one_content_and_two_links(
    desk: Till,
) -> None:
    tea, cup = desk.product(), desk.product("Cup")
    batch = add(desk, tea, "a", "b")
    result = desk.send(
        add_pictures, AddPictures(*desk.head(), cup, (picture("b"), picture("b"), picture("c")))
    )
    assert (result.added, result.same) == (2, 0)
    assert (count(desk, Attachment), count(desk, AttachmentLink)) == (3, 4)
    assert (shown(desk, tea), shown(desk, cup)) == ("ab", "bc")
    again = desk.send(add_pictures, AddPictures(*desk.head(), tea, (picture("a"),)))
    assert (again.added, again.same) == (0, 1)
    repeated = desk.send(*desk.sent[-3])
    assert (repeated.batch, repeated.added) == (batch, 2)
    assert count(desk, AttachmentLink) == 4
    with desk.database.read() as session:
        row = session.scalars(select(Attachment).where(Attachment.name == "a.png")).one()
        assert (row.look, row.size, row.mime, row.thumbnail) == (-5, 1, "image/png", b"t")


def test_adding_removing_and_ordering_are_taken_back_and_done_again(desk: Till) -> None:
    tea = desk.product()
    added = add(desk, tea, "a", "b", "c")
    first, second, third = links(desk, tea)
    order = OrderPictures(*desk.head(), tea, (third, first, second))
    assert desk.send(order_pictures, order) == 3
    assert shown(desk, tea) == "cab"
    remove = RemovePictures(*desk.head(), (first,))
    assert desk.send(remove_pictures, remove) == 1
    assert shown(desk, tea) == "cb"
    undone = back(desk, remove.id)
    assert shown(desk, tea) == "cab"
    back(desk, undone)
    assert shown(desk, tea) == "cb"
    back(desk, desk.sent[-1][1].id)
    back(desk, order.id)
    assert shown(desk, tea) == "abc"
    gone = back(desk, added)
    assert shown(desk, tea) == ""
    assert refused(desk, undo_pictures, UndoPictures(*desk.head(), added)) == "undone"
    back(desk, gone)
    assert shown(desk, tea) == "abc"
    with desk.database.read() as session:
        told = session.execute(
            select(AuditEntry.entity, AuditEntry.user).where(AuditEntry.batch == remove.id)
        ).one()
    assert told == ("attachment_link", desk.actor.user)


def test_what_is_not_so_any_more_is_refused_and_nothing_is_changed(desk: Till) -> None:
    tea = desk.product()
    add(desk, tea, "a", "b")
    one, two = links(desk, tea)
    many = tuple(picture(f"{n}") for n in range(MOST_AT_ONCE + 1))
    cases = (
        (add_pictures, AddPictures(*desk.head(), ZERO, (picture("x"),)), "gone"),
        (add_pictures, AddPictures(*desk.head(), tea, ()), "empty"),
        (add_pictures, AddPictures(*desk.head(), tea, (picture("x", mime="text/html"),)),
         "bad_picture"),
        (add_pictures, AddPictures(*desk.head(), tea, many), "too_many"),
        (order_pictures, OrderPictures(*desk.head(), tea, (two,)), "changed_since"),
        (order_pictures, OrderPictures(*desk.head(), tea, (two, one, one)), "changed_since"),
        (remove_pictures, RemovePictures(*desk.head(), (one, desk.ids.new())), "gone"),
        (remove_pictures, RemovePictures(*desk.head(), ()), "gone"),
        (undo_pictures, UndoPictures(*desk.head(), desk.ids.new()), "gone"),
    )  # fmt: skip
    for function, command, code in cases:
        assert refused(desk, function, command) == code, command
    assert shown(desk, tea) == "ab"
    order = OrderPictures(*desk.head(), tea, (two, one))
    desk.send(order_pictures, order)
    desk.send(order_pictures, OrderPictures(*desk.head(), tea, (one, two)))
    assert refused(desk, undo_pictures, UndoPictures(*desk.head(), order.id)) == "changed_since"


def test_pictures_that_nothing_shows_are_cleared_after_the_time_in_which_undo_may_want_them(
    desk: Till,
) -> None:
    tea = desk.product()
    add(desk, tea, "a", "b")
    remove = RemovePictures(*desk.head(), (links(desk, tea)[0],))
    desk.send(remove_pictures, remove)
    desk.clock.pass_by(KEPT_FOR / timedelta(seconds=1) - 1)
    assert desk.send(clear_unused, ClearUnused(*desk.head())) == 0
    desk.clock.pass_by(2)
    assert desk.send(clear_unused, ClearUnused(*desk.head())) == 1
    assert (count(desk, Attachment), count(desk, AttachmentContent)) == (1, 1)
    assert refused(desk, undo_pictures, UndoPictures(*desk.head(), remove.id)) == "changed_since"
    assert shown(desk, tea) == "b"


def test_a_product_that_goes_lets_its_pictures_go_and_one_that_is_merged_hands_them_over(
    desk: Till,
) -> None:
    tea, twin, other = desk.product(), desk.product(), desk.product()
    add(desk, tea, "a", "b")
    add(desk, twin, "b", "c", "d")
    desk.send(merge_products, merge := MergeProducts(*desk.head(), (twin,), tea))
    assert (shown(desk, tea), shown(desk, twin)) == ("abcd", "")
    desk.undo(merge.id)
    assert (shown(desk, tea), shown(desk, twin)) == ("ab", "bcd")
    add(desk, other, "a")
    desk.send(delete_product, DeleteProduct(*desk.head(), other))
    assert count(desk, AttachmentLink) == 5


def test_two_that_store_the_same_bytes_at_once_keep_one_content(desk: Till) -> None:
    goods = [desk.product() for _ in range(4)]
    pair = (picture("a"), picture("b"))
    orders = (pair, pair[::-1])
    commands = [AddPictures(*desk.head(), key, orders[n % 2]) for n, key in enumerate(goods)]
    start = Barrier(len(commands))

    def send(command: AddPictures) -> int:
        start.wait()
        return desk.database.run(add_pictures, command).added

    with ThreadPoolExecutor(len(commands)) as pool:
        assert list(pool.map(send, commands)) == [2] * len(commands)
    assert [shown(desk, key) for key in goods] == ["ab", "ba"] * 2
    assert (count(desk, Attachment), count(desk, AttachmentContent)) == (2, 2)
