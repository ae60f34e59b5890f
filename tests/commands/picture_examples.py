"""Examples of the commands of pictures, see ``examples``."""

from typing import Any
from uuid import UUID

from sqlalchemy import insert

from desktop.commands.picture_undo import UndoPictures
from desktop.commands.pictures import (
    KEPT_FOR,
    AddPictures,
    ClearUnused,
    OrderPictures,
    RemovePictures,
    add_pictures,
    links_of,
)
from desktop.domain.permissions import Permission
from desktop.domain.picture import Picture
from desktop.schema import Attachment
from tests.commands.examples import Example
from tests.tills import Till


def _new(till: Till) -> tuple[UUID, tuple[Picture, ...]]:
    content = till.ids.new().bytes
    return till.product(), (Picture("Tea.png", "image/png", content, 4, 3, b"small", None),)


def _added(till: Till) -> tuple[UUID, UUID, tuple[UUID, ...]]:
    command = AddPictures(*till.head(), *_new(till))
    till.send(add_pictures, command)
    with till.database.read() as session:
        links = tuple(row.id for row in session.execute(links_of(command.product)))
    return command.id, command.product, links


def _reversed(till: Till) -> tuple[Any, ...]:
    _, product, (first,) = _added(till)
    second = Picture("Cup.png", "image/png", till.ids.new().bytes, 4, 3, b"small", None)
    till.send(add_pictures, AddPictures(*till.head(), product, (second,)))
    with till.database.read() as session:
        last = session.execute(links_of(product)).all()[-1].id
    return product, (last, first)


def _loose(till: Till) -> tuple[Any, ...]:
    at = till.clock.now() - 2 * KEPT_FOR
    key = till.ids.new()
    row = {"id": key, "sha256": key.hex, "mime": "image/png", "size": 0, "updated_at": at}
    with till.database.write() as session:
        session.execute(insert(Attachment), [row])
    return ()


def _removed(till: Till) -> tuple[Any, ...]:
    return (_added(till)[2],)


PICTURES = (
    Example(AddPictures, Permission.EDIT_PRODUCT, _new),
    Example(RemovePictures, Permission.EDIT_PRODUCT, _removed),
    Example(OrderPictures, Permission.EDIT_PRODUCT, _reversed),
    Example(UndoPictures, Permission.EDIT_PRODUCT, lambda till: _added(till)[:1]),
    Example(ClearUnused, Permission.RUN_JOBS, _loose),
)
