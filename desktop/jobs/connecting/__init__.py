"""Tries a place for the shop's data before it is chosen, step by step, and keeps the choice.

Nothing is written at the place that is tried. The last thing that comes is a Place, or the step
that failed.
"""

from collections.abc import Iterator
from pathlib import Path

from desktop.domain.errors import UserError
from desktop.jobs.connecting.choices import (
    OPEN,
    PORT,
    REQUIRE,
    VERIFY,
    Choice,
    FileChoice,
    ServerChoice,
    can_keep_password,
    chosen,
    keep,
    overridden_by,
    url_of,
    with_password,
)
from desktop.jobs.connecting.files import probe_file
from desktop.jobs.connecting.found import FILE_STEPS, SERVER_STEPS, Place, Step
from desktop.jobs.connecting.known import choice_of, forget, known_store, others, remember
from desktop.jobs.connecting.server import create_database, probe_server

__all__ = [
    "FILE_STEPS", "OPEN", "PORT", "REQUIRE", "SERVER_STEPS", "VERIFY", "Choice", "FileChoice",
    "Place", "ServerChoice", "Step", "can_keep_password", "choice_of", "chosen", "forget", "keep",
    "known_store", "others", "overridden_by", "probe", "remember", "url_of",
    "with_password",
]  # fmt: skip


def probe(
    choice: Choice, opened: Path | None = None, creates: bool = False
) -> Iterator[Step | Place]:
    """The steps as they are done; ends with a Place, or with the first Step that failed.

    ``creates``: the server's database is made first, as the trial before has offered.
    ``opened``: the file that this program works with; it is not touched, since closing any other
    handle on it would take away SQLite's locks.
    """
    if isinstance(choice, FileChoice):
        yield from probe_file(choice, opened)
        return
    try:
        if creates:
            create_database(choice)
    except UserError as error:
        yield from map(Step, SERVER_STEPS[: SERVER_STEPS.index("database")])
        yield Step("database", error)
    else:
        yield from probe_server(choice)
