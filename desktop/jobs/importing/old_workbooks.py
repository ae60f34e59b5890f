"""Sheets of Excel's old binary format, read in a process of its own.

What such a sheet would take cannot be told before it is read, and an allocation that fails ends the
whole process: then it is this one.
"""

from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desktop.domain.errors import UserError
from desktop.domain.own_process import in_process, serve
from desktop.domain.progress import Progress, Silent
from desktop.jobs.importing.workbooks import Sheet, damaged, parsed

MOST_BYTES = 2 << 30  # of memory, where the system can hold a process to it
PATIENCE_S = 120.0


def read_old_sheet(path: Path, chosen: str, most_rows: int) -> Sheet:
    """As ``workbooks.read_sheet``."""
    order = {"path": str(path), "chosen": chosen, "most": most_rows}

    def died(_why: str) -> UserError:
        return damaged(path)

    told = in_process(__name__, order, Silent(), died, PATIENCE_S)
    rows = [(int(number), list(cells)) for number, cells in told["rows"]]
    return Sheet(rows, told["name"], tuple(told["names"]), tuple(told["notes"]))


def _done(told: dict[str, Any], _progress: Progress) -> dict[str, Any]:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    return asdict(parsed(Path(told["path"]), told["chosen"], told["most"], ()))


def main() -> None:
    """The reader's own process."""
    serve(_done)


if __name__ == "__main__":
    main()
