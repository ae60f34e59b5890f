"""Columns of prices that differ in a store: ``price@M1``, and ``price_here`` of the own one."""

import re
from collections.abc import Sequence
from dataclasses import replace

from desktop.domain.cells import unguarded
from desktop.jobs.importing.profiles import Shape
from desktop.jobs.importing.reading import Table

PREFIX = "price@"
_CALLED = re.compile(r"(?i)\s*price\s*@\s*(\S.*?)\s*")
_HERE = re.compile(r"(?i)\s*price[ _]here\s*")


def store_columns(header: Sequence[str]) -> dict[str, list[int]]:
    """``price@CODE`` → its column; of two for one store the first one counts.

    Without a code it is the store that takes the file in.
    """
    found: dict[str, list[int]] = {}
    for number, name in enumerate(header):
        called = _CALLED.fullmatch(unguarded(name))
        if _HERE.fullmatch(unguarded(name)):
            found.setdefault(PREFIX, [number])
        elif called is not None:
            found.setdefault(PREFIX + called[1].upper(), [number])
    return found


def with_stores(shape: Shape, table: Table) -> Shape:
    """The shape with the prices of stores, where its rows are those of the file."""
    found = store_columns(table.header)
    if not found or list(shape.header) != list(table.header):
        return shape
    read = {table.header[at[0]] for at in found.values()}
    taken = {at[0] for at in found.values()}
    columns = {name: at for name, at in shape.columns.items() if not taken & set(at)}
    ignored = tuple(name for name in shape.ignored if name not in read)
    return replace(shape, columns={**columns, **found}, ignored=ignored)
