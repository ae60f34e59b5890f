"""The tests' own parts: what they would leave behind fills the machine that they run on."""

import subprocess
import sys
from pathlib import Path

from tests import order, servers
from tests.conftest import Servers
from tests.faults.power import is_alive, wait


def test_the_database_of_a_test_goes_with_it(postgres_servers: Servers) -> None:
    url = postgres_servers.empty("postgres")
    name = url.partition("@/")[2].partition("?")[0]
    assert name in postgres_servers.names("postgres")
    postgres_servers.drop("postgres", url)
    postgres_servers.empty("postgres")  # made after it, in the same thread
    postgres_servers.empty("postgres")
    assert name not in postgres_servers.names("postgres")


def test_the_server_of_a_run_that_was_killed_is_ended_and_its_folders_go() -> None:
    code = (
        "import os; from tests import servers; s = servers.Server(servers.wheel_binaries());"
        "s.start(); print(s.process, s._place, s._memory, flush=True); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    process, *folders = killed.stdout.split()
    assert is_alive(int(process)), killed.stderr
    servers.sweep(*{str(Path(folder).parent) for folder in folders})
    wait(lambda: not is_alive(int(process)))
    assert [folder for folder in folders if Path(folder).exists()] == []


def test_the_server_of_a_run_that_lives_is_left(postgres_servers: Servers) -> None:
    url = postgres_servers.empty("postgres")
    servers.sweep("/tmp", servers.MEMORY)
    assert postgres_servers.names("postgres")
    postgres_servers.drop("postgres", url)


def test_the_files_that_are_begun_first_are_there() -> None:
    assert order.missing(list(Path(__file__).parent.rglob("test_*.py"))) == set()
