"""Writes an import: in one transaction, with an audit trail that can be undone.

What was prepared is written from its stage, where the shop still is as it was; without, all is
compared and written under the lock.
"""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.commands import alerts, price_alerts, search_words
from desktop.commands.audit import Trail
from desktop.commands.category_paths import categories_of_paths
from desktop.commands.custom_fields import define_all
from desktop.commands.imports.goods import Goods, keys_of
from desktop.commands.imports.items import Imported, ImportProducts
from desktop.commands.imports.lookups import names_of
from desktop.commands.imports.matching import Plan
from desktop.commands.imports.offers import Offered, Offers, known_vendors
from desktop.commands.imports.preparing import (
    Agree,
    Prepared,
    agreed_plan,
    check_again,
    job_lane,
    marks_of,
    missing,
)
from desktop.commands.imports.staged_stock import close_document, open_document, write_stock
from desktop.commands.imports.stock import book_stock_of
from desktop.commands.imports.store_prices import store_changes, write_store_prices
from desktop.commands.imports.variants import parents_of
from desktop.commands.posting import Posting, begin
from desktop.db.staging import Outdated, Straight
from desktop.domain.permissions import Permission
from desktop.domain.progress import Progress, Silent
from desktop.schema import Job


def import_products(
    session: Session,
    command: ImportProducts,
    progress: Progress | None = None,
    prepared: Prepared | None = None,
    agree: Agree | None = None,
) -> Imported:
    """Creates, changes and counts; the same command sent again answers what it did.

    Clock: the posting's stamp. Movements go to the workstation's job chain, so that its till goes
    on meanwhile. Locks: that writer, the products of the file, then their levels. Outdated, and
    nothing may be kept, where the shop is no longer as it was ``prepared`` for.
    """
    by = replace(command.by, writer=job_lane(session, command.by.writer))
    posting = begin(session, command.id, by, command.at, Permission.IMPORT)
    job = session.get(Job, command.id)
    if job is not None:
        return Imported(**(job.payload["result"] | {"id": job.id}))
    if prepared is None:
        command, plan = agreed_plan(session, command, agree, locks=True)
    else:
        check_again(session, command, prepared, posting)
        command, plan = prepared.command, prepared.plan
    return _Import(session, command, plan, posting, progress or Silent()).run(prepared)


class _Import:
    """One import on its way into the tables."""

    def __init__(
        self,
        session: Session,
        command: ImportProducts,
        plan: Plan,
        posting: Posting,
        progress: Progress,
    ) -> None:
        self._session = session
        self._command = command
        self._plan = plan
        self._posting = posting
        self._progress = progress
        self._stamp = posting.stamp
        self._trail = Trail(session, command.id, command.by, posting.stamp)
        self._written = 0

    def run(self, prepared: Prepared | None) -> Imported:
        """In the order in which undo can take it back from the end."""
        define_all(self._session, self._command.fields, self._trail)
        offered, number = self._write_all() if prepared is None else self._write_staged(prepared)
        connection, ids = self._session.connection(), keys_of(self._command, self._plan)
        changes = store_changes(connection, self._command.items, ids, self._command.by.store)
        write_store_prices(connection, self._trail, changes)
        search_words.refresh(connection, parents_of(connection, self._plan.matches))
        result = replace(
            self._plan.counts(self._command.id),
            vendors=offered.vendors,
            offers=offered.offers,
            number=number,
        )
        if not result.is_empty:
            self._note(result)
        return result

    def _write_all(self) -> tuple[Offered, str]:
        """Without a stage."""
        session, command, plan = self._session, self._command, self._plan
        ids = keys_of(command, plan)
        self._make_categories(missing(plan))
        marks = marks_of(session, command, self._posting)
        into = (command, plan, marks, Straight(session.connection()), self._trail, self._tell)
        Goods(*into).write(ids)
        there = known_vendors(session, command.items)
        offered = Offers(*into).write(session.connection(), there, ids)
        number = book_stock_of(self._posting, command, plan, ids)
        moved = {move.product for move in self._posting.moves}
        changed = [match.product.id for match in plan.matches if match.is_changed]
        self._review([product for product in changed if product not in moved])
        return offered, number

    def _make_categories(self, paths: list[str]) -> None:
        told = {branch.path: branch.description for branch in self._plan.branches}
        connection = self._session.connection()
        made = categories_of_paths(connection, paths, self._trail, self._stamp, told)
        self._plan.categories |= {names_of(path): key for path, key in made.items()}

    def _write_staged(self, prepared: Prepared) -> tuple[Offered, str]:
        """The categories first: the rows hold the keys that these will have."""
        session, command, posting = self._session, self._command, self._posting
        branches = prepared.branches
        self._make_categories(branches.paths)
        made = {path: self._plan.categories[path] for path in branches.made}
        if made != branches.made or self._trail.number != len(made):
            raise Outdated
        session.flush()
        if prepared.stock.lines:
            open_document(posting, command)
        prepared.stage.write(self._tell)
        self._trail.number = prepared.entries
        lines, restless = write_stock(session, posting, command, self._plan, prepared.stock)
        connection, store = posting.connection, command.by.store
        price_alerts.review_prices(connection, store, prepared.rising, self._stamp, command.id)
        self._review(restless)
        return prepared.offered, close_document(posting) if lines else ""

    def _tell(self, rows: int) -> None:
        self._written += rows
        self._progress.report(self._written, 0, "Writing")

    def _review(self, products: list[UUID]) -> None:
        """Alerts of products that no movement of this import has seen to."""
        # Alerts of the movements have taken ids from the command's range; these take the next one.
        cause = UUID(int=self._command.id.int + (1 << 20))
        connection = self._session.connection()
        alerts.review(connection, self._command.by.store, products, self._stamp, cause)

    def _note(self, result: Imported) -> None:
        """The job by which the import is shown and undone."""
        command = self._command
        total = len(command.items) + len(command.categories)
        self._session.add(
            Job(
                id=command.id,
                kind="import",
                status="done",
                done=total,
                total=total,
                message=command.file[:500],
                user=command.by.user,
                started_at=command.at,
                finished_at=self._stamp,
                payload={"result": {k: v for k, v in vars(result).items() if k != "id"}},
                origin=self._posting.workstation,
            )
        )
        self._session.flush()
