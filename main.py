"""Starts Onhand: its own environment on a fresh machine, then the window, a verb or the tests.

Standard library only, in syntax an old Python can read as far as the sentence about its age.
Imports are late where a start with everything in place does not need them.
"""

import os
import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Onhand needs Python 3.11 or newer and this is {}.{}: install a newer one (Debian, Ubuntu: "
        "sudo apt-get install python3) and start again with it.".format(*sys.version_info)
    )

import contextlib
import hashlib
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, NoReturn

HERE = Path(__file__).resolve().parent
PINS = {"": "requirements.txt", "test": "requirements-test.txt"}
PIP_OPTIONS = "install --no-input --retries 3 --only-binary :all: --require-hashes -r"
STAMP, UNFINISHED = "onhand.stamp", "unfinished"
WINDOW_OPTIONS = {"--demo": 0, "--database": 1, "--data-dir": 1, "--user": 1}
NEEDED = "PySide6 sqlalchemy alembic psycopg2 platformdirs tomlkit zxingcpp numpy pyqtgraph"
TOOLS = "pytest pytestqt pytest_timeout xdist hypothesis"
MODULES = {"": set(NEEDED.split()), "test": {*NEEDED.split(), *TOOLS.split()}}
PACKAGES = """
    libGL.so.1=libgl1 libEGL.so.1=libegl1 libglib-2.0.so.0=libglib2.0-0 libdbus-1.so.3=libdbus-1-3
    libgthread-2.0.so.0=libglib2.0-0 libfontconfig.so.1=libfontconfig1
    libxkbcommon.so.0=libxkbcommon0 libbrotlidec.so.1=libbrotli1
"""
SCREEN_PACKAGES = """
    libxcb-cursor.so.0=libxcb-cursor0 libxcb-icccm.so.4=libxcb-icccm4
    libxcb-image.so.0=libxcb-image0 libxcb-keysyms.so.1=libxcb-keysyms1
    libxcb-randr.so.0=libxcb-randr0 libxcb-render-util.so.0=libxcb-render-util0
    libxcb-shape.so.0=libxcb-shape0 libxcb-sync.so.1=libxcb-sync1 libX11-xcb.so.1=libx11-xcb1
    libxcb-xfixes.so.0=libxcb-xfixes0 libxcb-xkb.so.1=libxcb-xkb1
    libxkbcommon-x11.so.0=libxkbcommon-x11-0
"""
FULL_DISK = "The disk is full: Onhand's libraries take 1 GB; free some and start again."
SENTENCES = {  # what pip or venv prints: what the person can do about it
    "No space left on device|not enough space": FULL_DISK,
    "ConnectionError|ConnectTimeout|ReadTimeout|ProxyError|Temporary failure": (
        "The first start fetches the libraries and reached no network: connect this computer "
        "(behind a proxy: set HTTPS_PROXY) and start again."
    ),
    "DO NOT MATCH THE HASHES": (
        "A library arrived other than it was published and was refused: start again, on another "
        "network if it stays so."
    ),
    "No matching distribution": "A library is not made for this system: use Python 3.11 to 3.13.",
}
NO_SCREEN = (
    "No screen was found: start Onhand on a desktop, or without one by QT_QPA_PLATFORM=offscreen "
    "python3 main.py (the commands listed by --help need no screen)."
)


class Stop(Exception):
    """The start ends here; the text is one sentence with the way out."""


def say(text: str) -> None:
    """Messages go to stderr: stdout belongs to the verb's results."""
    print(text, file=sys.stderr, flush=True)


def wants_window(arguments: list[str]) -> bool:
    """True without a verb; whatever the window does not know is the command line's to answer."""
    words = iter(arguments)
    for word in words:
        name, given, _ = word.partition("=")
        if name not in WINDOW_OPTIONS:
            return False
        if WINDOW_OPTIONS[name] and not given and next(words, None) is None:
            return False
    return True


def stamp_for(extra: str) -> str:
    """What an environment must have been made from to be used as it is."""
    digest = hashlib.sha256()
    for name in ("pyproject.toml", *PINS.values()):
        digest.update((HERE / name).read_bytes())
    return f"{digest.hexdigest()} {sys.implementation.cache_tag} {extra}".rstrip()


def stamp_in(folder: Path) -> str:
    with contextlib.suppress(OSError):
        return (folder / STAMP).read_text(encoding="utf-8").strip()
    return ""


def python_in(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def is_ready(folder: Path, extra: str) -> bool:
    """True when the stamp fits; an environment that can test serves every other start too."""
    fitting = (stamp_for(extra), stamp_for("test"))
    return stamp_in(folder) in fitting and python_in(folder).exists()


def cache_place() -> Path:
    """Where the environment goes when the program's own folder may not be written."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA", "~/AppData/Local")
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    place = hashlib.sha256(str(HERE).encode()).hexdigest()[:12]
    return Path(base).expanduser() / "onhand" / f"venv-{place}"


def works_here(extra: str) -> bool:
    """True when this interpreter has all that is needed, and a Qt that is known to work."""
    from importlib.metadata import version
    from importlib.util import find_spec

    if any(find_spec(module) is None for module in MODULES[extra]):
        return False
    return (6, 10) <= tuple(int(n) for n in version("PySide6-Essentials").split(".")[:2]) < (6, 12)


def environment_for(extra: str) -> Path | None:
    """The environment to run in, made or renewed when needed; None means: this very one."""
    if getattr(sys, "frozen", False) or os.environ.get("ONHAND_NO_VENV"):
        return None
    places = (HERE / ".venv", cache_place())
    folder = next((place for place in places if is_ready(place, extra)), None)
    if folder is None and works_here(extra):
        return None
    folder = folder or make_environment(places, extra)
    running_in = Path(sys.executable).parent.parent
    return None if running_in.resolve() == folder.resolve() else folder


def make_environment(places: tuple[Path, ...], extra: str) -> Path:
    """Makes or renews it in the first place that can be written, one start at a time."""
    for folder in places:
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            lock = open(f"{folder}.lock", "a+b")  # noqa: SIM115 (held until the set-up is over)
        except OSError as error:
            refuse_full_disk(error)
            continue
        with lock:
            take(lock)
            if not is_ready(folder, extra):
                install(folder, extra, lock)
        return folder
    parents = " nor ".join(str(folder.parent) for folder in places)
    raise Stop(f"Onhand can write neither {parents}: make one of them writable and start again.")


def take(lock: "IO[bytes]") -> None:
    """Holds the lock until it is closed; the system drops it when the process dies."""
    if sys.platform == "win32":
        import msvcrt

        held = False
        while not held:
            lock.seek(0)
            with contextlib.suppress(OSError):  # gives up by itself after ten seconds
                msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
                held = True
    else:
        import fcntl

        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is setting Onhand up; waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        except OSError:
            say("This folder knows no locks; going on without.")


def install(folder: Path, extra: str, lock: "IO[bytes]") -> None:
    """Fills the environment from the pins; the stamp comes last, so that a broken-off try shows."""
    before = stamp_in(folder)
    sound = is_sound(folder, before, lock)
    extra = "test" if before.endswith(" test") else extra
    say(f"Setting Onhand up in {folder}, once (some 300 MB, a few minutes) …")
    try:
        if not sound:
            clear(folder)
        (folder / STAMP).write_text(UNFINISHED, encoding="utf-8")
        if not sound:
            run([sys.executable, "-m", "venv", "--without-pip", str(folder)], folder, lock)
        run([*pip_for(folder, lock), *PIP_OPTIONS.split(), str(HERE / PINS[extra])], folder, lock)
        (folder / STAMP).write_text(stamp_for(extra), encoding="utf-8")
    except Stop:
        with contextlib.suppress(OSError):
            if sound:  # pip fetches all before it touches anything: the old one is still whole
                (folder / STAMP).write_text(before, encoding="utf-8")
        raise
    except OSError as error:
        refuse_full_disk(error)
        raise Stop(f"Setting up failed ({error}): remove {folder} and start again.") from error
    say("Ready.")


def is_sound(folder: Path, stamp: str, lock: "IO[bytes]") -> bool:
    """True for an environment of this Python that no set-up left half made."""
    if stamp == UNFINISHED or not python_in(folder).exists():
        return False
    code = f"import sys; sys.exit(sys.implementation.cache_tag != {sys.implementation.cache_tag!r})"
    return not step([str(python_in(folder)), "-c", code], lock)[0]


def clear(folder: Path) -> None:
    """Leaves the stamp alone in the folder; removes an environment, and nothing that is not one."""
    import shutil

    folder.mkdir(exist_ok=True)
    ours = (folder / "pyvenv.cfg").exists() or (folder / STAMP).exists()
    if any(folder.iterdir()) and not ours:
        raise Stop(f"{folder} is no environment of Python: move it away and start again.")
    (folder / STAMP).write_text(UNFINISHED, encoding="utf-8")  # stands while the rest goes
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != STAMP:
            entry.unlink()


def pip_for(folder: Path, lock: "IO[bytes]") -> list[str]:
    """pip inside the environment; where ensurepip is missing, the one outside works on it."""
    inside = [str(python_in(folder)), "-m"]
    outside = [sys.executable, "-m", "pip", "--python", inside[0]]
    for attempt in (["pip", "--version"], ["ensurepip"]):
        if not step([*inside, *attempt], lock)[0]:
            return [*inside, "pip"]
    if not step([*outside, "--version"], lock)[0]:
        return outside
    raise Stop(
        "This Python has neither ensurepip nor pip: install them (Debian, Ubuntu: sudo apt-get "
        "install python3-venv) and start again."
    )


def run(command: list[str], folder: Path, lock: "IO[bytes]") -> None:
    """Runs a step of the set-up, naming the packages as they come; raises Stop when it fails."""
    code, output = step(command, lock, "Collecting ")
    (folder / "onhand-setup.log").write_text(output, encoding="utf-8")
    if code:
        raise Stop(sentence_for(output))


def step(command: list[str], lock: "IO[bytes]", told: str = "") -> tuple[int, str]:
    """Exit code and output of a command; says the second word of lines that start with ``told``.

    It inherits the lock: when this process is stopped, the next start waits for what it left.
    """
    import subprocess

    lines: list[str] = []
    with subprocess.Popen(
        command,
        env={**os.environ, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        pass_fds=() if os.name == "nt" else (lock.fileno(),),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            lines.append(line)
            if told and line.startswith(told):
                say("  " + line.split()[1].partition("==")[0])
    return process.returncode, "".join(lines)


def sentence_for(output: str) -> str:
    """One sentence with the way out for what a failed step printed."""
    import re

    for pattern, sentence in SENTENCES.items():
        if re.search(pattern, output):
            return sentence
    lines = output.strip().splitlines() or ["no reason given"]
    last = next((line for line in lines if line.lower().startswith("error")), lines[-1])
    return f"Setting up failed ({last}): start again, and if it stays so remove .venv first."


def refuse_full_disk(error: OSError) -> None:
    import errno

    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        raise Stop(FULL_DISK) from error


def become(folder: Path) -> "NoReturn":
    """The same command line again, in the environment's Python."""
    command = [str(python_in(folder)), *sys.orig_argv[1:]]
    if os.name == "nt":
        import subprocess

        sys.exit(subprocess.run(command).returncode)
    os.execv(command[0], command)


def library_sentence(error: Exception, table: str) -> str:
    """The apt line for a failed load; all that is missing at once, not one library a start."""
    import ctypes
    import re

    found = re.search(r"(lib[\w.+-]+?\.so[.\d]*): cannot open", str(error))
    if found is None:
        return f"Qt could not be loaded ({error}): remove .venv and start again."
    missing = set()
    for library, package in (pair.split("=") for pair in table.split()):
        with contextlib.suppress(OSError):
            if library != found[1] and ctypes.CDLL(library):
                continue
        missing.add(package)
    line = f"sudo apt-get install {' '.join(sorted(missing))}"
    if not missing:
        line = f"find its package with apt-file search {found[1]}, install it"
    return f"The system library {found[1]} is missing: {line} and start again."


def check_qt() -> None:
    try:
        import PySide6.QtWidgets
    except ImportError as error:
        raise Stop(library_sentence(error, PACKAGES)) from error
    screen = os.environ.get("QT_QPA_PLATFORM") or os.environ.get("WAYLAND_DISPLAY") or "xcb"
    if sys.platform == "linux" and screen == "xcb":
        check_screen(Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so")


def check_screen(plugin: Path) -> None:
    """Asks the X server beforehand: without one, or without a library, Qt would just abort."""
    import ctypes

    if not os.environ.get("DISPLAY"):
        raise Stop(NO_SCREEN)
    try:
        ctypes.CDLL(str(plugin))
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        raise Stop(library_sentence(error, PACKAGES + SCREEN_PACKAGES)) from error
    xcb.xcb_connect.restype = ctypes.c_void_p
    screen = ctypes.c_void_p(xcb.xcb_connect(None, None))
    failed = xcb.xcb_connection_has_error(screen)
    xcb.xcb_disconnect(screen)
    if failed:
        raise Stop(NO_SCREEN)


def run_tests(arguments: list[str]) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # they start the program some hundred times
    os.chdir(HERE)
    check_qt()
    import pytest

    code = int(pytest.main(["-n3", "--dist=loadfile", "--no-loadscope-reorder", *arguments]))
    if code == pytest.ExitCode.TESTS_FAILED:
        say("Once more, alone, what failed: windows on a busy machine are a matter of time too.")
        code = int(pytest.main(["--last-failed", "--lfnf=none", "--maxfail=3", *arguments]))
    return code


def run_program(arguments: list[str]) -> int:
    if wants_window(arguments):
        check_qt()
        from desktop import app

        return app.main(arguments)
    from desktop import cli

    return cli.main(arguments)


def main(arguments: list[str]) -> int:
    testing = arguments[:1] == ["--test"]
    try:
        folder = environment_for("test" if testing else "")
        if folder is not None:
            become(folder)
        return run_tests(arguments[1:]) if testing else run_program(arguments)
    except (Stop, KeyboardInterrupt) as stop:
        say(str(stop) or "Stopped.")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in MODULES["test"]:
            raise
        say(f"{error.name} is missing: unset ONHAND_NO_VENV, or pip install -r {PINS['test']}.")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
