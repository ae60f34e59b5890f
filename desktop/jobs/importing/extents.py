"""How large a workbook would be when it is laid out in memory: looked at before it is opened.

A sheet is laid out from its first to its last cell, so two cells are enough to fill any computer;
a text that is kept once may stand in every cell. A hundred bytes may say so, in any spelling that
XML allows.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import IO, Any
from xml.parsers import expat

MOST_PLACES = 8_000_000
MOST_TEXT = 1 << 28  # bytes
PART, LONGEST_TAG = 1 << 20, 4 << 20
NEAR = 26  # columns with one letter
SHORT = 99_999  # rows with five digits
# Cells right of column Z or below row 99 999, unless they plainly hold nothing; rows without their
# number. Both as every program writes them, which is found five times as fast, and as XML may be.
_PLACE = rb'(?:([A-Za-z]{2,3})\d{1,7}|[A-Za-z]?(\d{6,7}))["\'](?!(?:\s+[\w:]+="[\w:.\- ]*")*\s*/>)'
_FAR_AS_USUAL, _FAR = re.compile(rb' r="' + _PLACE), re.compile(rb'\sr\s*=\s*["\']' + _PLACE)
_ROW_AS_USUAL = re.compile(rb'<row(?! r=")')
_UNUSUAL = (
    *(b"r='", b"r =", b"r\t", b"r\n", b"r\r", b"\tr=", b"\nr=", b"\rr="),
    *(b"r= ", b"r=\t", b"r=\n", b"r=\r", b":row"),
)
_CELL = re.compile(rb'\sr\s*=\s*["\']([A-Za-z]{0,3})(\d{1,7})["\']')
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s>])(?![^>]*\sr\s*=)[^>]*>")
_SHARED = re.compile(rb'\st\s*=\s*["\']s["\'][^>]*>\s*<(?:\w+:)?v[^>]*>\s*(\d{1,9})')
_TEXTS = re.compile(rb"<(?:\w+:)?si[\s>/]")
LEAST = 22  # bytes of a cell that names a shared text: <c t="s"><v>0</v></c>


class TooLarge(Exception):
    """No computer of a shop could hold it."""


def parts_of(file: IO[bytes]) -> Iterator[bytes]:
    """The text of a part in pieces that cut no tag."""
    rest = b""
    while read := file.read(PART):
        text = rest + read
        cut = max(text.rfind(b"<"), 0)
        yield text[:cut]
        rest = text[cut:]
        if len(rest) > LONGEST_TAG:
            raise TooLarge
    yield rest


def measure_sheet(parts: Iterable[bytes]) -> bool:
    """Whether it is surely small; if not, ``measure_cells`` tells. TooLarge at once where it is."""
    across, down, unnumbered = NEAR, 0, 0
    for text in parts:
        is_usual = not any(sign in text for sign in _UNUSUAL)
        for letters, row in set((_FAR_AS_USUAL if is_usual else _FAR).findall(text)):
            across, down = max(across, _across(letters)), max(down, int(row or 0))
        if not is_usual or _ROW_AS_USUAL.search(text):
            unnumbered += len(_ROW.findall(text))
        if across * (down + unnumbered) > MOST_PLACES:
            raise TooLarge
    return across * (max(down, SHORT) + unnumbered) <= MOST_PLACES


def measure_cells(parts: Iterable[bytes]) -> None:
    """The same of every single cell, which takes longer."""
    across = down = unnumbered = 0
    for text in parts:
        for letters, row in set(_CELL.findall(text)):
            across, down = max(across, _across(letters)), max(down, int(row))
        unnumbered += len(_ROW.findall(text))
        if across * (down + unnumbered) > MOST_PLACES:
            raise TooLarge


def lengths_of(parts: Iterable[bytes]) -> list[int]:
    """Of the texts that a workbook keeps once, in bytes; a little more than they are."""
    found: list[int] = []
    for text in parts:
        starts = [each.start() for each in _TEXTS.finditer(text)]
        if found:
            found[-1] += starts[0] if starts else len(text)
        found += (end - start for start, end in pairwise([*starts, len(text)]))
    return found


def measure_texts(parts: Iterable[bytes], size: int, lengths: Sequence[int]) -> None:
    """Texts that stand in many cells, of a sheet of so many bytes; a few cells need no counting."""
    if max(lengths, default=0) * (size // LEAST) <= MOST_TEXT:
        return
    held = 0
    for text in parts:
        numbers = map(int, _SHARED.findall(text))
        held += sum(lengths[number] for number in numbers if number < len(lengths))
        if held > MOST_TEXT:
            raise TooLarge


def _across(letters: bytes) -> int:
    """The number of a column: A is 1, AA 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


class Extent:
    """Of an OpenDocument content: how many places its tables take, repeated ones counted."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._rows, self._across, self._text = 0, NEAR, 0
        self._times = self._row = self._cell = 1
        self._width = 0

    def measure(self, file: IO[bytes]) -> None:
        """TooLarge, or in silence; also where it is no XML: who opens it will say so."""
        try:
            while part := file.read(PART):
                self._parser.Parse(part)
        except expat.ExpatError:
            return

    def _begin(self, name: str, told: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "table":
            self._rows, self._across = 0, NEAR
        elif kind == "table-row":
            self._row, self._width = _times(told, "rows"), 0
        elif kind in ("table-cell", "covered-table-cell"):
            self._cell = _times(told, "columns")
            self._width += self._cell
            if any(each.endswith("value-type") for each in told):
                self._fill()
        elif kind == "p":
            self._fill()
            self._times = self._row * self._cell
            if self._times > 1:
                self._parser.CharacterDataHandler = self._said

    def _end(self, name: str) -> None:
        kind = name.rpartition(":")[2]
        if kind == "table-row":
            self._rows += self._row
        elif kind == "p":
            self._parser.CharacterDataHandler = None

    def _fill(self) -> None:
        self._across = max(self._across, self._width)
        if self._across * (self._rows + self._row) > MOST_PLACES:
            raise TooLarge

    def _said(self, text: str) -> None:
        self._text += len(text) * self._times
        if self._text > MOST_TEXT:
            raise TooLarge


def _times(told: dict[str, Any], what: str) -> int:
    text = next((t for name, t in told.items() if name.endswith(f"number-{what}-repeated")), "1")
    return int(text) if text.isdecimal() and len(text) < 10 else 1
