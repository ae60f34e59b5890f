"""Whose turn it is, among programs on one shop: one, and never one that is gone."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from desktop.db.lease import lease
from desktop.settings import Settings
from tests.faults.piped import PROJECT, environment

HOLDS = """
import sys
from sqlalchemy.engine import make_url
from desktop.db.lease import lease
with lease(make_url(sys.stdin.readline().strip()), "forecast:1") as is_ours:
    print(is_ours, flush=True)
    sys.stdin.readline()
"""


def other(url: str) -> subprocess.Popen[str]:
    """A program that asks for it, keeps it until the next line, and has told whether it got it."""
    held = subprocess.Popen(
        [sys.executable, "-c", HOLDS], cwd=PROJECT, env=environment(), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert held.stdin is not None
    held.stdin.write(f"{url}\n")
    held.stdin.flush()
    return held


def answer(held: subprocess.Popen[str]) -> str:
    assert held.stdout is not None
    return held.stdout.readline().strip()


def left(chosen: Settings) -> list[str]:
    return [path.name for path in chosen.data_dir.glob("*.lock")]


def test_one_has_it_and_whoever_asks_meanwhile_has_not(database_settings: Settings) -> None:
    url = make_url(database_settings.url)
    with lease(url, "forecast:1") as is_ours:
        with lease(url, "forecast:1") as is_twice, lease(url, "backup") as is_another:
            assert (is_ours, is_twice, is_another) == (True, False, True)
        with lease(url, "forecast:1") as is_still_held:
            assert not is_still_held
    with lease(url, "forecast:1") as is_free:
        assert is_free
    assert left(database_settings) == []


def test_a_killed_program_keeps_nobody_waiting(database_settings: Settings) -> None:
    url = make_url(database_settings.url)
    with other(database_settings.url) as held:
        assert answer(held) == "True"
        with lease(url, "forecast:1") as is_ours:
            assert not is_ours
        held.send_signal(signal.SIGKILL)
        held.wait()
    while True:  # a server needs a moment to see that it is gone
        with lease(url, "forecast:1") as is_ours:
            if is_ours:
                break
    assert left(database_settings) == []


def test_where_no_file_can_be_made_the_work_itself_says_what_is_wrong(tmp_path: Path) -> None:
    with lease(make_url(f"sqlite:///{tmp_path}/gone/shop.onhand"), "backup") as is_ours:
        assert is_ours


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_however_many_ask_at_once_never_two_have_it(database_settings: Settings) -> None:
    """Also where one opens the file that another is about to remove."""
    url, inside, most = make_url(database_settings.url), [0], [0]

    def ask(_: int) -> bool:
        with lease(url, "backup") as is_ours:
            if is_ours:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1
        return is_ours

    with ThreadPoolExecutor(4) as pool:
        assert any(pool.map(ask, range(400)))
    assert most == [1]
    assert left(database_settings) == []
