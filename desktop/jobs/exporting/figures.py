"""The figures behind a chart as CSV: few rows, already in words or numbers, whole or not at all."""

import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from desktop.domain.cells import guarded
from desktop.jobs.exporting.csv_file import BOM
from desktop.jobs.exporting.target import replacing

Cell = str | int | float | Decimal | date | bool | None


def write_figures(path: Path, titles: Sequence[str], rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows are in the file; Unavailable says why it could not be written."""
    with replacing(path) as part, part.open("w", newline="", encoding="utf-8") as file:
        file.write(BOM)
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(titles)
        writer.writerows([spelled(cell) for cell in row] for row in rows)
    return len(rows)


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
