"""Products that may be the same, looked for in a process of its own: the window stays free.

Its snapshot of the shop ends as soon as the names are read; what is compared is in memory.
"""

from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.domain.errors import Unavailable
from desktop.domain.own_process import in_process, serve
from desktop.domain.progress import Progress
from desktop.queries.duplicates import Group, goods_of, groups_among
from desktop.settings import Settings


def groups_aside(settings: Settings, progress: Progress) -> list[Group]:
    """The groups, the surest first. Cancelled ends the process."""
    order = {"url": settings.url, "data_dir": str(settings.data_dir)}
    found = in_process("desktop.jobs.duplicates", order, progress, _died)["groups"]
    return [(why, tuple(map(UUID, group))) for why, group in found]


def _died(why: str) -> Unavailable:
    return Unavailable(
        f"The look for duplicates was ended from outside{f': {why}' if why else ''}.",
        "Nothing was changed. Start it again.",
        "worker_died",
    )


def _done(told: dict[str, Any], progress: Progress) -> dict[str, Any]:
    from desktop.db.engine import Database

    chosen = Settings(data_dir=Path(told["data_dir"]), database=told["url"])
    database = Database(chosen, "onhand duplicates")
    try:
        with database.read() as session:
            goods = goods_of(session)
    finally:
        database.close()
    groups = groups_among(goods, progress)
    return {"groups": [(why, [key.hex for key in group]) for why, group in groups]}


if __name__ == "__main__":
    serve(_done)
