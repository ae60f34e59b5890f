"""The line of a dialog that names a file: its path can be typed, or chosen from a folder."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.file_dialog import one_file
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.line_edit import LineEdit


class FileLine(QWidget):
    """``asked`` stands in the empty line; ``title`` and ``kinds`` are those of "Choose …"."""

    chosen = Signal(Path)

    def __init__(self, asked: str, title: str, kinds: Sequence[str], hint: str = "") -> None:
        super().__init__()
        self.path = LineEdit("", asked)
        self._field = Field(tr("File"), self.path, hint)
        self._title, self._kinds = title, kinds
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        choose = Button(tr("Choose …"), icon="folder-open", on_click=self._on_choose)
        row.addWidget(self._field, 1)
        at = Qt.AlignmentFlag.AlignVCenter if hint else Qt.AlignmentFlag.AlignBottom
        row.addWidget(choose, 0, at)

    @property
    def text(self) -> str:
        """What stands in the line, which may be an address."""
        return self.path.text().strip()

    @property
    def typed(self) -> Path | None:
        """What stands in the line, None when nothing does."""
        return Path(self.text).expanduser() if self.text else None

    def set_error(self, text: str) -> None:
        """What is wrong with the file; "" when nothing is known."""
        self._field.set_error(text)

    def _on_choose(self) -> None:
        if path := one_file(self, self._title, Path.home(), self._kinds):
            self.chosen.emit(path)
