"""Small pictures of products for lists: read when they come into sight, kept as long as they fit.

Nothing waits for them: a row shows its drawing until its picture is there. They are decoded in the
reader's thread, so that scrolling through a hundred thousand rows costs the window nothing.
"""

from collections import OrderedDict
from collections.abc import Collection
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from desktop.ui.work import Work

SIDE = 96  # pixels: 32 at three times the resolution
KEPT = 1_000  # 36 MB at most
AT_ONCE = 96  # rows that have gone by since they were asked for are not read
GATHER_MS = 30
_SMOOTH = Qt.TransformationMode.SmoothTransformation


class Pictures(QObject):
    """One per window. ``came``: some of those asked for are there, or others than before."""

    came = Signal()

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._work = work
        self._known: OrderedDict[UUID, QImage | None] = OrderedDict()
        self._fresh: set[UUID] = set()  # known, or asked for, since the last change
        self._wanted: dict[UUID, None] = {}
        self._change = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(GATHER_MS)
        self._timer.timeout.connect(self._ask)
        work.changed.connect(self._on_changed)

    def small(self, product: UUID) -> QImage | None:
        """A square one, as far as it is known; it is asked for where it is not."""
        if product not in self._fresh:
            self._wanted.pop(product, None)
            self._wanted[product] = None
            if not self._timer.isActive():
                self._timer.start()
        if product not in self._known:
            return None
        self._known.move_to_end(product)
        return self._known[product]

    def _ask(self) -> None:
        products = tuple(self._wanted)[-AT_ONCE:]
        self._wanted.clear()
        self._fresh.update(products)
        self._work.read(
            self, squares_of, products,
            then=partial(self._on_read, self._change, products),
            failed=lambda _error: self._fresh.difference_update(products),
        )  # fmt: skip

    def _on_read(self, change: int, products: tuple[UUID, ...], found: dict[UUID, QImage]) -> None:
        if change != self._change:
            return
        is_other = any(self._known.get(key) is not found.get(key) for key in products)
        for product in products:
            self._known[product] = found.get(product)
            self._known.move_to_end(product)
        while len(self._known) > KEPT:
            self._fresh.discard(self._known.popitem(last=False)[0])
        if is_other:
            self.came.emit()

    def _on_changed(self, tables: frozenset[str]) -> None:
        """What is shown stays until it has been read anew."""
        from desktop.queries.pictures import TABLES

        if tables & TABLES:
            self._change += 1
            self._fresh.clear()
            self.came.emit()


def squares_of(session: Any, products: Collection[UUID]) -> dict[UUID, QImage]:
    """The pictures that stand for these products, cut to a square; in a reader's thread."""
    from desktop.queries.pictures import thumbnails_of

    found = {key: square(small) for key, small in thumbnails_of(session, products).items()}
    return {key: image for key, image in found.items() if not image.isNull()}


def square(encoded: bytes, side: int = SIDE) -> QImage:
    """The middle of a picture; a null image where it cannot be read."""
    image = QImage.fromData(encoded)
    if image.isNull():
        return image
    grown = image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding, _SMOOTH)
    middle = QRect(0, 0, side, side)
    middle.moveCenter(grown.rect().center())
    return grown.copy(middle)
