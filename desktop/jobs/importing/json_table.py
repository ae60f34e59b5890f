"""A file of JSON objects as a table: an array of them, or one a line; read in bounded memory.

Numbers keep all their digits. The names of the objects' values are the columns.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from json import JSONDecodeError, JSONDecoder
from pathlib import Path
from typing import IO, Any

from desktop.domain.cells import guarded
from desktop.domain.errors import UserError
from desktop.domain.json_text import dumps
from desktop.jobs.importing.decoding import guesses

NAME = "json"  # in place of letters and the sign between cells
LONGEST = 4 << 20  # of one object
PART = 1 << 20
_BEGINS = re.compile(r"\ufeff?\s*(?:\[\s*(?:[{\]]|$)|\{\s*(?:[\"}]|$))")
_BETWEEN = re.compile(r"[\s,]*")
_LINES = ("barcode", "barcodes", "options")


def is_json(start: bytes) -> bool:
    """Whether a file that begins so holds objects."""
    encoding = next(guesses(start))
    return _BEGINS.match(start.decode(encoding, "ignore")) is not None


@dataclass
class Objects:
    """The names of all objects in the order in which they are met, and their values as text."""

    header: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def cells(self, each: dict[str, Any]) -> list[str]:
        """One object; a name that is new is a new column."""
        found = [""] * len(self.header)
        for key, value in each.items():
            name = " ".join(key.split())
            place = self.places.setdefault(name, len(self.header))
            if place == len(self.header):
                self.header.append(name)
            found += [""] * (place + 1 - len(found))
            found[place] = _cell(name, value)
        return found


def rows_of(path: Path, objects: Objects) -> Iterator[tuple[int, list[str]]]:
    """The objects by their numbers; UserError where the file is no such thing."""
    with path.open("rb") as file:
        encoding = next(guesses(file.read(PART)))
    with path.open(encoding=encoding) as text:
        try:
            for number, each in enumerate(_objects(text), 1):
                yield number, objects.cells(each)
        except UnicodeDecodeError:
            raise _refused(path, "its letters cannot be read") from None
        except (JSONDecodeError, RecursionError, _NoObject) as error:
            why = error.msg if isinstance(error, JSONDecodeError) else str(error)[:200]
            raise _refused(path, why) from None


class _NoObject(ValueError):
    """What stands in the list is something else."""


class _Held:
    """A text of which only a part is in memory."""

    def __init__(self, text: IO[str]) -> None:
        self._text, self._held, self._at = text, text.read(PART), 0
        self._at = int(self._held.startswith("\ufeff"))
        self._decoder = JSONDecoder(
            parse_int=_Figure, parse_float=_Figure, parse_constant=_no_number
        )

    def goes_on(self) -> bool:
        """Whether anything but blanks and commas follows."""
        while True:
            self._at = self._next()
            if self._at < len(self._held) or not self._more():
                return self._at < len(self._held)

    def takes(self, sign: str) -> bool:
        """Whether this sign is next; it is passed over then."""
        is_there = self._held.startswith(sign, self._at)
        self._at += is_there
        return is_there

    def value(self) -> Any:
        """The next one."""
        while True:
            try:
                found, self._at = self._decoder.raw_decode(self._held, self._at)
                return found
            except JSONDecodeError:
                if len(self._held) - self._at > LONGEST or not self._more():
                    raise

    def _next(self) -> int:
        found = _BETWEEN.match(self._held, self._at)
        return found.end() if found else self._at

    def _more(self) -> bool:
        part = self._text.read(PART)
        self._held, self._at = self._held[self._at :] + part, 0
        return bool(part)


def _objects(text: IO[str]) -> Iterator[dict[str, Any]]:
    held = _Held(text)
    is_list = held.goes_on() and held.takes("[")
    while held.goes_on():
        if is_list and held.takes("]"):
            if held.goes_on():
                raise _NoObject("something stands behind the end of its list")
            return
        each = held.value()
        if not isinstance(each, dict):
            raise _NoObject(f"{str(each)[:40]} is no object")
        yield each
    if is_list:
        raise _NoObject("its list does not end")


class _Figure(str):
    """A number as it is spelled: no text that would be guarded."""

    __slots__ = ()


def _no_number(text: str) -> Any:
    raise _NoObject(f"{text} is no number")


def _cell(name: str, value: Any) -> str:
    """Guarded as text in a CSV file is, since both are read the same way; blank ends are none."""
    text = _text(name, value).strip()
    return text if isinstance(value, _Figure) else guarded(text)


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return _plainly(value) if isinstance(value, _Figure) else value
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_text(key, each)}" for key, each in value.items())
    between = "\n" if name.casefold() in _LINES else ", "
    return between.join(
        dumps(each) if isinstance(each, dict) else _text("", each) for each in value
    )


def _plainly(figure: str) -> str:
    """1.5e3 is 1500; what would be endless stays as it is, and is refused as a number."""
    if "e" not in figure.lower():
        return figure
    try:
        number = Decimal(figure)
    except InvalidOperation:  # an exponent of twenty digits
        return figure
    return format(number, "f") if abs(number.adjusted()) < 30 else figure


def _refused(path: Path, why: str) -> UserError:
    return UserError(
        f"{path.name} is no list of JSON objects: {why}.",
        "Nothing was imported. Save it again, or as CSV.",
        field="file",
        code="not_json",
    )
