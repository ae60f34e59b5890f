"""The shop's own fields in a file: columns that are called as they are, or by their key."""

from collections.abc import Sequence
from dataclasses import replace

from desktop.domain.cells import unguarded
from desktop.domain.custom_field import FieldInfo
from desktop.jobs.importing.choices import Choices
from desktop.jobs.importing.profiles import Shape
from desktop.jobs.importing.reading import Table


def own_columns(
    header: Sequence[str], fields: Sequence[FieldInfo], choices: Choices, taken: set[int]
) -> dict[str, list[int]]:
    """Field → its column, of those that no other field is read from.

    What a person chose stands before a column's name; of two columns the first one counts.
    """
    said = {column.casefold(): field for column, field in choices.columns}
    names = [_plain(name) for name in header]
    found: dict[str, list[int]] = {}
    for info in fields:
        known = {_plain(info.label), info.key, info.name}
        chosen = [n for n, name in enumerate(header) if said.get(name.casefold()) == info.name]
        called = [
            n for n, name in enumerate(names)
            if name in known and n not in taken and header[n].casefold() not in said
        ]  # fmt: skip
        if chosen or called:
            found[info.name] = (chosen or called)[:1]
    return found


def with_own(shape: Shape, table: Table, choices: Choices) -> Shape:
    """The shape with the shop's own fields, where its rows are those of the file."""
    if list(shape.header) != list(table.header):
        return shape
    taken = {number for at in shape.columns.values() for number in at}
    found = own_columns(table.header, choices.own, choices, taken)
    read = {table.header[at[0]] for at in found.values()}
    ignored = tuple(name for name in shape.ignored if name not in read)
    return replace(shape, columns={**shape.columns, **found}, ignored=ignored)


def _plain(name: str) -> str:
    return " ".join(unguarded(name).split()).casefold()
