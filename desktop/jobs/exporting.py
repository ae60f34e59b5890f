"""Lists into files: CSV as RFC 4180 has it, streamed, with cells that stay text guarded."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from desktop.domain.cells import guarded
from desktop.domain.clock import iso
from desktop.domain.progress import Progress, Silent
from desktop.domain.quantity import plain

BOM = "\ufeff"
TOLD_EVERY = 1_000


def write_csv(
    stream: IO[str],
    names: Sequence[str],
    rows: Iterable[Any],
    has_bom: bool = False,
    progress: Progress | None = None,
) -> int:
    """Writes a header and every row's fields; returns how many rows. Open it with newline=""."""
    progress = progress or Silent()
    if has_bom:
        stream.write(BOM)
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(names)
    number = 0
    for number, cells in enumerate(_cells(names, rows), 1):
        writer.writerow(cells)
        if number % TOLD_EVERY == 0:
            progress.report(number, 0)
    return number


def _cells(names: Sequence[str], rows: Iterable[Any]) -> Iterator[list[str]]:
    for row in rows:
        yield [cell(getattr(row, name)) for name in names]


def cell(value: Any) -> str:
    """A value as a CSV cell: numbers plain, times ISO 8601 in UTC, text guarded."""
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)
