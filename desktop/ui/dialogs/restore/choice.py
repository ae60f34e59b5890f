"""Which backup: one of the usual folder, or any other file."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.file_dialog import one_file
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo


class BackupChoice(QWidget):
    """``chosen`` gives a path whenever another one is taken."""

    chosen = Signal(object)  # Path

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._list = Combo()
        self._list.setAccessibleName(tr("Backup"))
        self._list.chosen.connect(self.chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._list, 1)
        self.last = Button(tr("Other file …"), icon="folder-open", on_click=self._on_other)
        row.addWidget(self.last)
        self.setFocusProxy(self._list)

    def offer(self, items: Sequence[tuple[Path, str]], wanted: Path | None) -> Path | None:
        """Shows the list; what is taken at first, None where there is nothing."""
        known = list(items)
        if wanted is not None and wanted not in dict(known):
            known.insert(0, (wanted, wanted.name))
        self._list.set_items(known, wanted)
        return wanted or (known[0][0] if known else None)

    def choose(self, path: Path) -> None:
        """Takes a file, into the list too."""
        if self._list.findData(path) < 0:
            self._list.insertItem(0, path.name, path)
        self._list.set_current(path)
        self.chosen.emit(path)

    def _on_other(self) -> None:
        kinds = [f"{tr('Backups')} (*.onhand *.zip)", f"{tr('All files')} (*)"]
        if path := one_file(self, tr("Choose a backup"), self._folder, kinds):
            self.choose(path)
