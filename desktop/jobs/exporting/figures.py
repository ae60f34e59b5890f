"""The figures behind a chart or report as a file: few rows, whole or not at all."""

import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from desktop.domain.cells import guarded
from desktop.domain.json_text import dumps
from desktop.jobs.exporting.csv_file import BOM
from desktop.jobs.exporting.target import replacing

Cell = str | int | float | Decimal | date | bool | None
Rows = Sequence[Sequence[Cell]]


def write_figures(path: Path, titles: Sequence[str], rows: Rows) -> int:
    """How many rows are in the file, which is what its name says: CSV, a workbook or JSON.

    Unavailable says why it could not be written.
    """
    write = {".xlsx": _as_workbook, ".json": _as_json}.get(path.suffix.lower(), _as_csv)
    with replacing(path) as part:
        write(part, titles, rows)
    return len(rows)


def _as_csv(path: Path, titles: Sequence[str], rows: Rows) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        file.write(BOM)
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(titles)
        writer.writerows([spelled(cell) for cell in row] for row in rows)


def _as_json(path: Path, titles: Sequence[str], rows: Rows) -> None:
    told = (dumps(dict(zip(titles, row, strict=True))) for row in rows)
    path.write_text("[\n" + ",\n".join(told) + "\n]\n", encoding="utf-8")


def _as_workbook(path: Path, titles: Sequence[str], rows: Rows) -> None:
    from xlsxwriter import Workbook

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(str(path), plain) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, titles, book.add_format({"bold": True, "bottom": 1}))
        for at, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                sheet.write(at, column, *((cell, day) if isinstance(cell, date) else (cell,)))
        sheet.autofit()


def write_picture(path: Path, png: bytes) -> None:
    """A picture that is there whole or not at all."""
    with replacing(path) as part:
        part.write_bytes(png)


def spelled(cell: Cell) -> str:
    """A value as files have it: ISO dates, a point before decimals, text that stays text."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return f"{cell:.6g}"
    return cell.isoformat() if isinstance(cell, date) else format(Decimal(cell), "f")
