"""Pictures that come to the page by a drag or the clipboard: which product they are meant for."""

from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.deeds.picture_import import PictureImport
from desktop.ui.deeds.pictures import PictureDeeds, has_pictures, pictures_in
from desktop.ui.edits import Edits
from desktop.ui.pages.products.panel import ProductPanel
from desktop.ui.table.page import ListPage
from desktop.ui.text import tr


class TakingIn(QObject):
    """On the table Ctrl+V is for pictures while the clipboard holds some; text goes its own way."""

    def __init__(
        self, page: QWidget, context: Context, listed: ListPage, panel: ProductPanel, edits: Edits
    ) -> None:
        super().__init__(page)
        self._page, self._context, self._list, self._panel = page, context, listed, panel
        self.deeds = PictureDeeds(page, context, edits)
        panel.overview.gallery.deeds = self.deeds
        self.many = PictureImport(page, context, self.deeds)
        listed.table.installEventFilter(self)
        install(
            panel,
            [Command(tr("Paste pictures"), "Ctrl+V", panel.overview.gallery.paste, "image")],
            is_inside=True,
        )
        install(page, [Command(tr("Add pictures …"), "", self.choose, "image")])

    def choose(self) -> None:
        """Files for the product of the current row."""
        if (found := self._current()) is not None:
            self.deeds.choose(*found)

    def drop(self, data: QMimeData, at: QPoint) -> bool:
        """Whether these are pictures; they go to the product below the pointer."""
        found = pictures_in(data)
        if found is None and (folder := _folder_in(data)) is not None and self.deeds.may():
            self.many.take_in(folder)
            return True
        if found is None:
            return False
        product = self._at(at)
        if product is None:
            self._context.notify(tr("Drop pictures on the product that they show."), "info")
        else:
            self.deeds.add(*product, found)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        assert isinstance(event, QKeyEvent)
        if not event.matches(QKeySequence.StandardKey.Paste):
            return False
        if not has_pictures(QGuiApplication.clipboard().mimeData()):
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress and (found := self._current()) is not None:
            self.deeds.paste(*found)
        return True

    def _current(self) -> tuple[UUID, str] | None:
        """The product of the current row."""
        found = self._of(self._list.table.currentIndex().row())
        if found is None:
            self._context.notify(tr("Choose a product first."), "info")
        return found

    def _at(self, at: QPoint) -> tuple[UUID, str] | None:
        """The product of the row below the pointer, or of the panel."""
        view = self._list.table.viewport()
        there = view.mapFrom(self._page, at)
        if view.rect().contains(there):
            return self._of(self._list.table.rowAt(there.y()))
        panel = self._panel
        card = panel.card if panel.isVisible() else None
        is_there = panel.rect().contains(panel.mapFrom(self._page, at))
        return (card.product, card.name) if card is not None and is_there else None

    def _of(self, number: int) -> tuple[UUID, str] | None:
        """The product of a row; -1 is none."""
        row = self._list.model.row(number) if number >= 0 else None
        return None if row is None else (row.id, row.name)


def _folder_in(data: QMimeData) -> Path | None:
    """The one folder that is dragged here."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 and files[0].is_dir() else None
