"""The codes in a photo or PDF, as a list: read by a process of its own, ended when it takes long.

Pictures need Qt, which the command line does without, and a hostile file may bring its reader down.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.db.own_process import surroundings
from desktop.domain.errors import UserError

READER = (
    "desktop.ui.picture_reader"  # by name: it is a program that is run, and no part of this one
)
PATIENCE_S = 120.0
LARGEST = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PictureCode:
    """``text`` is all that the code holds, as it holds it; ``page`` of a PDF from 1."""

    text: str
    format: str
    page: int = 1


def codes_in(path: Path) -> list[PictureCode]:
    """All codes of a picture (PNG, JPEG, WebP …) or PDF, in reading order; UserError in words."""
    _check(path)
    lines = [json.loads(line) for line in _read(path).splitlines()]
    end = lines.pop() if lines else {}
    if "error" in end:
        raise _unreadable(path, end["error"])
    if "done" not in end:
        raise _unreadable(path, "The reader gave up on it.")
    return [PictureCode(**line) for line in lines]


def _check(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise _unreadable(path, f"It cannot be opened: {error.strerror}.") from None
    if path.is_dir():
        raise _unreadable(path, "It is a folder.")
    if size > LARGEST:
        raise _unreadable(path, f"It is larger than {LARGEST // 1024**2} MB.")


def _read(path: Path) -> str:
    try:
        done: Any = subprocess.run(
            [sys.executable, "-m", READER, str(path.absolute())],
            stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE_S,
            env=surroundings(),
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _unreadable(path, f"Reading it took over {PATIENCE_S:.0f} s.") from None
    return str(done.stdout.decode("utf-8"))


def _unreadable(path: Path, why: str) -> UserError:
    return UserError(
        f"{path.name} could not be read. {why}",
        "Nothing was booked. Try a sharper photo, or a PNG, JPEG or PDF file.",
        field="picture",
        code="unreadable",
    )
