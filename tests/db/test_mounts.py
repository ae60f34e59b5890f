"""What is mounted where, by the tables of a Linux machine."""

from pathlib import Path

import pytest

from desktop.db import mounts

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/ann/own ext4 rw 0 0
//box/share /mnt/the\\040shop cifs rw 0 0
tmpfs /run tmpfs rw 0 0
ann@host:/ /home/ann/far fuse.sshfs rw 0 0
/dev/sdc1 /over ext4 rw 0 0
server:/x /over nfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/shop.onhand", "ext4"),
        ("/home/bob/shop.onhand", "nfs4"),
        ("/homework/shop.onhand", "ext4"),
        ("/home/ann/own/shop.onhand", "ext4"),
        ("/mnt/the shop/shop.onhand", "cifs"),
        ("/home/ann/far/shop.onhand", "fuse.sshfs"),
        ("/over/shop.onhand", "nfs"),
        ("/run/x", "tmpfs"),
    ],
)
def test_the_mount_table_tells_the_file_system(path: str, kind: str) -> None:
    assert mounts.file_system(MOUNTS, Path(path)) == kind


FSTAB = """# a comment /mnt/off ext4
UUID=1 / ext4 defaults 0 1
UUID=2 none swap sw 0 0
LABEL=STICK {place}/my\\040stick\tvfat\tnoauto,user 0 0
"""


@pytest.mark.parametrize(
    ("path", "is_missing"),
    [("my stick", True), ("my stick/onhand", True), ("my sticker", False), ("other", False)],
)
def test_a_place_where_a_disk_belongs_and_none_is_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, is_missing: bool
) -> None:
    """Its empty folder is there: a backup written into it would be on this very disk."""
    monkeypatch.setattr(mounts, "WANTED", tmp_path / "fstab")
    assert mounts.missing_mount(tmp_path / path) == "", "no such table"
    (tmp_path / "fstab").write_text(FSTAB.format(place=tmp_path))
    assert mounts.missing_mount(tmp_path / path) == is_missing * f"{tmp_path}/my stick"
