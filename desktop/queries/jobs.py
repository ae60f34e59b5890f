"""The list of long work: what ran, how it stands, who began it and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.domain.job import CANCELLED, DONE, FAILED, RUNNING, UNDER_WAY, WAITING
from desktop.queries.columns import Choice, Column, Facet
from desktop.queries.list_query import Join, ListQuery
from desktop.schema import AppUser, Job, Workstation
from desktop.schema.base import table_of

J, U, W = table_of(Job), table_of(AppUser), table_of(Workstation)
KINDS = (
    Choice("analyze", "Statistics", icon="trending-up"),
    Choice("backup", "Backup", icon="archive"),
    Choice("backup_check", "Backup verified", icon="shield-check"),
    Choice("backup_copy", "Backup copied", icon="copy"),
    Choice("backup_delete", "Backup deleted", icon="trash-2"),
    Choice("check", "Check", icon="shield-check"),
    Choice("close_of_day", "Close of day", icon="calendar-clock"),
    Choice("copy", "Copy of the shop", icon="server"),
    Choice("demo", "Demo shop", icon="store"),
    Choice("drill", "Restore drill", icon="archive-restore"),
    Choice("export", "Export", icon="download"),
    Choice("feed", "Feed", icon="refresh-cw"),
    Choice("forecast", "Forecast", icon="trending-down"),
    Choice("import", "Import", icon="upload"),
    Choice("import_file", "Import of a file", icon="upload"),
    Choice("labels", "Labels", icon="tag"),
    Choice("last_year", "Last year", icon="history"),
    Choice("mend_indexes", "Missing indexes", icon="hammer"),
    Choice("migrate", "Migration", icon="git-branch"),
    Choice("move", "Move", icon="arrow-left-right"),
    Choice("optimize", "Optimize", icon="zap"),
    Choice("pictures", "Pictures", icon="image"),
    Choice("print", "Print", icon="printer"),
    Choice("rebuild_levels", "Rebuild levels", icon="hammer"),
    Choice("rehearse", "Rehearsal", icon="eye"),
    Choice("reindex", "Reindex", icon="list-checks"),
    Choice("restore", "Restore", icon="history"),
    Choice("stock_then", "Stock then", icon="history"),
    Choice("twins", "Duplicates", icon="git-branch"),
    Choice("undo_import", "Import undone", icon="undo-2"),
    Choice("undo_restore", "Restore undone", icon="undo-2"),
    Choice("vacuum", "Vacuum", icon="archive"),
    Choice("verify", "Verify", icon="shield-check"),
)
STATUSES = (
    Choice(FAILED, "Failed", "bad"),
    Choice(RUNNING, "Running", "info"),
    Choice(WAITING, "Waiting", "info"),
    Choice(DONE, "Done", "ok"),
    Choice(CANCELLED, "Stopped"),
    Choice("undone", "Undone"),
)
_TITLE = func.coalesce(J.c.payload["title"].as_string(), "")
_ENDED = func.coalesce(J.c.finished_at, J.c.created_at)
_BEGUN = func.coalesce(J.c.started_at, J.c.created_at)
_SAID = case((J.c.error != "", J.c.error), else_=J.c.message)


@dataclass(frozen=True, slots=True)
class JobRow:
    """One run; ``said`` is its error, else its last message; ``person`` and ``computer`` by name.

    ``at`` is when it was begun, ``ended_at`` when it ended, the same while it runs.
    """

    id: UUID
    kind: str
    title: str
    status: str
    said: str
    done: int
    total: int
    person: str | None
    computer: str | None
    at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class JobCard:
    """All that is kept of one run. ``payload`` is what the job itself noted."""

    id: UUID
    kind: str
    title: str
    status: str
    done: int
    total: int
    message: str
    error: str
    person: str | None
    computer: str | None
    started_at: datetime | None
    finished_at: datetime | None
    payload: Mapping[str, Any]


JOBS = ListQuery(
    name="jobs",
    row=JobRow,
    main=J,
    fields=(
        J.c.id,
        J.c.kind,
        _TITLE,
        J.c.status,
        _SAID,
        J.c.done,
        J.c.total,
        U.c.full_name,
        W.c.name,
        _BEGUN,
        _ENDED,
    ),
    columns=(
        Column("kind", "Job", "choice", 140, J.c.kind, choices=KINDS),
        Column("title", "What", width=0, sort=_TITLE, detail="said"),
        Column("status", "Status", "choice", 100, J.c.status, choices=STATUSES),
        Column("person", "Who", width=130, sort=U.c.full_name, hidden_below=1400),
        Column("computer", "Computer", width=130, sort=W.c.name, hidden_below=1600),
        Column("at", "Begun", "time", 150, _BEGUN, descending=True),
    ),
    sort="at",
    descending=True,
    is_newest_first=True,
    joins=(
        Join(U, U.c.id == J.c.user, is_optional=True),
        Join(W, W.c.id == J.c.origin, is_optional=True),
    ),
    search=(_TITLE, J.c.kind, J.c.message, J.c.error),
    facets=(
        Facet("status", "Status", "choice", J.c.status, STATUSES),
        Facet("kind", "Job", "choice", J.c.kind, KINDS),
        Facet("at", "Begun", "date", _BEGUN),
        Facet("said", "Words", "text", _SAID),
    ),
    printed=("kind", "title", "status", "said", "person", "computer", "at", "ended_at"),
)


def job_card(session: Session, job: UUID) -> JobCard:
    """One run by its id."""
    names = ("done", "total", "message", "error")
    row = session.execute(
        select(
            J.c.id,
            J.c.kind,
            _TITLE,
            J.c.status,
            *(J.c[name] for name in names),
            U.c.full_name,
            W.c.name,
            J.c.started_at,
            J.c.finished_at,
            J.c.payload,
        )
        .select_from(J)
        .outerjoin(U, U.c.id == J.c.user)
        .outerjoin(W, W.c.id == J.c.origin)
        .where(J.c.id == job)
    ).first()
    if row is None:
        raise UserError("This job is gone.", "Refresh the list.", code="gone")
    return JobCard(*tuple(row))


def jobs_under_way(session: Session) -> int:
    """How many run or wait now, on every computer of the shop."""
    wanted = select(func.count()).where(J.c.status.in_(UNDER_WAY))
    return session.scalar(wanted) or 0


def is_import(session: Session, command: UUID) -> bool:
    """Whether this command imported a file."""
    return session.scalar(select(J.c.id).where(J.c.id == command, J.c.kind == "import")) is not None
