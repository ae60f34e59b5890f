"""Takes a large import back: made ready beside the shop, which is locked while it is written."""

from sqlalchemy.orm import Session

from desktop.commands.imports.preparing import telling
from desktop.commands.staged_undo import PreparedUndo, prepare_undo, write_undo
from desktop.commands.undo import UndoBooking, Undone, undo_booking
from desktop.db.engine import Database
from desktop.db.staging import Stage, written
from desktop.domain.progress import Progress


def undo(database: Database, command: UndoBooking, progress: Progress) -> Undone:
    """As ``undo_booking``. ``progress`` may raise Cancelled until the end."""

    def prepare(session: Session, stage: Stage) -> PreparedUndo | None:
        progress.report(0, 0, "Preparing")
        prepared = prepare_undo(session, command, stage)
        progress.report(1, 1, "Preparing")
        return prepared

    def write(session: Session, prepared: PreparedUndo | None) -> Undone:
        if prepared is None:
            return undo_booking(session, command, at_once=True)
        return write_undo(session, command, prepared, telling(progress, "Writing"))

    return written(database, prepare, write)
