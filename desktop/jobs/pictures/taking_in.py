"""Many pictures for many products: from a folder named by SKU, or a file's list of places.

Each product gets all of its own that can be read; what cannot be is told. All of it is one undo.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.commands.imports.items import PICTURES
from desktop.commands.pictures import AddPictures, add_pictures
from desktop.domain.clock import Clock
from desktop.domain.errors import UserError
from desktop.domain.ids import Ids
from desktop.domain.permissions import Actor
from desktop.domain.picture import Picture, digest_of
from desktop.domain.picture_names import is_address, is_below, places_in, sku_of
from desktop.domain.progress import Progress, Silent
from desktop.jobs.pictures.fetching import fetched
from desktop.jobs.pictures.reading import LARGEST, Read, Source, is_picture_name, read_pictures
from desktop.queries.pictures import kept_picture, products_of_skus

Opens = Callable[[], AbstractContextManager[Any]]
TOLD = 100
SKUS = ("sku", "variant sku")
PLACES = ("images", "image src", "variant image", "image", "pictures")


@dataclass(frozen=True)
class Desk:
    """Where pictures are put, and who puts them there."""

    read: Opens
    write: Opens
    ids: Ids
    by: Actor
    clock: Clock


@dataclass(frozen=True)
class Wanted:
    """A picture for the product of an SKU."""

    sku: str
    source: Source


@dataclass
class TakenIn:
    """``batch`` undoes all of it; ``refused``: the first hundred sentences of what was not taken.

    ``waiting`` addresses were left where they are, as nobody asked for them.
    """

    batch: UUID
    products: int = 0
    added: int = 0
    same: int = 0
    waiting: int = 0
    failed: int = 0
    refused: list[str] = field(default_factory=list)

    def refuse(self, sentence: str) -> None:
        """Something was not taken."""
        self.failed += 1
        if len(self.refused) < TOLD:
            self.refused.append(sentence)


def in_folder(desk: Desk, folder: Path) -> Iterator[Wanted]:
    """The pictures of a folder whose names begin with an SKU, in the order of their numbers."""
    try:
        files = sorted(path for path in folder.iterdir() if is_picture_name(path.name))
    except OSError as error:
        raise UserError(
            f"The folder {folder} cannot be read: {error.strerror}.",
            "Nothing was changed. Choose another one.",
            field="file",
            code="cannot_read",
        ) from None
    with desk.read() as session:
        known = products_of_skus(session)
    found = [(sku_of(path.stem, known), path) for path in files]
    named = sorted((at, path) for at, path in found if at is not None)
    yield from (Wanted(sku, Source(path.name, path)) for (sku, _), path in named)
    yield from (Wanted("", Source(path.name, path)) for at, path in found if at is None)


def in_list(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Wanted]:
    """What the rows of a file name, as Shopify and WooCommerce write them, and a plain list does.

    Places are parted by commas or lines: addresses, or files below the folder of the list.
    """
    named = {name.strip().casefold(): at for at, name in enumerate(header)}
    sku = next((named[name] for name in SKUS if name in named), None)
    columns = [named[name] for name in PLACES if name in named]
    if sku is None or not columns:
        raise UserError(
            f"{path.name} has no columns of SKUs and pictures.",
            "Name them SKU and Images. Nothing was changed.",
            field="file",
            code="no_columns",
        )
    last = ""
    for cells in rows:
        last = _cell(cells, sku) or last  # Shopify's rows below a product hold pictures alone
        for place in places_in("\n".join(_cell(cells, at) for at in columns)):
            yield _wanted(path, last, place)


def of_goods(path: Path, named: Iterable[tuple[str, str]]) -> Iterator[Wanted]:
    """What a file of goods says of pictures: SKUs, each with a place."""
    return (_wanted(path, sku, place) for sku, place in named)


def with_goods(
    desk: Desk,
    path: Path,
    named: Iterable[tuple[str, str]],
    batch: UUID,
    progress: Progress,
    fetches: bool = False,
) -> TakenIn:
    """The pictures of an import's goods: taken back with it, since they tell in its own trail."""
    quiet = _Quiet(progress, "Pictures")
    return take_in(desk, of_goods(path, named), path.parent, quiet, fetches, batch, PICTURES)


def _wanted(path: Path, sku: str, place: str) -> Wanted:
    return Wanted(sku, Source(place, None if is_address(place) else path.parent / place))


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""


def take_in(
    desk: Desk,
    wanted: Iterable[Wanted],
    folder: Path,
    progress: Progress | None = None,
    fetches: bool = False,
    batch: UUID | None = None,
    first: int = 0,
) -> TakenIn:
    """Only files below ``folder`` are read; addresses only where somebody asked to fetch them.

    Cancelled leaves what was added so far; ``batch`` takes it back, whose trail tells it from entry
    ``first`` on.
    """
    told = progress or Silent()
    taken = TakenIn(batch or desk.ids.new())
    with desk.read() as session:
        known = products_of_skus(session)
    listed = list(_possible(wanted, known, folder, fetches, taken))
    listed.sort(key=lambda each: str(known[each.sku]))
    done, entries = 0, first
    for product, own in groupby(listed, key=lambda each: known[each.sku]):
        mine = list(own)
        told.report(done, len(listed), mine[0].sku)
        pictures = list(_pictures(desk, [each.source for each in mine], taken, told))
        entries += _add(desk, product, pictures, taken, entries)
        done += len(mine)
    told.report(done, len(listed), "Done")
    return taken


def _possible(
    wanted: Iterable[Wanted], known: dict[str, UUID], folder: Path, fetches: bool, taken: TakenIn
) -> Iterator[Wanted]:
    root = folder.resolve()
    for each in wanted:
        source = each.source
        if each.sku not in known:
            taken.refuse(f"{source.name}: no product has the SKU {each.sku or 'of its name'}.")
        elif source.path is None and not fetches:
            taken.waiting += 1
        elif source.path is not None and not _is_inside(source.path, folder, root):
            taken.refuse(f"{source.name} is not in the folder of the file: it was not looked at.")
        else:
            yield each


def _is_inside(path: Path, folder: Path, root: Path) -> bool:
    """Also where a link leads, which is only looked at below the folder."""
    return is_below(folder, path) and path.resolve().is_relative_to(root)


def _pictures(
    desk: Desk, sources: Sequence[Source], taken: TakenIn, told: Progress
) -> Iterator[Picture]:
    """What is kept already is not read again: so that an export comes back as it was."""
    new: list[Source] = []
    for source in sources:
        try:
            content = fetched(source.name) if source.path is None else _content(source.path)
        except UserError as error:
            taken.refuse(error.message)
            continue
        with desk.read() as session:
            kept = kept_picture(session, digest_of(content))
        if kept is None:
            new.append(Source(source.name, None, content))
        else:
            yield Picture(name=source.name, content=content, **kept)
    for read in read_pictures(new, _Quiet(told)):
        yield from _readable(read, taken)


def _readable(read: Read, taken: TakenIn) -> Iterator[Picture]:
    if read.error is not None:
        taken.refuse(read.error.message)
    if read.picture is not None:
        yield read.picture


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise UserError(f"{path.name} is larger than {LARGEST // 1024**2} MB.")
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"{path.name} cannot be opened: {error.strerror}.") from None


def _add(
    desk: Desk, product: UUID, pictures: Sequence[Picture], taken: TakenIn, entries: int
) -> int:
    """One command a product, all of one batch; how many it added."""
    if not pictures:
        return 0
    head = (desk.ids.new(), desk.by, desk.clock.now())
    command = AddPictures(*head, product, tuple(pictures), taken.batch, entries)
    with desk.write() as session:
        result = add_pictures(session, command)
    taken.products += bool(result.added)
    taken.added += result.added
    taken.same += result.same
    return result.added


class _Quiet:
    """Hears that it should stop; the whole is told elsewhere."""

    def __init__(self, told: Progress, message: str = "") -> None:
        self._told, self._message = told, message

    def report(self, done: int, total: int, message: str = "") -> None:
        if self._message:
            self._told.report(done, total, self._message)
        else:
            self._told.report(0, 0, message)
