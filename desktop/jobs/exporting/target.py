"""The file that an export becomes: written beside its place, and moved there when it is whole."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from desktop.domain.errors import Unavailable, UserError
from desktop.jobs.exporting.sheet import Order

_SAFE = "Nothing was changed."
_FULL = (
    "disk_full",
    "There is no room left for {path}.",
    "Make room on the disk, or choose another folder.",
)
_HELD = (
    "held",
    "{path} is in use.",
    "Close it in other programs, or choose another name or folder.",
)
# errno: (code, what happened, what to do)
_REASONS = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EBUSY: _HELD,
    errno.ETXTBSY: _HELD,
    errno.EROFS: ("read_only", "{folder} can be read but not written.", "Choose another folder."),
    errno.EPERM: ("no_right", "You may not write to {folder}.", "Choose another folder."),
    errno.EACCES: (
        "no_right",
        "{path} may not be written.",
        "Close it in other programs, or choose another name or folder.",
    ),
    errno.ENOENT: ("no_folder", "There is no folder {folder}.", "Choose another folder."),
    errno.ENOTDIR: ("no_folder", "There is no folder {folder}.", "Choose another folder."),
    errno.EISDIR: ("is_folder", "{path} is a folder.", "Choose another name."),
    errno.ENOTEMPTY: ("is_folder", "{path} is a folder.", "Choose another name."),
    errno.ENAMETOOLONG: ("long_name", "The name {name} is too long.", "Choose a shorter one."),
}
_OTHER = ("export_failed", "{path} could not be written.", "Choose another folder and try again.")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A new place beside ``path``; what is there takes its place when the block ends well.

    Whatever goes wrong, the file that was there stays as it was and nothing half is left. Raises
    Unavailable with a way out where the file cannot be written.
    """
    try:
        if path.is_dir():
            raise OSError(errno.EISDIR, "is a folder")
        with TemporaryDirectory(prefix=".onhand-", dir=path.parent) as beside:
            part = Path(beside) / path.name
            yield part
            with part.open("rb+") as written:
                os.fsync(written.fileno())
            part.replace(path)
    except OSError as error:
        raise refusal(path, error) from error


def refuse_existing(order: Order) -> None:
    """UserError where a file would be replaced that nobody asked to replace."""
    path = order.path
    if not order.replaces and path.is_file():
        raise UserError(
            f"There is a file {path.name} in {path.parent} already.",
            "Replace it, or choose another name.",
            field="path",
            code="exists",
        )


def refusal(path: Path, error: OSError) -> Unavailable:
    """What went wrong with a file, as a sentence."""
    code, what, way_out = _REASONS.get(error.errno or 0, _OTHER)
    said = what.format(path=path, folder=path.parent, name=path.name)
    return Unavailable(said, f"{_SAFE} {way_out}", code)
