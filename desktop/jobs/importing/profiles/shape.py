"""A table whose columns are known, and where each cell is found by the columns' names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from desktop.jobs.importing.headers import spellings

Rows = Sequence[tuple[int, Sequence[str]]]


@dataclass(frozen=True)
class Shape:
    """``columns``: field → the columns it is read from; ``header``: what the file calls them.

    ``categories`` are paths with their descriptions, where the file holds nothing else.
    """

    profile: str
    header: Sequence[str]
    columns: Mapping[str, Sequence[int]]
    rows: Rows
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    categories: tuple[tuple[str, str], ...] = ()


class Named:
    """The cells of rows by the plain spelling of their column's name."""

    def __init__(self, header: Sequence[str]) -> None:
        self._at: dict[str, int] = {}
        for number, name in enumerate(header):
            for spelling in spellings(name):
                self._at.setdefault(spelling, number)
        self.header = header
        self.read: set[int] = set()

    def has(self, *names: str) -> bool:
        """Whether all of these columns are there."""
        return all(name in self._at for name in names)

    def of(self, cells: Sequence[str], name: str) -> str:
        """The cell, empty where there is none."""
        at = self._at.get(name)
        if at is None:
            return ""
        self.read.add(at)
        return cells[at] if at < len(cells) else ""

    def called(self, name: str) -> str:
        """As the file calls the column."""
        at = self._at.get(name)
        return name if at is None else self.header[at]

    def unread(self) -> tuple[str, ...]:
        """Columns that no cell was asked of."""
        return tuple(name for n, name in enumerate(self.header) if name and n not in self.read)


def made(
    profile: str,
    fields: Mapping[str, str],
    rows: Iterable[tuple[int, Mapping[str, str]]],
    named: Named,
    notes: Iterable[str] = (),
) -> Shape:
    """Rows told by their fields; ``fields``: what the file's columns for them are called."""
    whole = [(number, [row.get(name, "") for name in fields]) for number, row in rows]
    columns = {name: [n] for n, name in enumerate(fields)}
    header = list(fields.values())
    return Shape(profile, header, columns, whole, named.unread(), tuple(_told(named, notes)))


def _told(named: Named, notes: Iterable[str]) -> Iterator[str]:
    yield from notes
    images = [name for name in named.unread() if "image" in name.casefold()]
    if images:
        yield f"Pictures are not taken in: {', '.join(images)}."
