"""Some work on a closed shop, for the tests of how the window does it."""

import sqlite3
import threading
from contextlib import closing
from typing import Any

from desktop.domain.errors import UserError
from desktop.domain.progress import Progress
from desktop.ui.aside import Aside
from desktop.ui.context import Context


def rename(context: Context) -> Aside:
    """Writes into the file, alone with it: nobody else has it open."""
    path = context.settings.data_dir / "shop.onhand"

    def run(progress: Progress) -> str:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as file:
            file.execute("PRAGMA locking_mode=EXCLUSIVE")
            file.execute("BEGIN EXCLUSIVE")
            (was,) = file.execute("SELECT name FROM store").fetchone()
            file.execute("UPDATE store SET name = 'Other Shop'")
            file.execute("COMMIT")
        return str(was)

    def then(now: Context, was: Any) -> None:
        now.notify(f"It was {was}", "ok")

    return Aside("Writing another name", run, then)


def fail(context: Context) -> Aside:
    """Refuses."""

    def run(progress: Progress) -> None:
        raise UserError("The lid does not fit.", "Nothing was changed.")

    return Aside("Putting the lid on", run, lambda now, words: now.notify(str(words)))


def count(context: Context) -> Aside:
    """Counts until it is stopped."""

    def run(progress: Progress) -> str:
        beat = threading.Event()
        for number in range(1_000_000):
            progress.report(number, 1_000_000, "Counting")
            beat.wait(0.01)
        return "counted"

    return Aside(
        "Counting up",
        run,
        lambda now, words: now.notify(str(words)),
        steps=(("Counting",), ("Resting",)),
    )
