"""Set-up on a fresh machine: main.py in a folder of its own, with a real environment and pip."""

import ast
import base64
import ctypes
import hashlib
import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from threading import Event

import pytest

import main

ROOT = Path(main.__file__).parent
MAIN = ROOT / "main.py"
linux = pytest.mark.skipif(sys.platform != "linux", reason="the apt line and X are Linux's")
with_qt = pytest.mark.skipif(find_spec("PySide6") is None, reason="there is no Qt to start")

SCREEN_LIBRARIES = [pair.split("=")[0] for pair in main.SCREEN_PACKAGES.split()]

CLI = """
import sys
import onhandprobe

def main(arguments):
    print("verb", arguments, onhandprobe.NUMBER, sys.executable)
    return 3
"""


def is_there(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def make_wheel(folder: Path, number: int = 1) -> str:
    """Writes the one library of the small project; returns its line for the pins."""
    folder.mkdir(exist_ok=True)
    path = folder / f"onhandprobe-{number}-py3-none-any.whl"
    info = f"onhandprobe-{number}.dist-info"
    files = {
        "onhandprobe.py": f"NUMBER = {number}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: onhandprobe\nVersion: {number}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},{record_hash(text)},{len(text)}\n" for name, text in files.items())
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in {**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            wheel.writestr(name, text)
    return f"onhandprobe=={number} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def record_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@pytest.fixture
def heard_ctrl_c() -> Iterator[None]:
    """Started by a shell in the background, the tests would hand on that Ctrl+C is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class Project:
    """A folder with main.py, one pinned library and one verb, never started before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "program"
        self.wheels = folder / "wheels"
        self.home = folder / "home"
        (self.folder / "desktop").mkdir(parents=True)
        self.home.mkdir()
        # One module more than this interpreter has, or there would be nothing to set up.
        source = MAIN.read_text("utf-8").replace('NEEDED = "', 'NEEDED = "onhandprobe ')
        (self.folder / "main.py").write_text(source, "utf-8")
        (self.folder / "desktop" / "cli.py").write_text(CLI, "utf-8")
        (self.folder / "pyproject.toml").write_text("[project]\n", "utf-8")
        self.pin(make_wheel(self.wheels))

    def pin(self, line: str) -> None:
        for name in main.PINS.values():
            (self.folder / name).write_text(line, "utf-8")

    def open(self, *words: str, **environment: str) -> "subprocess.Popen[str]":
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "ONHAND_", "COV"))}
        place = {"HOME": str(self.home), "XDG_CACHE_HOME": str(self.home / "cache")}
        pip = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1"}
        pip["PIP_FIND_LINKS"] = str(self.wheels)
        return subprocess.Popen(
            [sys.executable, str(self.folder / "main.py"), *words],
            env={k: v for k, v in {**kept, **place, **pip, **environment}.items() if v},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def start(self, *words: str, **environment: str) -> tuple[int, str, str]:
        """Exit code, stdout and stderr of one start."""
        process = self.open(*words, **environment)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def times(self, pattern: str) -> dict[Path, int]:
        """When the files of this name were made that are there now."""
        found = {}
        for path in self.folder.glob(pattern):
            with suppress(FileNotFoundError):
                found[path] = path.stat().st_mtime_ns
        return found

    @property
    def stamp(self) -> Path:
        return self.folder / ".venv" / main.STAMP


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def is_one_sentence(text: str) -> bool:
    """One line that ends as a sentence, and no traceback."""
    return text.count("\n") == 1 and text.endswith(".\n") and "Traceback" not in text


def test_a_first_start_sets_up_is_renewed_and_keeps_what_works(project: Project) -> None:
    """One environment's life: no network, set up, pins that cannot be, new ones, broken off."""
    nowhere = {"PIP_NO_INDEX": "", "PIP_FIND_LINKS": "", "PIP_INDEX_URL": "https://127.0.0.1:9/"}
    once_more = {"PIP_RETRIES": "1"}  # at once; before the third time it would wait
    code, out, err = project.start("status", **nowhere, **once_more)
    notice, sentence = err.splitlines(keepends=True)
    assert (code, out, notice.startswith("Setting Onhand up")) == (1, "", True)
    assert is_one_sentence(sentence) and "reached no network" in sentence

    code, out, err = project.start("list", "products")
    assert (code, "Setting Onhand up" in err) == (3, True)
    python = main.python_in(project.folder / ".venv")
    assert out == f"verb ['list', 'products'] 1 {python}\n"
    assert project.start("list", "products") == (3, out, "")  # the second goes straight on

    right = (project.folder / "requirements.txt").read_text("utf-8")
    newer = make_wheel(project.wheels, number=2)
    for version, why in ((7, "not made for this system"), (2, "was refused")):
        project.pin(f"onhandprobe=={version} --hash=sha256:" + "0" * 64 + "\n")
        code, out, err = project.start("status")
        assert (code, out) == (1, "")
        assert why in err
    project.pin(right)
    assert project.start("status")[::2] == (3, "")  # the old one is usable

    project.pin(newer)
    assert "verb ['status'] 2 " in project.start("status")[1]
    project.stamp.write_text(main.UNFINISHED, "utf-8")
    (left_over := project.folder / ".venv" / "left-over").touch()
    code, out, err = project.start("status")
    assert (code, "verb ['status'] 2 " in out, "Ready." in err) == (3, True, True)
    assert not left_over.exists()


def test_two_starts_at_once_set_up_once(project: Project) -> None:
    starts = [project.open("status"), project.open("status")]
    answers = [process.communicate(timeout=120) for process in starts]
    assert [process.returncode for process in starts] == [3, 3]
    assert all(out.startswith("verb ['status'] 1 ") for out, _ in answers)
    assert "".join(err for _, err in answers).count("Ready.") == 1


@linux
@pytest.mark.usefixtures("heard_ctrl_c")
def test_a_set_up_stopped_by_the_person_says_so_and_is_redone(project: Project) -> None:
    """Stopped at three points, each time over what the stop before it left."""
    for made in ("main.py", ".venv/pyvenv.cfg", ".venv/lib/*/site-packages/pip"):
        old = project.times(made)
        process = project.open("status")
        assert process.stderr is not None
        assert "Setting Onhand up" in process.stderr.readline()
        while process.poll() is None and made != "main.py" and project.times(made) in ({}, old):
            Event().wait(0.01)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 1
        assert process.stderr.read() == "Stopped.\n"
        process.communicate()
    assert project.start("status")[0] == 3


def test_the_environment_goes_to_the_cache_where_the_folder_cannot_be_written(
    project: Project,
) -> None:
    (project.folder / ".venv.lock").mkdir()  # refuses the set-up here, for root as well
    code, out, _ = project.start("status")
    assert (code, str(project.home / "cache" / "onhand") in out) == (3, True)
    assert project.start("status") == (3, out, "")


def test_nowhere_to_write_is_one_sentence(project: Project) -> None:
    (project.folder / ".venv.lock").mkdir()
    (project.home / "cache").write_text("a file where a folder should be", "utf-8")
    code, out, err = project.start("status")
    assert (code, out) == (1, "")
    assert is_one_sentence(err) and "make one of them writable" in err


def test_a_folder_of_that_name_that_is_no_environment_is_left_alone(project: Project) -> None:
    (mine := project.folder / ".venv" / "mine.txt").parent.mkdir()
    mine.touch()
    code, _, err = project.start("status")
    assert (code, "is no environment of Python" in err) == (1, True)
    assert [path.name for path in mine.parent.iterdir()] == ["mine.txt"]


def test_nothing_is_made_when_the_environment_is_refused(project: Project) -> None:
    code, out, err = project.start("status", ONHAND_NO_VENV="1")
    assert (code, out) == (1, "")
    assert is_one_sentence(err) and "onhandprobe is missing" in err
    assert not (project.folder / ".venv").exists()


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ("", True),
        ("--demo", True),
        ("--data-dir here --user anna", True),
        ("--database=sqlite:///x.db", True),
        ("--data-dir", False),
        ("--help", False),
        ("--version", False),
        ("--json", False),
        ("--demoo", False),
        ("list products", False),
        ("--database list list products", False),
        ("--data-dir here demo --products 5", False),
    ],
)
def test_a_word_that_is_no_option_is_a_verb(words: str, window: bool) -> None:
    assert main.wants_window(words.split()) is window


@pytest.mark.parametrize(
    ("output", "answer"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device: 'x'", "disk is full"),
        (
            "WARNING: Retrying after 'NewConnectionError()'\nERROR: No matching distribution",
            "reached no network",
        ),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE FILE", "was refused"),
        ("ERROR: No matching distribution found for numpy==1", "Python 3.11 to 3.13"),
        ("noise\nERROR: the moon is full\nmore noise", "(ERROR: the moon is full)"),
        ("", "no reason given"),
    ],
)
def test_what_pip_prints_becomes_one_sentence(output: str, answer: str) -> None:
    sentence = main.sentence_for(output)
    assert answer in sentence
    assert is_one_sentence(sentence + "\n")


def test_an_old_python_reads_the_file_and_gets_one_sentence() -> None:
    source = MAIN.read_text("utf-8")
    ast.parse(source, feature_version=(3, 6))
    code = (
        "import sys; sys.version_info = (3, 6, 9, 'final', 0); "
        f"import runpy; runpy.run_path({str(MAIN)!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert is_one_sentence(done.stderr) and "needs Python 3.11" in done.stderr


def test_main_needs_the_standard_library_only() -> None:
    late = {"desktop", "pytest", "PySide6"}  # once the environment is there
    tree = ast.parse(MAIN.read_text("utf-8"))
    imported: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").partition(".")[0])
    assert imported - late <= sys.stdlib_module_names


@linux
@pytest.mark.parametrize(
    ("error", "answer"),
    [
        ("libGL.so.1: cannot open shared object file: No such file", r"apt-get install .*libgl1\b"),
        ("libxcb-cursor.so.0: cannot open shared object file", r"apt-get install .*libxcb-cursor0"),
        ("libnone.so.9: cannot open shared object file", r"libnone\.so\.9"),
        ("undefined symbol: x", r"could not be loaded \(undefined symbol: x\)"),
    ],
)
def test_a_missing_system_library_is_answered_with_the_apt_line(error: str, answer: str) -> None:
    sentence = main.library_sentence(ImportError(error), main.PACKAGES + main.SCREEN_PACKAGES)
    assert re.search(answer, sentence)
    assert is_one_sentence(sentence + "\n")


def start_here(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """The project's own main.py, in this interpreter."""
    kept = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")}
    return subprocess.run(
        [sys.executable, str(MAIN), *words],
        env={**kept, "ONHAND_NO_VENV": "1", **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


@linux
@with_qt
@pytest.mark.parametrize("display", ["", ":4711"])
def test_no_screen_is_one_sentence_that_names_offscreen(display: str, tmp_path: Path) -> None:
    done = start_here("--data-dir", str(tmp_path), DISPLAY=display)
    assert (done.returncode, done.stdout) == (1, "")
    assert is_one_sentence(done.stderr)
    way_out = "QT_QPA_PLATFORM=offscreen"
    if display and not all(is_there(library) for library in SCREEN_LIBRARIES):
        way_out = "sudo apt-get install libxcb-"  # what a screen needs is not here either
    assert way_out in done.stderr


@with_qt
@pytest.mark.parametrize(("target", "code"), [("tests/test_start.py", 0), ("tests/none.py", 4)])
def test_the_tests_start_offscreen_and_keep_their_exit_code(target: str, code: int) -> None:
    done = start_here("--test", "--collect-only", "-q", target)
    assert done.returncode == code


@with_qt
@pytest.mark.parametrize(("name", "code"), [("heals", 0), ("stays", 1)])
def test_what_failed_is_run_once_more_and_what_fails_again_is_a_failure(
    tmp_path: Path, name: str, code: int
) -> None:
    mark = tmp_path / "mark"
    (tmp_path / "test_two.py").write_text(
        f"from pathlib import Path\nmark = Path({str(mark)!r})\n"
        "def test_heals():\n    if not mark.exists():\n        mark.touch()\n        assert False\n"
        "def test_stays():\n    assert False\n"
    )
    words = ("-n0", f"--rootdir={tmp_path}", "-c", os.devnull, "-k", name)
    done = start_here("--test", *words, f"{tmp_path}/test_two.py")
    assert done.returncode == code
