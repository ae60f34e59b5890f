"""Where labels go: a PDF, a printer of this computer, ZPL in a file or to an address."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.context import Context
from desktop.ui.file_dialog import new_file
from desktop.ui.labels.run import Target
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.line_edit import LineEdit
from desktop.ui.widgets.segments import Segments

KINDS = (("pdf", "PDF"), ("printer", "Printer"), ("host", "Label printer"), ("zpl", "ZPL file"))
DPIS = ((203, "203 dpi"), (300, "300 dpi"))


class TargetChoice(QWidget):
    """What was chosen last on this workstation stands there first."""

    changed = Signal()

    def __init__(self, context: Context, name: str) -> None:
        super().__init__()
        self._context, self._name = context, name
        kept = context.settings
        kinds = [(key, tr(words), "") for key, words in KINDS]
        chosen = kept.label_to if kept.label_to in dict(KINDS) else "pdf"
        self.kind = Segments([(key, words, words) for key, words, _ in kinds], chosen)
        self.kind.setAccessibleName(tr("Where to"))
        self.path = LineEdit(str(self._place("pdf")))
        self.host = LineEdit(kept.label_host, tr("192.168.0.20:9100"))
        self.dpi = Combo([(dpi, tr(words)) for dpi, words in DPIS], kept.label_dpi)
        self._file = Field(tr("File"), self.path)
        self._browse = Button(tr("Choose …"), "link", "folder-open", self._on_browse)
        self._address = Field(tr("Address"), self.host, tr("Its ZPL port is mostly 9100."))
        self._dots = Field(tr("Its resolution"), self.dpi)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.kind, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self._file, self._address, self._dots):
            column.addWidget(part)
        column.addWidget(self._browse, 0, Qt.AlignmentFlag.AlignLeft)
        self.kind.chosen.connect(self._on_kind)
        self._on_kind(chosen)

    def target(self) -> Target:
        """As it is typed now."""
        dpi = self.dpi.current_key()
        return Target(
            str(self.kind.current),
            Path(self.path.text().strip()).expanduser(),
            self.host.text().strip(),
            dpi if isinstance(dpi, int) else 203,
        )

    def set_error(self, words: str) -> None:
        """Below what is at fault."""
        (self._address if self.kind.current == "host" else self._file).set_error(words)

    def _on_kind(self, kind: object) -> None:
        is_file = kind in ("pdf", "zpl")
        self._file.setVisible(is_file)
        self._browse.setVisible(is_file)
        self._address.setVisible(kind == "host")
        self._dots.setVisible(kind in ("host", "zpl"))
        if is_file:
            path = Path(self.path.text().strip())
            known = path.suffix.lower() in (".pdf", ".zpl")
            self.path.setText(str(path.with_suffix(f".{kind}") if known else path))
        for field in (self._file, self._address):
            field.set_error("")
        self.changed.emit()

    def _place(self, kind: str) -> Path:
        return self._context.settings.data_dir / "labels" / f"{self._name}.{kind}"

    def _on_browse(self) -> None:
        kind = str(self.kind.current)
        kinds = [f"{kind.upper()} (*.{kind})"]
        path, _ = new_file(self, tr("Labels to"), Path(self.path.text()), kinds)
        if path is not None:
            self.path.setText(str(path))
