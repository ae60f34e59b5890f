"""The shop's own fields as they are defined now; other windows and tills define them, too."""

from PySide6.QtCore import QObject, Signal

from desktop.domain.custom_field import FieldInfo
from desktop.queries.custom_fields import fields_in
from desktop.ui.table.feed import ANY
from desktop.ui.table.grown import TABLE
from desktop.ui.table.lane import Lane
from desktop.ui.work import Work


class KnownFields(QObject):
    """``fields`` are those that are in use, in their order; ``changed`` when they are others."""

    changed = Signal()

    def __init__(self, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self.fields: tuple[FieldInfo, ...] = ()
        self._lane = Lane(work, self)
        work.changed.connect(self._on_changed)
        self._read()

    def _on_changed(self, tables: frozenset[str]) -> None:
        if TABLE in tables or ANY in tables:
            self._read()

    def _read(self) -> None:
        self._lane.drop()
        self._lane.read(fields_in, then=self._on_read)

    def _on_read(self, fields: tuple[FieldInfo, ...]) -> None:
        if fields != self.fields:
            self.fields = fields
            self.changed.emit()
