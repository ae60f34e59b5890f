"""An archive written in a process of its own: beside it, whoever scans waits for no other thread.

The file that it writes to belongs to the program that asked: that one names it, or clears it away.
"""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.engine import URL

from desktop.domain.errors import Unavailable
from desktop.domain.own_process import in_process, serve
from desktop.domain.progress import Progress
from desktop.jobs.backup.archive import Packed, packed


def packed_aside(url: URL, part: Path, at: datetime, progress: Progress) -> Packed:
    """The same as ``packed``; Cancelled ends the process where it is."""
    place = url.render_as_string(hide_password=False)
    order = {"url": place, "part": str(part), "at": at.isoformat()}
    return Packed(**in_process("desktop.jobs.backup.worker", order, progress, _died))


def _died(why: str) -> Unavailable:
    return Unavailable(
        f"The backup was ended from outside before it was done{f': {why}' if why else ''}.",
        "The shop itself is as it was. Start it again.",
        "worker_died",
    )


def _done(told: dict[str, Any], progress: Progress) -> dict[str, Any]:
    at = datetime.fromisoformat(told["at"])
    return asdict(packed(make_url(told["url"]), Path(told["part"]), at, progress))


if __name__ == "__main__":
    serve(_done)
