"""Goods from a file: the dialog; what came in is undone by one key, its source may be kept."""

from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.text import tr

if TYPE_CHECKING:
    from desktop.jobs.importing import Choices

# Dialogs and the commands behind them are imported when they are first wanted.


def import_goods(page: QWidget, context: Context, edits: Edits, path: Path | None) -> None:
    """Looks into a file, or asks for one."""
    from desktop.ui.dialogs.import_goods import ImportGoods

    def done(batch: UUID, sentence: str) -> None:
        anew = tr("This key does not do an import again. Import the file again with Ctrl+I.")
        edits.note_whole(batch, tr("the import"), sentence, anew=anew)

    def keep(place: str, choices: "Choices") -> None:
        _keep(dialog, context, edits, place, choices)

    dialog = ImportGoods(page, context, done, path)
    dialog.kept.connect(keep)
    dialog.open()


def _keep(dialog: QWidget, context: Context, edits: Edits, place: str, choices: "Choices") -> None:
    """The form of a feed, with what was said of the file."""
    from desktop.commands.feeds import UndoFeed, undo_feed
    from desktop.ui.dialogs.feed_form import FeedForm

    def back(batch: UUID) -> tuple[Any, Any]:
        head = context.signed()
        return undo_feed, UndoFeed(*head, batch)

    def done(batch: UUID, name: str) -> None:
        said = tr("{name} is kept, and stands in Feeds.", name=name)
        edits.note(batch, tr("the feed {name}", name=name), said, back)

    FeedForm(dialog, context, None, done, place, choices).open()
