"""What an archive says about itself: whose shop, of when, and what each of its tables must be."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from desktop.db.portable import Reference, Shape
from desktop.domain.errors import UserError

FORMAT = "onhand archive 1"
MANIFEST = "manifest.json"
_KINDS = {
    "uuid", "money", "quantity", "time", "json", "bytes", "flag", "whole", "text", "day",
    "double",
}  # fmt: skip


@dataclass(frozen=True)
class Content:
    """One table: its shape, rows, bytes of text, their hash, and what its exact columns sum to."""

    shape: Shape
    rows: int
    size: int
    sha256: str
    sums: dict[str, int]

    @property
    def entry(self) -> str:
        """The name of its file in the archive."""
        return f"{self.shape.name}.jsonl"


@dataclass(frozen=True)
class Manifest:
    """``heads``: writer, newest number and hash of every chain. ``at``: ISO 8601 in UTC.

    ``faults``: what was wrong with the shop's chains already when this was written.
    """

    store_id: str
    code: str
    revision: str
    epoch: str
    engine: str
    program: str
    at: str
    heads: tuple[tuple[str, int, str], ...]
    faults: tuple[str, ...] = ()
    tables: tuple[Content, ...] = field(default=())

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def hashes(self) -> dict[str, str]:
        """The hash of every table's rows."""
        return {table.shape.name: table.sha256 for table in self.tables}


def damaged(what: str) -> UserError:
    """Something about an archive that cannot be; nothing of it is used."""
    return UserError(
        f"This backup is damaged or was altered: {what}.",
        "Nothing was changed. Take another backup.",
        code="bad_backup",
    )


def written(manifest: Manifest) -> bytes:
    """The manifest as a file, with a seal over all of it."""
    values = {"format": FORMAT, **asdict(manifest)}
    return json.dumps({**values, "seal": _seal(values)}, indent=1, ensure_ascii=False).encode()


def _seal(values: Mapping[str, Any]) -> str:
    return sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def read(text: bytes) -> Manifest:
    """UserError for what is no whole manifest of ours."""
    try:
        values = json.loads(text)
        seal, known = values.pop("seal"), values.pop("format")
        if known != FORMAT:
            raise UserError(
                "This archive was made by another program or a newer Onhand.",
                "Nothing was changed. Update this program, or take another backup.",
                code="bad_backup",
            )
        if seal != _seal({"format": known, **values}):
            raise damaged("its manifest does not hold")
        return _manifest(values)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise damaged("its manifest cannot be read") from None


def _manifest(values: dict[str, Any]) -> Manifest:
    tables = tuple(_content(one) for one in values.pop("tables"))
    heads = tuple((str(w), int(seq), str(head)) for w, seq, head in values.pop("heads"))
    faults = tuple(str(one) for one in values.pop("faults"))
    texts = {key: str(value) for key, value in values.items()}
    found = Manifest(heads=heads, faults=faults, tables=tables, **texts)
    if len({table.entry for table in tables}) != len(tables):
        raise damaged("a table is there twice")
    return found


def _content(values: dict[str, Any]) -> Content:
    told = values["shape"]
    shape = Shape(
        str(told["name"]),
        tuple((str(name), str(kind)) for name, kind in told["columns"]),
        tuple(map(str, told["order"])),
        tuple(Reference(**one) for one in told["references"]),
    )
    if not all(_is_name(name) for name in (shape.name, *shape.names)):
        raise damaged("a table has no proper name")
    if not {kind for _, kind in shape.columns} <= _KINDS:
        raise damaged("a column is of no known kind")
    sums = {str(name): int(value) for name, value in values["sums"].items()}
    return Content(shape, int(values["rows"]), int(values["size"]), str(values["sha256"]), sums)


def _is_name(name: str) -> bool:
    """What a table or column of ours may be called: no sign of SQL or of a path is in it."""
    return name.isidentifier() and name.isascii() and len(name) <= 63
