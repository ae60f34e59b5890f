"""A CSV file as rows of text: finds out how it is written, and says in words when it is none."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.db.head import is_open_here
from desktop.domain.errors import UserError
from desktop.jobs.importing.headers import known_headers

LARGEST = 256 * 1024 * 1024
DELIMITERS = (",", ";", "\t", "|")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FOREIGN = {
    b"PK\x03\x04": "an Excel or OpenDocument file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"%PDF": "a PDF",
    b"SQLite format": "a database",
}


@dataclass(frozen=True)
class Table:
    """The header, the rows with their numbers as a spreadsheet has them, and how it was read."""

    header: list[str]
    rows: list[tuple[int, list[str]]]
    encoding: str
    delimiter: str


def read_table(path: Path) -> Table:
    """The whole file without its empty rows. UserError where it is no CSV."""
    text, encoding = decoded(content_of(path))
    delimiter = _delimiter(text)
    rows = [(number, cells) for number, cells in _records(text, delimiter) if any(cells)]
    if not any(character.isalnum() for character in text):
        raise UserError(f"{path.name} is empty.", "Nothing was imported.", "file", "empty_file")
    header = [" ".join(cell.split()) for cell in rows[0][1]]
    if not all(cell.isprintable() for cell in header):
        raise _not_text()
    return Table(header, rows[1:], encoding, delimiter)


def content_of(path: Path) -> bytes:
    """The bytes of a file that may be imported; UserError where it cannot be read.

    What the program has open, its shop above all, is not opened again: see ``db.head``.
    """
    try:
        if is_open_here(path):
            raise _in_use(path)
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise UserError(
            f"{path} cannot be read: {error.strerror}.",
            "Nothing was imported.",
            field="file",
            code="cannot_read",
        ) from None
    if len(content) > LARGEST:
        raise UserError(
            f"{path.name} is larger than {LARGEST >> 20} MB.",
            "Split it.",
            field="file",
            code="too_large",
        )
    return content


def _in_use(path: Path) -> UserError:
    return UserError(
        f"Onhand itself is working with {path.name}: it belongs to the shop, or is being written.",
        "Nothing was imported. Choose the file with the goods.",
        field="file",
        code="in_use",
    )


def decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding: by its mark, else UTF-8, else UTF-16 by its zeros, else 1252."""
    for start, what in _FOREIGN.items():
        if content.startswith(start):
            raise UserError(
                f"This is {what}, not CSV.",
                "Open it and save it as CSV.",
                field="file",
                code="not_csv",
            )
    for encoding in _guesses(content):
        try:
            return content.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise _not_text()


def _not_text() -> UserError:
    return UserError(
        "The file is no text in an encoding that is known here.",
        "Save it as CSV in UTF-8.",
        field="file",
        code="not_text",
    )


def _guesses(content: bytes) -> Iterator[str]:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            yield encoding
            return
    if b"\0" in content:
        # Latin letters in UTF-16 have a zero beside them: after each little end, before each big.
        start = content[:4096]
        yield "utf-16-le" if start[1::2].count(0) >= start[::2].count(0) else "utf-16-be"
        return
    yield "utf-8"
    yield "cp1252"
    yield "latin-1"


def _delimiter(text: str) -> str:
    """The sign that makes most of the first row known headers, then most columns of it."""

    def worth(delimiter: str) -> tuple[int, int]:
        first = next((cells for _, cells in _records(text, delimiter, 50) if any(cells)), [])
        return known_headers(first), len(first)

    return max(DELIMITERS, key=worth)


def _records(text: str, delimiter: str, most: int = 0) -> Iterator[tuple[int, list[str]]]:
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=delimiter, strict=not most)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            yield number, [cell.strip() for cell in cells]
            if number == most:
                return
    except csv.Error as error:
        if not most:
            raise UserError(
                f"After row {number} the file is no CSV: {error}.",
                "Probably a quotation mark is missing. Nothing was imported.",
                field="file",
                code="not_csv",
            ) from None
