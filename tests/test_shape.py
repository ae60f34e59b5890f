"""The shape of the project: what lies where, how long it may be, and what is not written here."""

import ast
import fnmatch
import gc
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest

import main
from desktop.cli.parser import make_parser

ROOT = Path(main.__file__).parent
Kind = TypeVar("Kind", bound=ast.AST)
FOLDERS = ("desktop", "migrations", "resources", "tests")
TOP_LEVEL = {
    *FOLDERS,
    *main.PINS.values(),
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "main.py",
    "pyproject.toml",
}
LAYERS = {"cli", "commands", "db", "domain", "jobs", "queries", "schema", "ui"}
FOLDERS_OF = {
    "desktop": LAYERS,
    "desktop/ui": {
        "alerts",
        "charts",
        "deeds",
        "dialogs",
        "events",
        "frame",
        "labels",
        "outlook",
        "pages",
        "paper",
        "pictures",
        "prices",
        "table",
        "trouble",
        "watch",
        "widgets",
    },
    "tests": LAYERS | {"benchmarks", "faults", "journeys", "migrations"},
}
ASKED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
VAGUE = {"utils", "util", "helpers", "common", "misc", "base", "manager", "service", "handler"}
AVOIDED = {  # what the code avoids: where
    r"\bQSqlTableModel\b|\bQSqlQueryModel\b|\bQtSql\b": "desktop",
    r"\bQSortFilterProxyModel\b": "desktop",
    r"\bprocessEvents\b": "desktop",
    r"\bset(Index|Cell|Item)Widget\b": "desktop",
    r"\bresize(Rows|Columns)ToContents\b": "desktop",
    r"\bQUiLoader\b|\bloadUiType\b": "desktop",
    r"\bclass \w*(Mixin|Singleton|Repository|UnitOfWork)\b": "desktop",
    r"\bclass \w+Page\(\w*Page\)": "desktop",
    r"^\s*global \w": "desktop",
    r"\b_instance\b": "desktop",
    r"\bimport .*\btext\b|\bsqlalchemy\.text\b|\bsa\.text\b": "desktop/commands",
    r"\bexec_driver_sql\b": "desktop/commands",
    r"\bfloat\(|: float\b": "desktop/commands",
    r"#.*\b(TODO|FIXME|XXX|HACK)\b": ".",
    r"\bunittest\.mock\b|\bfrom unittest import mock\b|\bmocker\b|\bMagicMock\b": "tests",
    r"\b(time\.sleep|qWait|qSleep|qtbot\.wait)\(|^from time import .*\bsleep\b": "tests",
}


@cache
def files(place: str, pattern: str = "*") -> tuple[Path, ...]:
    """The project's own files below a folder ('.': all of it), without what a machine makes."""
    roots = [ROOT / name for name in FOLDERS] if place == "." else [ROOT / place]
    found = {path for root in roots for path in root.rglob(pattern)}
    if place == ".":
        found |= set(ROOT.glob(pattern)) | set((ROOT / ".ci").glob(pattern))
    return tuple(
        sorted(p for p in found if p.is_file() and not ignored(p.relative_to(ROOT).as_posix()))
    )


@cache
def ignored(path: str) -> bool:
    """True for what .gitignore names."""
    lines = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    patterns = [line.strip("/") for line in lines if line and not line.startswith("#")]
    parts = [".git", *patterns]
    return any(fnmatch.fnmatch(part, p) for part in path.split("/") for p in parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def told(path: Path) -> tuple[ast.AST, ...]:
    """What a file's tree is asked for, found in one walk."""
    return tuple(node for node in ast.walk(tree(path)) if isinstance(node, ASKED))


@pytest.fixture(scope="module", autouse=True)
def trees() -> Iterator[None]:
    """A million nodes are not looked through for garbage, here or in all tests that follow."""
    gc.disable()
    yield
    tree.cache_clear()
    told.cache_clear()
    gc.enable()


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def nodes(*kinds: type[Kind]) -> Iterator[tuple[str, Kind]]:
    """All nodes of these kinds in the project, with the name of their file."""
    for path in files(".", "*.py"):
        for node in told(path):
            if isinstance(node, kinds):
                yield named(path), node


def length(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {named(p): len(p.read_text("utf-8").splitlines()) for p in files(".", "*.py")}
    assert {name: lines for name, lines in lengths.items() if lines > 400} == {}


def test_the_main_window_stays_within_three_hundred_lines() -> None:
    window = ROOT / "desktop" / "ui" / "main_window.py"
    assert len(window.read_text("utf-8").splitlines()) <= 300


def test_no_function_is_longer_than_forty_lines() -> None:
    found = nodes(ast.FunctionDef, ast.AsyncFunctionDef)
    long = [f"{name}:{node.lineno}" for name, node in found if length(node) > 40]
    assert long == []


def test_no_class_has_more_than_twenty_methods() -> None:
    crowded = [
        f"{name}: {node.name}"
        for name, node in nodes(ast.ClassDef)
        if sum(isinstance(item, ast.FunctionDef) for item in node.body) > 20
    ]
    assert crowded == []


def test_every_module_says_in_a_sentence_what_it_is() -> None:
    silent = []
    for path in (p for p in files(".", "*.py") if p.stat().st_size):
        first = (ast.get_docstring(tree(path)) or "").partition("\n\n")[0]
        if not first.endswith((".", "?", "!")):
            silent.append(named(path))
    assert silent == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    vague = [named(p) for p in files(".", "*.py") if VAGUE & {p.stem, p.parent.name}]
    assert [name for name in vague if name != "desktop/schema/base.py"] == []


def test_the_top_level_is_fixed() -> None:
    present = {path.name for path in ROOT.iterdir() if not ignored(path.name)}
    assert present == TOP_LEVEL


@pytest.mark.parametrize("place", FOLDERS_OF)
def test_only_the_decided_layers_exist(place: str) -> None:
    inside = [path.relative_to(ROOT / place).parts for path in files(place)]
    assert {parts[0] for parts in inside if len(parts) > 1} <= FOLDERS_OF[place]


def test_the_program_is_its_layers_the_window_and_the_settings() -> None:
    modules = {path.stem for path in files("desktop", "*.py") if path.parent == ROOT / "desktop"}
    assert modules == {"__init__", "app", "settings"}


@pytest.mark.parametrize("layer", sorted(LAYERS))
def test_the_folders_of_the_tests_mirror_the_program(layer: str) -> None:
    program, tests = ROOT / "desktop", ROOT / "tests"
    homes = {p.parent.relative_to(program) for p in files(f"desktop/{layer}", "*.py")}
    mirrored = {p.parent.relative_to(tests) for p in files(f"tests/{layer}", "*.py")}
    assert mirrored <= homes


@pytest.mark.parametrize("pattern", AVOIDED)
def test_what_the_code_avoids_is_not_written(pattern: str) -> None:
    found = [
        f"{named(path)}:{number}"
        for path in files(AVOIDED[pattern], "*.py")
        if path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if re.search(pattern, line)
    ]
    assert found == []


def test_sessions_are_opened_below_everything_that_uses_them() -> None:
    """A17: commands, queries and windows are handed theirs."""
    opened = re.compile(r"\b(Session|sessionmaker|scoped_session)\(")
    found = {named(p) for p in files("desktop", "*.py") if opened.search(p.read_text("utf-8"))}
    assert found == {"desktop/db/engine.py", "desktop/db/migrate.py"}


def test_no_module_keeps_a_container_to_be_filled() -> None:
    empty = re.compile(r"^(\w+)(?:: .+)? = (\[\]|\{\}|(set|dict|list|deque|defaultdict)\(.*\))$")
    kept = [
        f"{named(path)}: {found[1]}"
        for path in files("desktop", "*.py")
        for line in path.read_text("utf-8").splitlines()
        if (found := empty.match(line)) and not found[1].isupper()
    ]
    assert kept == []


def test_no_description_of_a_window_lies_in_a_file() -> None:
    assert [named(path) for path in files(".", "*.ui")] == []


def imported(node: ast.stmt) -> set[str]:
    """The top packages that an import names."""
    names: list[str] = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        names = [node.module or ""]
    return {name.partition(".")[0] for name in names}


def test_the_domain_knows_the_standard_library_only() -> None:
    allowed = {*sys.stdlib_module_names, "desktop"}
    strangers = {
        (name, package)
        for name, node in nodes(ast.Import, ast.ImportFrom)
        if name.startswith("desktop/domain/")
        for package in imported(node) - allowed
        if not (package == "numpy" and "/forecast/" in name)
    }
    assert strangers == set()


def names_a_machine(line: str) -> bool:
    """True for an absolute path of somebody's machine or the address of a package registry."""
    places = "|".join(re.escape(str(place)) for place in (ROOT, Path.home()))
    folder = rf"(^|[\s\"'`=(\[:,])({places}|/work|/root|/opt)/"
    host = r"\b(pypi|pythonhosted|npmjs|debian)\.(org|com)\b|/simple/"
    return bool(re.search(f"{folder}|{host}", line))


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (f"open('{Path.home() / 'shop.db'}')", True),
        ("open('/root/shop.db')", True),
        ("cd /opt/someone", True),
        ("url=https://files.pythonhosted.org/packages", True),
        ("index = https://example.com/simple/", True),
        ("Path('../shared/data/work/files')", False),
        ("sqlite:///data/root/x.db", False),
    ],
)
def test_a_machine_is_told_from_a_path_of_the_project(line: str, named: bool) -> None:
    assert names_a_machine(line) is named


def test_nothing_names_a_machine_or_a_registry() -> None:
    found = []
    for path in files("."):
        if path == Path(__file__) or path.suffix in {".ttf", ".png", ".wav", ".ico"}:
            continue
        lines = path.read_text("utf-8").splitlines()
        found += [f"{named(path)}:{n}" for n, line in enumerate(lines, 1) if names_a_machine(line)]
    assert found == []


def test_every_kind_of_resource_has_its_licence_beside_it() -> None:
    kinds = {path.relative_to(ROOT / "resources").parts[0] for path in files("resources")}
    assert kinds
    without = [k for k in sorted(kinds) if not list((ROOT / "resources" / k).glob("LICENSE*"))]
    assert without == []


def test_the_contracts_know_no_exception() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    tables = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    assert len(tables) >= 8
    assert not re.search("ignore_imports|exhaustive_ignores|skip_descendants|unmatched_", text)
    excused = [p for p in files(".", "*.py") if "noqa: TID251" in p.read_text("utf-8")]
    assert [named(p) for p in excused if p != Path(__file__)] == []


def test_ruff_lets_no_migration_import_the_program() -> None:
    line = "import desktop.schema  # noqa: F401\n"
    command = [sys.executable, "-m", "ruff", "check", "--output-format=concise", "-"]
    for place, refused in (("migrations/versions/0000_x.py", True), ("tests/x.py", False)):
        asked = subprocess.run(
            [*command, "--stdin-filename", place],
            input=line,
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        assert ("TID251" in asked.stdout) is refused


def test_the_readme_names_the_two_commands_and_every_folder() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    wanted = ["python3 main.py  ", "python3 main.py --test", *(f"{name}/" for name in FOLDERS)]
    assert [text for text in wanted if text not in readme] == []


def test_the_readme_names_every_verb_and_no_other() -> None:
    """C22."""
    listed = make_parser().format_help().partition("verbs:")[2]
    verbs = set(re.findall(r"^    ([a-z]+)\b", listed, re.MULTILINE))
    readme = (ROOT / "README.md").read_text("utf-8")
    assert verbs
    assert set(re.findall(r"^\| `([a-z]+)", readme, re.MULTILINE)) == verbs
    assert set(re.findall(r"main\.py ([a-z]+)", readme)) <= verbs
