"""Proof of a shop's rows as they pass by: hashes, sums, keys that lead somewhere, whole chains."""

import json
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from desktop.db.portable import Shape, parsed, spelled_json
from desktop.db.row_grammar import grammar
from desktop.domain.ledger import NO_HASH, microseconds
from desktop.jobs.backup.manifest import Content, Manifest, damaged

_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
_MOST_FAULTS = 20
_PLAIN_JSON = (None, "{}", "[]", "null")
_HALF = (1 << 64) - 1
_BEFORE = ("id", "product", "location", "lot", "qty", "set_qty", "kind")
_AFTER = ("line", "user", "writer", "seq", "seen_before", "occurred_at", "recorded_at", "reverses")


class Counted:
    """Rows of one table as they are written or read: how many, how long, and their hash."""

    def __init__(self) -> None:
        self.rows = 0
        self.size = 0
        self._hash = sha256()

    def over(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The same lines, counted."""
        for line in lines:
            self.rows += 1
            self.size += len(line)
            self._hash.update(line)
            yield line

    def content(self, shape: Shape, sums: dict[str, int]) -> Content:
        """What was counted, once all has passed."""
        return Content(shape, self.rows, self.size, self._hash.hexdigest(), sums)


class Keys:
    """The keys of one table in eight bytes each."""

    def __init__(self) -> None:
        self._all = array("Q")
        self._is_sorted = True

    def add(self, key: str) -> None:
        self._all.append(_short(key))
        self._is_sorted = False

    def __contains__(self, key: str) -> bool:
        if not self._is_sorted:
            _sort(self._all)
            self._is_sorted = True
        short = _short(key)
        at = bisect_left(self._all, short)
        return at < len(self._all) and self._all[at] == short


def _sort(keys: "array[int]") -> None:
    """In place, while other threads go on: a million of them would hold up a scan for a second."""
    import numpy as np

    np.frombuffer(keys, dtype=np.uint64).sort()


def _short(key: str) -> int:
    whole = int(key, 16)
    return (whole ^ whole >> 64) & _HALF


class Proof:
    """Sees all tables of a shop in their order; UserError for rows that are not as written.

    Broken chains are faults of the shop itself, and gathered: it must be possible to back it up.
    """

    def __init__(self, manifest: Manifest, shapes: Iterable[Shape]) -> None:
        self._manifest = manifest
        wanted = {reference.table for shape in shapes for reference in shape.references}
        self._keys = {name: Keys() for name in wanted}
        self._heads: dict[str, tuple[int, str]] = {}
        self._broken: dict[str, str] = {}

    def over(self, content: Content, lines: Iterable[bytes]) -> Iterator[list[Any]]:
        """The rows of these lines; after the last one the table is what the manifest says."""
        counted = Counted()
        rows = _Rows(content.shape, self._keys)
        for line in counted.over(lines):
            yield list(self._see(content.shape, rows, line).values())
        rows.finish()
        if counted.content(content.shape, rows.sums) != content:
            raise damaged(f"the rows of “{content.shape.name}” are not those that were written")

    def through(self, shape: Shape, lines: Iterable[bytes]) -> Content:
        """What all lines of a table make."""
        counted = Counted()
        rows = _Rows(shape, self._keys)
        for line in counted.over(lines):
            self._see(shape, rows, line)
        rows.finish()
        return counted.content(shape, rows.sums)

    def _see(self, shape: Shape, rows: "_Rows", line: bytes) -> dict[str, Any]:
        try:
            values = rows.see(line)
            if shape.name == "stock_move":
                self._see_move(values)
        except _UNREADABLE:
            raise damaged(f"a row of “{shape.name}” cannot be read") from None
        return values

    def _see_move(self, row: dict[str, Any]) -> None:
        seq, head = self._heads.get(row["writer"], (0, NO_HASH.hex()))
        whole = sha256(bytes.fromhex(head) + canonical(row).encode()).hexdigest()
        if (row["seq"], row["prev_hash"], row["hash"]) != (seq + 1, head, whole):
            self._fault(row["writer"], f"breaks after number {seq}")
        self._heads[row["writer"]] = (row["seq"], row["hash"])

    def _fault(self, writer: str, what: str) -> None:
        """The first thing that is wrong with a chain says enough of it."""
        if len(self._broken) < _MOST_FAULTS:
            self._broken.setdefault(writer, f"The chain of movements of {writer} {what}.")

    def finish(self) -> tuple[str, ...]:
        """After the last table: what is wrong with the chains, nothing where all is well."""
        told = {writer: (seq, head) for writer, seq, head in self._manifest.heads}
        for writer, head in told.items():
            if self._heads.get(writer, (0, NO_HASH.hex())) != head:
                self._fault(writer, "lacks its newest movements")
        for writer in self._heads.keys() - told.keys():
            self._fault(writer, "is of nobody")
        return tuple(sorted(self._broken.values()))


class _Rows:
    """One table's rows: each value of its kind, exact ones added up, references looked after."""

    def __init__(self, shape: Shape, keys: dict[str, Keys]) -> None:
        self._shape = shape
        self._keys = keys
        self._names = shape.names
        self._grammar = grammar(shape)
        self._json = shape.of_kind("json")
        self.sums = dict.fromkeys(shape.of_kind("money", "quantity"), 0)
        self._own = keys.get(shape.name)
        self._known: dict[str, set[str]] = {}
        self._later: set[str] = set()

    def see(self, line: bytes) -> dict[str, Any]:
        """One row by names."""
        if self._grammar.fullmatch(line) is None:
            raise ValueError(f"a row of {self._shape.name} is not as its columns are")
        row = dict(zip(self._names, parsed(line), strict=True))
        for name in self.sums:
            if row[name] is not None:
                self.sums[name] += int(row[name].replace(".", ""))
        for name in self._json:
            if row[name] not in _PLAIN_JSON and spelled_json(row[name]) != row[name]:
                raise ValueError(f"{name} is not spelled as JSON is here")
        self._follow(row)
        return row

    def _follow(self, row: dict[str, Any]) -> None:
        if self._own is not None:
            self._own.add(row["id"])
        for reference in self._shape.references:
            key = row[reference.column]
            if key is None:
                continue
            if reference.table == self._shape.name:
                self._later.add(key)
                continue
            known = self._known.setdefault(reference.table, set())
            if key in known:
                continue
            if key not in self._keys[reference.table]:
                raise damaged(f"a row of “{self._shape.name}” points nowhere")
            if len(known) < 100_000:
                known.add(key)

    def finish(self) -> None:
        """References within the table, when all its keys are known."""
        if self._own is not None and any(key not in self._own for key in self._later):
            raise damaged(f"a row of “{self._shape.name}” points nowhere")


def canonical(row: dict[str, Any]) -> str:
    """A movement as its hash takes it (domain/ledger.py, ``row_hash``)."""
    parts = [_plain(name, row[name]) for name in _BEFORE]
    parts += [json.dumps(row["reason"]), _plain("unit_cost", row["unit_cost"])]
    return "\x1f".join([*parts, *(_plain(name, row[name]) for name in _AFTER)])


def _plain(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in ("qty", "set_qty", "seen_before", "unit_cost"):
        return str(int(value.replace(".", "")))
    if name in ("occurred_at", "recorded_at"):
        return str(microseconds(datetime.fromisoformat(value)))
    return str(value)
