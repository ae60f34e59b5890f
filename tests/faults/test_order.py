"""What is to outlast a power cut: content on the disk first, then its name, then the folder."""

import os
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.engine import URL

from desktop.db.file_backup import back_up_file
from desktop.jobs.backup.archive import write_archive
from desktop.jobs.backup.restore import restore
from desktop.jobs.opening import Shop
from tests import trade
from tests.keeping import AT

Order = list[tuple[str, ...]]


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> Order:
    """What is asked of the disk, as it is asked: ("sync", path) and ("name", from, to)."""
    asked: Order = []
    sync, replace = os.fsync, os.replace

    def synced(descriptor: int) -> None:
        sync(descriptor)
        asked.append(("sync", os.readlink(f"/proc/self/fd/{descriptor}")))

    def named(source: str | Path, target: str | Path) -> None:
        replace(source, target)
        asked.append(("name", str(source), str(target)))

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", named)
    return asked


def archived(url: URL, folder: Path) -> Path:
    return write_archive(url, folder, AT).path


def copied(url: URL, folder: Path) -> Path:
    return back_up_file(Path(str(url.database)), folder, AT).path


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("make", [archived, copied])
def test_a_backup_is_on_the_disk_before_it_has_its_name(
    shop: Shop, tmp_path: Path, order: Order, make: Callable[[URL, Path], Path]
) -> None:
    made = make(shop.database.url, tmp_path / "b")
    names = [each for each in order if each[0] == "name"]
    assert [to for _, _, to in names][-1] == str(made)
    for name in names:
        assert ("sync", name[1]) in order[: order.index(name)], name
    assert ("sync", str(made.parent)) in order[order.index(names[-1]) :]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_restore_is_written_down_before_the_shop_is_moved_and_forgotten_when_it_lies_there(
    shop: Shop, tmp_path: Path, order: Order
) -> None:
    trade.add_product(shop, "TEA")
    made = write_archive(shop.database.url, tmp_path / "b", AT)
    shop.database.close()
    live, folder = str(shop.database.path), ("sync", str(shop.settings.data_dir))
    order.clear()
    restore(shop.database.url, made.path, AT, UUID(int=5))
    note = next(at for at, each in enumerate(order) if each[-1] == f"{live}.restoring")
    away = next(at for at, each in enumerate(order) if each[:2] == ("name", live))
    there = next(at for at, each in enumerate(order) if each[0] == "name" and each[2] == live)
    assert folder in order[note:away], "the note outlasts what comes next"
    assert ("sync", order[there][1]) in order[:note], "what it names is whole on the disk"
    assert away < there and order[there:].count(folder) >= 2, "its place, and that it is done"
