"""What is done with a product's pictures: taken in, removed, put in order, and each taken back."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QBuffer, QIODevice, QMimeData
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.domain.picture import MOST_AT_ONCE, Picture
from desktop.jobs.pictures.reading import SUFFIXES, Source, from_files, is_picture_name, read_all
from desktop.queries.lists import Cancel
from desktop.queries.pictures import Lookalike, lookalikes
from desktop.ui.actions import Also
from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.rights import Right
from desktop.ui.text import plural, tr

if TYPE_CHECKING:
    from desktop.commands.pictures import PicturesAdded

Pasted = QImage | Sequence[Path]


def pictures_in(data: QMimeData) -> Pasted | None:
    """What a clipboard or a drag holds of pictures: files of such names, else an image itself."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if files:
        return files if all(is_picture_name(path.name) for path in files) else None
    image = data.imageData() if data.hasImage() else None
    return image if isinstance(image, QImage) and not image.isNull() else None


def has_pictures(data: QMimeData) -> bool:
    """Whether pictures are meant: a spreadsheet copies an image of its cells beside their text."""
    if data.hasUrls():
        return pictures_in(data) is not None
    return data.hasImage() and not data.hasText()


class PictureDeeds:
    """Each asks for the right first and says why not. ``edits``: the page's, for the way back."""

    def __init__(self, page: QWidget, context: Context, edits: Edits) -> None:
        self._page, self._context, self._edits = page, context, edits
        self._right = Right(page, context, Permission.EDIT_PRODUCT)

    def choose(self, product: UUID, name: str) -> None:
        """Asks for files."""
        if files := self.asked(name):
            self.add(product, name, files)

    def asked(self, name: str) -> Sequence[Path]:
        """The files that the person chooses; none where he may not, or does not."""
        if not self.may():
            return ()
        from desktop.ui.file_dialog import some_files

        kinds = tr("Pictures") + f" (*{' *'.join(SUFFIXES)})"
        title = tr("Pictures of {name}", name=name) if name else tr("Pictures")
        return some_files(self._page, title, Path.home(), [kinds])

    def paste(self, product: UUID, name: str) -> None:
        """From the clipboard: an image, or files that were copied."""
        if (found := self.pasted()) is not None:
            self.add(product, name, found)

    def pasted(self) -> Pasted | None:
        """What the clipboard holds of pictures; says where that is nothing."""
        found = pictures_in(QGuiApplication.clipboard().mimeData())
        if found is None:
            said = tr("There is no picture in the clipboard. Copy one, then paste it here.")
            self._context.notify(said, "info")
        return found

    def add(self, product: UUID, name: str, pasted: Pasted) -> None:
        """Reads them beside the window, then adds all of them or none."""
        if not self.may():
            return
        cancel = Cancel()
        self._context.work.job(
            self._page, partial(_read, pasted, _Watched(cancel)),
            stop=cancel.set, lane="pictures",
            then=lambda found: self._on_read(product, name, found), failed=self._refused,
        )  # fmt: skip

    def _on_read(self, product: UUID, name: str, found: list[Picture] | None) -> None:
        if not found:  # the window closes
            return
        looks = [picture.look for picture in found]
        self._context.work.read(
            self._page, lookalikes, looks, product,
            then=lambda near: self._add(product, name, found, near), failed=self._refused,
        )  # fmt: skip

    def _add(self, product: UUID, name: str, found: list[Picture], near: list[Lookalike]) -> None:
        from desktop.commands.pictures import AddPictures, add_pictures

        command = AddPictures(*self._context.signed(), product, tuple(found))

        def told(result: "PicturesAdded") -> None:
            self._tell(product, name, result, near)

        self._context.work.write(self._page, add_pictures, command, then=told, failed=self._refused)

    def _tell(
        self, product: UUID, name: str, result: "PicturesAdded", near: Sequence[Lookalike]
    ) -> None:
        if not result.added:
            said = tr("{name} has this picture already.", name=name)
            self._context.notify(said, "info")
            return
        said = plural("{n} picture added to {name}.", "{n} pictures added to {name}.",
                      result.added, name=name)  # fmt: skip
        also: Also | None = None
        if near:
            said = tr("Added. Looks like {name} ({sku}).", name=near[0].name, sku=near[0].sku)
            both = (product, near[0].product)  # what looks alike may be the same
            also = (tr("Merge …"), lambda: self._context.go("products", alike=both))
        words = plural("{n} picture of {name}", "{n} pictures of {name}", result.added, name=name)
        self._edits.note(result.batch, words, said, self._way, also)

    def remove(self, links: Sequence[UUID], name: str) -> None:
        """Without a question: one key brings them back."""
        if not links or not self.may():
            return
        from desktop.commands.pictures import RemovePictures, remove_pictures

        command = RemovePictures(*self._context.signed(), tuple(links))
        words = tr("a picture of {name}", name=name)
        self._send(remove_pictures, command, words, tr("The picture was removed."))

    def order(self, product: UUID, name: str, links: Sequence[UUID]) -> None:
        """All of its pictures in a new order; the first one stands for it."""
        if not self.may():
            return
        from desktop.commands.pictures import OrderPictures, order_pictures

        command = OrderPictures(*self._context.signed(), product, tuple(links))
        self._send(order_pictures, command, tr("the order of {name}’s pictures", name=name), "")

    def _send(self, function: Callable[..., Any], command: Any, words: str, said: str) -> None:
        self._context.work.write(
            self._page, function, command,
            then=lambda _: self._edits.note(command.id, words, said, self._way),
            failed=self._refused,
        )  # fmt: skip

    def _way(self, batch: UUID) -> tuple[Callable[..., Any], Any]:
        from desktop.commands.picture_undo import UndoPictures, undo_pictures

        return undo_pictures, UndoPictures(*self._context.signed(), batch)

    def _refused(self, error: UserError) -> None:
        self._context.notify(str(error), "bad")

    def note(self, batch: UUID, words: str, said: str) -> None:
        """What was done with pictures elsewhere is taken back here."""
        self._edits.note(batch, words, said, self._way)

    def may(self) -> bool:
        """Whether the person may change pictures; says why not."""
        if self._right.reason:
            self._context.notify(self._right.reason, "warn")
        return not self._right.reason


class _Watched:
    """Ends the reading when the window closes."""

    def __init__(self, cancel: Cancel) -> None:
        self._cancel = cancel

    def report(self, done: int, total: int, message: str = "") -> None:
        self._cancel.check()


def _read(pasted: Pasted, watched: _Watched) -> list[Picture]:
    """In a thread of its own: to encode a pasted image takes as long as to read one."""
    if isinstance(pasted, QImage):
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        pasted.save(buffer, "png", 80)  # type: ignore[call-overload]
        sources = [Source(tr("Pasted picture"), None, bytes(buffer.data().data()))]
    else:
        sources = from_files(pasted[: MOST_AT_ONCE + 1])
    return read_all(sources, watched)
