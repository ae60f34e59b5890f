"""Two hundred thousand piped scans work as well as ten: all there, in order, in the same memory."""

import json
import subprocess
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.cli.conftest import Onhand

SCANS = {"sqlite": (10_000, 200_000), "postgres": (1_000, 200_000)}  # sampled, whole
CODES = [f"CODE-{number}" for number in range(20)]
FIRST = 500
# The database's own page cache may fill; what is kept per scan would be many times as much.
ROOM_MB = 40


def peak_mb(process: subprocess.Popen[bytes]) -> int:
    """The most memory that a running process has had."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        pytest.skip("the memory of a process is read from /proc")
    kilobytes = next(row.split()[1] for row in status.read_text().splitlines() if "VmHWM" in row)
    return int(kilobytes) // 1024


def answers(process: subprocess.Popen[bytes], number: int) -> Iterator[dict[str, Any]]:
    """The next so many answers, as they come."""
    assert process.stdout is not None
    for line in islice(process.stdout, number):
        yield json.loads(line)


def check(told: Iterator[dict[str, Any]], first: int) -> int:
    """Every line was booked, in the order in which it was sent; how many there were."""
    number = first
    for number, answer in enumerate(told, first + 1):
        assert answer["ok"], answer
        assert (answer["seq"], answer["code"]) == (number, CODES[(number - 1) % len(CODES)])
    return number


@pytest.mark.timeout(3600)  # the whole count takes its time
def test_many_piped_scans_are_all_there_in_order_and_take_no_more_memory(
    onhand: Onhand, engine_name: str, full: bool
) -> None:
    scans = SCANS[engine_name][full]
    for code in CODES:
        onhand.add(code)
    process = onhand.start("scan", "--json")
    stdin = process.stdin
    assert stdin is not None

    def feed() -> None:
        for code in islice(cycle(CODES), scans):
            stdin.write(f"{code}\n".encode())
        stdin.flush()

    feeder = Thread(target=feed)
    feeder.start()
    try:
        assert check(answers(process, FIRST), 0) == FIRST
        before = peak_mb(process)
        assert check(answers(process, scans - FIRST), FIRST) == scans
        after = peak_mb(process)
        feeder.join()
        _, complaints = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, complaints) == (0, b"")
    assert after - before <= ROOM_MB, f"{before} MB after {FIRST} scans, {after} MB after {scans}"
    assert onhand.done("verify", "--json").json["movements"] == scans
    on_hand = [row["on_hand"] for row in onhand.done("list", "products", "--json").json]
    assert sum(on_hand) == -scans
