"""The three formats by name: which suits which engine, how each is written and how verified."""

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from desktop.db.file_backup import back_up_file
from desktop.db.kept import BackedUp
from desktop.domain.errors import UserError
from desktop.domain.progress import Progress
from desktop.jobs.backup.archive import packed, prove, write_archive
from desktop.jobs.backup.dump import dump
from desktop.jobs.backup.manifest import Manifest
from desktop.jobs.backup.sources import is_archive, source
from desktop.jobs.backup.worker import packed_aside

FORMATS = ("sqlite", "portable", "pg_dump")


def known_format(url: URL, asked: str | None) -> str:
    """The format to write; the engine's usual one unless another was asked for."""
    is_file = url.get_backend_name() == "sqlite"
    form = asked or ("sqlite" if is_file else "portable")
    if form == "sqlite" and not is_file:
        raise UserError(
            "A shop on a server is no SQLite file.",
            "Take the portable format: it restores into a file too.",
            code="usage",
        )
    if form == "pg_dump" and is_file:
        raise UserError(
            "pg_dump reads PostgreSQL only.", "Take the format sqlite or portable.", code="usage"
        )
    return form


def as_format(
    url: URL, form: str, folder: Path, at: datetime, progress: Progress, is_aside: bool = False
) -> BackedUp:
    """Writes a verified backup into a folder; ``is_aside``: see ``making.Order``."""
    if form == "sqlite":
        return back_up_file(Path(url.database or ""), folder, at, progress)
    if form == "pg_dump":
        return dump(url, folder, at, progress)
    return write_archive(url, folder, at, progress, packed_aside if is_aside else packed)


def verified(path: Path, progress: Progress) -> dict[str, Any]:
    """Reads a backup to its end and says what is in it; UserError for the first thing wrong."""
    if is_archive(path):
        return {"format": "portable", **_facts(prove(path, progress))}
    with source(path, progress) as found:
        return {"format": "sqlite", **_facts(found.manifest)}


def _facts(manifest: Manifest) -> dict[str, Any]:
    return {
        "revision": manifest.revision,
        "store_id": manifest.store_id,
        "code": manifest.code,
        "engine": manifest.engine,
        "program": manifest.program,
        "made_at": manifest.at,
        "rows": manifest.rows,
        "faults": list(manifest.faults),
        "tables": {table.shape.name: table.rows for table in manifest.tables},
    }
