"""Dialogs for files show the shop's folder and take no lock of SQLite away."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QTreeView, QWidget

from desktop.ui.file_dialog import FileDialog, new_file, one_file, one_folder
from tests.locks import NEEDED, locked


@pytest.fixture
def parent(qtbot: Any) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def shown(dialog: QFileDialog) -> list[str]:
    """The names of the files that the dialog lists."""
    tree = dialog.findChild(QTreeView)
    assert tree is not None
    model, root = tree.model(), tree.rootIndex()
    return [model.index(row, 0, root).data() or "" for row in range(model.rowCount(root))]


@NEEDED
def test_a_folder_with_the_open_shop_is_shown_and_its_locks_stay(
    qtbot: Any, parent: QWidget, tmp_path: Path
) -> None:
    connection = sqlite3.connect(tmp_path / "shop.db")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE a (b)")
    connection.commit()
    before = locked(tmp_path)
    dialog = FileDialog(parent, "Export", str(tmp_path))
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    dialog.open()
    qtbot.waitUntil(lambda: "shop.db" in shown(dialog))
    dialog.selectFile("shop.db")
    QApplication.processEvents()
    dialog.close()
    assert locked(tmp_path) == before != set()
    connection.close()


@pytest.mark.parametrize("way", ["file", "folder", "new"])
def test_what_was_chosen_is_a_path_and_nothing_is_none(
    parent: QWidget, tmp_path: Path, way: str
) -> None:
    (tmp_path / "a.csv").write_text("1", "utf-8")
    (tmp_path / "sub").mkdir()
    wanted = {"file": tmp_path / "a.csv", "folder": tmp_path / "sub", "new": tmp_path / "b.csv"}

    def ask(is_agreed: bool) -> Path | None:
        def answer() -> None:
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, FileDialog)
            dialog.selectFile(str(wanted[way]))
            dialog.done(int(is_agreed))

        QTimer.singleShot(0, answer)
        if way == "file":
            return one_file(parent, "Open", tmp_path, ["CSV (*.csv)"])
        if way == "folder":
            return one_folder(parent, "Folder", tmp_path)
        return new_file(parent, "Save", tmp_path / "b.csv", ["CSV (*.csv)"])[0]

    assert ask(is_agreed=True) == wanted[way]
    assert ask(is_agreed=False) is None
