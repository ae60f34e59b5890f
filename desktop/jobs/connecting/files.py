"""Tries a shop's own file: is it there, a shop, to be written, and is there room?"""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from desktop import settings
from desktop.db import sqlite, version
from desktop.db.waiting import is_held
from desktop.domain.errors import Unavailable, UserError
from desktop.jobs.connecting.choices import FileChoice
from desktop.jobs.connecting.found import SAFE, Place, Step, newer_than, since

LEAST_ROOM = 100_000_000
_NO_SHOP = ("foreign_file", "foreign_journal", "unknown_revision", "empty_file", "damaged")


def probe_file(choice: FileChoice, opened: Path | None) -> Iterator[Step | Place]:
    """The steps of a file; ``opened`` is the one this program works with, and is not touched."""
    began = time.monotonic()
    key = "file"
    try:
        path = settings.full_path(choice.path)
        is_open = opened is not None and path.exists() and path.samefile(opened)
        if not is_open:
            sqlite.refuse_network_share(path)
        found = None if is_open else version.inspect_file(path, takes_newer=True)
        yield Step(key)
        key = "shop"
        is_new = found is not None and found.state is version.State.NEW
        products = version.goods_in_file(path) if found is not None and not is_new else 0
        yield Step(key)
        key = "rights"
        _refuse_unwritable(path)
        yield Step(key)
        key = "room"
        _refuse_full(path)
        yield Step(key)
    except UserError as error:
        # The file itself is there and can be read when it is only not a shop's.
        if error.code in _NO_SHOP:
            yield Step("file")
            key = "shop"
        yield Step(key, error)
        return
    except OSError as error:
        why = f"The file cannot be reached: {error.strerror}."
        yield Step(key, UserError(why, f"{SAFE} Choose another place.", code="cannot_open"))
        return
    if found is None:
        yield Place(since(began), revision=version.HEAD, is_open=True)
        return
    yield _place(found, path, began, products)


def _place(found: version.Found, path: Path, began: float, products: int) -> Place:
    return Place(
        since(began),
        found.state is version.State.NEW,
        found.state is version.State.OLDER,
        *newer_than(found),
        revision=found.revision,
        products=products,
        is_shared=is_held(path),
        store=found.store_id,
    )


def _refuse_unwritable(path: Path) -> None:
    folder = _folder(path)
    places = [path, path.parent] if path.exists() else [folder]
    if all(os.access(place, os.W_OK) for place in places):
        return
    raise UserError(
        f"{path if path.exists() else folder} can be read but not written.",
        f"{SAFE} Choose another place, or ask for the right to write there.",
        code="read_only",
    )


def _refuse_full(path: Path) -> None:
    free = shutil.disk_usage(_folder(path)).free
    if free < LEAST_ROOM:
        raise Unavailable(
            f"The disk has only {free // 1_000_000} MB left.",
            f"{SAFE} Make room, or choose another disk.",
            "disk_full",
        )


def _folder(path: Path) -> Path:
    """The nearest folder above that is there."""
    return next(folder for folder in path.parents if folder.is_dir())
