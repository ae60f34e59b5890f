"""Sales of the past taken in: forecasts and reports learn from them, today's stock stays.

What was made ready beside the shop is written from its stage, where the shop still is as it was;
without, all is decided and written under the lock.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands import alerts
from desktop.commands.imports.history_papers import add_sold, post_papers, put_papers
from desktop.commands.imports.items import Imported
from desktop.commands.imports.openings import Begin, begin_of, openings
from desktop.commands.imports.preparing import job_lane, telling
from desktop.commands.imports.sales import DaySale, ImportSales, NewSales, counted, new_sales
from desktop.commands.posting import NewMove, Posting, begin, foresee
from desktop.commands.staged_levels import follow_levels, foresee_levels, hold_levels, late
from desktop.db.staging import Outdated, Sink, Stage, Straight
from desktop.domain.permissions import Actor, Permission
from desktop.domain.progress import Progress, Silent
from desktop.schema import Job


@dataclass(frozen=True)
class PreparedSales:
    """What is new, with its rows on a stage. ``changed``: products that have a level now.

    ``imports``: what was taken in or back by then.
    """

    news: NewSales
    stage: Stage
    posting: Posting | None = None
    openings: Sequence[NewMove] = ()
    changed: frozenset[UUID] = frozenset()
    imports: Collection[Any] = ()


def prepare_sales(
    session: Session, command: ImportSales, stage: Stage, progress: Progress
) -> PreparedSales:
    """Reads only, locks nothing."""
    posting = foresee(session, command.id, _lane(session, command), command.at, Permission.IMPORT)
    news = new_sales(session, command)
    if not news.sales:
        return PreparedSales(news, stage)
    opened = _openings(session, command, news.sales, begin_of(news.sales))
    tell = telling(progress, "Preparing")
    _put(stage, posting, command, news.sales, opened, tell)
    posting.stage(stage)
    changed = foresee_levels(session.connection(), command.by, stage, posting.moves)
    return PreparedSales(news, stage, posting, opened, changed, _imports(session))


def import_sales(
    session: Session,
    command: ImportSales,
    progress: Progress | None = None,
    prepared: PreparedSales | None = None,
) -> Imported:
    """A posted sale for each day; the same command sent again answers what it did.

    Clock: movements are dated as the file says, recorded now. Locks: the writer of the
    workstation's jobs, then the levels. Outdated, and nothing may be kept, where the shop is no
    longer as it was ``prepared`` for.
    """
    by = _lane(session, command)
    posting = begin(session, command.id, by, command.at, Permission.IMPORT)
    job = session.get(Job, command.id)
    if job is not None:
        return Imported(**(job.payload["result"] | {"id": job.id}))
    told = progress or Silent()
    news = new_sales(session, command) if prepared is None else prepared.news
    if news.sales:
        told.report(0, len(news.sales), "Writing")
        if prepared is None:
            _write(session, posting, command, news.sales, told)
        else:
            _write_staged(session, posting, command, prepared, told)
        result = counted(command, news)
        _note(session, posting, command, result)
        return result
    return counted(command, news)


def _lane(session: Session, command: ImportSales) -> Actor:
    return replace(command.by, writer=job_lane(session, command.by.writer))


def _put(
    sink: Sink,
    posting: Posting,
    command: ImportSales,
    sales: Sequence[DaySale],
    opened: Sequence[NewMove],
    tell: Callable[[int], None],
) -> None:
    lines = put_papers(sink, posting, command, sales, tell)
    for new in opened:
        posting.add(new)
    add_sold(posting, sales, lines)


def _write(
    session: Session,
    posting: Posting,
    command: ImportSales,
    sales: Sequence[DaySale],
    told: Progress,
) -> None:
    """Without a stage."""
    opened = _openings(session, command, sales, begin_of(sales))
    tell = telling(told, "Writing")
    _put(Straight(session.connection()), posting, command, sales, opened, tell)
    post_papers(posting)
    posting.finish()


def _write_staged(
    session: Session,
    posting: Posting,
    command: ImportSales,
    prepared: PreparedSales,
    told: Progress,
) -> None:
    """Levels last, since the tills wait for those."""
    connection, staged = session.connection(), prepared.posting
    is_same = staged is not None and posting.follows(staged)
    if not is_same or _imports(session) != prepared.imports:
        raise Outdated
    prepared.stage.write(telling(told, "Writing"))
    post_papers(posting)
    posting.write()
    hold_levels(connection)
    moved = late(connection, command.by)
    if moved:
        _require_same(session, command, prepared, moved)
    follow_levels(posting, moved)
    touched = sorted(prepared.changed | moved)
    alerts.review(connection, command.by.store, touched, posting.stamp, command.id)


def _require_same(
    session: Session, command: ImportSales, prepared: PreparedSales, moved: Collection[UUID]
) -> None:
    """What sold meanwhile may be counted here by now, or be another day's first own movement."""
    news, begins = prepared.news, begin_of(prepared.news.sales)
    again = new_sales(session, command.of(moved))
    sales = [sale for sale in news.sales if sale.product.id in moved]
    opened = [new for new in prepared.openings if new.product in moved]
    if [*again.sales] != sales or _openings(session, command, sales, begins) != opened:
        raise Outdated


def _openings(
    session: Session, command: ImportSales, sales: Sequence[DaySale], begins: Begin
) -> list[NewMove]:
    return list(openings(session, command, sales, begins))


def _imports(session: Session) -> Collection[Any]:
    """What was taken in or back so far; another history would count for this one."""
    wanted = select(Job.id, Job.status).where(Job.kind == "import")
    return {tuple(row) for row in session.execute(wanted)}


def _note(session: Session, posting: Posting, command: ImportSales, result: Imported) -> None:
    """The job by which the import is shown and undone."""
    session.add(
        Job(
            id=command.id,
            kind="import",
            status="done",
            done=result.sales,
            total=result.sales,
            message=command.file[:500],
            user=command.by.user,
            started_at=command.at,
            finished_at=posting.stamp,
            payload={"result": {k: v for k, v in vars(result).items() if k != "id"}},
            origin=posting.workstation,
        )
    )
    session.flush()
