"""Archives changed by somebody who knows how they are packed, hashed and sealed."""

import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from desktop.jobs.backup.manifest import MANIFEST

Alter = Callable[[dict[str, bytes]], None]


def repacked(path: Path, alter: Alter, **packed: Any) -> Path:
    """The archive with other files in it, packed as a zip should be."""
    with zipfile.ZipFile(path) as file:
        files = {name: file.read(name) for name in file.namelist()}
    alter(files)
    other = path.with_name("other.zip")
    with zipfile.ZipFile(other, "w", packed.get("how", zipfile.ZIP_DEFLATED)) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return other


def resealed(files: dict[str, bytes], change: Callable[[dict[str, Any]], None]) -> None:
    """A manifest that was changed by somebody who knows how it is sealed."""
    values = json.loads(files[MANIFEST])
    change(values)
    del values["seal"]
    seal = sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
    files[MANIFEST] = json.dumps({**values, "seal": seal}).encode()


def rehashed(files: dict[str, bytes], table: str) -> None:
    """Hash, size and rows of a table that was changed by somebody who knows how."""

    def change(values: dict[str, Any]) -> None:
        told = next(one for one in values["tables"] if one["shape"]["name"] == table)
        content = files[f"{table}.jsonl"]
        told |= {
            "sha256": sha256(content).hexdigest(),
            "size": len(content),
            "rows": content.count(b"\n"),
        }

    resealed(files, change)


def with_value(table: str, column: str, value: object) -> Alter:
    """The table's first row with another value, by somebody who knows how all is hashed."""

    def alter(files: dict[str, bytes]) -> None:
        told = json.loads(files[MANIFEST])["tables"]
        shape = next(one["shape"] for one in told if one["shape"]["name"] == table)
        first, *others = files[f"{table}.jsonl"].splitlines(True)
        row = json.loads(first)
        row[[name for name, _ in shape["columns"]].index(column)] = value
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        files[f"{table}.jsonl"] = b"".join([line.encode(errors="surrogatepass"), b"\n", *others])
        rehashed(files, table)

    return alter
