"""A product's pictures in its panel: looked at, enlarged, put in order, removed, added."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.permissions import Permission
from desktop.queries.pictures import TABLES, PictureRow, pictures_of
from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.deeds.pictures import Pasted, PictureDeeds, pictures_in
from desktop.ui.rights import Right
from desktop.ui.text import plural, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.elide_link import PAD
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.picture_strip import PictureStrip, Tile


class Gallery(QWidget):
    """``first_came`` brings the small picture that stands for the product, None without one."""

    first_came = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.deeds: PictureDeeds | None = None
        self._product: UUID | None = None
        self._name = ""
        self._waiting: list[Pasted] = []
        self.setAcceptDrops(True)
        self.rows: list[PictureRow] = []
        self.strip = PictureStrip(tr("Pictures"))
        self.strip.opened.connect(self._enlarge)
        self.add_button = Button(tr("Add …"), "link", on_click=self.choose)
        self._nothing = Label(tr("Drop one here, or paste it."), "body", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(Label(tr("Pictures"), "strong"), 1)
        head.addWidget(self.add_button)
        head.addSpacing(-PAD)
        column.addLayout(head)
        column.addWidget(self._nothing)
        column.addWidget(self.strip)
        self.add_button.setAccessibleName(tr("Add pictures"))
        Right(self, context, Permission.EDIT_PRODUCT, self.add_button)
        self._install_keys()
        self._show([])
        context.work.changed.connect(self._on_changed)

    def _install_keys(self) -> None:
        install(self.strip, [
            Command(tr("Remove the picture"), "Del", self._remove, "trash-2"),
            Command(tr("Show this picture before the last one"), "Alt+Left",
                    partial(self._move, -1), "arrow-left"),
            Command(tr("Show this picture after the next one"), "Alt+Right",
                    partial(self._move, 1), "arrow-right"),
            Command(tr("Let this picture stand for the product"), "Alt+Home",
                    partial(self._move, -len(self.rows) - 1_000)),
        ], is_inside=True)  # fmt: skip

    def show_of(self, product: UUID, name: str) -> None:
        """Another product, or the same under another name."""
        self._name = name
        self.add_button.setAccessibleName(tr("Add pictures of {name}", name=name))
        if product != self._product:
            self._product = product
            self._show([])
            self._read()

    def choose(self) -> None:
        """Asks for files."""
        if self.deeds is not None and (files := self.deeds.asked(self._name)):
            self._take(files)

    def paste(self) -> None:
        """What was copied elsewhere."""
        if self.deeds is not None and (found := self.deeds.pasted()) is not None:
            self._take(found)

    def _take(self, found: Pasted) -> None:
        """Of a product that is not there yet they wait until it is."""
        if self.deeds is None:
            return
        if self._product is not None:
            self.deeds.add(self._product, self._name, found)
            return
        self._waiting.append(found)
        number = sum(1 if isinstance(each, QImage) else len(each) for each in self._waiting)
        said = plural("{n} picture is added when it is saved.",
                      "{n} pictures are added when it is saved.", number)  # fmt: skip
        self._nothing.setText(said)

    def add_waiting(self, product: UUID, name: str) -> None:
        """The product is there now."""
        for found in self._waiting:
            if self.deeds is not None:
                self.deeds.add(product, name, found)
        self._waiting.clear()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Pictures only; what else is dragged is for what lies below."""
        if event.source() is None and pictures_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        found = pictures_in(event.mimeData())
        if found is not None:
            event.acceptProposedAction()
            self._take(found)

    def _read(self) -> None:
        product = self._product
        self._context.work.read(
            self, pictures_of, product, then=lambda rows: self._on_rows(product, rows)
        )

    def _on_rows(self, product: UUID | None, rows: list[PictureRow]) -> None:
        if product == self._product:
            self._show(rows)
            self.first_came.emit(rows[0].thumbnail if rows else None)

    def _show(self, rows: Sequence[PictureRow]) -> None:
        self.rows = list(rows)
        self.strip.show_tiles([_tile(row, n, len(rows)) for n, row in enumerate(rows, 1)])
        self.strip.setVisible(bool(rows))
        self._nothing.setVisible(not rows)

    def _on_changed(self, tables: frozenset[str]) -> None:
        if self._product is not None and tables & TABLES:
            self._read()

    def _remove(self) -> None:
        key = self.strip.current_key()
        if self.deeds is not None and isinstance(key, UUID):
            self.deeds.remove([key], self._name)

    def _move(self, by: int) -> None:
        """The chosen picture to another place, as far as there are places."""
        keys = [row.link for row in self.rows]
        key = self.strip.current_key()
        if self.deeds is None or self._product is None or not isinstance(key, UUID):
            return
        old = keys.index(key)
        new = max(0, min(len(keys) - 1, old + by))
        if new != old:
            keys.insert(new, keys.pop(old))
            self.deeds.order(self._product, self._name, keys)

    def _enlarge(self, link: object) -> None:
        from desktop.ui.dialogs.picture import PictureDialog

        keys = [row.link for row in self.rows]
        PictureDialog(self, self._context, self._name, self.rows, keys.index(link)).open()  # type: ignore[arg-type]


def _tile(row: PictureRow, number: int, of: int) -> Tile:
    words = tr("{name}, picture {n} of {all}", name=row.name or tr("No name"), n=number, all=of)
    return Tile(row.link, QImage.fromData(row.thumbnail or b""), words)
