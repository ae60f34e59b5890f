"""What the program stands on: a Qt that keeps None alive, whole pins, imports that come late."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

import main

ROOT = Path(main.__file__).parent
HOMES_OF_QT = {"ui", "journeys", "faults", "benchmarks"}
HEAVY = {"PySide6", "alembic", "numpy", "psycopg2", "pyqtgraph", "zxingcpp"}
FORBIDDEN = {  # licences that do not fit, or packages that break Qt or keep secrets in the open
    "brother-ql-inventree",
    "keyrings-alt",
    "opencv-python",
    "pyside6-fluent-widgets",
    "rapidocr-onnxruntime",
    "zpl",
}
with_qt = pytest.mark.skipif(find_spec("PySide6") is None, reason="there is no Qt to ask")


def answer(code: str) -> str:
    """What a fresh interpreter in the project's folder prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def project() -> dict[str, list[Requirement]]:
    """The requirements of pyproject.toml by extra, the plain ones under ''."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = {"": table["dependencies"], **table["optional-dependencies"]}
    return {name: [Requirement(line) for line in lines] for name, lines in groups.items()}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(extra: str) -> dict[str, set[str]]:
    """The pinned versions by name; two where they differ by Python."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / main.PINS[extra]).read_text("utf-8").splitlines():
        if pinned := re.match(r"([a-z0-9-]+)==([^ ;\\]+)", line):
            found.setdefault(pinned[1], set()).add(pinned[2])
    return found


@with_qt
def test_ten_thousand_void_calls_leave_the_references_of_none_alone() -> None:
    lost = answer(
        "import sys\n"
        "from PySide6.QtCore import QObject\n"
        "thing = QObject()\n"
        "before = sys.getrefcount(None)\n"
        "for _ in range(10_000): thing.setObjectName('x')\n"
        "print(before - sys.getrefcount(None))"
    )
    assert abs(int(lost)) <= 500


@pytest.mark.parametrize("extra", main.PINS)
def test_qt_stays_below_the_release_that_loses_none(extra: str) -> None:
    allowed = next(r for r in project()[""] if r.name == "PySide6-Essentials").specifier
    assert "6.12.0" not in allowed
    assert all(Version(v) in allowed for v in pins(extra)["pyside6-essentials"])


@with_qt
def test_the_qt_in_use_is_one_the_project_allows() -> None:
    version = answer("import PySide6; print(PySide6.__version__)")
    allowed = next(r for r in project()[""] if r.name == "PySide6-Essentials").specifier
    assert version in allowed


@pytest.mark.parametrize("extra", main.PINS)
def test_every_requirement_is_pinned_within_its_bounds(extra: str) -> None:
    pinned = pins(extra)
    wanted = project()[""] + (project()[extra] if extra else [])
    for requirement in wanted:
        versions = pinned[canonical(requirement.name)]
        assert all(Version(version) in requirement.specifier for version in versions)


@pytest.mark.parametrize("extra", main.PINS)
def test_every_pin_has_hashes_and_no_address(extra: str) -> None:
    text = (ROOT / main.PINS[extra]).read_text("utf-8")
    assert not re.search(r"://|--index|--find-links|--extra|@ ", text)
    for entry in re.split(r"\n(?=[a-z0-9])", text.strip()):
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry.splitlines()[0]


def test_the_tests_run_on_the_versions_that_are_delivered() -> None:
    plain, test = pins(""), pins("test")
    assert {name: test.get(name) for name in plain} == plain


@pytest.mark.parametrize("extra", main.PINS)
def test_no_forbidden_package_comes_in(extra: str) -> None:
    assert not FORBIDDEN & set(pins(extra))


def test_the_command_line_loads_neither_qt_nor_what_may_come_late() -> None:
    loaded = answer("import sys, desktop.cli; print(*sys.modules)")
    assert not HEAVY & set(loaded.split())


@with_qt
def test_the_window_loads_no_database_before_it_is_painted() -> None:
    loaded = answer("import sys, desktop.app, desktop.ui.main_window; print(*sys.modules)")
    assert not (HEAVY - {"PySide6"} | {"sqlalchemy"}) & set(loaded.split())


def imports_of(path: Path) -> set[str]:
    """All modules that a file names in an import, wherever it stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_only_the_tests_of_the_window_know_qt() -> None:
    window = re.compile(r"(PySide6|pytestqt|pyqtgraph|desktop\.ui|desktop\.app)\b")
    tests = ROOT / "tests"
    outside = [
        path
        for path in (*tests.rglob("test_*.py"), *tests.rglob("conftest.py"))
        if path.relative_to(tests).parts[0] not in HOMES_OF_QT
    ]
    assert outside
    knowing = {path.name for path in outside if any(map(window.match, imports_of(path)))}
    assert not knowing
