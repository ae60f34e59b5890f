"""The fields of the two places; each gives the choice that is typed, or None while it is not."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QWidget

from desktop.jobs.connecting import OPEN, REQUIRE, VERIFY, FileChoice, ServerChoice
from desktop.ui.file_dialog import FileDialog
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.line_edit import LineEdit
from desktop.ui.widgets.password_edit import PasswordEdit

PORT_WIDTH, LAST_PORT = 90, 65535
USUAL = 100


class FileFields(QWidget):
    """One path: a shop's file that is there, or the name of a new one."""

    changed = Signal()

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = LineEdit(str(path))
        self._path.textEdited.connect(self.changed)
        hint = tr("A shop's file, or a new name: then a new shop is set up in it.")
        browse = Button(tr("Choose…"), icon="folder-open", on_click=self._on_browse)
        grid = _grid(self)
        grid.addWidget(Field(tr("File"), self._path, hint), 0, 0, 2, 1)
        space = QWidget()
        space.setFixedHeight(current_theme().px(20))
        grid.addWidget(space, 0, 1)
        grid.addWidget(browse, 1, 1, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(1, 1)

    def lines(self) -> list[QLineEdit]:
        """Where one types."""
        return [self._path]

    def choice(self) -> FileChoice | None:
        """The typed path."""
        typed = self._path.text().strip()
        return FileChoice(Path(typed)) if typed else None

    def set_path(self, path: str) -> None:
        """A path that was picked."""
        self._path.setText(path)
        self.changed.emit()

    def _on_browse(self) -> None:
        dialog = FileDialog(self, tr("The shop's file"), self._path.text())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilters([tr("Shops") + " (*.onhand)", tr("All files") + " (*)"])
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, tr("Choose"))
        dialog.fileSelected.connect(self.set_path)
        dialog.open()


class ServerFields(QWidget):
    """Server, port, database, user, password and encryption."""

    changed = Signal()

    def __init__(self, given: ServerChoice) -> None:
        super().__init__()
        self._given = given
        self._host = LineEdit(given.host, tr("store-db.local"))
        self._port = LineEdit(str(given.port))
        self._database = LineEdit(given.database)
        self._user = LineEdit(given.user)
        self._password = PasswordEdit()
        self._password.setText(given.password)
        self._is_chosen = given.encryption != self._usual()
        kinds = [
            (VERIFY, tr("Required, verify server")),
            (REQUIRE, tr("Required, server not verified")),
            (OPEN, tr("Not encrypted")),
        ]
        self._encryption = Combo(kinds, given.encryption)
        self._encryption.chosen.connect(self._on_encryption)
        for line in self.lines():
            line.textEdited.connect(self._on_edited)
        self._lay_out()

    def put(self, given: ServerChoice) -> None:
        """A place that was used before."""
        self._given = given
        self._host.setText(given.host)
        self._port.setText(str(given.port))
        self._database.setText(given.database)
        self._user.setText(given.user)
        self._password.setText(given.password)
        self._encryption.set_current(given.encryption)
        self._is_chosen = given.encryption != self._usual()
        self.changed.emit()

    def lines(self) -> list[QLineEdit]:
        """Where one types."""
        return [self._host, self._port, self._database, self._user, self._password]

    def choice(self) -> ServerChoice | None:
        """What is typed; None while the server, its port or the database is not there yet."""
        host, name = self._host.text().strip(), self._database.text().strip()
        port = self._port.text().strip()
        is_port = port.isascii() and port.isdigit() and 0 < int(port) <= LAST_PORT
        if not host or not name or not is_port:
            return None
        kind = str(self._encryption.current_key())
        also = self._given.also if host == self._given.host else ()
        user = self._user.text().strip()
        return ServerChoice(host, int(port), name, user, self._password.text(), kind, also)

    def _usual(self) -> str:
        """A server elsewhere must prove who it is; on this computer nobody listens in."""
        host = self._host.text().strip()
        return OPEN if ServerChoice(host, 1, "", "").is_local else VERIFY

    def _on_edited(self) -> None:
        if not self._is_chosen:
            self._encryption.set_current(self._usual())
        self.changed.emit()

    def _on_encryption(self) -> None:
        self._is_chosen = True
        self.changed.emit()

    def _lay_out(self) -> None:
        grid = _grid(self)
        self._port.setFixedWidth(current_theme().px(PORT_WIDTH))
        top = QWidget()
        row = _grid(top)
        row.addWidget(Field(tr("Server"), self._host), 0, 0)
        row.addWidget(Field(tr("Port"), self._port), 0, 1)
        row.setColumnStretch(0, 1)
        grid.addWidget(top, 0, 0, 1, 2)
        grid.addWidget(Field(tr("Database"), self._database), 1, 0)
        grid.addWidget(Field(tr("User"), self._user), 1, 1)
        grid.addWidget(Field(tr("Password"), self._password), 2, 0)
        grid.addWidget(Field(tr("Encryption"), self._encryption), 2, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)


def _grid(on: QWidget) -> QGridLayout:
    grid = QGridLayout(on)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8 if current_theme().scale <= USUAL else 4)  # as tall as the window
    return grid
