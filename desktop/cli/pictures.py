"""``product picture``, ``pictures import`` and ``pictures export``."""

from argparse import Namespace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.cli.access import open_shop
from desktop.cli.output import Output, Usage
from desktop.cli.progress import Told
from desktop.commands.pictures import (
    AddPictures,
    OrderPictures,
    RemovePictures,
    add_pictures,
    order_pictures,
    remove_pictures,
)
from desktop.domain.errors import UserError
from desktop.jobs.importing.reading import read_table
from desktop.jobs.opening import Shop
from desktop.jobs.pictures.exporting import export_pictures
from desktop.jobs.pictures.reading import from_files, read_all
from desktop.jobs.pictures.taking_in import Desk, in_folder, in_list, take_in
from desktop.queries.pictures import Lookalike, PictureRow, lookalikes, pictures_of
from desktop.queries.product import product_by_sku

PATIENCE_S = 24 * 3600.0


def one(options: Namespace, out: Output) -> int:
    """A product's pictures: told, added, removed, or one of them put first."""
    found = read_all(from_files(options.add)) if options.add else []
    with open_shop(options, reads=not (options.add or options.remove or options.first)) as shop:
        with shop.database.read() as session:
            card = product_by_sku(session, options.sku, shop.actor.location)
            rows = pictures_of(session, card.product)
            near = lookalikes(session, [each.look for each in found], card.product)
        if found:
            command = AddPictures(*_head(shop), card.product, tuple(found))
            shop.database.run(add_pictures, command)
        elif options.remove:
            gone = tuple(_row(rows, number).link for number in options.remove)
            shop.database.run(remove_pictures, RemovePictures(*_head(shop), gone))
        elif options.first is not None:
            first = _row(rows, options.first).link
            order = (first, *(row.link for row in rows if row.link != first))
            command_ = OrderPictures(*_head(shop), card.product, order)
            shop.database.run(order_pictures, command_)
        with shop.database.read() as session:
            rows = pictures_of(session, card.product)
    _tell(out, card.sku, rows, near)
    return 0


def _row(rows: list[PictureRow], number: int) -> PictureRow:
    if not 1 <= number <= len(rows):
        raise UserError(
            f"There is no picture {number}: the product has {len(rows)}.",
            "Nothing was changed.",
            field="picture",
            code="unknown_picture",
        )
    return rows[number - 1]


def _tell(out: Output, sku: str, rows: list[PictureRow], near: list[Lookalike]) -> None:
    pictures = [
        {
            "number": number, "id": row.attachment, "name": row.name, "mime": row.mime,
            "size": row.size, "width": row.width, "height": row.height,
        }
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip
    lines = [f"{n}  {row.name}  {row.width}×{row.height}" for n, row in enumerate(rows, 1)]
    lines += [
        f"Looks like a picture of {each.name} ({each.sku}): merge them if they are one product."
        for each in near
    ]
    values = {"ok": True, "sku": sku, "pictures": pictures, "looks_like": [n.sku for n in near]}
    out.result(values, "\n".join(lines) or "It has no pictures.")


def _taken_in(shop: Shop, path: Path, fetches: bool) -> Any:
    """A folder, or what the rows of a file name."""
    desk = Desk(
        partial(shop.database.read, PATIENCE_S), partial(shop.database.write, PATIENCE_S),
        shop.ids, shop.actor, shop.clock,
    )  # fmt: skip
    if path.is_dir():
        return take_in(desk, in_folder(desk, path), path, Told())
    table = read_table(path)
    rows = in_list(path, table.header, (cells for _, cells in table.rows))
    return take_in(desk, rows, path.parent, Told(), fetches)


def load(options: Namespace, out: Output) -> int:
    """Pictures for many products; one undo takes all of it back."""
    if not options.path.exists():
        raise Usage(f"There is no file or folder {options.path}.", field="path")
    with open_shop(options) as shop:
        done = _taken_in(shop, options.path, options.fetch)
    values = {
        "ok": True, "id": done.batch, "products": done.products, "added": done.added,
        "same": done.same, "waiting": done.waiting, "failed": done.failed, "refused": done.refused,
    }  # fmt: skip
    lines = [f"{done.added} pictures added to {done.products} products, {done.same} were there."]
    lines += [f"{done.waiting} addresses were not asked: add --fetch."] if done.waiting else []
    lines += [f"Taken back with: undo {done.batch}"] if done.added else []
    out.result(values, "\n".join([*lines, *done.refused]))
    return 0 if done.added or done.same or not done.failed else 1


def export(options: Namespace, out: Output) -> int:
    """Every picture of every product."""
    with open_shop(options, reads=True) as shop:
        read = partial(shop.database.read, PATIENCE_S)
        done = export_pictures(read, options.to, Told())
    values = {"ok": True, "files": done.files, "products": done.products, "size": done.size}
    out.result(values, f"{done.files} pictures of {done.products} products are in {options.to}.")
    return 0


def _head(shop: Shop) -> tuple[UUID, Any, Any]:
    return shop.ids.new(), shop.actor, shop.clock.now()
