"""Corrections of many products, as jobs in parts: the tills book between two of them."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

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
