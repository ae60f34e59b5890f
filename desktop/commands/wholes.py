"""What is taken back as one, with all that it changed beside the stock: imports and merges."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands import alerts, merges, revert
from desktop.commands.audit import Trail, fields_of
from desktop.commands.external_refs import forget_batch
from desktop.commands.feed_runs import undone_run
from desktop.commands.posting import Posting
from desktop.domain.errors import UserError
from desktop.domain.ids import command_of
from desktop.domain.permissions import Permission
from desktop.schema import Job

AT_ONCE = 5_000  # rows of an import


class LongImport(UserError):
    """An import that is taken back by a job of its own (jobs.undoing); nothing was changed."""

    def __init__(self, batch: UUID, name: str, count: int) -> None:
        super().__init__(
            f"{name} brought in {count:,} rows: too many to be taken back in one go.",
            "Nothing was changed. In Movements it goes as a job of its own.",
            code="long",
        )
        self.batch = batch
        self.name = name


@dataclass(frozen=True)
class Whole:
    """What is taken back as one, with all that it changed beside the stock."""

    id: UUID
    kind: str
    permission: Permission
    job: Job | None = None

    def refuse_long(self) -> None:
        """LongImport where a till would wait too long for it."""
        if self.job is not None and self.job.total > AT_ONCE:
            raise LongImport(self.id, self.job.message, self.job.total)

    def refuse_late(self, session: Session, rows: Sequence[Any]) -> None:
        """Where it cannot be taken back any more; ``rows`` are the movements that stand."""
        if self.job is None:
            merges.refuse_late(session, self.id, rows)


def whole_of(session: Session, target: UUID) -> Whole | None:
    """The import or merge that a movement, line or document is of, or that is named itself."""
    job = _import_of(session, target)
    if job is not None:
        return Whole(job.id, job.kind, Permission.IMPORT, job)
    command = command_of(target)
    if merges.is_merge(session, command):
        return Whole(command, "merge", Permission.EDIT_PRODUCT)
    return None


def _import_of(session: Session, target: UUID) -> Job | None:
    """Held until the commit."""
    wanted = select(Job).where(Job.id == command_of(target), Job.kind == "import")
    job = session.scalars(wanted.with_for_update(key_share=True)).first()
    if job is not None and job.status != "done":
        raise UserError(f"This import is {job.status}.", "Nothing was changed.", code="undone")
    return job


def take_back(
    session: Session, posting: Posting, whole: Whole, moved: Collection[UUID] | None = None
) -> int:
    """Takes back what was changed beside the stock; how many products that were.

    ``moved``: whose stock is another now, where that is known better than by the movements.
    """
    trail = Trail(session, posting.command, posting.by, posting.stamp)
    if whole.job is None:
        products = merges.part_again(session, whole.id, trail)
    else:
        taken = "A name, SKU or code that this import changed belongs to another by now."
        products = revert.revert_batch(session, whole.id, trail, taken)
        forget_batch(session, whole.id)
        before = fields_of(whole.job)
        whole.job.status = "undone"
        trail.changed(whole.job, before)
        undone_run(session, whole.id)
        session.flush()
    stocked = {move.product for move in posting.moves} if moved is None else moved
    changed = products if whole.job else revert.products_of(session, whole.id)
    touched = sorted(changed.union(stocked))
    connection, store = posting.connection, posting.by.store
    alerts.review(connection, store, touched, posting.stamp, posting.command)
    return len(products)
