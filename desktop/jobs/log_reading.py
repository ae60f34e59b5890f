"""The log as a person reads it: newest lines of all its files, filtered, and a report to send."""

import os
import platform
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

NAME = "onhand.log"
FILES = 6  # the one that is written and five older ones
MOST = 10 * 1024 * 1024  # bytes that are read, the newest
LONGEST, LINES = 4_000, 300  # of one line, and of what stands below it
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
REPORTED = 20
_BEGIN = re.compile(
    r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)[,.]\d{1,6} (DEBUG|INFO|WARNING|ERROR|CRITICAL) (\S+) ?(.*)"
)
_CODE = re.compile(r"\(([a-z][a-z_]{2,40})\)$")
# What may not leave the house: passwords of addresses and settings, people's mail addresses.
_HIDDEN = (
    (re.compile(r"(://[^\s/:@]*):\S+@(?=[^\s@]*(?:/|\s|$))"), r"\1:***@"),
    (re.compile(r"(?i)\b(password|passwd|pwd|secret|pin)(\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|\S+)"),
     r"\1\2***"),
    (re.compile(r"(?<![/\w.*])[\w.+-]+@[\w-]+\.[\w.-]+"), "***@***"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; ``at`` is the computer's own time, ``more`` what stands below, as a traceback."""

    at: datetime
    level: str
    logger: str
    text: str
    more: str = ""

    @property
    def is_bad(self) -> bool:
        return self.level in ("ERROR", "CRITICAL")

    @property
    def code(self) -> str:
        """The word for programs that a failure ends with, "" where there is none."""
        match = _CODE.search(self.text) if self.level != "INFO" else None
        return match[1] if match else ""

    @property
    def whole(self) -> str:
        """All of it, as in the file."""
        head = f"{self.at:%Y-%m-%d %H:%M:%S} {self.level} {self.logger} {self.text}"
        return f"{head}\n{self.more}" if self.more else head


@dataclass(frozen=True)
class Wanted:
    """``level``: this one and worse; ``text``: every word of it; ``since``: None for all."""

    level: str = "DEBUG"
    text: str = ""
    since: datetime | None = None
    has_errors_first: bool = False


@dataclass(frozen=True)
class Log:
    """What was read, the newest first, and how far in which file: from there it is read on."""

    entries: Sequence[Entry] = ()
    file: tuple[int, int] = (0, 0)  # as the file system knows it; another one after a rotation
    end: int = 0


def read_log(folder: Path, most: int = MOST) -> Log:
    """The newest lines. What is no line of ours belongs to the one above; nothing is raised."""
    file, raw = _end_of(folder / NAME, most)
    whole = _whole_lines(raw.text)
    parts, most = [whole.decode("utf-8", "replace")], most - len(raw.text)
    for number in range(1, FILES):
        if most <= 0:
            break
        _, older = _end_of(folder / f"{NAME}.{number}", most)
        most -= len(older.text)
        parts.append(older.text.decode("utf-8", "replace"))
    lines = "\n".join(reversed(parts)).split("\n")
    return Log(_entries(lines)[::-1], file, raw.begin + len(whole))


def read_on(folder: Path, log: Log) -> Log:
    """With what was written since; only that is read, unless another file has begun.

    A line that is not yet written to its end is left for the next time.
    """
    try:
        with (folder / NAME).open("rb") as stream:
            if _file(stream) != log.file or stream.seek(0, os.SEEK_END) < log.end:
                return read_log(folder)
            stream.seek(log.end)
            added = _whole_lines(stream.read(MOST))
    except OSError:
        return read_log(folder)
    if not added:
        return log
    found = _entries(added.decode("utf-8", "replace").split("\n"), log.entries[:1])
    return Log([*found[::-1], *log.entries[1:]], log.file, log.end + len(added))


def chosen(entries: Sequence[Entry], wanted: Wanted) -> list[Entry]:
    """Those that are wanted, in the order they came unless errors are wanted first."""
    levels = set(LEVELS[LEVELS.index(wanted.level) :])
    words = wanted.text.casefold().split()
    found = [
        entry
        for entry in entries
        if entry.level in levels
        and (wanted.since is None or entry.at >= wanted.since)
        and (not words or _has(entry, words))
    ]
    if wanted.has_errors_first:
        found.sort(key=lambda entry: not entry.is_bad)
    return found


def report(facts: Mapping[str, str], entries: Iterable[Entry]) -> str:
    """For whoever helps: facts, codes, the newest failures; without passwords and people."""
    failures = [entry for entry in entries if entry.is_bad or entry.code]
    bad = failures[:REPORTED]
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    codes = Counter(entry.code for entry in failures if entry.code)
    many = ", ".join(f"{code} {number}" for code, number in codes.most_common())
    every = {**facts, "System": system, **({"Codes": many} if many else {})}
    lines = [f"{name}: {value}" for name, value in every.items()]
    told = [entry.whole for entry in bad] or ["No errors in the log."]
    return hidden("\n".join([*lines, "", *told]))


def hidden(text: str) -> str:
    """Without what is nobody's business; the home folder as ~."""
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text


@dataclass(frozen=True)
class _Piece:
    begin: int = 0
    text: bytes = b""


def _end_of(path: Path, most: int) -> tuple[tuple[int, int], _Piece]:
    try:
        with path.open("rb") as stream:
            begin = max(0, stream.seek(0, os.SEEK_END) - most)
            stream.seek(begin)
            return _file(stream), _Piece(begin, stream.read(most))
    except OSError:
        return (0, 0), _Piece()


def _file(stream: BinaryIO) -> tuple[int, int]:
    found = os.fstat(stream.fileno())
    return found.st_dev, found.st_ino


def _whole_lines(raw: bytes) -> bytes:
    return raw[: raw.rfind(b"\n") + 1]


def _entries(lines: Sequence[str], before: Sequence[Entry] = ()) -> list[Entry]:
    """Oldest first; ``before``: the entry that the first lines may belong to, as first one."""
    found: list[Entry] = list(before)
    below: list[str] = before[0].more.split("\n") if before and before[0].more else []

    def close() -> None:
        if found and any(below):
            last = found[-1]
            more = "\n".join(below[:LINES]).rstrip()
            found[-1] = Entry(last.at, last.level, last.logger, last.text, more)
        below.clear()

    for line in lines:
        match = _BEGIN.match(line, 0, LONGEST)
        at = _time(match[1]) if match else None
        if match is None or at is None:
            if len(below) < LINES:
                below.append(_clean(line))
            continue
        close()
        found.append(Entry(at, match[2], match[3], _clean(match[4])))
    close()
    return found


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _clean(line: str) -> str:
    """As it can be shown: bounded, tabs as blanks, no control characters."""
    kept = line[:LONGEST].rstrip("\r").replace("\t", "    ")
    return kept if kept.isprintable() else "".join(c if c.isprintable() else "�" for c in kept)


def _has(entry: Entry, words: Sequence[str]) -> bool:
    text = f"{entry.level} {entry.logger} {entry.text} {entry.more}".casefold()
    return all(word in text for word in words)
