"""Goods from a file: the dialog; what came in is undone by one key."""

from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.text import tr


def import_goods(page: QWidget, context: Context, edits: Edits, path: Path | None) -> None:
    """Looks into a file, or asks for one. The dialog is imported when it is first wanted."""
    from desktop.ui.dialogs.import_goods import ImportGoods

    def done(batch: UUID, sentence: str) -> None:
        edits.note_whole(batch, tr("the import"), sentence)

    ImportGoods(page, context, done, path).open()
