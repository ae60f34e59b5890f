"""Sheets of Excel and OpenDocument files as text; what would not fit into memory is not opened.

Formulas come with the values they last had; macros are not run.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from desktop.domain.errors import UserError

MOST_BYTES = 512 << 20  # unpacked
MOST_PLACES = 8_000_000  # a sheet is laid out from its first to its last cell
PART = 1 << 20
# Filled cells right of column Z, the last row; and what is repeated in OpenDocument.
_FAR = re.compile(rb' r="([A-Z]{2,3})\d{1,7}"[^>]*(?<!/)>')
_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?r="(\d{1,7})"')
_REPEATED = re.compile(rb'<[^>]*number-(?:rows|columns)-repeated="(?P<count>\d{4,})"[^>]*>')
_MARKS = ("content.xml", "xl/workbook.xml", "xl/workbook.bin")
_SHEETS = re.compile(r"xl/worksheets/[^/]*\.xml|content\.xml", re.IGNORECASE)
FEW_REPEATED = 2_000
NEAR = 26  # columns with one letter


@dataclass(frozen=True)
class Sheet:
    """The rows that hold anything, with their numbers; ``names``: the sheets that do."""

    rows: list[tuple[int, list[str]]]
    name: str
    names: tuple[str, ...]
    notes: tuple[str, ...]


def read_sheet(path: Path, chosen: str, most_rows: int) -> Sheet:
    """The chosen sheet, else the first that is shown and holds rows."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    notes = tuple(_looked_through(path)) if zipfile.is_zipfile(path) else ()
    try:
        with CalamineWorkbook.from_path(path) as book:
            return _chosen(book, chosen, most_rows, notes)
    except PasswordError:
        raise _refused(f"{path.name} is protected by a password.", "Save it without.") from None
    except CalamineError:
        raise _damaged(path) from None


def _chosen(book: Any, chosen: str, most_rows: int, notes: tuple[str, ...]) -> Sheet:
    shown = [each.name for each in book.sheets_metadata if "Visible" in str(each.visible)]
    if chosen and chosen not in book.sheet_names:
        raise _refused(f"There is no sheet “{chosen}”.", f"There are: {', '.join(shown)}.")
    filled, sheet = _parsed(book, shown, chosen)
    name = chosen or next(iter(filled), shown[0] if shown else book.sheet_names[0])
    sheet = sheet or book.get_sheet_by_name(name)
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
            for part in parts:
                if _SHEETS.fullmatch(part.filename):
                    with packed.open(part) as file:
                        _measure(file, path)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise _damaged(path) from None
    if any("vbaproject" in name for name in names):
        yield "The workbook holds macros; they were not run."


def _measure(file: IO[bytes], path: Path) -> None:
    """Unpacks a sheet once, to its promised size, and looks how far apart its cells lie."""
    across, down = NEAR, 0
    rest = b""
    while part := file.read(PART):
        text = rest + part
        across = max([across, *map(_across, set(_FAR.findall(text)))])
        rows = _ROW.findall(text, max(0, text.rfind(b"row r=") - 64))
        down = int(rows[-1]) if rows else down
        if across * down > MOST_PLACES or any(map(_is_many, _REPEATED.finditer(text))):
            raise _bomb(path)
        rest = part[-256:]


def _across(letters: bytes) -> int:
    """The number of a column: A is 1, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _is_many(found: re.Match[bytes]) -> bool:
    """A value, or a row with some, that stands for thousands; empty ones take no place."""
    if int(found["count"]) <= FEW_REPEATED:
        return False
    rest = found.string[found.end() : found.end() + 256]
    tag = found.group() + (
        rest.split(b"</table:table-row", 1)[0] if b"rows" in found.group() else b""
    )
    return b"value-type" in tag


def _bomb(path: Path) -> UserError:
    told = f"Unpacked, {path.name} would be too large for this computer."
    return _refused(told, "Save only the sheet with the goods, without empty rows.", "too_large")


def _damaged(path: Path) -> UserError:
    told = f"{path.name} is damaged, or no Excel or OpenDocument workbook."
    return _refused(told, "Open it in a spreadsheet and save it again as XLSX or CSV.")


def _refused(told: str, hint: str, code: str = "bad_workbook") -> UserError:
    return UserError(told, f"{hint} Nothing was imported.", field="file", code=code)
