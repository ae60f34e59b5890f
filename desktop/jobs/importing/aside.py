"""A large file read by a process of its own: whoever scans beside it waits for nobody.

What it found comes back as it is in memory, from our own process to itself. What it writes is one
transaction: ended at any moment, all of it is there or nothing.
"""

import pickle
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desktop.domain.clock import SystemClock
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.own_process import in_process, serve
from desktop.domain.progress import Cancelled, Progress
from desktop.jobs.importing import Desk, Report, import_file
from desktop.jobs.importing.choices import Choices
from desktop.jobs.importing.previewing import Preview, preview_file
from desktop.jobs.importing.taking_in import FeedOrder, FeedRun, taken_in
from desktop.schema import Job

LARGE = 1 << 20  # bytes; what is smaller is read before another process is there


def look_into(desk: Desk, path: Path, choices: Choices, progress: Progress) -> Preview:
    """The same as ``preview_file``; of a large file without its rows, which nobody looks at."""
    if not _is_large(path):
        return preview_file(desk, path, choices, progress)
    seen = _asked(_look, desk, (path, choices), progress)
    assert isinstance(seen, Preview)
    return seen


def taken_in_aside(desk: Desk, order: FeedOrder, progress: Progress) -> FeedRun:
    """The same as ``taken_in``; Cancelled ends the process where it is, and nothing is written."""
    if not _is_large(order.path):
        return taken_in(desk, order, progress)
    done = _asked(taken_in, desk, (order,), progress)
    assert isinstance(done, FeedRun)
    return done


def imported_aside(desk: Desk, path: Path, choices: Choices, progress: Progress) -> Report:
    """The same as ``import_file``; Cancelled as above, UserError where it came too late."""
    if not _is_large(path):
        return _import(desk, path, choices, progress)
    before = desk.ids.new()
    try:
        done = _asked(_import, desk, (path, choices), progress)
    except Cancelled:
        require_unwritten(desk, path, before)
        raise
    assert isinstance(done, Report)
    return done


def require_unwritten(desk: Desk, path: Path, before: UUID) -> None:
    """Who is stopped in the moment of the commit has written: UserError then."""
    own = (Job.kind == "import", Job.user == desk.actor.user, Job.message == path.name[:500])
    with desk.database.read() as session:
        if session.scalar(select(Job.id).where(*own, Job.id > before).limit(1)) is not None:
            raise UserError(
                f"{path.name} was stopped too late: it is in already.",
                "Look at what came in; undo of one of its movements takes all of it back.",
                code="too_late",
            )


def _import(desk: Desk, path: Path, choices: Choices, progress: Progress) -> Report:
    head = (desk.database, desk.actor, desk.clock, desk.ids)
    return import_file(*head, path, False, progress, choices)


def _look(desk: Desk, path: Path, choices: Choices, progress: Progress) -> Preview:
    seen = preview_file(desk, path, choices, progress)
    return replace(seen, table=replace(seen.table, rows=[]))


def _is_large(path: Path) -> bool:
    try:
        return path.stat().st_size > LARGE
    except OSError:
        return False


def _asked(work: Callable[..., Any], desk: Desk, told: tuple[Any, ...], progress: Progress) -> Any:
    """``work(desk, *told, progress)`` there, with the time of here."""
    ahead = desk.clock.now() - SystemClock().now()
    order = {
        "url": desk.database.url.render_as_string(hide_password=False),
        "ahead": ahead / timedelta(seconds=1),
        "said": _written((_TASKS.index(work), desk.actor, told)),
    }
    done = in_process("desktop.jobs.importing.aside", order, progress, _died)
    return _read(done["done"])


def _died(why: str) -> Unavailable:
    return Unavailable(
        f"The file was not read to its end{f': {why}' if why else ''}.",
        "Nothing was imported. Try it again.",
        "worker_died",
    )


def _written(thing: Any) -> str:
    return b64encode(pickle.dumps(thing)).decode("ascii")


def _read(text: str) -> Any:
    return pickle.loads(b64decode(text))


_TASKS: tuple[Callable[..., Any], ...] = (_look, taken_in, _import)


def _done(told: dict[str, Any], progress: Progress) -> dict[str, Any]:
    from desktop.db.engine import Database
    from desktop.domain.ids import Ids
    from desktop.settings import Settings

    task, actor, said = _read(told["said"])
    clock = SystemClock()
    clock.offset = timedelta(seconds=told["ahead"])
    settings = Settings(data_dir=Path(gettempdir()), database=told["url"])
    database = Database(settings, "onhand import")
    try:
        done = _TASKS[task](Desk(database, actor, clock, Ids(clock)), *said, progress)
    finally:
        database.close()
    return {"done": _written(done)}


if __name__ == "__main__":
    serve(_done)
