"""Backup, restore and migration killed wherever they write: the old or the new, never half."""

import signal
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from desktop.db import version
from desktop.db.engine import Database
from desktop.db.kept import backups
from desktop.domain.progress import Silent
from desktop.jobs import migrating, opening
from desktop.jobs.backup.archive import write_archive
from desktop.jobs.backup.formats import verified
from desktop.jobs.opening import Shop
from desktop.jobs.verify import verify
from desktop.settings import Settings
from tests import trade
from tests.faults.dying import Nursery
from tests.faults.piped import where
from tests.faults.points import Part, chosen
from tests.faults.test_kill import others_are_gone
from tests.keeping import AT, apart_from_notes, hashes, stocked


@dataclass
class Deadly:
    """Verbs of the command line that can be killed at any of their points."""

    nursery: Nursery
    settings: Settings
    report: Path

    def run(self, at: int, *words: object) -> bool:
        """Whether it was killed; with ``at`` 0 it must have ended well."""
        said = self.report.with_name("said")
        code = self.nursery.run(at, self.report, said, *words, *where(self.settings))
        if code == -signal.SIGKILL:
            return True
        assert code == 0, said.read_text()
        return False

    def points(self, *words: object) -> int:
        """How many points a run has."""
        assert not self.run(0, *words)
        return int(self.report.read_text())


@pytest.fixture
def deadly(nursery: Nursery, shop: Shop, tmp_path: Path) -> Deadly:
    stocked(shop, movements=40)
    shop.database.close()
    return Deadly(nursery, shop.settings, tmp_path / "points")


def is_quiet(settings: Settings) -> None:
    """Returns when the server has ended what a killed program had begun."""
    database = Database(settings)
    while not others_are_gone(database):
        pass
    database.close()


def goes_on(settings: Settings) -> None:
    """The next start, without help: it opens, it is whole, it books."""
    opened = opening.open_shop(settings, "till")
    assert verify(opened.database).is_whole
    trade.scan(opened, "ODD", "receive", 1)
    opened.database.close()


@pytest.mark.timeout(7200)
def test_a_restore_killed_anywhere_leaves_the_old_shop_or_the_new(
    deadly: Deadly, tmp_path: Path, wanted: Part
) -> None:
    url = make_url(deadly.settings.url)
    made = write_archive(url, tmp_path / "b", AT)
    new = hashes(url)
    goes_on(deadly.settings)
    words = ("db", "restore", made.path, "--yes")
    points = deadly.points(*words)
    goes_on(deadly.settings)
    seen = set()
    for at in chosen(points, wanted, 30):
        old = hashes(url)
        assert old != new
        assert deadly.run(at, *words)
        is_quiet(deadly.settings)
        opening.look(deadly.settings)
        found = hashes(url)
        assert found in (old, new), f"half a restore after being killed at {at} of {points}"
        seen.add(found == new)
        goes_on(deadly.settings)
        if deadly.settings.url.startswith("sqlite"):
            assert not (deadly.settings.data_dir / "shop.onhand.restoring").exists()
    assert seen == {True, False} or wanted != (1, 1)
    deadly.points(*words)
    assert hashes(url) == new


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("form", ["portable", "sqlite"])
def test_a_backup_killed_anywhere_leaves_whole_backups_only(
    deadly: Deadly, form: str, wanted: Part, tmp_path: Path
) -> None:
    if form == "sqlite" and not deadly.settings.url.startswith("sqlite"):
        pytest.skip("a server has no file")
    url, folder = make_url(deadly.settings.url), tmp_path / "b"
    words = ("db", "backup", "--format", form, "--backup-path", folder)
    folder.mkdir()
    points = deadly.points(*words)
    before = apart_from_notes(url)
    for at in chosen(points, wanted, min(6, points - 2)):
        assert deadly.run(at, *words)
        for path in backups(folder):
            assert verified(path, Silent())["rows"] > 0
        assert apart_from_notes(url) == before
    deadly.points(*words)
    assert not list(folder.glob("*.part*")), "what a killed one left is cleared away"
    goes_on(deadly.settings)


@pytest.mark.timeout(7200)
@pytest.mark.skipif(len(version.known_revisions()) < 2, reason="there is one schema only")
@pytest.mark.parametrize("direction", ["up", "down"])
def test_a_migration_killed_anywhere_leaves_the_old_schema_or_the_new(
    deadly: Deadly, direction: str, wanted: Part
) -> None:
    url = make_url(deadly.settings.url)
    head, older = version.HEAD, version.known_revisions()[-2]
    target, other = (head, older) if direction == "up" else (older, head)
    words = ["db", "migrate"] if direction == "up" else ["db", "rollback", older, "--yes"]

    def begin() -> None:
        if migrating.current(url) != other:
            migrating.migrate_to(url, other, lambda: "kept", "test", AT)

    begin()
    points = deadly.points(*words)
    for at in chosen(points, wanted, 12):
        begin()
        before = hashes(url)
        assert deadly.run(at, *words)
        is_quiet(deadly.settings)
        assert migrating.current(url) in (target, other)
        found = hashes(url)
        same = found.keys() & before.keys()  # a schema may have tables that the other has not
        assert {name for name in same if found[name] != before[name]} <= {"audit_entry"}
    begin()
    deadly.points(*words)
    migrating.migrate_to(url, head, lambda: "kept", "test", AT)
    goes_on(deadly.settings)
