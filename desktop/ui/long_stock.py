"""What is too much for one booking, as jobs: the tills book beside them."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from desktop.commands.bookings import LongBooking
from desktop.commands.undo import UndoBooking
from desktop.commands.wholes import LongImport
from desktop.domain.errors import UserError
from desktop.jobs import stock_then
from desktop.jobs.stock_then import Desk
from desktop.ui.context import Context
from desktop.ui.jobs import RunningJob
from desktop.ui.text import tr


def started(context: Context, title: str, run: Callable[..., Any], *of: object) -> RunningJob:
    """Many rows in the long thread. Half of it is nothing to stop at: nobody stops it."""
    desk = Desk(context.work.patient_write, context.ids, context.clock, context.actor())
    return context.jobs.start(
        "stock_then", title, lambda progress: run(desk, *of, progress), is_cancellable=False
    )


def take_back(context: Context, document: UUID, number: str) -> None:
    """The whole document, told when it is done."""
    job = started(context, tr("Undo of {number}", number=number), stock_then.take_back, document)
    _tell(context, job, tr("The stock is as it was before."))


def undo_long(context: Context, error: UserError) -> bool:
    """Begins the job that takes back what ``error`` says is too long; whether it says that."""
    if isinstance(error, LongBooking):
        take_back(context, error.document, error.number)
    elif isinstance(error, LongImport) and context.pulse is not None:
        from desktop.jobs import undoing

        head = context.signed()
        command = UndoBooking(*head, error.batch)
        title, run = tr("Undo of {number}", number=error.name), undoing.undo
        database = context.pulse.database
        job = context.jobs.start("undo_import", title, partial(run, database, command))
        _tell(context, job, tr("Taken back: {what}.", what=error.name))
    else:
        return False
    return True


def void(context: Context, document: UUID, number: str, reason: str) -> None:
    """The same, kept as void with the reason."""
    title = tr("Void {number}", number=number)
    job = started(context, title, stock_then.void, document, reason)
    _tell(context, job, tr("{number} is void.", number=number))


def _tell(context: Context, job: RunningJob, words: str) -> None:
    job.done.connect(lambda _: context.notify(words, "ok"))
    job.failed.connect(partial(_refused, context))


def _refused(context: Context, error: UserError) -> None:
    context.notify(str(error), "bad")
