"""A table whose columns are known, and where each cell is found by the columns' names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from desktop.jobs.importing.choices import IGNORED
from desktop.jobs.importing.headers import check_chosen, spellings

Rows = Sequence[tuple[int, Sequence[str]]]


@dataclass(frozen=True)
class Shape:
    """``columns``: field → the columns it is read from; ``header``: what the file calls them.

    ``categories`` are paths with their descriptions, where the file holds nothing else.
    ``source``: columns of the file → fields, where the rows were laid out anew.
    """

    profile: str
    header: Sequence[str]
    columns: Mapping[str, Sequence[int]]
    rows: Rows
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    categories: tuple[tuple[str, str], ...] = ()
    source: Mapping[int, str] = field(default_factory=dict)


class Named:
    """The cells of rows by the plain spelling of their column's name."""

    def __init__(self, header: Sequence[str]) -> None:
        self._at: dict[str, int] = {}
        for number, name in enumerate(header):
            for spelling in spellings(name):
                self._at.setdefault(spelling, number)
        self.header = header
        self.read: set[int] = set()
        self.more: dict[str, int] = {}

    def choose(
        self, chosen: Sequence[tuple[str, str]], fields: Mapping[str, str], kept: Sequence[str]
    ) -> None:
        """Reads columns as a person said; ``kept`` are those that hold the file together.

        ``fields``: field → the plain spelling of the column it is usually read from. A field that
        such a file does not have is read from the product's own row.
        """
        check_chosen(self.header, chosen)
        told = {name: spelling for name, spelling in fields.items() if name not in kept}
        usual = {self._at[s]: s for s in told.values() if s in self._at}
        numbers = {name.casefold(): number for number, name in enumerate(self.header)}
        asked = {numbers[column.casefold()]: name for column, name in chosen}
        for number, name in asked.items():
            if usual.get(number) != told.get(name, IGNORED) and number in usual:
                self._at.pop(usual[number], None)
        for number, name in asked.items():
            if name in told:
                self._at[told[name]] = number
            elif name != IGNORED and name not in fields:
                self.more[name] = number

    def source(self, fields: Mapping[str, str], hidden: Sequence[str]) -> dict[int, str]:
        """Column → the field that is read from it."""
        shown = {name: spelling for name, spelling in fields.items() if name not in hidden}
        found = {self._at[s]: name for name, s in shown.items() if s in self._at}
        return found | {number: name for name, number in self.more.items()}

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
    table: Rows = (),
) -> Shape:
    """Rows told by their fields; ``fields``: the plain spellings of the file's columns for them."""
    named.read |= set(named.more.values())
    own = dict(table) if named.more else {}
    whole = [
        (number, [*(row.get(name, "") for name in fields), *_more(named, own.get(number, ()))])
        for number, row in rows
    ]
    columns = {name: [n] for n, name in enumerate((*fields, *named.more))}
    header = [*map(named.called, fields.values()), *(named.header[n] for n in named.more.values())]
    source = named.source(fields, _INSIDE)
    return Shape(profile, header, columns, whole, named.unread(), tuple(notes), source=source)


# Fields that hold rows of one product together: nobody chooses them for a column.
_INSIDE = ("parent", "options", "is_template", "ref", "handle")


def _more(named: Named, cells: Sequence[str]) -> Iterator[str]:
    for at in named.more.values():
        yield cells[at] if at < len(cells) else ""
