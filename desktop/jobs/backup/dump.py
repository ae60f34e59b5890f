"""pg_dump as an extra format: used when it is found and new enough, its output read to the end."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import Connection
from sqlalchemy.engine import URL

from desktop.db.durable import sync_file, sync_folder
from desktop.db.errors import server_gone
from desktop.db.kept import DUMP, SCRIPT, BackedUp, path_for, written_aside
from desktop.db.patience import is_given_up
from desktop.db.portable import shapes
from desktop.db.snapshot import named, rows_and_sums, snapshot
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.progress import Progress, Silent
from desktop.schema import Base

_COPY = re.compile(rb'COPY (?:"?\w+"?\.)?"?(\w+)"? \(.*\) FROM stdin;\n')
_STEP = 10_000
_TOLD_EVERY_S = 0.2


def dump(
    url: URL, folder: Path, at: datetime, progress: Progress | None = None, plain: bool = False
) -> BackedUp:
    """A dump in pg_dump's own format, or with ``plain`` as SQL text, of one snapshot, verified.

    The password goes through the environment. UserError where no fitting pg_dump is found.
    """
    told = progress or Silent()
    try:
        with written_aside(folder, "dump") as part:
            with snapshot(url) as connection:
                program, names = found(connection), named(connection)
                every = shapes(connection, Base.metadata)
                rows = {shape.name: rows_and_sums(connection, shape)[0] for shape in every}
                _run_dump(connection, program, url, part, plain, told)
            sync_file(part)
            _verify(program, part, rows, plain, told)
            path = path_for(folder, names.code, names.revision, at, SCRIPT if plain else DUMP)
            part.replace(path)
            sync_folder(folder)
    except OSError as error:
        raise _failed(str(error)) from error
    return BackedUp(path, path.stat().st_size, sum(rows.values()))


def _failed(why: str) -> Unavailable:
    return Unavailable(
        f"The backup could not be written: {why}.",
        "The shop itself is as it was. Make room, or take the portable format.",
        "backup_failed",
    )


def found(connection: Connection, places: list[Path] | None = None) -> Path:
    """The pg_dump to use: at least as new as the server. UserError where there is none."""
    server = int(str(connection.exec_driver_sql("SHOW server_version_num").scalar_one())) // 10000
    candidates = _candidates() if places is None else places
    for program in candidates:
        if _major(program) >= server:
            return program
    raise UserError(
        f"No pg_dump for PostgreSQL {server} or newer is installed here.",
        "Nothing was written. Take the portable format, which always works.",
        code="no_pg_dump",
    )


def _candidates() -> list[Path]:
    on_path = shutil.which("pg_dump")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"), reverse=True)
    return [*([Path(on_path)] if on_path else []), *installed]


def _major(program: Path) -> int:
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    number = re.search(r"\d+", told.stdout)
    return int(number[0]) if number else 0


def _run_dump(
    connection: Connection, program: Path, url: URL, part: Path, plain: bool, progress: Progress
) -> None:
    exported = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
    words = [str(program), f"--snapshot={exported}", f"--file={part}", "--no-password"]
    words += ["--format=plain"] if plain else ["--format=custom", "--compress=1"]
    info = url.translate_connect_args(username="user", database="dbname")
    query = {key: value for key, value in url.query.items() if isinstance(value, str)}
    info = {**{key: str(value) for key, value in info.items()}, **query}
    names = {"host": "--host", "port": "--port", "user": "--username", "dbname": "--dbname"}
    words += [f"{option}={info[key]}" for key, option in names.items() if key in info]
    environment = {**os.environ, **({"PGPASSWORD": info["password"]} if "password" in info else {})}
    environment |= {f"PG{key.upper()}": query[key] for key in query if key.startswith("ssl")}
    code, said = _followed(connection, words, environment, progress)
    if code:
        raise _failed(said.strip().splitlines()[-1] if said.strip() else "pg_dump failed")


def _followed(
    connection: Connection, words: list[str], environment: dict[str, str], progress: Progress
) -> tuple[int, str]:
    """How a program ended and what it said; it is ended when the person stops the job.

    Unavailable where the server hangs: the program itself would wait for ever.
    """
    with subprocess.Popen(
        words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            while True:
                progress.report(0, 0, "Writing the backup")
                if is_given_up(connection):
                    raise server_gone()
                with suppress(subprocess.TimeoutExpired):
                    _, said = running.communicate(timeout=_TOLD_EVERY_S)
                    return running.returncode, said
        finally:
            running.kill()


def _verify(
    program: Path, part: Path, rows: dict[str, int], plain: bool, progress: Progress
) -> None:
    """Reads all of a dump: every table must have as many rows as the snapshot had."""
    counts: dict[str, int] = {}
    progress.report(0, sum(rows.values()), "Reading it back")
    with _script(program, part, plain) as lines:
        table = ""
        for line in lines:
            if not table:
                begun = _COPY.fullmatch(line)
                table = begun[1].decode() if begun else ""
                counts.setdefault(table, 0)
            elif line == b"\\.\n":
                table = ""
            else:
                counts[table] += 1
                if counts[table] % _STEP == 0:
                    progress.report(sum(counts.values()), sum(rows.values()), "Reading it back")
    if any(counts.get(name) != number for name, number in rows.items()):
        raise _failed("what was read back is not what was written")


@contextmanager
def _script(program: Path, part: Path, plain: bool) -> Iterator[IO[bytes]]:
    if plain:
        with part.open("rb") as file:
            yield file
        return
    command = [str(program.with_name("pg_restore")), "--file=-", str(part)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        yield process.stdout
    if process.returncode:
        raise _failed("pg_restore cannot read it back")
