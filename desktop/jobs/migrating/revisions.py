"""The revisions that this program knows, the one that a database has, and the way as SQL text."""

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from desktop.db import version
from desktop.db.revision_hooks import after_step
from desktop.db.snapshot import snapshot
from desktop.domain.errors import UserError
from desktop.queries.migrations import Step, migrations

BASE = "base"


@dataclass(frozen=True)
class Revision:
    """One step of the schema: what it does, of when and by whom, from its own file."""

    revision: str
    after: str
    message: str
    date: str
    author: str = ""

    @property
    def title(self) -> str:
        """The message up to its first colon, with the number."""
        return f"{self.revision} {self.message.partition(':')[0].rstrip('.')}"


def revisions() -> tuple[Revision, ...]:
    """All revisions that this program knows, oldest first; their files are read once."""
    return _revisions_in(version.migrations_dir())


@cache
def _revisions_in(_folder: Path) -> tuple[Revision, ...]:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(version.alembic_config())
    found = [_told(script) for script in scripts.walk_revisions()]
    return tuple(sorted(found, key=lambda one: one.revision))


def _told(script: Any) -> Revision:
    text = str(script.longdoc or "")
    told = text.rpartition("Revision:")[2].split(", ") if "Revision:" in text else []
    date = told[2].strip() if len(told) > 2 else ""
    author = told[3].strip().removeprefix("by ") if len(told) > 3 else ""
    return Revision(script.revision, script.down_revision or "", str(script.doc), date, author)


def found_at(url: URL, takes_newer: bool = True) -> version.Found:
    """The schema of a database, read without changing it; UserError where it is not ours.

    ``takes_newer``: that of a newer program is answered and not refused.
    """
    if url.get_backend_name() == "sqlite":
        found = version.inspect_file(Path(url.database or ""), takes_newer=takes_newer)
    else:
        with snapshot(url) as connection:
            found = version.inspect_server(connection, takes_newer=takes_newer)
    if found.state is version.State.NEW:
        raise UserError("There is no shop here yet.", "Run “db init”.", code="no_shop")
    return found


def current(url: URL) -> str:
    """The revision of a database, of those that this program knows."""
    return found_at(url, takes_newer=False).revision


def known(revision: str) -> str:
    """The revision as it is called; UserError for one that nobody knows."""
    names = version.known_revisions()
    if revision in ("head", ""):
        return version.HEAD
    if revision in names:
        return revision
    raise UserError(
        f"There is no schema “{revision[:40]}”.",
        f"There are: {', '.join(names)}.",
        code="usage",
    )


def history(url: URL) -> list[Step]:
    """The migrations that a database has seen since its shop was made, newest first."""
    with snapshot(url) as connection:
        return migrations(connection)


def as_sql(dialect: str, start: str, end: str) -> str:
    """The statements from one revision to another, as psql or sqlite3 apply them."""
    from alembic import command

    text = io.StringIO()
    config = version.alembic_config(dialect=dialect, applied=after_step())
    config.output_buffer = text
    run = command.upgrade if _number(end) >= _number(start) else command.downgrade
    run(config, f"{start}:{end}", sql=True)
    written = text.getvalue()
    if dialect == "sqlite" and "COMMIT;" not in written:
        pragmas = "".join(f"PRAGMA {pragma};\n" for pragma in version.UNGUARDED)
        return f"{pragmas}BEGIN IMMEDIATE;\n\n{written.rstrip()}\n\nCOMMIT;\n"
    return written


def _number(revision: str) -> int:
    return 0 if revision == BASE else int(revision)
