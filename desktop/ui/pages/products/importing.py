"""Goods from a file: the dialog, and the way back from an import."""

from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.text import plural, tr

# Dialogs and the commands behind them are imported when they are first wanted.


def import_goods(page: QWidget, context: Context, edits: Edits, path: Path | None) -> None:
    """Looks into a file, or asks for one; what came in is undone by one key."""
    from desktop.ui.dialogs.import_goods import ImportGoods

    def done(batch: UUID, sentence: str) -> None:
        edits.note_with(partial(_take_back, page, context, batch), tr("the import"), sentence)

    ImportGoods(page, context, done, path).open()


def _take_back(page: QWidget, context: Context, batch: UUID) -> None:
    """All of it, also after later movements."""
    from desktop.commands.undo import UndoBooking, Undone, undo_booking

    def undone(result: Undone) -> None:
        count = result.products
        said = plural("The import of {n} product was undone.",
                      "The import of {n} products was undone.", count)  # fmt: skip
        context.notify(said, "ok")

    def failed(error: UserError) -> None:
        context.notify(str(error), "bad")

    command = UndoBooking(context.ids.new(), context.actor(), context.clock.now(), batch)
    context.work.write(page, undo_booking, command, then=undone, failed=failed)
