"""The number beside Labels in the navigation: how many at the shelves are out of date."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.queries.shelf_labels import SHELF_LABELS, count_due
from desktop.ui.context import Context


class LabelCount(QObject):
    """Counts when something changes that labels tell; ``show`` gets the number."""

    def __init__(self, context: Context, show: Callable[[int], None], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._show = context, show
        context.work.changed.connect(self._on_changed)
        self._count()

    def _on_changed(self, tables: frozenset[str]) -> None:
        if tables & {*SHELF_LABELS.tables, "*"}:
            self._count()

    def _count(self) -> None:
        context = self._context
        context.work.read(self, count_due, context.shop.store, then=self._show)
