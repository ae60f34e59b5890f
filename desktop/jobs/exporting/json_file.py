"""Lists as JSON: one object a row on a line of its own, by the names of the command line.

Amounts are numbers with all their digits, times ISO 8601 in UTC, choices stand as they are kept.
"""

from collections.abc import Sequence
from typing import IO, Any

from desktop.domain.json_text import dumps
from desktop.domain.progress import Progress
from desktop.jobs.exporting.cells import Memory
from desktop.jobs.exporting.sheet import Head
from desktop.queries.extract import Extract, Read


def write_json(
    stream: IO[str], heads: Sequence[Head], found: Extract, progress: Progress, expected: int = 0
) -> int:
    """One array; returns how many rows."""
    names = [f"{dumps(head.key)}: " for head in heads]
    spells = [_speller(read) for read in found.reads]
    number = 0
    for part in found.parts:
        cells = [
            [name + spell(raw) for raw in column]
            for name, spell, column in zip(names, spells, part, strict=True)
        ]
        for row in zip(*cells, strict=True):
            stream.write(",\n{" if number else "[\n{")
            stream.write(", ".join(row))
            stream.write("}")
            number += 1
        progress.report(number, expected)
    stream.write("\n]\n" if number else "[]\n")
    return number


def _speller(read: Read | None) -> Read:
    def spell(raw: Any) -> str:
        return dumps(raw if read is None or raw is None else read(raw))

    return Memory(spell).__getitem__
