"""Dialogs that ask for a file or a folder, and open no file to draw its icon.

Qt looks into files to tell their kind, and the system's own dialogs may, within this process. Where
the shop's file is shown, its closing takes away SQLite's locks on it (see db/head.py): the next
program that closes the shop would delete the journal under this one.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QFileInfo, QStandardPaths
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFileDialog, QFileIconProvider, QWidget

from desktop.ui.text import tr

_MODE, _KIND = QFileDialog.FileMode, QFileIconProvider.IconType


class _Unopened(QFileIconProvider):
    """By what the folder tells of a file alone."""

    def icon(self, of: QFileInfo | QFileIconProvider.IconType) -> QIcon:
        if isinstance(of, QFileInfo):
            return super().icon(_KIND.Folder if of.isDir() else _KIND.File)
        return super().icon(of)

    def type(self, info: QFileInfo) -> str:
        return tr("Folder") if info.isDir() else info.suffix() or tr("File")


class FileDialog(QFileDialog):
    """Not shown yet; ``place`` is a folder or a file in it."""

    def __init__(self, parent: QWidget, title: str, place: str) -> None:
        super().__init__(parent, title, place)
        self._icons = _Unopened()
        if os.name == "posix":  # elsewhere locks belong to the handle, not to the process
            self.setOption(QFileDialog.Option.DontUseNativeDialog)
            self.setIconProvider(self._icons)


def documents() -> Path:
    """Where a file is proposed to be written: at home where there is no folder of documents."""
    place = QStandardPaths.StandardLocation.DocumentsLocation
    folder = Path(QStandardPaths.writableLocation(place))
    return folder if folder.is_absolute() and folder.is_dir() else Path.home()


def one_file(parent: QWidget, title: str, folder: Path, kinds: Sequence[str]) -> Path | None:
    """A file that is there; None when nothing was chosen."""
    dialog = FileDialog(parent, title, str(folder))
    dialog.setFileMode(_MODE.ExistingFile)
    dialog.setNameFilters(kinds)
    return _asked(dialog)[0]


def some_files(parent: QWidget, title: str, folder: Path, kinds: Sequence[str]) -> list[Path]:
    """Files that are there; none when nothing was chosen."""
    dialog = FileDialog(parent, title, str(folder))
    dialog.setFileMode(_MODE.ExistingFiles)
    dialog.setNameFilters(kinds)
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return [Path(name) for name in chosen]


def one_folder(parent: QWidget, title: str, folder: Path) -> Path | None:
    """A folder that is there; None when nothing was chosen."""
    dialog = FileDialog(parent, title, str(folder))
    dialog.setFileMode(_MODE.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _asked(dialog)[0]


def new_file(
    parent: QWidget, title: str, suggested: Path, kinds: Sequence[str]
) -> tuple[Path | None, str]:
    """Where to write, and the kind chosen; asks before a file is replaced."""
    dialog = FileDialog(parent, title, str(suggested.parent))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(_MODE.AnyFile)
    dialog.setNameFilters(kinds)
    dialog.selectFile(suggested.name)
    return _asked(dialog)


def _asked(dialog: QFileDialog) -> tuple[Path | None, str]:
    is_chosen = dialog.exec()
    found = Path(dialog.selectedFiles()[0]) if is_chosen else None
    kind = dialog.selectedNameFilter()
    dialog.deleteLater()
    return found, kind
