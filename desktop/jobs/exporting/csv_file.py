"""Lists as CSV: RFC 4180, streamed, with cells that stay text guarded."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, Any

from desktop.domain.progress import Progress, Silent
from desktop.jobs.exporting.cells import Spell, csv_speller
from desktop.jobs.exporting.sheet import Head
from desktop.queries.extract import PART, Part, of_rows

BOM = "\ufeff"


def write_csv(
    stream: IO[str],
    names: Sequence[str],
    rows: Iterable[Any],
    has_bom: bool = False,
    progress: Progress | None = None,
) -> int:
    """Writes a header and every row's fields; returns how many rows. Open it with newline=""."""
    spells = [csv_speller(Head(name, name)) for name in names]
    return write_parts(stream, names, spells, _parts(names, rows), has_bom, progress)


def write_parts(
    stream: IO[str],
    titles: Sequence[str],
    spells: Sequence[Spell],
    parts: Iterable[Part],
    has_bom: bool = False,
    progress: Progress | None = None,
    expected: int = 0,
) -> int:
    """The same from columns of values, each with what spells it."""
    progress = progress or Silent()
    if has_bom:
        stream.write(BOM)
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(titles)
    number = 0
    for part in parts:
        cells = [spell(column) for spell, column in zip(spells, part, strict=True)]
        writer.writerows(zip(*cells, strict=True))
        number += len(part[0])
        progress.report(number, expected)
    return number


def _parts(names: Sequence[str], rows: Iterable[Any]) -> Iterator[Part]:
    waiting = iter(rows)
    while found := list(islice(waiting, PART)):
        yield of_rows(found, names)
