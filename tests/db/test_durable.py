"""A large file goes on to the disk while it is written, and is there whole at the end."""

import os
from pathlib import Path

from desktop.db.durable import flowing, sync_file

PIECE = os.urandom(1 << 20) * 8


def test_what_flows_on_is_there_whole(tmp_path: Path) -> None:
    """More than is under way at once, so that a piece is waited for."""
    path = tmp_path / "large"
    path.touch()
    with path.open("ab", buffering=0) as file, flowing(path) as go_on:
        for _ in range(12):
            file.write(PIECE)
            go_on()
    sync_file(path)
    assert path.read_bytes() == PIECE * 12


def test_nothing_to_write_is_no_trouble(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.touch()
    with flowing(path) as go_on:
        go_on()
    assert path.read_bytes() == b""
