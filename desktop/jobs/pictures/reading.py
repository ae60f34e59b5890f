"""Files and pasted bytes turned into pictures that are fit to be kept, by a process beside this.

Pictures need Qt, which the command line does without, and a hostile file may bring its reader down:
such a file is told of, and the next one is read by a new process.
"""

import json
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

from desktop.domain.errors import UserError
from desktop.domain.own_process import surroundings
from desktop.domain.picture import Picture
from desktop.domain.progress import Progress, Silent

MAKER = "desktop.ui.pictures.maker"  # by name: it is a program that is run, and no part of this one
PATIENCE_S = 30.0
LARGEST = 60 * 1024 * 1024
SUFFIXES = (".png", ".jpg", ".jpeg", ".jfif", ".webp", ".gif", ".bmp")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a picture is: a file, or bytes that were pasted or fetched."""

    name: str
    path: Path | None = None
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Read:
    """What came of one source: a picture, or why there is none."""

    source: Source
    picture: Picture | None
    error: UserError | None = None


def from_files(paths: Iterable[Path]) -> list[Source]:
    """Sources of files."""
    return [Source(path.name, path) for path in paths]


def is_picture_name(name: str) -> bool:
    """Whether a file's name says that it is a picture; what it holds is looked at later."""
    return Path(name).suffix.lower() in SUFFIXES


def read_all(sources: Iterable[Source], progress: Progress | None = None) -> list[Picture]:
    """All of them, or the first one's UserError: nothing half is added."""
    found = []
    for read in read_pictures(sources, progress):
        if read.error is not None:
            raise read.error
        if read.picture is not None:
            found.append(read.picture)
    return found


def read_pictures(sources: Iterable[Source], progress: Progress | None = None) -> Iterator[Read]:
    """Each source in turn. Cancelled ends the process where it is."""
    told, listed = progress or Silent(), list(sources)
    maker = _Maker()
    try:
        for number, source in enumerate(listed):
            told.report(number, len(listed), source.name)
            try:
                yield Read(source, maker.make(source))
            except UserError as error:
                yield Read(source, None, error)
        told.report(len(listed), len(listed), "Done")
    finally:
        maker.end()


class _Maker:
    """The process; begun when there is something to read, anew after one that broke."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def make(self, source: Source) -> Picture:
        _check(source)
        answer = self._asked(_order(source))
        if answer is None:
            self.end()
            raise unfit(source.name, f"Its reader gave up, or took over {PATIENCE_S:.0f} s.")
        if "error" in answer:
            raise unfit(source.name, answer["error"])
        for field in ("content", "thumbnail"):
            answer[field] = b64decode(answer[field])
        return Picture(name=source.name[:500], **answer)

    def _asked(self, order: dict[str, str]) -> dict[str, Any] | None:
        process = self._process = self._process or _started()
        clock = Timer(PATIENCE_S, process.kill)
        clock.daemon = True
        clock.start()
        try:
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            return None
        finally:
            clock.cancel()
        return dict(json.loads(line)) if line.endswith("\n") else None

    def end(self) -> None:
        """It is gone after this."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()


def _started() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", MAKER],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True, encoding="utf-8", env=surroundings() | {"QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip


def _order(source: Source) -> dict[str, str]:
    if source.path is not None:
        return {"path": str(source.path.absolute())}
    return {"content": b64encode(source.content).decode()}


def _check(source: Source) -> None:
    try:
        size = source.path.stat().st_size if source.path is not None else len(source.content)
    except OSError as error:
        raise unfit(source.name, f"It cannot be opened: {error.strerror}.") from None
    if source.path is not None and not source.path.is_file():
        raise unfit(source.name, "It is no file.")
    if size > LARGEST:
        raise unfit(source.name, f"It is larger than {LARGEST // 1024**2} MB.")


def unfit(name: str, why: str) -> UserError:
    """A picture that is not taken in, and why."""
    return UserError(
        f"{name[:100]} was not taken in. {why}",
        "Nothing was changed. Choose another picture, or save it anew as PNG or JPEG.",
        field="picture",
        code="bad_picture",
    )
