"""An archive written by a process of its own is the same; stopped or killed it leaves nothing."""

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from desktop.db.kept import backups
from desktop.domain.errors import Unavailable
from desktop.domain.progress import Cancelled, Progress
from desktop.jobs.backup.archive import prove, write_archive
from desktop.jobs.backup.worker import packed_aside
from desktop.jobs.opening import Shop
from tests.keeping import AT, hashes, stocked
from tests.workers import Killing, Stopping, workers

MODULE = "backup.worker"


def test_an_archive_made_aside_holds_every_row(shop: Shop, tmp_path: Path) -> None:
    stocked(shop)
    heard: list[str] = []

    class Hearing:
        def report(self, done: int, total: int, message: str = "") -> None:
            heard.append(message)

    made = write_archive(shop.database.url, tmp_path / "b", AT, Hearing(), packed_aside)
    assert prove(made.path).hashes == hashes(shop.database.url)
    assert made.rows == prove(made.path).rows and backups(tmp_path / "b") == [made.path]
    assert heard[0] == "Writing the backup" and heard[-1] == "Reading the backup back"


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_stopped_or_killed_it_leaves_nothing_and_what_it_cannot_do_is_said(
    shop: Shop, tmp_path: Path
) -> None:
    url = shop.database.url

    def code(told: Progress) -> str:
        with pytest.raises(Unavailable) as error:
            write_archive(url, tmp_path / "b", AT, told, packed_aside)
        return error.value.code

    with pytest.raises(Cancelled):
        write_archive(url, tmp_path / "b", AT, Stopping(), packed_aside)
    assert code(Killing(MODULE)) == "worker_died"
    url = make_url("sqlite:////nowhere/shop.onhand")
    assert code(Killing(MODULE)) not in ("worker_died", "unavailable")
    assert workers(MODULE) == [] and list((tmp_path / "b").iterdir()) == []
