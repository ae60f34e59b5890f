"""The log as a person reads it: newest lines of all its files, filtered, and a report to send."""

import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

NAME = "onhand.log"
FILES = 6  # the one that is written and five older ones
MOST = 10 * 1024 * 1024  # bytes that are read, the newest
LONGEST, LINES = 4_000, 300  # of one line, and of what stands below it
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
REPORTED = 20
_BEGIN = re.compile(
    r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)[,.]\d{1,6} (DEBUG|INFO|WARNING|ERROR|CRITICAL) (\S+) ?(.*)"
)
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


def read_log(folder: Path, most: int = MOST) -> list[Entry]:
    """The newest first. What is no line of ours belongs to the line above; nothing is raised."""
    parts: list[str] = []
    for number in range(FILES):
        if most <= 0:
            break
        raw = _end_of(folder / (f"{NAME}.{number}" if number else NAME), most)
        most -= len(raw)
        parts.append(raw.decode("utf-8", "replace"))
    return list(reversed(_entries("\n".join(reversed(parts)).split("\n"))))


def stamp(folder: Path) -> tuple[int, int]:
    """Changes when a line was written."""
    try:
        found = (folder / NAME).stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


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
    """Text for whoever helps: the facts and the newest errors, without passwords and people."""
    bad = [entry for entry in entries if entry.is_bad][:REPORTED]
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    lines = [f"{name}: {value}" for name, value in {**facts, "System": system}.items()]
    told = [entry.whole for entry in bad] or ["No errors in the log."]
    return hidden("\n".join([*lines, "", *told]))


def hidden(text: str) -> str:
    """Without what is nobody's business; the home folder as ~."""
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text


def _end_of(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - most))
            return file.read(most)
    except OSError:
        return b""


def _entries(lines: Sequence[str]) -> list[Entry]:
    found: list[Entry] = []
    below: list[str] = []

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
