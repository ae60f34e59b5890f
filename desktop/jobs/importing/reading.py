"""A file of rows, be it CSV, JSON or a workbook: how it is written, and whether it is one."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from threading import Lock

from desktop.db.head import is_open_here
from desktop.domain.errors import UserError
from desktop.jobs.importing.choices import DELIMITERS, EIGHT_BIT, Choices
from desktop.jobs.importing.decoding import decoded, encoding_of, not_text
from desktop.jobs.importing.headers import known_headers
from desktop.jobs.importing.json_table import NAME as JSON
from desktop.jobs.importing.json_table import Objects, is_json, rows_of
from desktop.jobs.importing.old_workbooks import read_old_sheet
from desktop.jobs.importing.titles import placed
from desktop.jobs.importing.workbooks import read_sheet

__all__ = ["Table", "content_of", "decoded", "read_table"]

LARGEST = 256 * 1024 * 1024
MOST_ROWS = 300_000
MOST_COLUMNS = 1_000
MOST_CELLS = 6_000_000  # that hold anything
_WORKBOOK, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ONE_READER = Lock()  # a look that begins while another ends would take its file for the shop's
_FOREIGN = {b"%PDF": "a PDF", b"SQLite format": "a database"}


@dataclass(frozen=True)
class Table:
    """The header, the rows with their numbers as a spreadsheet has them, and how it was read.

    ``delimiter`` is empty in a workbook, whose ``sheets`` hold something and whose ``sheet`` was
    read. ``header_row`` is 0 where the columns have no names of their own.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]
    encoding: str
    delimiter: str
    header_row: int = 1
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_table(path: Path, choices: Choices = Choices()) -> Table:  # noqa: B008 - frozen
    """The whole file without its empty rows. UserError where it is no table."""
    with _ONE_READER:
        table = _read(path, choices)
    if not any(sign.isalnum() for _, cells in table.rows for cell in cells for sign in cell):
        raise UserError(f"{path.name} is empty.", "Nothing was imported.", "file", "empty_file")
    if table.encoding == JSON:
        header, rows, number = table.header, table.rows, 1
    else:
        header, rows, number = placed(table.rows, choices.header)
    if not all(cell.isprintable() for cell in header):
        raise not_text()
    return replace(table, header=header, rows=rows, header_row=number)


def _read(path: Path, choices: Choices) -> Table:
    start = _start_of(path)
    if start.startswith((_WORKBOOK, _OLD_WORKBOOK)):
        read = read_sheet if start.startswith(_WORKBOOK) else read_old_sheet
        sheet = read(path, choices.sheet, MOST_ROWS)
        return Table([], sheet.rows, "", "", 1, sheet.name, sheet.names, sheet.notes)
    return _read_csv(path, start, choices)


def _start_of(path: Path) -> bytes:
    """What a readable file of a fair size begins with.

    What the program has open, its shop above all, is not opened again: see ``db.head``.
    """
    try:
        if is_open_here(path):
            raise _in_use(path)
        with path.open("rb") as file:
            start = file.read(1 << 16)
        size = path.stat().st_size
    except OSError as error:
        raise UserError(
            f"{path} cannot be read: {error.strerror}.",
            "Nothing was imported.",
            field="file",
            code="cannot_read",
        ) from None
    if size > LARGEST:
        raise UserError(
            f"{path.name} is larger than {LARGEST >> 20} MB.",
            "Split it.",
            field="file",
            code="too_large",
        )
    return start


def content_of(path: Path) -> bytes:
    """The bytes of a file that may be imported; UserError where it cannot be read."""
    with _ONE_READER:
        _refuse_foreign(_start_of(path))
        return path.read_bytes()


def _refuse_foreign(start: bytes) -> None:
    for mark, what in _FOREIGN.items():
        if start.startswith(mark):
            raise UserError(
                f"This is {what}, not CSV.",
                "Open it and save it as CSV.",
                field="file",
                code="not_csv",
            )


def _in_use(path: Path) -> UserError:
    return UserError(
        f"Onhand itself is working with {path.name}: it belongs to the shop, or is being written.",
        "Nothing was imported. Choose the file with the goods.",
        field="file",
        code="in_use",
    )


def _read_csv(path: Path, start: bytes, choices: Choices) -> Table:
    _refuse_foreign(start)
    if is_json(start):
        objects = Objects()
        return Table(objects.header, list(_bounded(rows_of(path, objects))), JSON, "")
    encoding = encoding_of(path, choices.encoding)
    with path.open(encoding=encoding, newline="") as text:
        first = text.read(1 << 16)
        delimiter = choices.delimiter or _delimiter(first)
        text.seek(0)
        records = _bounded(_records(text, delimiter))
        rows = [(number, cells) for number, cells in records if any(cells)]
    is_guessed = encoding in ("cp1252", "latin-1") and not choices.encoding
    notes = (_letters(encoding),) if is_guessed else ()
    return Table([], rows, encoding.removesuffix("-sig"), delimiter, notes=notes)


def _letters(encoding: str) -> str:
    named = EIGHT_BIT.get(encoding, "Western (Latin 1)")
    return (
        f"The file does not say which letters it is written in; it was read as {named}."
        " Where names look wrong, choose another encoding."
    )


def _bounded(records: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Refuses a table that no import could take before memory is full of it."""
    rows = held = 0
    for number, cells in records:
        filled = len(cells) - cells.count("")
        rows += filled > 0
        held += filled
        if len(cells) > MOST_COLUMNS:
            told = f"Row {number} has {len(cells):,} columns; at most {MOST_COLUMNS:,} can be read."
            raise _too_large(told, "Delete the columns that are not needed.")
        if rows > MOST_ROWS or held > MOST_CELLS:
            told = f"The file has more than {MOST_ROWS:,} rows, or {MOST_CELLS:,} filled cells."
            raise _too_large(told, "Split it.")
        yield number, cells


def _too_large(told: str, hint: str) -> UserError:
    return UserError(told, f"{hint} Nothing was imported.", field="file", code="too_large")


def _delimiter(text: str) -> str:
    """The sign that makes most of some early row known headers, then most columns of the first."""

    def worth(delimiter: str) -> tuple[int, int]:
        rows = (cells for _, cells in _records(text.splitlines(keepends=True), delimiter, False))
        early = list(islice((cells for cells in rows if any(cells)), 10))
        return max(map(known_headers, early), default=0), len(early[0]) if early else 0

    return max(DELIMITERS, key=worth)


def _records(
    lines: Iterable[str], delimiter: str, is_strict: bool = True
) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=is_strict)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            yield number, [cell.strip() for cell in cells]
    except csv.Error as error:
        if is_strict:
            raise UserError(
                f"After row {number} the file is no CSV: {error}.",
                "Probably a quotation mark is missing. Nothing was imported.",
                field="file",
                code="not_csv",
            ) from None
