"""Which files this process holds locks on, as the system tells."""

import os
from pathlib import Path

import pytest

NEEDED = pytest.mark.skipif(not Path("/proc/locks").exists(), reason="asks Linux")


def locked(folder: Path) -> set[str]:
    """Names of the files in a folder."""
    names = {path.stat().st_ino: path.name for path in folder.iterdir()}
    lines = [line.split() for line in Path("/proc/locks").read_text("ascii").splitlines()]
    held = [line[-3] for line in lines if line[-4] == str(os.getpid())]
    return {names.get(int(each.rpartition(":")[2]), "") for each in held} - {""}
