"""The codes in a photo or PDF, as a list: read by a process of its own, ended when it takes long.

Pictures need Qt, which the command line does without, and a hostile file may bring its reader down.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from desktop.domain.errors import UserError
from desktop.domain.own_process import in_process
from desktop.domain.progress import Silent

READER = (
    "desktop.ui.pictures.reader"  # by name: it is a program that is run, and no part of this one
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
    order, died = {"path": str(path.absolute())}, partial(_died, path)
    told = in_process(READER, order, Silent(), died, PATIENCE_S)
    if "unreadable" in told:
        raise _unreadable(path, told["unreadable"])
    return [PictureCode(**code) for code in told["codes"]]


def _check(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise _unreadable(path, f"It cannot be opened: {error.strerror}.") from None
    if path.is_dir():
        raise _unreadable(path, "It is a folder.")
    if size > LARGEST:
        raise _unreadable(path, f"It is larger than {LARGEST // 1024**2} MB.")


def _died(path: Path, _why: str) -> UserError:
    return _unreadable(path, f"Its reader gave up on it, or took over {PATIENCE_S:.0f} s.")


def _unreadable(path: Path, why: str) -> UserError:
    return UserError(
        f"{path.name} could not be read. {why}",
        "Nothing was booked. Try a sharper photo, or a PNG, JPEG or PDF file.",
        field="picture",
        code="unreadable",
    )
