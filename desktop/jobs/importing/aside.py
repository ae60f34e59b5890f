"""A large file looked into by a process of its own: whoever scans beside it waits for nobody.

What it found comes back as it is in memory, from our own process to itself.
"""

import os
import pickle
from base64 import b64decode, b64encode
from dataclasses import replace
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from desktop.domain.errors import Unavailable
from desktop.domain.own_process import in_process, serve
from desktop.domain.progress import Progress
from desktop.jobs.importing import Desk
from desktop.jobs.importing.choices import Choices
from desktop.jobs.importing.previewing import Preview, preview_file

LARGE = 1 << 20  # bytes; what is smaller is read before another process is there
_NICE = 5


def look_into(desk: Desk, path: Path, choices: Choices, progress: Progress) -> Preview:
    """The same as ``preview_file``; of a large file without its rows, which nobody looks at."""
    if not _is_large(path):
        return preview_file(desk, path, choices, progress)
    order = {
        "url": desk.database.url.render_as_string(hide_password=False),
        "path": str(path),
        "said": _written((desk.actor, choices)),
    }
    told = in_process("desktop.jobs.importing.aside", order, progress, _died)
    seen = _read(told["seen"])
    assert isinstance(seen, Preview)
    return seen


def _is_large(path: Path) -> bool:
    try:
        return path.stat().st_size > LARGE
    except OSError:
        return False


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


def _done(told: dict[str, Any], progress: Progress) -> dict[str, Any]:
    from desktop.db.engine import Database
    from desktop.domain.clock import SystemClock
    from desktop.domain.ids import Ids
    from desktop.settings import Settings

    if hasattr(os, "nice"):
        os.nice(_NICE)
    actor, choices = _read(told["said"])
    clock = SystemClock()
    settings = Settings(data_dir=Path(gettempdir()), database=told["url"])
    database = Database(settings, "onhand import")
    try:
        desk = Desk(database, actor, clock, Ids(clock))
        seen = preview_file(desk, Path(told["path"]), choices, progress)
    finally:
        database.close()
    return {"seen": _written(replace(seen, table=replace(seen.table, rows=[])))}


if __name__ == "__main__":
    serve(_done)
