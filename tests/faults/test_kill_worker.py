"""A program killed while its worker writes an archive: nothing half counts, the worker ends too."""

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from desktop.db.kept import backups
from desktop.jobs.backup.archive import prove, write_archive
from desktop.jobs.opening import Shop
from tests.faults.piped import PATIENCE_S, environment
from tests.faults.power import is_alive, wait
from tests.faults.test_kill_forecast import children
from tests.keeping import AT, apart_from_notes, stocked
from tests.warm import Warm


@pytest.mark.parametrize("when", ["as it begins", "as it writes"])
def test_whoever_asked_for_an_archive_is_killed_and_its_worker_ends_by_itself(
    shop: Shop, warm_verbs: Warm, tmp_path: Path, when: str, full: bool
) -> None:
    if when == "as it writes" and not full:
        pytest.skip("a shop that takes long enough to write takes long to fill: only in full runs")
    stocked(shop, movements=2_000 if when == "as it writes" else 20)
    url, folder = shop.settings.url, tmp_path / "b"
    before = apart_from_notes(make_url(url))
    words = (url, folder, AT.isoformat())
    asking = warm_verbs.start("tests.faults.piped:archive_aside", *words, env=environment())
    while not (workers := children(asking.pid)) or (
        when == "as it writes" and not any(part.stat().st_size for part in folder.glob("*.part"))
    ):
        assert asking.poll() is None
    asking.kill()
    asking.communicate(PATIENCE_S)
    wait(lambda: not any(is_alive(worker) for worker in workers))
    assert backups(folder) == []
    assert apart_from_notes(make_url(url)) == before
    made = write_archive(make_url(url), folder, AT)
    assert list(folder.iterdir()) == [made.path], "what the killed one left is cleared away"
    assert prove(made.path).rows == made.rows
