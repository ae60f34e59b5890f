"""Sheets of Excel and OpenDocument files as text; what would not fit into memory is not opened.

Formulas come with the values they last had; macros are not run.
"""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from desktop.domain.errors import UserError
from desktop.jobs.importing.extents import (
    MOST_PLACES,
    Extent,
    TooLarge,
    lengths_of,
    measure_cells,
    measure_sheet,
    measure_texts,
    parts_of,
)

MOST_BYTES = 512 << 20  # unpacked
_MARKS = ("content.xml", "xl/workbook.xml", "xl/workbook.bin")
_TORN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, UnicodeDecodeError),
)
_TEXTS = "xl/sharedstrings.xml"


@dataclass(frozen=True)
class Sheet:
    """The rows that hold anything, with their numbers; ``names``: the sheets that do."""

    rows: list[tuple[int, list[str]]]
    name: str
    names: tuple[str, ...]
    notes: tuple[str, ...]


def read_sheet(path: Path, chosen: str, most_rows: int) -> Sheet:
    """The chosen sheet of a packed workbook, else the first that is shown and holds rows."""
    if not zipfile.is_zipfile(path):
        raise damaged(path)
    return parsed(path, chosen, most_rows, tuple(_looked_through(path)))


def parsed(path: Path, chosen: str, most_rows: int, notes: tuple[str, ...]) -> Sheet:
    """The same of any workbook, whatever it takes."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with CalamineWorkbook.from_path(path) as book:
            if not book.sheet_names:
                raise damaged(path)
            return _chosen(book, chosen, most_rows, notes)
    except PasswordError:
        raise _refused(f"{path.name} is protected by a password.", "Save it without.") from None
    except CalamineError:
        raise damaged(path) from None


def _chosen(book: Any, chosen: str, most_rows: int, notes: tuple[str, ...]) -> Sheet:
    shown = [each.name for each in book.sheets_metadata if "Visible" in str(each.visible)]
    if chosen and chosen not in book.sheet_names:
        raise _refused(f"There is no sheet “{chosen}”.", f"There are: {', '.join(shown)}.")
    filled, sheet = _parsed(book, shown, chosen)
    name = chosen or next(iter(filled), shown[0] if shown else book.sheet_names[0])
    sheet = sheet or book.get_sheet_by_name(name)
    if sheet.height * sheet.width > MOST_PLACES:
        raise _bomb_of(f"The sheet “{name}”")
    if sheet.height > most_rows:
        told = f"The sheet “{name}” has {sheet.height:,} rows; at most {most_rows:,} can be read."
        raise _refused(told, "Split it.", "too_large")
    if len(filled) > 1 and not chosen:
        others = ", ".join(other for other in filled if other != name)
        notes = (*notes, f"The sheet “{name}” was read; there are also: {others}.")
    first = (sheet.start or (0, 0))[0] + 1
    rows = list(_filled(sheet.to_python(), first))
    return Sheet(rows, name, tuple(filled), notes)


def _parsed(book: Any, shown: Sequence[str], chosen: str) -> tuple[list[str], Any]:
    """The sheets that hold anything, and the one to read, if it is among them: parsed once."""
    filled, kept = [], None
    for name in shown:
        sheet = book.get_sheet_by_name(name)
        if sheet.height > 0:
            filled.append(name)
            kept = sheet if name == (chosen or filled[0]) else kept
    return filled, kept


def _filled(rows: Sequence[Sequence[Any]], first: int) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, first):
        cells = [cell.strip() if type(cell) is str else _spelled(cell) for cell in row]
        if any(cells):
            yield number, cells


def _spelled(value: Any) -> str:
    """A cell as a person would type it: 12.0 is 12, and a date has its year first."""
    if type(value) is float:
        return _number(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return _number(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _number(value: float) -> str:
    """In the fifteen digits that a spreadsheet keeps; a code that has lost some shows its E."""
    text = f"{value:.15g}"
    if "e-" in text:
        return f"{value:.20f}".rstrip("0")
    return text


def _looked_through(path: Path) -> Iterator[str]:
    """What a person should know; UserError before anything too large is unpacked."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > MOST_BYTES or len(parts) > 10_000:
                raise _bomb(path)
            names = {part.filename.lower() for part in parts}
            if names.isdisjoint(_MARKS):
                raise _refused(f"{path.name} is no workbook.", "Save it as CSV or XLSX.", "not_csv")
            if "xl/workbook.bin" in names:
                told = f"{path.name} is a binary workbook."
                raise _refused(told, "Save it as XLSX.", "not_csv")
            _measure(packed, parts)
    except TooLarge:
        raise _bomb(path) from None
    except _TORN:
        raise damaged(path) from None
    if any("vbaproject" in name for name in names):
        yield "The workbook holds macros; they were not run."


def _measure(packed: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> None:
    """Unpacks every part to its promised size: which of them is a sheet, others decide."""
    texts: list[int] = []
    for part in parts:
        if part.filename.lower() == _TEXTS:
            with packed.open(part) as file:
                texts += lengths_of(parts_of(file))
    for part in parts:
        if part.filename.lower() == "content.xml":
            with packed.open(part) as file:
                Extent().measure(file)
        elif part.filename.lower() != _TEXTS and part.file_size:
            _measure_sheet(packed, part, texts)


def _measure_sheet(packed: zipfile.ZipFile, part: zipfile.ZipInfo, texts: Sequence[int]) -> None:
    with packed.open(part) as file:
        is_small = measure_sheet(parts_of(file))
    if not is_small:
        with packed.open(part) as file:
            measure_cells(parts_of(file))
    with packed.open(part) as file:
        measure_texts(parts_of(file), part.file_size, texts)


def _bomb(path: Path) -> UserError:
    return _bomb_of(f"Unpacked, {path.name}")


def _bomb_of(what: str) -> UserError:
    told = f"{what} would be too large for this computer."
    return _refused(told, "Save only the sheet with the goods, without empty rows.", "too_large")


def damaged(path: Path) -> UserError:
    """What no program would open."""
    told = f"{path.name} is damaged, or no Excel or OpenDocument workbook."
    return _refused(told, "Open it in a spreadsheet and save it again as XLSX or CSV.")


def _refused(told: str, hint: str, code: str = "bad_workbook") -> UserError:
    return UserError(told, f"{hint} Nothing was imported.", field="file", code=code)
