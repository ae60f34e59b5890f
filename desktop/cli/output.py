"""Results on stdout: plain lines, tables, and JSON that loses no digit."""

import io
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from desktop.domain.errors import UserError
from desktop.domain.json_text import dumps, told

MEASURED = 200


class Usage(UserError):
    """What was asked for cannot be asked for; exit code 2."""


class Output:
    """Where a verb's results go."""

    def __init__(self, is_json: bool) -> None:
        self.is_json = is_json
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="\n")

    def line(self, text: str) -> None:
        """One line, still in the buffer."""
        sys.stdout.write(text + "\n")

    def flush(self) -> None:
        """What was written so far can be read by others."""
        sys.stdout.flush()

    def flush_quietly(self) -> None:
        """The same before a failure is told, whatever became of stdout."""
        try:
            sys.stdout.flush()
        except (OSError, ValueError):
            pass

    def close(self) -> int:
        """Ends a successful verb; 0 when all was written."""
        self.flush()
        return 0

    def result(self, values: Mapping[str, Any], text: str) -> None:
        """One result: the values as JSON, or the text."""
        self.line(dumps(values) if self.is_json else text)

    def rows(self, names: Sequence[str], rows: Iterable[Any]) -> None:
        """Rows of a list, as one JSON array or as a table."""
        if self.is_json:
            self._array(names, rows)
        else:
            self._table(names, rows)

    def _array(self, names: Sequence[str], rows: Iterable[Any]) -> None:
        between = "["
        for row in rows:
            sys.stdout.write(between + "\n" + dumps({name: getattr(row, name) for name in names}))
            between = ","
        self.line("[]" if between == "[" else "\n]")

    def _table(self, names: Sequence[str], rows: Iterable[Any]) -> None:
        """Columns as wide as their first two hundred rows."""
        cells = ([told(getattr(row, name)) for name in names] for row in rows)
        first = list(islice(cells, MEASURED))
        widths = [max(map(len, column)) for column in zip(names, *first, strict=True)]
        for line in _padded(chain([list(names)], first, cells), widths):
            self.line(line)


def _padded(lines: Iterable[list[str]], widths: Sequence[int]) -> Iterator[str]:
    for cells in lines:
        yield "  ".join(c.ljust(w) for c, w in zip(cells, widths, strict=True)).rstrip()


def printable(text: str) -> str:
    """A sentence on one line that does not steer the terminal, whatever it quotes."""
    return "".join(c if c.isprintable() else " " for c in text)


def facts(pairs: Iterable[tuple[str, Any]]) -> str:
    """Lines of "what: value", without those that have none."""
    return "\n".join(f"{what}: {told(value)}" for what, value in pairs if value not in (None, ""))
